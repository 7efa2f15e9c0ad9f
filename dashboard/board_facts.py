"""What the board of advisors shows, in one statement (ADR 0011): every role term with whoever holds it,
the people who could take a seat, the windows of those who sit, and the shape of the network."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from contacts.board import Person, Term, season, seated
from contacts.board_gaps import Network
from contacts.models import SEATS, Role
from dashboard.board_terms import SEATED, SHOWN
from followups.models import Moments
from followups.windows import WINDOWS, local
from residents.models import resident_of

# Whoever was in touch lately, or was just written down, could take a seat; somebody else is found by name.
LATELY, NEW, JUNIORS, PEERS, GROUPS = 40, 12, 12, 6, 200

# Each by an index: ordered by id alone, everybody else's people would be read along.
MINE = "SELECT id FROM contacts_contact WHERE owner_id = %(owner)s AND trashed_at IS NULL"
LATEST = "AND last_touch_at IS NOT NULL ORDER BY last_touch_at DESC, id DESC LIMIT"
NEWEST = "ORDER BY created_at DESC, id DESC LIMIT"
MENTEE = "direction = 'junior' AND stage IN ('met', 'recurring', 'named')"
# Whoever was written down and never touched: read once, for two parts choose from them.
FRESH = """
SELECT id, direction, stage, created_at FROM contacts_contact
WHERE owner_id = %(owner)s AND trashed_at IS NULL AND last_touch_at IS NULL
"""
PEOPLE = f"""
SELECT json_agg(json_build_array(c.id, c.prefix, c.given_name, c.family_name, c.title, c.institution,
    c.department, c.discipline, c.direction, c.stage, c.origin, c.tags, c.is_anchor, c.is_core,
    c.last_touch_at) ORDER BY c.last_touch_at DESC NULLS LAST, c.id)
FROM contacts_contact c
WHERE c.owner_id = %(owner)s AND c.trashed_at IS NULL AND c.id IN (
    SELECT contact_id FROM shown
    UNION {MINE} AND (is_anchor OR is_core)
    UNION ({MINE} {LATEST} {LATELY})
    UNION (SELECT id FROM fresh {NEWEST} {NEW})
    UNION ({MINE} AND {MENTEE} {LATEST} {JUNIORS})
    UNION (SELECT id FROM fresh WHERE {MENTEE} {NEWEST} {JUNIORS})
    UNION ({MINE} AND direction = 'peer' {LATEST} {PEERS})
)
"""  # noqa: S608  joined from constants
TERMS = "SELECT json_agg(json_build_array(id, role, starts_on, ends_on, contact_id) ORDER BY id) FROM shown"
OWED = """
SELECT json_agg(json_build_array(f.contact_id, f.told_at, f.snoozed_until,
    f.basis, f.starts_at, f.opens_at, f.due_at, f.late_at) ORDER BY f.due_at DESC, f.id)
FROM followups_followup f
WHERE f.owner_id = %(owner)s AND f.closed_at IS NULL AND f.basis = ANY(%(windows)s)
    AND f.contact_id IN (SELECT contact_id FROM shown WHERE ends_on IS NULL OR ends_on > %(on)s)
"""
SHAPE = f"""
SELECT json_agg(json_build_array(g.department, g.discipline, g.n))
FROM (
    SELECT department, discipline, count(*) AS n FROM contacts_contact
    WHERE owner_id = %(owner)s AND trashed_at IS NULL AND stage <> 'identified'
    GROUP BY department, discipline ORDER BY n DESC LIMIT {GROUPS}) g
"""  # noqa: S608  joined from constants
PEER = f"SELECT EXISTS ({MINE} AND direction = 'peer' AND last_touch_at >= %(quarter)s)"
ROUNDS = """
SELECT json_build_array(e.id, e.name) FROM interactions_event e
WHERE e.owner_id = %(owner)s AND e.kind = 'rounds' ORDER BY e.starts_on DESC, e.id DESC LIMIT 1
"""
MET = """
SELECT p.contact_id, count(*)
FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
WHERE p.owner_id = %(owner)s AND p.contact_id = ANY(%(people)s) AND i.status = 'held' AND i.deleted_at IS NULL
    AND i.kind <> 'email' AND i.at >= %(season)s AND i.at <= %(now)s
GROUP BY p.contact_id
"""
ONCE = f"WITH {SEATED}, shown AS MATERIALIZED ({SHOWN}), fresh AS MATERIALIZED ({FRESH})"
FACTS = f"{ONCE} SELECT ({PEOPLE}), ({TERMS}), ({OWED}), ({SHAPE}), ({PEER}), ({ROUNDS})"


class Owed(NamedTuple):
    """The window of somebody who sits at the board; silent while it is snoozed or held back."""

    moments: Moments
    is_silent: bool


class Facts(NamedTuple):
    """Everything the page draws, for whoever it belongs to."""

    people: list[Person]
    terms: list[Term]
    windows: dict[int, Owed]
    groups: list[tuple[str, str, int]]
    has_peer: bool
    rounds: tuple[int, str] | None


def board_facts(user: User, now: datetime, on: date) -> Facts:
    """The facts of a board on a day; who sits in it then is `contacts.board`'s to say."""
    today = now.astimezone(user.zone).date()
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    values: dict[str, Any] = {
        "owner": user.pk,
        "on": on,
        "seats": list(SEATS),
        "beside": [role.value for role in Role if role not in SEATS],
        "quarter": local(quarter, 0, user.zone),
        "windows": [str(basis) for basis in WINDOWS],
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        people, terms, owed, shape, has_peer, rounds = cursor.fetchone()
    everybody = [_person(user, *one) for one in people or []]
    by_id = {one.pk: one for one in everybody}
    return Facts(
        everybody,
        [_term(by_id[one[-1]], *one) for one in terms or [] if one[-1] in by_id],
        {one[0]: _owed(now, *one[1:]) for one in owed or []},
        [(department, discipline, number) for department, discipline, number in shape or []],
        has_peer,
        (rounds[0], rounds[1]) if rounds else None,
    )


def network_of(user: User, facts: Facts, today: date) -> Network:
    """Whom the user knows on that day, for what is missing."""
    resident = resident_of(user)
    return Network(
        seated(facts.terms, today),
        facts.people,
        facts.groups,
        resident.specialty,
        resident.training_stage,
        facts.has_peer,
    )


def met_this_season(user: User, network: Network, people: Collection[int], now: datetime) -> Network:
    """The network with how often these people were met since the season began, by any touch but a letter."""
    if not people:
        return network
    began = local(season(now.astimezone(user.zone).date())[1], 0, user.zone)
    values: dict[str, Any] = {
        "owner": user.pk,
        "people": list(people),
        "season": began,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(MET, values)
        return network.counted(dict(cursor.fetchall()))


def _person(user: User, *columns: Any) -> Person:
    *plain, tags, is_anchor, is_core, touched = columns
    last = datetime.fromisoformat(touched).astimezone(user.zone).date() if touched else None
    return Person._make((*plain, tuple(tags), is_anchor, is_core, last, 0))


def _term(person: Person, pk: int, role: str, starts: str, ends: str | None, _: int) -> Term:
    return Term(pk, role, date.fromisoformat(starts), date.fromisoformat(ends) if ends else None, person)


def _owed(now: datetime, told: str | None, snoozed: str | None, basis: str, *times: str) -> Owed:
    waits = any(until and datetime.fromisoformat(until) > now for until in (told, snoozed))
    return Owed(Moments(basis, *(datetime.fromisoformat(time) for time in times)), waits)
