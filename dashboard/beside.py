"""Today's side column: the board, the month and the rotation; asked for in `around`'s statement."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from contacts.board import MANY, Person, Term
from contacts.known import Known
from contacts.models import SEATS
from dashboard.board_terms import IN_SEAT
from followups.gauge import INTENTIONAL
from residents.models import Intensity

MOST_ACTIVITIES = 12

# Those of `board_terms.SITS`, without a table made on the way: that one would be planned anew each time.
SEATED = f"""
SELECT json_agg(json_build_array(s.id, s.role, s.starts_on, (
    SELECT json_build_array(c.id, c.prefix, c.given_name, c.family_name)
    FROM contacts_contact c WHERE c.id = s.contact_id)) ORDER BY s.starts_on, s.id)
FROM (
    SELECT t.id, t.role, t.starts_on, t.contact_id,
        row_number() OVER (PARTITION BY t.role COLLATE "C" ORDER BY t.starts_on, t.id) AS place,
        count(*) OVER (PARTITION BY t.contact_id) AS seats
    FROM contacts_roleterm t
    WHERE t.owner_id = %(owner)s AND t.role = ANY(%(seats)s)
        AND t.starts_on <= %(today)s AND (t.ends_on IS NULL OR t.ends_on > %(today)s)
        AND NOT EXISTS (
            SELECT 1 FROM contacts_contact c
            WHERE c.id = t.contact_id AND c.owner_id = %(owner)s AND c.trashed_at IS NOT NULL)) s
WHERE s.place <= {IN_SEAT} OR s.seats >= {MANY}
"""  # noqa: S608  joined from constants
# Service is a day and no conversation; the seconds tell two of one day apart (P64).
MONTH = f"""
SELECT json_agg(json_build_array(a.at, a.kind, a.name, a.who) ORDER BY a.at, a.id)
FROM (
    SELECT id, (v.on + time '12:00' + v.id %% 3600 * interval '1 second') AT TIME ZONE %(zone)s AS at, kind,
        title AS name, NULL::json AS who
    FROM residents_achievement v
    WHERE v.owner_id = %(owner)s AND v.kind = 'service'
        AND v.on >= date_trunc('month', %(today)s::date) AND v.on <= %(today)s
    UNION ALL
    (SELECT i.id, i.at, i.kind, e.name, (
        SELECT json_build_array(c.id, c.prefix, c.given_name, c.family_name, c.title, c.discipline,
            c.institution)
        FROM interactions_participant x JOIN contacts_contact c ON c.id = x.contact_id
        WHERE x.interaction_id = i.id AND c.trashed_at IS NULL ORDER BY x.id LIMIT 1) AS who
    FROM interactions_interaction i LEFT JOIN interactions_event e ON e.id = i.event_id
    WHERE i.owner_id = %(owner)s AND i.at >= %(month)s AND i.at <= %(now)s AND {INTENTIONAL}
    ORDER BY i.at DESC, i.id DESC LIMIT {MOST_ACTIVITIES})) a
"""  # noqa: S608  joined from constants
ROTATIONS = """
SELECT json_agg(json_build_array(r.name, r.starts_on, r.ends_on, r.intensity, r.tells_anyway)
    ORDER BY r.starts_on, r.id)
FROM (
    SELECT * FROM residents_rotation
    WHERE owner_id = %(owner)s AND ends_on >= %(today)s ORDER BY starts_on, id LIMIT 2) r
"""


class Activity(NamedTuple):
    """Something of this month that was sought."""

    at: datetime
    kind: str
    event: str
    who: Known | None


class Block(NamedTuple):
    """A rotation; `ends_on` is its last day."""

    name: str
    starts_on: date
    ends_on: date
    intensity: str
    tells_anyway: bool

    @property
    def holds_back(self) -> bool:
        return self.intensity == Intensity.HEAVY and not self.tells_anyway

    @property
    def after(self) -> date:
        return self.ends_on + timedelta(days=1)


class Beside(NamedTuple):
    """What the side column draws."""

    board: dict[str, list[Term]]
    activities: list[Activity]
    current: Block | None
    following: Block | None


def beside(today: date, seated: Any, month: Any, rotations: Any) -> Beside:
    """The three parts of the statement, read."""
    board: dict[str, list[Term]] = {seat: [] for seat in SEATS}
    for pk, role, starts, who in seated or []:
        board[role].append(Term(pk, role, date.fromisoformat(starts), None, Person(*who)))
    blocks = [
        Block(name, date.fromisoformat(starts), date.fromisoformat(ends), intensity, tells)
        for name, starts, ends, intensity, tells in rotations or []
    ]
    return Beside(
        board,
        [
            Activity(datetime.fromisoformat(at), kind, event or "", Known(*who) if who else None)
            for at, kind, event, who in month or []
        ],
        next((one for one in blocks if one.starts_on <= today), None),
        next((one for one in blocks if one.starts_on > today), None),
    )


def month_began(today: date, zone: ZoneInfo) -> datetime:
    """The first moment of the resident's month."""
    return datetime(today.year, today.month, 1, tzinfo=zone)
