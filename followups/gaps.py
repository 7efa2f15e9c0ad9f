"""At most one idea that fits the years (P20): an open seat (P50), or no peer in touch this quarter (P11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from contacts.board import NAVIGATOR, RESEARCH
from contacts.known import short_name
from contacts.models import SEATS, Role
from followups.windows import local
from web.playbook import stage

PEER = "peer"
NAME_LENGTH = 40
SAID = {
    Role.CLINICAL: "the clinical mentor seat is open",
    Role.RESEARCH: "the research mentor seat is open",
    Role.NAVIGATOR: "the career navigator seat is open",
    Role.NEAR_PEER: "the near-peer seat is open",
    PEER: "no peer in touch this quarter",
}
SOMEBODY = {
    Role.CLINICAL: "an attending you learn from could take it",
    Role.RESEARCH: "somebody whose papers you read could take it",
    Role.NAVIGATOR: "somebody who knows the road ahead could take it",
    Role.NEAR_PEER: "somebody a year or two ahead could take it",
    PEER: "a word after rounds is enough",
}

# Each owner's seats that are taken today, whether a peer was in touch since the quarter began, and where in
# training they are.
KNOWN = """
SELECT g.owner_id,
    ARRAY(
        SELECT DISTINCT t.role FROM contacts_roleterm t
        JOIN contacts_contact c ON c.id = t.contact_id AND c.trashed_at IS NULL
        WHERE t.owner_id = g.owner_id AND t.role = ANY(%(seats)s)
            AND t.starts_on <= g.today AND (t.ends_on IS NULL OR t.ends_on > g.today)
    ),
    EXISTS (
        SELECT 1 FROM contacts_contact c
        WHERE c.owner_id = g.owner_id AND c.trashed_at IS NULL AND c.direction = 'peer'
            AND c.last_touch_at >= g.quarter
    ),
    COALESCE((SELECT r.training_stage FROM residents_resident r WHERE r.user_id = g.owner_id), '')
FROM unnest(%(owners)s::bigint[], %(todays)s::date[], %(quarters)s::timestamptz[])
    AS g(owner_id, today, quarter)
"""
# Somebody of the owner's own people who fits and holds no seat: anchors and recent touches first.
FITS = f"""
SELECT w.owner_id, c.prefix, c.given_name, c.family_name
FROM unnest(%(owners)s::bigint[], %(gaps)s::text[], %(todays)s::date[]) AS w(owner_id, gap, today)
CROSS JOIN LATERAL (
    SELECT c.prefix, c.given_name, c.family_name
    FROM contacts_contact c
    WHERE c.owner_id = w.owner_id AND c.trashed_at IS NULL AND c.stage IN ('met', 'recurring', 'named')
        AND c.direction = CASE WHEN w.gap IN ('near_peer', 'peer') THEN 'peer' ELSE 'senior' END
        AND CASE w.gap
            WHEN 'research' THEN
                concat_ws(' ', c.title, c.department, c.discipline, array_to_string(c.tags, ' '))
                    ~* '{RESEARCH}'
            WHEN 'navigator' THEN
                concat_ws(' ', c.title, array_to_string(c.tags, ' ')) ~* '({NAVIGATOR})'
            ELSE true
        END
        AND (w.gap = 'peer' OR NOT EXISTS (
            SELECT 1 FROM contacts_roleterm t
            WHERE t.contact_id = c.id AND t.role = ANY(%(seats)s)
                AND t.starts_on <= w.today AND (t.ends_on IS NULL OR t.ends_on > w.today)
        ))
    ORDER BY
        (w.gap = 'near_peer' AND c.title ~* '(PGY|chief|fellow)') DESC,
        c.is_anchor DESC, c.last_touch_at DESC NULLS LAST, c.id
    LIMIT 1
) c
"""  # noqa: S608  joined from constants


class _Named(NamedTuple):
    prefix: str
    given_name: str
    family_name: str


def ideas(users: Sequence[User], now: datetime) -> dict[int, str]:
    """One line for each who has a gap, by user id. Another gap comes first each week."""
    today = {user.pk: now.astimezone(user.zone).date() for user in users}
    chosen: dict[int, str] = {}
    for owner, taken, peer, training in _known(users, today):
        fits = stage(training)
        open_now = [seat for seat in SEATS if seat not in taken and fits.allows("open", seat)]
        if not peer and fits.allows("peers", ""):
            open_now.append(PEER)
        if open_now:
            chosen[owner] = open_now[today[owner].isocalendar().week % len(open_now)]
    people = _who_fits(chosen, today)
    return {owner: _line(gap, people.get(owner, "")) for owner, gap in chosen.items()}


def _known(users: Sequence[User], today: dict[int, date]) -> list[tuple[int, list[str], bool, str]]:
    quarters = [local(_quarter(today[user.pk]), 0, user.zone) for user in users]
    owners = [user.pk for user in users]
    values = {"owners": owners, "todays": [today[pk] for pk in owners], "quarters": quarters}
    return list(_rows(KNOWN, values))


def _who_fits(chosen: dict[int, str], today: dict[int, date]) -> dict[int, str]:
    values = {
        "owners": list(chosen),
        "gaps": [str(gap) for gap in chosen.values()],
        "todays": [today[owner] for owner in chosen],
    }
    found = _rows(FITS, values) if chosen else []
    return {owner: short_name(_Named(*name)) for owner, *name in found}


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "seats": SEATS})
        return list(cursor.fetchall())


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _line(gap: str, name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        return f"One idea: {SAID[gap]}; {SOMEBODY[gap]}."
    glad = "may like to hear from you" if gap == PEER else "may be glad to be asked"
    return f"One idea: {SAID[gap]}; {name} {glad}."
