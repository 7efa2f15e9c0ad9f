"""What a letter to one person can be filled with, in one statement: eight look-ups cost eight times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.zones import zone_or_utc
from contacts.known import full_name
from contacts.models import Contact
from interactions.recommended import listed

MOST_RECOMMENDED = 3
# They stand in a subject as well.
LONGEST_NAMES = 160
TOUCHES = """
SELECT json_agg(json_build_array(t.id, t.at, t.kind, t.takeaway, t.note, t.name, t.time_zone)
    ORDER BY t.asked DESC, t.opened DESC, t.at DESC, t.id DESC)
FROM (
    SELECT i.id, i.at, i.kind, i.takeaway, left(i.note, 600) AS note, e.name, e.time_zone,
        i.id = %(touch)s AS asked,
        EXISTS (SELECT 1 FROM interactions_interaction_opened o
            WHERE o.interaction_id = i.id AND o.followup_id = %(follow_up)s) AS opened
    FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
        LEFT JOIN interactions_event e ON e.id = i.event_id
    WHERE p.owner_id = %(owner)s AND p.contact_id = %(contact)s
        AND i.status = 'held' AND i.deleted_at IS NULL
    ORDER BY asked DESC, opened DESC, i.at DESC, i.id DESC LIMIT 8) t
"""
WAYS = """
SELECT json_agg(json_build_array(kind, value) ORDER BY id)
FROM contacts_way WHERE owner_id = %(owner)s AND contact_id = %(contact)s
"""
INTRODUCER = """
SELECT json_build_array(c.prefix, c.given_name, c.family_name)
FROM contacts_introduction n JOIN contacts_contact c ON c.id = n.introducer_id
WHERE n.owner_id = %(owner)s AND n.introduced_id = %(contact)s AND c.trashed_at IS NULL
ORDER BY n.id LIMIT 1
"""
PROMISE = """
SELECT what FROM followups_followup
WHERE owner_id = %(owner)s AND contact_id = %(contact)s AND basis = 'promise' AND closed_at IS NULL
ORDER BY due_at, id LIMIT 1
"""
ACHIEVEMENTS = """
SELECT json_agg(json_build_array(a.kind, a.title, a.place))
FROM (SELECT kind, title, place FROM residents_achievement
    WHERE owner_id = %(owner)s AND "on" > %(since)s ORDER BY "on" DESC, id DESC LIMIT 3) a
"""
ADVICE = """
SELECT json_build_array(what, outcome) FROM interactions_advice
WHERE owner_id = %(owner)s AND contact_id = %(contact)s AND reported_at IS NULL AND status <> 'declined'
ORDER BY EXISTS (SELECT 1 FROM followups_followup f
    WHERE f.id = %(follow_up)s AND f.occurrence = 'advice:' || interactions_advice.id) DESC,
    (outcome <> '') DESC, outcome_on DESC NULLS LAST, given_on DESC, id DESC LIMIT 1
"""
# Whom they recommended, if I met them there; of one event when what is owed is about that one (P38).
RECOMMENDED = """
SELECT json_agg(json_build_array(m.prefix, m.given_name, m.family_name, m.institution, m.name, m.takeaway)
    ORDER BY m.at DESC, m.id DESC)
FROM (
    SELECT DISTINCT ON (c.id) c.prefix, c.given_name, c.family_name, c.institution, e.id AS event, e.name,
        i.takeaway, i.at, i.id
    FROM interactions_target t
        JOIN contacts_contact c ON c.id = t.contact_id AND c.trashed_at IS NULL
        JOIN interactions_event e ON e.id = t.event_id
        JOIN interactions_participant p ON p.contact_id = c.id
        JOIN interactions_interaction i ON i.id = p.interaction_id AND i.event_id = t.event_id
            AND i.status = 'held' AND i.deleted_at IS NULL AND i.kind <> 'email'
    WHERE t.owner_id = %(owner)s AND t.recommended_by_id = %(contact)s AND t.contact_id <> %(contact)s
    ORDER BY c.id, (i.takeaway <> '') DESC, i.at DESC, i.id DESC) m
WHERE NOT EXISTS (SELECT 1 FROM followups_followup f WHERE f.id = %(follow_up)s
    AND f.occurrence LIKE 'event:%%' AND f.occurrence <> 'event:' || m.event)
"""
MEETING = """
SELECT to_json(i.at) FROM interactions_participant p
    JOIN interactions_interaction i ON i.id = p.interaction_id
WHERE p.owner_id = %(owner)s AND p.contact_id = %(contact)s
    AND i.status = 'planned' AND i.deleted_at IS NULL AND i.at > %(now)s
ORDER BY i.at, i.id LIMIT 1
"""
# The newest version of the four fields (P15).
NARRATIVE = """
SELECT json_build_array(n.why, n.draws, n.done, n.grow) FROM residents_narrative n
WHERE n.owner_id = %(owner)s ORDER BY n.year DESC LIMIT 1
"""
PARTS = (TOUCHES, WAYS, INTRODUCER, PROMISE, ACHIEVEMENTS, ADVICE, RECOMMENDED, MEETING, NARRATIVE)
FACTS = "SELECT " + ", ".join(f"({part})" for part in PARTS)


class Touch(NamedTuple):
    """A held interaction with the person."""

    pk: int
    at: datetime
    kind: str
    takeaway: str
    note: str
    event: str
    zone: ZoneInfo | None


class Recommended(NamedTuple):
    """Those I met because this person named them: “Dr. Okafor from Northfield and Dr. Feld”."""

    people: str
    event: str
    takeaway: str


class LetterFacts(NamedTuple):
    """Everything on file that a letter may use."""

    touches: list[Touch]
    ways: dict[str, str]
    introducer: str
    promise: str
    achievements: list[tuple[str, str, str]]
    advice: tuple[str, str]
    recommended: Recommended | None
    meeting: datetime | None
    narrative: tuple[str, ...] = ("", "", "", "")

    @property
    def touch(self) -> Touch | None:
        """The one the letter is about."""
        return self.touches[0] if self.touches else None


def letter_facts(contact: Contact, now: datetime, *, touch: int, follow_up: int, since: date) -> LetterFacts:
    """The facts of one contact, of which the caller knows whose it is; zeros name nothing."""
    given: dict[str, Any] = {
        "owner": contact.owner_id,
        "contact": contact.pk,
        "touch": touch,
        "follow_up": follow_up,
        "since": since,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, given)
        touches, ways, introducer, promise, achievements, advice, recommended, meeting, story = (
            cursor.fetchone()
        )
    first_ways: dict[str, str] = {}
    for kind, value in ways or []:
        first_ways.setdefault(kind, value)
    return LetterFacts(
        touches=[_touch(*one) for one in touches or []],
        ways=first_ways,
        introducer=_named(introducer) if introducer else "",
        promise=promise or "",
        achievements=[(kind, title, place) for kind, title, place in achievements or []],
        advice=(advice[0], advice[1]) if advice else ("", ""),
        recommended=_recommended(recommended) if recommended else None,
        meeting=datetime.fromisoformat(meeting) if meeting else None,
        narrative=tuple(story or ("", "", "", "")),
    )


def _recommended(rows: list[list[Any]]) -> Recommended:
    """All of the event at which I last met one of them; what was said is the newest that was kept."""
    there = [row for row in rows if row[4] == rows[0][4]][:MOST_RECOMMENDED]
    names = [f"{_named(row)} from {row[3]}" if row[3] else _named(row) for row in there]
    people = listed(names)
    if len(people) > LONGEST_NAMES:
        people = listed([_named(row)[:LONGEST_NAMES] for row in there[:1]])
    return Recommended(people, rows[0][4], next((row[5] for row in there if row[5]), ""))


class _Named(NamedTuple):
    prefix: str
    given_name: str
    family_name: str


def _named(columns: list[Any]) -> str:
    return full_name(_Named(*columns[:3]))


def _touch(
    pk: int, at: str, kind: str, takeaway: str, note: str, event: str | None, zone: str | None
) -> Touch:
    where = zone_or_utc(zone) if zone else None
    return Touch(pk, datetime.fromisoformat(at), kind, takeaway, note, event or "", where)
