"""Which follow-ups ride in this week's email, and in what order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db import connection

from followups.rules import numbers
from followups.windows import WINDOWS, Basis

MEETINGS_AHEAD = timedelta(days=7)


class Section(IntEnum):
    """The parts of the email, in its order."""

    PROMISES = 1
    FRESH = 2
    WINDOWS = 3
    MEETINGS = 4


SECTION_OF = {
    Basis.PROMISE: Section.PROMISES,
    Basis.CONFERENCE: Section.FRESH,
    Basis.THANKS: Section.FRESH,
    Basis.INTRODUCTION: Section.FRESH,
    Basis.UPDATE: Section.WINDOWS,
    Basis.CHECK_IN: Section.WINDOWS,
    Basis.CLOSE_LOOP: Section.WINDOWS,
    Basis.MANUAL: Section.WINDOWS,
    Basis.PROMISE_TO_ME: Section.WINDOWS,
    Basis.PREPARATION: Section.MEETINGS,
}


@dataclass(frozen=True)
class Reader:
    """Whom to choose for, at most `most` items."""

    owner_id: int
    most: int


@dataclass(frozen=True)
class Choice:
    """Follow-up ids in the email's order, and how many others wait on Today."""

    ids: tuple[int, ...]
    more: int


SECTION_CASES = " ".join(f"WHEN '{basis}' THEN {section:d}" for basis, section in SECTION_OF.items())
# Ranked by the database, for somebody may have very many open items: only those that ride are read.
# Promises I made come first (P74), late ones last of each part; among windows one that closes comes
# before one that has passed, and both before one with time left. What is late always rides or counts;
# what a heavy block holds back does neither (P68).
CHOOSE = f"""
WITH reader AS (
    SELECT * FROM unnest(%(owners)s::bigint[], %(most)s::int[]) AS r(owner_id, most)
), placed AS (
    SELECT f.owner_id, f.id, r.most,
        count(*) OVER (PARTITION BY f.owner_id) AS total,
        row_number() OVER (PARTITION BY f.owner_id ORDER BY
            CASE f.basis {SECTION_CASES} END,
            CASE
                WHEN f.late_at <= %(now)s THEN 3
                WHEN f.basis <> ALL(%(pressing)s) THEN 2
                WHEN f.due_at <= %(now)s THEN 1
                WHEN f.due_at <= CASE WHEN f.basis = ANY(%(windows)s) THEN %(closing)s ELSE %(soon)s END
                    THEN 0
                ELSE 2
            END,
            f.due_at, f.id
        ) AS place
    FROM reader r
    JOIN followups_followup f ON f.owner_id = r.owner_id AND f.closed_at IS NULL
    JOIN contacts_contact c ON c.id = f.contact_id AND c.trashed_at IS NULL
    WHERE (f.snoozed_until IS NULL OR f.snoozed_until <= %(now)s)
        AND CASE
            WHEN f.basis = 'preparation' THEN f.late_at > %(now)s AND f.late_at <= %(ahead)s
            ELSE f.opens_at <= %(now)s
        END
        AND (f.told_at IS NULL OR f.told_at <= %(now)s)
)
SELECT owner_id, id, total FROM placed WHERE place <= most ORDER BY owner_id, place
"""  # noqa: S608  joined from constants


def choose(readers: Sequence[Reader], now: datetime) -> dict[int, Choice]:
    """What each of them gets; who gets nothing is not in the answer."""
    values: dict[str, Any] = {
        "owners": [one.owner_id for one in readers],
        "most": [one.most for one in readers],
        "now": now,
        "ahead": now + MEETINGS_AHEAD,
        "closing": now + timedelta(days=numbers().closing_window_days),
        "soon": now + timedelta(hours=numbers().promise_closing_hours),
        "windows": list(WINDOWS),
        "pressing": [basis for basis, section in SECTION_OF.items() if section == Section.WINDOWS],
    }
    ids: defaultdict[int, list[int]] = defaultdict(list)
    totals: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(CHOOSE, values)
        for owner, pk, total in cursor.fetchall():
            ids[owner].append(pk)
            totals[owner] = total
    return {owner: Choice(tuple(mine), totals[owner] - len(mine)) for owner, mine in ids.items()}
