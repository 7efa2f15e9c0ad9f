"""What the picture of the network and the balance beside it show, in one statement (ADR 0011)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from contacts.models import SEATS, Direction
from contacts.picture import Someone, Tie
from followups.windows import local

# More than these make no picture: whoever sits, introduced somebody or came through somebody comes first.
SHOWN, TIES, PLACES, LATELY = 300, 600, 12, 3

# Somebody in the trash stays where an introduction leads through them, and nowhere else.
PEOPLE = f"""
SELECT json_agg(json_build_array(s.id, s.prefix, s.given_name, s.family_name, s.met_via, ARRAY(
        SELECT DISTINCT t.role FROM contacts_roleterm t
        WHERE t.contact_id = s.id AND t.role = ANY(%(seats)s)
            AND t.starts_on <= %(today)s AND (t.ends_on IS NULL OR t.ends_on > %(today)s)
    ), s.trashed_at IS NOT NULL) ORDER BY s.id)
FROM (
    SELECT c.* FROM contacts_contact c
    WHERE c.owner_id = %(owner)s AND (c.trashed_at IS NULL OR EXISTS (
        SELECT 1 FROM contacts_introduction i JOIN contacts_contact d ON d.id = i.introduced_id
        WHERE i.introducer_id = c.id AND d.trashed_at IS NULL))
    ORDER BY
        EXISTS (SELECT 1 FROM contacts_introduction i WHERE i.introducer_id = c.id) DESC,
        EXISTS (SELECT 1 FROM contacts_roleterm t WHERE t.contact_id = c.id AND t.role = ANY(%(seats)s)
            AND t.starts_on <= %(today)s AND (t.ends_on IS NULL OR t.ends_on > %(today)s)) DESC,
        EXISTS (SELECT 1 FROM contacts_introduction i WHERE i.introduced_id = c.id) DESC,
        c.last_touch_at DESC NULLS LAST, c.id
    LIMIT {SHOWN}) s
"""  # noqa: S608  joined from constants
THROUGH = f"""
SELECT json_agg(json_build_array(i.introducer_id, i.introduced_id, i.on, i.led_to))
FROM (SELECT * FROM contacts_introduction WHERE owner_id = %(owner)s ORDER BY id LIMIT {TIES}) i
"""  # noqa: S608  joined from constants
MORE = "SELECT count(*) FROM contacts_contact WHERE owner_id = %(owner)s AND trashed_at IS NULL"
# Above, alongside and below: who was in touch since the quarter began, the latest first.
BALANCE = f"""
SELECT json_agg(json_build_array(d.direction, d.n, ARRAY(
    SELECT concat_ws(' ', NULLIF(c.prefix, ''),
        CASE WHEN c.prefix = '' AND c.family_name <> '' THEN NULLIF(c.given_name, '') END,
        COALESCE(NULLIF(c.family_name, ''), c.given_name))
    FROM contacts_contact c
    WHERE c.owner_id = %(owner)s AND c.trashed_at IS NULL AND c.direction = d.direction
        AND c.last_touch_at >= %(quarter)s
    ORDER BY c.last_touch_at DESC, c.id LIMIT {LATELY})))
FROM (
    SELECT direction, count(*) AS n FROM contacts_contact
    WHERE owner_id = %(owner)s AND trashed_at IS NULL AND last_touch_at >= %(quarter)s
    GROUP BY direction) d
"""  # noqa: S608  joined from constants
KINDS = f"""
SELECT json_agg(k.name ORDER BY k.name) FROM (
    SELECT {{0}} AS name FROM contacts_contact
    WHERE owner_id = %(owner)s AND trashed_at IS NULL AND {{0}} <> '' AND stage <> 'identified'
    GROUP BY {{0}} ORDER BY count(*) DESC, {{0}} LIMIT {PLACES}) k
"""  # noqa: S608  joined from constants
FACTS = (
    f"SELECT ({PEOPLE}), ({THROUGH}), ({MORE}), ({BALANCE}), "
    f"({KINDS.format('department')}), ({KINDS.format('discipline')})"
)


class Touched(NamedTuple):
    """How many of a direction were in touch this quarter, and the last few names."""

    number: int = 0
    names: tuple[str, ...] = ()


class Facts(NamedTuple):
    """Everything the page draws."""

    people: list[Someone]
    ties: list[Tie]
    everybody: int
    touched: dict[str, Touched]
    departments: list[str]
    disciplines: list[str]


def picture_facts(user: User, now: datetime) -> Facts:
    """The facts of today."""
    today = now.astimezone(user.zone).date()
    values: dict[str, Any] = {
        "owner": user.pk,
        "today": today,
        "quarter": local(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 0, user.zone),
        "seats": SEATS,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        people, ties, everybody, touched, departments, disciplines = cursor.fetchone()
    lately = {direction: Touched(number, tuple(names)) for direction, number, names in touched or []}
    return Facts(
        [_someone(*one) for one in people or []],
        [Tie(above, below, date.fromisoformat(on), led_to) for above, below, on, led_to in ties or []],
        everybody,
        {direction: lately.get(direction, Touched()) for direction in Direction.values},
        departments or [],
        disciplines or [],
    )


def _someone(
    pk: int, prefix: str, given: str, family: str, met_via: str, roles: list[str], trashed: bool
) -> Someone:
    held = tuple(seat for seat in SEATS if seat in roles)
    return Someone(pk, prefix, given, family, met_via, held, "trash" if trashed else "")
