"""What Today shows of the follow-ups: one statement written out, for working it out anew costs more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from contacts.known import Known
from followups.models import FollowUp, Moments
from followups.rows import SECTION_OF, SECTIONS, Owed, Row, row
from followups.rules import numbers
from followups.windows import WINDOWS, State
from web.statements import unseen

# More than a tired reader takes in at once; the rest is one link away.
SHOWN = 6
PAGE = 50
HOPED_SHOWN = timedelta(days=7)

# By number: hundreds of names are sorted by the rules of a language, which took a third of the statement.
SECTION_CASES = " ".join(f"WHEN '{basis}' THEN {SECTIONS.index(name)}" for basis, name in SECTION_OF.items())
# Closing first, then due, open, and late ones last and calm; hoped-for promises after all.
RANKED = f"""
SELECT f.id, f.due_at,
    CASE f.basis {SECTION_CASES} END AS section,
    CASE
        WHEN f.basis = 'promise_to_me' THEN 4
        WHEN f.late_at <= %(now)s THEN 3
        WHEN f.due_at <= %(now)s THEN 1
        WHEN f.due_at <= CASE WHEN f.basis = ANY(%(windows)s) THEN %(closing)s ELSE %(hourly)s END THEN 0
        ELSE 2
    END AS rank
FROM followups_followup f
WHERE f.owner_id = %(owner)s AND f.closed_at IS NULL
    AND f.contact_id NOT IN (
        SELECT id FROM contacts_contact WHERE owner_id = %(owner)s AND trashed_at IS NOT NULL
    )
    AND (f.snoozed_until IS NULL OR f.snoozed_until <= %(now)s)
    AND (f.told_at IS NULL OR f.told_at <= %(now)s)
    AND (f.opens_at <= %(now)s OR (f.basis = 'promise_to_me' AND f.opens_at <= %(hoped)s))
    AND f.basis <> 'preparation'
"""  # noqa: S608  joined from constants
# How many items are new; the same as `Reminder.objects.owned_by(user).new().shown().items()`.
NEW = """
SELECT count(DISTINCT r.follow_up_id) FROM followups_reminder r
JOIN followups_followup n ON n.id = r.follow_up_id AND n.closed_at IS NULL
JOIN contacts_contact who ON who.id = n.contact_id AND who.trashed_at IS NULL
WHERE r.owner_id = %(owner)s AND r.seen_at IS NULL
"""
KINDS = {"bigint": "owner", "timestamptz": "now closing hourly hoped", "int": "shown"}
FIRST = unseen(
    f"""
WITH ranked AS ({RANKED}), placed AS (
    SELECT id, section, count(*) OVER (PARTITION BY section) AS total,
        row_number() OVER (PARTITION BY section ORDER BY rank, due_at, id) AS place
    FROM ranked
)
SELECT ({NEW}), p.section, p.total,
    EXISTS (SELECT 1 FROM followups_reminder r WHERE r.follow_up_id = f.id AND r.seen_at IS NULL),
    f.id, f.occurrence, f.because, f.what, f.snoozed_until,
    f.basis, f.starts_at, f.opens_at, f.due_at, f.late_at,
    c.id, c.prefix, c.given_name, c.family_name, c.title, c.discipline, c.institution
FROM placed p JOIN followups_followup f ON f.id = p.id JOIN contacts_contact c ON c.id = f.contact_id
WHERE p.place <= %(shown)s
ORDER BY p.section, p.place
""",  # noqa: S608  joined from constants
    **KINDS,
)
IN_SECTION = unseen(
    f"""
SELECT id FROM ({RANKED}) AS ranked WHERE section = %(section)s ORDER BY rank, due_at, id
""",  # noqa: S608  joined from constants
    **KINDS,
)


@dataclass
class Section:
    """One heading of Today with its first rows and how many there are in all."""

    name: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def others(self) -> int:
        return self.total - len(self.rows)


class Sections(dict[str, Section]):
    """Sections by name; `new` is how many items are new in all, None when no row came along to say so."""

    new: int | None = None


def sections(user: User, now: datetime, shown: int = SHOWN) -> Sections:
    """Every section of Today, each with its first `shown` rows."""
    found, zone = Sections({name: Section(name) for name in SECTIONS}), user.zone
    for new, number, total, is_new, *columns in _run(FIRST, user, now, shown=shown):
        pk, occurrence, because, what, snoozed = columns[:5]
        moments, contact = Moments(*columns[5:10]), Known(*columns[10:])
        owed = Owed(pk, occurrence, because, what, snoozed, moments, contact)
        section = found[SECTIONS[number]]
        found.new, section.total = new, total
        section.rows.append(row(owed, now, zone, is_new=is_new))
    return found


def section_ids(user: User, now: datetime, name: str) -> list[int]:
    """All of one section, in its order, for its own page."""
    return [pk for (pk,) in _run(IN_SECTION, user, now, section=SECTIONS.index(name))]


def in_order(user: User, ids: list[int]) -> list[FollowUp]:
    """The user's follow-ups with these ids and their people, in that order."""
    found = FollowUp.objects.owned_by(user).with_person().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def worth_a_minute(found: dict[str, Section]) -> int:
    """How many shown rows are closing or due: what the first sentence counts."""
    pressing = (State.CLOSING, State.DUE)
    return sum(one.state in pressing for section in found.values() for one in section.rows)


def _run(statement: str, user: User, now: datetime, **more: Any) -> list[Any]:
    values = {
        "owner": user.pk,
        "now": now,
        "closing": now + timedelta(days=numbers().closing_window_days),
        "hourly": now + timedelta(hours=numbers().closing_hours),
        "hoped": now + HOPED_SHOWN,
        "windows": list(WINDOWS),
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
