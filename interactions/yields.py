"""What an event brought, on one page and without a score: goals, people, questions, promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from contacts.known import full_name
from interactions.day_goals import Read
from interactions.goals import Progress, reached, said
from interactions.models import Event, Goal, Participant

NAMES = "c.id, c.prefix, c.given_name, c.family_name"
SPOKEN = (
    """i.owner_id = %(owner)s AND i.event_id = %(event)s AND i.status = 'held' AND i.deleted_at IS NULL"""
)
ASKED = """
SELECT count(*) FROM interactions_session
WHERE owner_id = %(owner)s AND event_id = %(event)s AND asked_question
"""
TALKED = """
SELECT count(*) FROM interactions_target
WHERE owner_id = %(owner)s AND event_id = %(event)s AND program <> '' AND talked_at IS NOT NULL
"""
PROMISES = f"""
SELECT json_agg(json_build_array({NAMES}, p.what, p.to_me, COALESCE(f.outcome = 'done', false)) ORDER BY p.id)
FROM interactions_promise p
    JOIN interactions_interaction i ON i.id = p.interaction_id
    JOIN contacts_contact c ON c.id = p.contact_id AND c.trashed_at IS NULL
    LEFT JOIN followups_followup f ON f.contact_id = p.contact_id AND f.occurrence = 'promise:' || p.id
        AND f.basis IN ('promise', 'promise_to_me')
WHERE {SPOKEN}
"""  # noqa: S608  joined from constants
# Asked ahead, and not met: without a reply it ended with the event, and the name was read (P25).
NO_REPLY = f"""
SELECT json_agg(json_build_array({NAMES}) ORDER BY t.asked_at, t.id)
FROM interactions_target t JOIN contacts_contact c ON c.id = t.contact_id AND c.trashed_at IS NULL
WHERE t.owner_id = %(owner)s AND t.event_id = %(event)s AND t.ask = 'asked' AND NOT EXISTS (
    SELECT 1 FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
    WHERE p.contact_id = c.id AND {SPOKEN} AND i.kind <> 'email')
"""  # noqa: S608  joined from constants
FIGURES = f"SELECT ({ASKED}), ({TALKED}), ({PROMISES}), ({NO_REPLY})"


class Named(NamedTuple):
    """Somebody as a name that leads to their page."""

    pk: int
    prefix: str
    given_name: str
    family_name: str

    @property
    def full_name(self) -> str:
        return full_name(self)


@dataclass(frozen=True)
class Promised:
    """Something promised there, by me or to me, and whether it was kept."""

    who: Named
    what: str
    to_me: bool
    is_kept: bool


@dataclass(frozen=True)
class Yield:
    """What the page tells; nobody is graded."""

    goals: Sequence[Progress]
    people: int
    new: int
    talks: int
    questions: int
    programs: int
    promises: Sequence[Promised]
    no_reply: Sequence[Named]

    @property
    def reached(self) -> int:
        return sum(one.is_reached for one in self.goals)

    @property
    def made(self) -> list[Promised]:
        """What I promised."""
        return [one for one in self.promises if not one.to_me]

    @property
    def offered(self) -> list[Promised]:
        """What was promised to me."""
        return [one for one in self.promises if one.to_me]

    @property
    def kept(self) -> int:
        return sum(one.is_kept for one in self.made)


def yield_of(event: Event, people: Sequence[Participant], now: datetime) -> Yield:
    """Counted from everybody `attended` and two statements more."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"owner": event.owner_id, "event": event.pk})
        questions, programs, promises, no_reply = cursor.fetchone()
    facts = Read(event, people, [], [])
    facts.questions, facts.programs = questions, programs
    goals = Goal.objects.filter(owner=event.owner_id, event=event)
    return Yield(
        goals=[Progress(one, reached(one, facts), one.wanted, said(one)) for one in goals],
        people=len(facts.met),
        new=sum(one.is_new for one in facts.met),
        talks=sum(one.good for one in facts.met),
        questions=questions,
        programs=programs,
        promises=[_promised(*one) for one in promises or []],
        no_reply=[Named(*one) for one in no_reply or []],
    )


def _promised(pk: int, prefix: str, given: str, family: str, *rest: Any) -> Promised:
    return Promised(Named(pk, prefix, given, family), *rest)
