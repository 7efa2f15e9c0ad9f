"""What Me tells of the story, in one statement: six look-ups cost six times as much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from contacts.known import full_name
from interactions.models import Group
from interactions.turns import Place, whose_turn
from programs.ended import TOLD_FOR
from residents.models import Achievement, Affiliation, Narrative, Rotation

MOST = 60
NARRATIVES = """
SELECT json_agg(json_build_array(n.year, n.why, n.draws, n.done, n.grow, n.written_on) ORDER BY n.year DESC)
FROM residents_narrative n WHERE n.owner_id = %(owner)s
"""
ACHIEVEMENTS = f"""
SELECT json_agg(json_build_array(a.id, a.kind, a.title, a.on, a.scope, a.place) ORDER BY a.on DESC, a.id DESC)
FROM (SELECT * FROM residents_achievement WHERE owner_id = %(owner)s ORDER BY "on" DESC, id DESC
    LIMIT {MOST}) a
"""  # noqa: S608  joined from constants
MEMBERS = """
SELECT json_agg(json_build_array(c.id, c.prefix, c.given_name, c.family_name, c.discipline) ORDER BY m.id)
FROM contacts_membership m JOIN contacts_contact c ON c.id = m.contact_id AND c.trashed_at IS NULL
WHERE m.affiliation_id = a.id
"""
AFFILIATIONS = f"""
SELECT json_agg(json_build_array(a.id, a.kind, a.name, a.role, a.tags, a.joined_on, a.ends_on, ({MEMBERS}))
    ORDER BY a.ends_on NULLS LAST, a.joined_on, a.id)
FROM (SELECT * FROM residents_affiliation WHERE owner_id = %(owner)s AND left_on IS NULL
    ORDER BY ends_on NULLS LAST, id LIMIT {MOST}) a
"""  # noqa: S608  joined from constants
# People in the trash keep their place; they are passed over in the round until they are back.
ROUND = """
SELECT json_agg(json_build_array(m.id, m.place, m.led_on, c.id, c.prefix, c.given_name, c.family_name))
FROM interactions_groupmember m LEFT JOIN contacts_contact c ON c.id = m.contact_id
WHERE m.group_id = g.id AND c.trashed_at IS NULL
"""
GROUPS = f"""
SELECT json_agg(json_build_array(g.id, g.name, g.kind, g.every, g.next_on, g.place, ({ROUND}))
    ORDER BY g.next_on NULLS LAST, g.name, g.id)
FROM (SELECT * FROM interactions_group WHERE owner_id = %(owner)s AND ended_on IS NULL
    ORDER BY next_on NULLS LAST, id LIMIT {MOST}) g
"""  # noqa: S608  joined from constants
ROTATIONS = """
SELECT json_agg(json_build_array(r.id, r.name, r.starts_on, r.ends_on, r.intensity, r.tells_anyway)
    ORDER BY r.starts_on, r.id)
FROM residents_rotation r WHERE r.owner_id = %(owner)s AND r.ends_on >= %(since)s
"""
ENROLLED = """
SELECT array_agg(id ORDER BY joined_at, id) FROM programs_enrollment
WHERE user_id = %(owner)s AND status = 'joined'
"""
LEFT = """
SELECT count(*) FROM programs_enrollment
WHERE user_id = %(owner)s AND status = 'left' AND left_at > %(lately)s
"""
PARTS = (NARRATIVES, ACHIEVEMENTS, AFFILIATIONS, GROUPS, ROTATIONS, ENROLLED, LEFT)
FACTS = "SELECT " + ", ".join(f"({part})" for part in PARTS)
YEAR_AND_A_BIT = timedelta(days=400)


class Belonging(NamedTuple):
    """A society or a committee, and whom I know there."""

    row: Affiliation
    people: list[tuple[int, str, str]]


class Meets(NamedTuple):
    """A group, how many belong to it, and who leads next."""

    row: Group
    members: int
    leads: str


class MeFacts(NamedTuple):
    """Everything Me shows."""

    narratives: list[Narrative]
    achievements: list[Achievement]
    societies: list[Belonging]
    committees: list[Belonging]
    groups: list[Meets]
    rotations: list[Rotation]
    enrolled: list[int]
    # How many rows left a roster lately.
    left: int


def me_facts(user: User, now: datetime) -> MeFacts:
    """The facts of one resident."""
    since = now.astimezone(user.zone).date() - YEAR_AND_A_BIT
    values: dict[str, Any] = {"owner": user.pk, "since": since, "lately": now - TOLD_FOR}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        narratives, achievements, affiliations, groups, rotations, enrolled, left = cursor.fetchone()
    belongings = _each(_belonging, affiliations)
    return MeFacts(
        _each(_narrative, narratives),
        _each(_achievement, achievements),
        [one for one in belongings if one.row.is_society],
        [one for one in belongings if not one.row.is_society],
        _each(_meets, groups),
        _each(_rotation, rotations),
        enrolled or [],
        left,
    )


def _each(make: Callable[..., Any], rows: list[list[Any]] | None) -> list[Any]:
    return [make(*row) for row in rows or []]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _narrative(year: int, why: str, draws: str, done: str, grow: str, written: str) -> Narrative:
    return Narrative(
        year=year, why=why, draws=draws, done=done, grow=grow, written_on=date.fromisoformat(written)
    )


def _achievement(pk: int, kind: str, title: str, on: str, scope: str, place: str) -> Achievement:
    return Achievement(pk=pk, kind=kind, title=title, on=date.fromisoformat(on), scope=scope, place=place)


def _belonging(pk: int, kind: str, name: str, role: str, tags: list[str], *rest: Any) -> Belonging:
    joined, ends, people = rest
    days = {"joined_on": _day(joined), "ends_on": _day(ends)}
    row = Affiliation(pk=pk, kind=kind, name=name, role=role, tags=tags, **days)
    return Belonging(row, [(one[0], full_name(_Named(*one[1:4])), one[4]) for one in people or []])


def _meets(pk: int, name: str, kind: str, every: str, on: str | None, place: str, members: Any) -> Meets:
    row = Group(pk=pk, name=name, kind=kind, every=every, next_on=_day(on), place=place)
    members = members or []
    turn = whose_turn(Place(one[0], one[1], _day(one[2])) for one in members)
    leads = next(
        (full_name(_Named(*one[4:])) if one[3] else "you" for one in members if turn and one[0] == turn.pk),
        "",
    )
    return Meets(row, len(members), leads)


def _rotation(pk: int, name: str, starts: str, ends: str, intensity: str, anyway: bool) -> Rotation:
    return Rotation(
        pk=pk, name=name, starts_on=date.fromisoformat(starts), ends_on=date.fromisoformat(ends),
        intensity=intensity, tells_anyway=anyway,
    )  # fmt: skip


class _Named(NamedTuple):
    prefix: str
    given_name: str
    family_name: str
