"""What a person's page shows beside the timeline, in one statement: five cost five times as much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from contacts.known import Known
from contacts.models import Contact, Role, Way
from dashboard.around import KIND_WORDS
from followups.models import Moments
from followups.rows import Owed
from web.addresses import address
from web.playbook import Template, templates

MOST_MEETINGS = 5
MOST_ADVICE = 50

ROLES = """
SELECT json_agg(json_build_array(role, starts_on, ends_on) ORDER BY starts_on, id)
FROM contacts_roleterm WHERE owner_id = %(owner)s AND contact_id = %(contact)s
"""
WAYS = """
SELECT json_agg(json_build_array(kind, label, value) ORDER BY id)
FROM contacts_way WHERE owner_id = %(owner)s AND contact_id = %(contact)s
"""
INTRODUCTION = """
SELECT json_build_array(n.on, n.led_to,
    c.id, c.prefix, c.given_name, c.family_name, c.title, c.discipline, c.institution)
FROM contacts_introduction n JOIN contacts_contact c ON c.id = n.introducer_id
WHERE n.owner_id = %(owner)s AND n.introduced_id = %(contact)s ORDER BY n.id LIMIT 1
"""
MEETINGS = f"""
SELECT json_agg(json_build_array(m.id, m.at, m.kind, m.minutes) ORDER BY m.at, m.id)
FROM (
    SELECT i.* FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
    WHERE p.owner_id = %(owner)s AND p.contact_id = %(contact)s
        AND i.status = 'planned' AND i.deleted_at IS NULL
    ORDER BY i.at, i.id LIMIT {MOST_MEETINGS}) m
"""  # noqa: S608  joined from constants
OWED = """
SELECT json_agg(json_build_array(id, occurrence, because, what, snoozed_until,
    basis, starts_at, opens_at, due_at, late_at, told_at) ORDER BY due_at, id)
FROM followups_followup WHERE owner_id = %(owner)s AND contact_id = %(contact)s AND closed_at IS NULL
"""
LETTERS = """
SELECT json_agg(json_build_array(l.template, l.subject, l.body, l.updated_at, l.follow_up_id, f.closed_at)
    ORDER BY l.updated_at DESC, l.id DESC)
FROM (SELECT * FROM followups_letter WHERE owner_id = %(owner)s AND contact_id = %(contact)s
    ORDER BY updated_at DESC, id DESC LIMIT 8) l LEFT JOIN followups_followup f ON f.id = l.follow_up_id
"""
ADVICE = f"""
SELECT json_agg(json_build_array(a.id, a.what, a.given_on, a.status, a.why, a.outcome, a.outcome_on,
    a.reported_at) ORDER BY a.given_on DESC, a.id DESC)
FROM (SELECT * FROM interactions_advice WHERE owner_id = %(owner)s AND contact_id = %(contact)s
    ORDER BY given_on DESC, id DESC LIMIT {MOST_ADVICE}) a
"""  # noqa: S608  joined from constants
FACTS = f"SELECT ({ROLES}), ({WAYS}), ({INTRODUCTION}), ({MEETINGS}), ({OWED}), ({LETTERS}), ({ADVICE})"

ROLE_WORDS = {role.value: role.label for role in Role}
WAY_WORDS = {kind.value: kind.label for kind in Way.Kind}


class Term(NamedTuple):
    """One dated role."""

    role: str
    starts_on: date
    ends_on: date | None
    is_over: bool

    @property
    def words(self) -> str:
        return ROLE_WORDS[self.role]


class Reach(NamedTuple):
    """One way to reach somebody."""

    kind: str
    label: str
    value: str

    @property
    def words(self) -> str:
        return self.label or WAY_WORDS[self.kind]


class Introduced(NamedTuple):
    """Who introduced them, when, and what it led to."""

    on: date
    led_to: str
    introducer: Known


class Planned(NamedTuple):
    """A planned meeting with them."""

    pk: int
    at: datetime
    kind: str
    minutes: int | None

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.kind]

    @property
    def address(self) -> str:
        return address("interaction", self.pk)


class Kept(NamedTuple):
    """A letter that is being written to them."""

    slug: str
    subject: str
    body: str
    at: datetime
    follow_up: int | None
    # What it was for is closed or, where it was for nothing in particular, was followed by a touch.
    is_over: bool

    @property
    def template(self) -> Template | None:
        """None when the playbook has lost it; the words are still shown."""
        return next((one for one in templates() if one.slug == self.slug), None)

    @property
    def title(self) -> str:
        return self.template.title if self.template else self.slug


class Given(NamedTuple):
    """One piece of advice they gave."""

    pk: int
    what: str
    on: date
    status: str
    why: str
    outcome: str
    outcome_on: date | None
    reported_at: datetime | None

    @property
    def address(self) -> str:
        return address("advice", self.pk)

    @property
    def occurrence(self) -> str:
        """What a report on it is called among what is owed."""
        return f"advice:{self.pk}"

    @property
    def may_report(self) -> bool:
        """It was tried, and they do not know yet."""
        return bool(self.status == "done" and self.outcome and not self.reported_at)


class Facts(NamedTuple):
    """Everything small that hangs on one contact."""

    roles: list[Term]
    ways: list[Reach]
    introduction: Introduced | None
    meetings: list[Planned]
    owed: list[Owed]
    # When a follow-up that a heavy block holds back will be told.
    told: dict[int, datetime]
    letters: list[Kept]
    advice: list[Given]


def facts(contact: Contact, today: date) -> Facts:
    """The facts of one contact, of which the caller knows whose it is; `today` in the resident's zone."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"owner": contact.owner_id, "contact": contact.pk})
        roles, ways, introduction, meetings, owed, letters, advice = cursor.fetchone()
    known = Known(*(getattr(contact, name) for name in Known._fields))
    return Facts(
        roles=[_term(*one, today=today) for one in roles or []],
        ways=[Reach(*one) for one in ways or []],
        introduction=_introduced(*introduction) if introduction else None,
        meetings=[Planned(pk, _at(at), kind, minutes) for pk, at, kind, minutes in meetings or []],
        owed=[_owed(known, *one[:-1]) for one in owed or []],
        told={one[0]: _at(one[-1]) for one in owed or [] if one[-1]},
        letters=[_kept(contact.last_touch_at, *one) for one in letters or []],
        advice=[_given(*one) for one in advice or []],
    )


def _term(role: str, starts: str, ends: str | None, *, today: date) -> Term:
    ends_on = date.fromisoformat(ends) if ends else None
    return Term(role, date.fromisoformat(starts), ends_on, ends_on is not None and ends_on <= today)


def _kept(
    touched: datetime | None, slug: str, subject: str, body: str, at: str, of: int | None, closed: str | None
) -> Kept:
    written = _at(at)
    is_over = bool(closed) if of else touched is not None and written <= touched
    return Kept(slug, subject, body, written, of, is_over)


def _given(pk: int, what: str, on: str, status: str, why: str, outcome: str, *days: str | None) -> Given:
    ended, told = days
    outcome_on = date.fromisoformat(ended) if ended else None
    return Given(
        pk, what, date.fromisoformat(on), status, why, outcome, outcome_on, _at(told) if told else None
    )


def _introduced(on: str, led_to: str, *columns: Any) -> Introduced:
    return Introduced(date.fromisoformat(on), led_to, Known(*columns))


def _owed(known: Known, pk: int, occurrence: str, because: str, what: str, *moments: Any) -> Owed:
    snoozed, basis, *times = moments
    until = _at(snoozed) if snoozed else None
    return Owed(pk, occurrence, because, what, until, Moments(basis, *_all(times)), known)


def _all(times: Iterable[str]) -> list[datetime]:
    return [_at(time) for time in times]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
