"""The only door from a resident's private tables to what a program sees.

One statement reads contacts, roles, touches and pauses of everybody who joined and writes `RosterEntry`;
nothing else of the program side names a private table. It runs on Mondays, so that a change cannot be tied
to a moment. What is withdrawn goes at once, and only that: `narrowed` never tells anything new.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from programs.models import Enrollment, Level, RosterEntry
from programs.narrowing import narrowed

RECENT = timedelta(days=180)
# A contact with a tag that begins with one of these is left out at every level until the tag goes.
NEVER_TAGS = ("job", "fellowship", "transfer", "wellbeing", "well-being", "concern", "support")

CHOSEN = """
SELECT e.id AS enrollment_id, e.user_id, l.level, lower(btrim(p.institution)) AS institution,
    coalesce(k.shows_next_meeting, false) AS shows_next_meeting
FROM programs_enrollment e
JOIN programs_program p ON p.id = e.program_id
LEFT JOIN programs_consent k ON k.enrollment_id = e.id
CROSS JOIN LATERAL unnest(coalesce(%(levels)s::text[], ARRAY[coalesce(k.level, 'private')])) AS l(level)
WHERE e.status = 'joined' AND e.user_id IS NOT NULL
    AND (%(enrollments)s::bigint[] IS NULL OR e.id = ANY(%(enrollments)s))
"""
# One line for each seat somebody holds today, of those the resident lets count.
SEATED = """
SELECT h.enrollment_id, h.level, c.id AS contact_id, t.role, c.last_touch_at, c.stage,
    btrim(concat_ws(' ', nullif(c.prefix, ''), nullif(c.given_name, ''), nullif(c.family_name, ''))) AS name,
    h.level = 'named' AND coalesce(r.named, false) AS by_name
FROM chosen h
JOIN contacts_roleterm t ON t.owner_id = h.user_id AND t.role = ANY(%(seats)s)
    AND t.starts_on <= %(today)s AND (t.ends_on IS NULL OR t.ends_on > %(today)s)
JOIN contacts_contact c ON c.id = t.contact_id AND c.owner_id = h.user_id
    AND c.trashed_at IS NULL AND c.stage <> 'ended'
LEFT JOIN programs_relationshipconsent r ON r.enrollment_id = h.enrollment_id AND r.contact_id = c.id
WHERE h.level <> 'private'
    AND coalesce(r.counted, h.institution <> '' AND lower(btrim(c.institution)) = h.institution)
    AND NOT EXISTS (SELECT 1 FROM unnest(c.tags) AS tag WHERE lower(tag) ~ %(never)s)
    AND NOT EXISTS (
        SELECT 1 FROM contacts_roleterm s WHERE s.contact_id = c.id AND s.role = 'support'
            AND s.starts_on <= %(today)s AND (s.ends_on IS NULL OR s.ends_on > %(today)s))
"""
NAMED = """
SELECT enrollment_id, level, json_agg(json_build_object(
    'name', name, 'role', roles, 'month', month, 'stage', stage) ORDER BY name, contact_id) AS mentors
FROM (
    SELECT enrollment_id, level, contact_id, name, stage,
        string_agg(role, ',' ORDER BY array_position(%(seats)s, role::text)) AS roles,
        to_char(max(last_touch_at) AT TIME ZONE 'UTC', 'YYYY-MM') AS month
    FROM seated WHERE by_name GROUP BY enrollment_id, level, contact_id, name, stage
) AS person GROUP BY enrollment_id, level
"""
SEAT_CELLS = ", ".join(
    f"CASE WHEN h.level = 'private' THEN '' WHEN '{seat}' = ANY(c.filled) THEN 'filled' ELSE 'open' END"
    for seat in RosterEntry.SEATS
)
DRAWN = f"""
WITH chosen AS ({CHOSEN}), seated AS ({SEATED}), named AS ({NAMED}), counted AS (
    SELECT enrollment_id, level, array_agg(DISTINCT role::text) AS filled,
        count(DISTINCT contact_id) FILTER (WHERE last_touch_at >= %(recent)s) AS active,
        %(now)s - max(last_touch_at) AS ago, array_agg(DISTINCT contact_id) AS people
    FROM seated GROUP BY enrollment_id, level
)
SELECT h.enrollment_id, h.level, {SEAT_CELLS},
    CASE WHEN h.level = 'private' THEN '' WHEN coalesce(c.active, 0) >= 3 THEN '3+'
        ELSE coalesce(c.active, 0)::text END,
    CASE WHEN h.level = 'private' THEN '' WHEN c.ago IS NULL THEN 'none'
        WHEN c.ago <= interval '30 days' THEN '30' WHEN c.ago <= interval '90 days' THEN '90'
        WHEN c.ago <= interval '180 days' THEN '180' ELSE 'over' END,
    CASE WHEN h.level = 'private' OR NOT h.shows_next_meeting THEN ''
        WHEN EXISTS (
            SELECT 1 FROM interactions_participant a
            JOIN interactions_interaction i ON i.id = a.interaction_id
            WHERE a.owner_id = h.user_id AND a.contact_id = ANY(c.people)
                AND i.status = 'planned' AND i.deleted_at IS NULL AND i.at > %(now)s)
        THEN 'yes' ELSE 'no' END,
    h.level <> 'private' AND EXISTS (
        SELECT 1 FROM residents_pause s WHERE s.owner_id = h.user_id AND s.resumed_on IS NULL
            AND s.starts_on <= %(today)s AND s.ends_on > %(today)s),
    coalesce(n.mentors, '[]'::json)
FROM chosen h
LEFT JOIN counted c ON c.enrollment_id = h.enrollment_id AND c.level = h.level
LEFT JOIN named n ON n.enrollment_id = h.enrollment_id AND n.level = h.level
"""  # noqa: S608  joined from constants
CELLS = [*RosterEntry.SEATS, "active", "last_contact", "next_meeting", "paused", "mentors"]
WRITE = f"""
INSERT INTO programs_rosterentry (enrollment_id, as_of, {", ".join(CELLS)})
SELECT d.enrollment_id, %(as_of)s, {", ".join(f"d.{cell}" for cell in CELLS)}
FROM ({DRAWN}) AS d (enrollment_id, level, {", ".join(CELLS)})
ON CONFLICT (enrollment_id) DO UPDATE SET as_of = EXCLUDED.as_of,
    {", ".join(f"{cell} = EXCLUDED.{cell}" for cell in CELLS)}
"""  # noqa: S608  joined from constants
GONE = """
DELETE FROM programs_rosterentry r USING programs_enrollment e
WHERE e.id = r.enrollment_id AND e.status <> 'joined'
"""


def monday(now: datetime) -> date:
    """The Monday (UTC) that begins the week of `now`."""
    today = now.date()
    return today - timedelta(days=today.weekday())


def project(now: datetime, enrollments: Iterable[int] | None = None) -> int:
    """Draw the rows anew, of everybody who joined or of these; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GONE)
        cursor.execute(WRITE, _values(now, enrollments) | {"as_of": monday(now)})
        return int(cursor.rowcount)


def project_weekly(now: datetime) -> int:
    """Monday's drawing, once: nothing when every row is of this week already."""
    due = Enrollment.objects.filter(status=Enrollment.Status.JOINED, user__isnull=False)
    stale = due.exclude(entry__as_of__gte=monday(now))
    return project(now) if stale.exists() else 0


def preview(enrollment: Enrollment, now: datetime) -> dict[str, RosterEntry]:
    """The row at each level, by the statement that draws the roster; nothing is saved."""
    values = _values(now, [enrollment.pk], [level.value for level in Level])
    with connection.cursor() as cursor:
        cursor.execute(DRAWN, values)
        return {row[1]: _entry(row, now) for row in cursor.fetchall()}


def withdraw(enrollment: Enrollment, now: datetime) -> None:
    """After a consent was narrowed: the saved row loses what it must, and gains nothing before Monday."""
    with transaction.atomic():
        saved = RosterEntry.objects.select_for_update().filter(enrollment=enrollment).first()
        if saved is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(DRAWN, _values(now, [enrollment.pk]))
            row = cursor.fetchone()
        if row is None:
            saved.delete()
            return
        narrowed(saved, _entry(row, now)).save()


def _entry(row: tuple[Any, ...], now: datetime) -> RosterEntry:
    enrollment_id, _, *cells = row
    return RosterEntry(enrollment_id=enrollment_id, as_of=monday(now), **dict(zip(CELLS, cells, strict=True)))


def _values(
    now: datetime, enrollments: Iterable[int] | None, levels: list[str] | None = None
) -> dict[str, Any]:
    return {
        "now": now,
        "today": now.date(),
        "recent": now - RECENT,
        "enrollments": None if enrollments is None else list(enrollments),
        "levels": levels,
        "seats": list(RosterEntry.SEATS),
        "never": rf"\m({'|'.join(NEVER_TAGS)})",
    }
