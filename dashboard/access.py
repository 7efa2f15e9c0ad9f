"""Who may open which address: the whole resolver as data. `manage.py access` prints it.

An address without a line here is an error of `manage.py check` and of the build. Which roles of a program
open which of its pages stands in `programs/rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from programs.rules import ADVISOR, COORDINATOR, DIRECTOR, MAY_OPEN

ROLES = (
    "anonymous",
    "resident",
    "stranger",
    "advisor",
    "coordinator",
    "director",
    "former staff",
    "operator",
)
OPENS, OWN, SIGN_IN, MISSING = "opens", "own", "sign in", "404"
HERE = {"advisor": ADVISOR.value, "coordinator": COORDINATOR.value, "director": DIRECTOR.value}


class Rule(Enum):
    """What an address asks of whoever opens it."""

    PUBLIC = "anybody"
    LINK = "whoever has the link"
    OWN = "whoever is signed in; shows only what is theirs"
    OWNER = "whoever the row belongs to"
    STAFF = "the program's staff, by role"
    OPERATOR = "site operators"


class Address(NamedTuple):
    """One pattern of the resolver."""

    name: str
    path: str
    pattern: URLPattern


_WORDS = {
    Rule.PUBLIC: """
        privacy healthz readyz offline worker capture_who me_deleted
        account_login account_logout account_inactive account_signup account_email_verification_sent
        account_reset_password account_confirm_login_code account_reset_password_from_key_done
        account_reset_password_done mfa_authenticate mfa_login_webauthn
    """,
    Rule.LINK: """
        mail_done mail_snooze mail_dismiss mail_undo mail_pause_week mail_pause_month mail_resume mail_weekly
        mail_monthly mail_rhythm_undo mail_log mail_unlog unsubscribe join account_confirm_email
        account_reset_password_from_key
    """,
    Rule.OWN: """
        today today_section capture capture_undo welcome people search tags picture person_new trash
        me settings known_for narrative narratives my_introduction my_introduction_aloud timeline profile
        achievements achievement_new affiliation_new group_new story_undo
        not_a_case account training me_export me_delete graduation graduation_advisors pause
        rotations rotation_new rotation_paste
        rotation_undo
        reminder_health reminder_test address_try_again seen sent_mail mail_settings
        log plan_meeting events event_new presentation_new questions
        opportunities opportunity_new readings reading_new introductions introduction_new names giving_undo
        program_new second_factor my_programs board board_seat board_seat_undo
        account_reauthenticate account_email account_change_password account_set_password
        mfa_index mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes
        mfa_generate_recovery_codes mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn
        mfa_reauthenticate_webauthn usersessions_list
    """,
    Rule.OWNER: """
        person person_trash person_restore role_end role_edit sponsor_add person_edit
        person_naming how_met_new how_met_through how_met how_met_delete
        rotation_edit rotation_delete rotation_tell
        follow_up done dismiss snooze undo draft remind mail
        write write_check write_sent write_morning write_unsent write_unlater
        interaction interaction_delete interaction_restore meeting_held meeting_move meeting_close
        advice advice_new advice_delete
        event event_plan event_day event_after event_yield event_edit event_delete event_again event_people
        event_people_undo event_capture event_held event_held_lines
        event_met event_said event_asked event_choose event_recap event_recap_person
        presentation presentation_edit
        event_preset plan_undo event_hope goal_new goals_proposed goal_edit goal_count goal_delete
        target_new target_program target_edit target_delete target_ask target_agreed target_introduction
        session_new sessions_paste sessions_file session_edit session_delete
        good_turns good_turn_new good_turn_edit good_turn_thanked good_turn_delete
        opportunity_edit opportunity_status opportunity_delete
        reading reading_edit reading_share reading_delete
        introduction introduction_edit introduction_consent introduction_write introduction_made
        introduction_delete
        sharing sharing_switch sharing_answer sharing_help sharing_history program_leave
        meeting_count meeting_uncount
        achievement achievement_delete
        affiliation affiliation_delete affiliation_people affiliation_end
        group group_edit group_people group_skip group_delete
        mfa_remove_webauthn mfa_edit_webauthn
    """,
    Rule.OPERATOR: "operator operator_release operator_retry",
}
RULES = {name: rule for rule, names in _WORDS.items() for name in names.split()} | dict.fromkeys(
    MAY_OPEN, Rule.STAFF
)


def answer(name: str, role: str) -> str:
    """What the address answers to somebody in that role.

    “resident” owns the row it names, “stranger” owns another; staff are of the program it names.
    """
    rule = RULES[name]
    if rule in (Rule.PUBLIC, Rule.LINK):
        return OPENS
    if role == "anonymous":
        return SIGN_IN
    if rule is Rule.OWN:
        return OWN
    may = {
        Rule.OWNER: role == "resident",
        Rule.OPERATOR: role == "operator",
        Rule.STAFF: HERE.get(role, "") in MAY_OPEN.get(name, ()),
    }
    return OPENS if may[rule] else MISSING


def addresses() -> list[Address]:
    """Every pattern of the resolver, in its order."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, path)
        else:
            yield Address(str(one.name or ""), path, one)


def every_address_has_a_rule(**_: Any) -> list[CheckMessage]:
    """A system check; it also compares the rule with how the view guards itself."""
    return [Error(words, id="dashboard.E001") for one in addresses() if (words := _wrong(one))]


def _wrong(one: Address) -> str:
    rule, view = RULES.get(one.name), one.pattern.callback
    if rule is None:
        where = "MAY_OPEN in programs/rules.py" if "<int:program_id>" in one.path else "dashboard/access.py"
        return f"Nobody decided who may open /{one.path} ({one.name or 'no name'}): add it to {where}."
    is_open = not getattr(view, "login_required", True)
    if is_open != (rule in (Rule.PUBLIC, Rule.LINK)):
        stands = "open" if is_open else "closed"
        return f"/{one.path} is {stands} to strangers, against its rule: {rule.value}."
    if getattr(view, "opens_as_program", False) != (rule is Rule.STAFF):
        return f"/{one.path} and its rule disagree on whether it is a page of a program ({rule.value})."
    return ""
