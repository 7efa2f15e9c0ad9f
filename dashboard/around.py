"""What Today shows beside the follow-ups, in one statement: five small ones cost five times as much."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from contacts.known import Known
from contacts.models import SEATS
from dashboard.beside import MONTH, ROTATIONS, SEATED, Beside, beside, month_began
from dashboard.deadlines import DEADLINES, Deadline, deadlines
from dashboard.ending import ENDING, Term, terms, until
from dashboard.trouble import STOPPED, SWEPT, Trouble
from interactions.models import Event, Kind
from web.addresses import address
from web.statements import unseen

SOON = timedelta(days=7)
MOST_MEETINGS, MOST_EVENTS = 20, 10
KIND_WORDS = {kind.value: kind.label.lower() for kind in Kind}

# The preparation whose reminder has not been seen: it has no row of its own on Today.
NEW = """
    SELECT min(r.follow_up_id) FROM interactions_interaction_opened o
    JOIN followups_followup f ON f.id = o.followup_id AND f.basis = 'preparation' AND f.closed_at IS NULL
    JOIN followups_reminder r ON r.follow_up_id = f.id AND r.seen_at IS NULL
    WHERE o.interaction_id = m.id
"""
MEETINGS = f"""
SELECT json_agg(json_build_array(m.id, m.at, m.kind, m.minutes, m.cv_sent, m.questions, m.ask, (
    SELECT json_agg(json_build_array(
        c.id, c.prefix, c.given_name, c.family_name, c.title, c.discipline, c.institution) ORDER BY p.id)
    FROM interactions_participant p JOIN contacts_contact c ON c.id = p.contact_id
    WHERE p.interaction_id = m.id), ({NEW})) ORDER BY m.at, m.id)
FROM (
    SELECT * FROM interactions_interaction
    WHERE owner_id = %(owner)s AND status = 'planned' AND deleted_at IS NULL AND at <= %(soon)s
    ORDER BY at, id LIMIT {MOST_MEETINGS}) m
"""  # noqa: S608  joined from constants
EVENTS = f"""
SELECT json_agg(json_build_array(e.id, e.name, e.kind, e.place, e.time_zone, e.starts_on, e.ends_on)
    ORDER BY e.starts_on DESC, e.id)
FROM (
    SELECT * FROM interactions_event
    WHERE owner_id = %(owner)s AND starts_on <= %(utc_soon)s AND ends_on >= %(utc_yesterday)s
    ORDER BY starts_on DESC, id LIMIT {MOST_EVENTS}) e
"""  # noqa: S608  joined from constants
PAUSE = """
SELECT min(ends_on) FROM residents_pause
WHERE owner_id = %(owner)s AND starts_on <= %(today)s AND ends_on > %(today)s AND resumed_on IS NULL
"""
# How many open windows a heavy block holds back, until when at the soonest, and the block there is today.
HELD = """
SELECT json_build_array(count(*), min(f.told_at), (
    SELECT json_build_array(r.name, r.ends_on) FROM residents_rotation r
    WHERE r.owner_id = %(owner)s AND r.starts_on <= %(today)s AND r.ends_on >= %(today)s LIMIT 1))
FROM followups_followup f
WHERE f.owner_id = %(owner)s AND f.closed_at IS NULL AND f.told_at > %(now)s AND f.opens_at <= %(now)s
    AND (f.snoozed_until IS NULL OR f.snoozed_until <= f.told_at)
    AND NOT EXISTS (
        SELECT 1 FROM contacts_contact c WHERE c.id = f.contact_id AND c.trashed_at IS NOT NULL
    )
"""
ENROLLED = "SELECT array_agg(id) FROM programs_enrollment WHERE user_id = %(owner)s AND status = 'joined'"
BESIDE = f"SELECT json_build_array(({SEATED}), ({MONTH}), ({ROTATIONS}))"
AROUND = unseen(
    f"SELECT ({SWEPT}), ({STOPPED}), ({PAUSE}), ({HELD}), ({EVENTS}), ({MEETINGS}), ({ENROLLED}), "
    f"({BESIDE}), ({ENDING}), ({DEADLINES})",
    bigint="owner",
    timestamptz="now soon month",
    date="today term utc_soon utc_yesterday",
)


class Meeting(NamedTuple):
    """A planned meeting and what is prepared for it. `new`: its preparation, when its reminder is."""

    pk: int
    at: datetime
    kind: str
    minutes: int | None
    cv_sent: bool
    questions: int
    ask: str
    people: list[Known]
    new: int | None

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.kind]

    @property
    def address(self) -> str:
        return address("interaction", self.pk)


class Waiting(NamedTuple):
    """How many windows wait, until when, and the heavy block of today; others adjoin it in a chain."""

    number: int
    until: datetime
    block: str
    is_chain: bool


class Around(NamedTuple):
    """What troubles, the day a pause ends, what waits, events near, meetings, programs, the side column."""

    trouble: Trouble
    paused_until: date | None
    waiting: Waiting | None
    events: list[Event]
    meetings: list[Meeting]
    enrolled: list[int]
    beside: Beside
    ending: list[Term]
    deadlines: list[Deadline]


def around(user: User, now: datetime) -> Around:
    """Meetings of the next seven days and past ones not yet marked as held; events on or within a week."""
    utc_day, today = now.date(), now.astimezone(user.zone).date()
    values: dict[str, Any] = {
        "owner": user.pk,
        "address": user.email,
        "now": now,
        "soon": now + SOON,
        "today": today,
        "term": until(today),
        "zone": user.zone.key,
        "month": month_began(today, user.zone),
        "seats": list(SEATS),
        "utc_soon": utc_day + SOON,
        "utc_yesterday": utc_day - timedelta(days=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(AROUND, values)
        swept, stopped, paused_until, held, events, meetings, enrolled, *side = cursor.fetchone()
    aside, ending, closing = side
    return Around(
        Trouble(swept, stopped, now),
        paused_until,
        _waiting(user, *held),
        [_event(*one) for one in events or []],
        [_meeting(*one) for one in meetings or []],
        enrolled or [],
        beside(today, *aside),
        terms(ending),
        deadlines(closing),
    )


def _waiting(user: User, number: int, until: str | None, block: list[str] | None) -> Waiting | None:
    if until is None or block is None:
        return None
    told, (name, ends) = datetime.fromisoformat(until), block
    after = date.fromisoformat(ends) + timedelta(days=1)
    return Waiting(number, told, name, is_chain=told.astimezone(user.zone).date() != after)


def _event(pk: int, name: str, kind: str, place: str, time_zone: str, starts: str, ends: str) -> Event:
    starts_on, ends_on = date.fromisoformat(starts), date.fromisoformat(ends)
    return Event(
        pk=pk, name=name, kind=kind, place=place, time_zone=time_zone, starts_on=starts_on, ends_on=ends_on
    )


def _meeting(
    pk: int, at: str, kind: str, minutes: int | None, cv: bool, asks: str, ask: str, who: Any, new: int | None
) -> Meeting:
    questions = sum(bool(line.strip()) for line in asks.splitlines())
    people = [Known(*one) for one in who or []]
    return Meeting(pk, datetime.fromisoformat(at), kind, minutes, cv, questions, ask, people, new)
