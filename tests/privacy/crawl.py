"""Every address of the resolver, as every role, in every way of asking."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from sys import modules
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from dashboard.access import MISSING, OPENS, RULES, SIGN_IN, Address, Rule, addresses, answer
from outbox.models import Message
from tests.odds import odds
from tests.privacy.ledger import TOKEN
from tests.privacy.world import Person, World
from tests.programs.conftest import give_second_factor, pass_second_factor
from web.logs import JsonFormatter

# Role of the matrix -> who plays it, and whose rows and program the addresses name.
ACTORS = {
    "anonymous": (None, "named_a"),
    "resident": ("named_a", "named_a"),
    "stranger": ("coverage_b", "named_a"),
    "advisor": ("advisor_a", "named_a"),
    "coordinator": ("coordinator_a", "named_a"),
    "director": ("director_a", "named_a"),
    "former staff": ("former_a", "named_a"),
    "operator": ("operator", "named_a"),
}
# What `pk` names, by the name of the address.
PK = {
    "contact": "role_edit sponsor_add person person_trash person_restore role_end person_edit remind"
    " person_naming how_met_new how_met_through",
    "introduction": "how_met how_met_delete",
    "rotation": "rotation_edit rotation_delete rotation_tell",
    "followup": "follow_up done dismiss snooze undo draft",
    "message": "mail operator_retry",
    "interaction": "interaction interaction_delete interaction_restore write_unsent meeting_close",
    "planned": "meeting_held meeting_move",
    "event": "event event_plan event_day event_after event_yield event_edit event_delete event_again"
    " event_people event_people_undo event_capture event_held event_held_lines"
    " event_preset plan_undo event_hope goal_new goals_proposed goal_edit goal_count goal_delete"
    " target_new target_program target_edit target_delete target_ask target_agreed target_introduction"
    " session_new sessions_paste sessions_file session_edit session_delete"
    " event_met event_said event_asked event_choose event_recap event_recap_person",
    "achievement": "presentation presentation_edit achievement achievement_delete",
    "advice": "advice advice_delete",
    "affiliation": "affiliation affiliation_delete affiliation_people affiliation_end",
    "group": "group group_edit group_people group_skip group_delete",
    "goodturn": "good_turn_edit good_turn_thanked good_turn_delete",
    "opportunity": "opportunity_edit opportunity_status opportunity_delete",
    "reading": "reading reading_edit reading_share reading_delete",
    "pairing": "introduction introduction_edit introduction_consent introduction_write introduction_made"
    " introduction_delete",
    "authenticator": "mfa_remove_webauthn mfa_edit_webauthn",
}
KIND = {name: kind for kind, names in PK.items() for name in names.split()}
WORDS = {
    "today_section": {"name": ["promises", "hours", "windows", "own"]},
    "person_edit": {"part": ["details", "note", "cadence", "reach", "roles"]},
    "board_seat": {"seat": ["clinical", "research", "navigator", "near_peer"]},
}
# Pages that are there at times only: in July, for an advisor without an account.
NOT_ALWAYS = {"roll_over", "advisor_invite"}
NO_TOKEN = "x" * 43
PARTS = re.compile(r"parts=\[([^\]]*)\]")


@dataclass
class Report:
    """What was asked, and what should not have been there."""

    asked: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    against_rule: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    logged: int = 0


class Lines(logging.Handler):
    """Log lines as they would be written, in both forms."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # The driver's own lines at DEBUG carry parameters; no deployment writes them.
        if not record.name.startswith(("django.db", "django.template", "asyncio")):
            self.lines += [record.getMessage(), JsonFormatter().format(record)]


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect what is logged."""
    lines, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    try:
        yield lines.lines
    finally:
        root.removeHandler(lines)
        root.setLevel(level)


def browser(world: World, label: str | None) -> Client:
    """Somebody signed in with everything that could be asked for."""
    client = Client(raise_request_exception=False)
    if label is not None:
        user = world.people[label].user
        give_second_factor(user)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        pass_second_factor(client, user)
    return client


def paths(one: Address, whose: Person) -> list[str]:
    """The address with the ids of what somebody keeps; one for each of its words."""
    names = list(dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", one.path)))
    ids: dict[str, Any] = {"contact_id": whose.ids.get("contact"), "term_id": whose.ids.get("roleterm")}
    ids |= {"target_id": whose.ids.get("target"), "touch_id": whose.ids.get("interaction")}
    ids |= {"session_id": whose.ids.get("session"), "goal_id": whose.ids.get("goal")}
    ids |= whose.ids | {"token": NO_TOKEN, "key": "x", "uidb36": "1", "day": "2026-05-18"}
    if "pk" in names:
        ids["pk"] = whose.ids.get(KIND[one.name], 10**6)
    if one.name == "enrollment_invite":
        ids["enrollment_id"] = ids["waiting"]
    made = [ids]
    if one.name == "interaction":
        made.append(ids | {"pk": whose.ids["planned"]})
    for word, values in WORDS.get(one.name, {}).items():
        made = [ids | {word: value} for value in values]
    return [reverse(one.name, kwargs={name: each[name] for name in names}) for each in made]


def parts_of(one: Address) -> list[str]:
    """The parts its module can draw."""
    view = one.pattern.callback
    source = Path(str(modules[view.__module__].__file__)).read_text("utf-8")
    found = re.findall(r'"([\w-]+)"', " ".join(PARTS.findall(source)))
    return sorted(set(found)) or ["main"]


def requests_for(one: Address, whose: Person, opens: bool) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, path and headers, for every way of asking."""
    parts = parts_of(one) if opens else parts_of(one)[:1]
    for path in paths(one, whose):
        yield "get", path, {}
        yield "head", path, {}
        yield "post", path, {}
        for part in parts:
            headers = {"HX-Request": "true", "HX-Target": part}
            yield "get", path, headers
            if opens and part == parts[0]:
                yield "post", path, headers


def crawl(world: World, role: str) -> Report:
    """Ask for everything as one role."""
    label, owner = ACTORS[role]
    report, client = Report(), browser(world, label)
    viewer = label or "anonymous"
    wholes = [world.people[owner]]
    if role == "resident":
        wholes.append(world.people["private_b"])
    with listening() as lines:
        for one in addresses():
            for whose in wholes if "<" in one.path else wholes[:1]:
                played = role if whose is wholes[0] else "stranger"
                _ask_all(world, one, whose, played, viewer, client, report)
    report.logged = len(lines)
    report.seen = {word for word in report.seen if word in world.ledger.words}
    report.leaks += [f"log: {line[:120]}" for line in lines if world.ledger.foreign(line, "the log")]
    return report


def _ask_all(
    world: World, one: Address, whose: Person, role: str, viewer: str, client: Client, report: Report
) -> None:
    verdict = answer(one.name, role)
    for method, path, headers in requests_for(one, whose, verdict not in (MISSING, SIGN_IN)):
        with _undone():
            before = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            got = getattr(client, method)(path, headers=headers)
            text = said(got)
            mails = Message.objects.filter(pk__gt=before) if method == "post" else []
            for mail in mails:
                whom = next((p.label for p in world.people.values() if p.user.email == mail.to), viewer)
                words = f"{mail.subject} {mail.text} {mail.html}"
                _note(world, report, f"mail to {whom} after {path}", words, whom)
        report.asked[method + (" htmx" if headers else "")] += 1
        what = f"{role} {method} {path}{' ' + headers['HX-Target'] if headers else ''} -> {got.status_code}"
        _note(world, report, what, text, viewer)
        if not _follows(verdict, got, method, path, one):
            report.against_rule.append(f"{what} but the rule says {verdict}")


def _note(world: World, report: Report, what: str, text: str, viewer: str) -> None:
    if found := odds(text):
        report.against_rule.append(f"{what} speaks of odds (P75): {found}")
    for planted in world.ledger.foreign(text, viewer):
        report.leaks.append(f"{what}: {planted.where}")
    report.seen |= set(TOKEN.findall(text.lower()))


def said(got: Any) -> str:
    """All of an answer that leaves the server."""
    body = got.getvalue() if got.streaming else got.content
    if got.headers.get("Content-Type") == "application/zip":
        with ZipFile(BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = json.dumps(dict(got.headers)) + got.cookies.output()
    return f"{body.decode('utf-8', 'replace')}\n{headers}"


def _follows(verdict: str, got: Any, method: str, path: str, one: Address) -> bool:
    """Whether the answer is what the matrix says."""
    to = got.headers.get("HX-Redirect") or got.headers.get("Location") or ""
    if got.status_code >= 500 or got.status_code == 403:
        return False
    if got.status_code == 405 or (method in ("get", "head") and to == reverse("today")):
        return True  # an address that takes no such method
    if verdict == SIGN_IN:
        return to.startswith(reverse("account_login"))
    if verdict == MISSING:
        # allauth asks for the password before it looks whether there is such a key.
        return got.status_code == 404 or (one.name.startswith("mfa_") and "/account/" in to)
    if verdict == OPENS and RULES[one.name] is Rule.LINK:
        return True
    bogus = "xxxx" in path or "mfa_" in one.name
    return got.status_code != 404 or bogus or method != "get" or one.name in NOT_ALWAYS


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_known(path: str) -> bool:
    """Whether the resolver has such an address."""
    try:
        return bool(resolve(path))
    except Resolver404:
        return False
