"""The only door from a resident's private tables to what a program sees.

One statement reads contacts, roles, touches and pauses of everybody who joined and writes `RosterEntry`;
nothing else of the program side names a private table. It runs on Mondays, so that a change cannot be tied
to a moment. What is withdrawn goes at once, and only that: `narrowed` never tells anything new.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from programs.ended import forget_left
from programs.halves import half_of
from programs.models import Enrollment, Level, RosterEntry
from programs.narrowing import narrowed
from programs.nudges import Shared
from programs.relationships import Present, Relationship

RECENT = timedelta(days=180)
# A contact with a tag that begins with one of these is left out at every level until the tag goes.
NEVER_TAGS = ("job", "fellowship", "transfer", "wellbeing", "well-being", "concern", "support")

# One contact `c` of a resident: the tag, or the role, that keeps them out whatever the switches say.
TAGGED = "(SELECT min(tag) FROM unnest(c.tags) AS tag WHERE lower(tag) ~ %(never)s)"
SUPPORTS = """EXISTS (
    SELECT 1 FROM contacts_roleterm s WHERE s.contact_id = c.id AND s.role = 'support'
        AND s.starts_on <= %(today)s AND (s.ends_on IS NULL OR s.ends_on > %(today)s))"""
FULL_NAME = "btrim(concat_ws(' ', nullif(c.prefix, ''), nullif(c.given_name, ''), nullif(c.family_name, '')))"

# A resident `h` who rests.
PAUSED = """EXISTS (
    SELECT 1 FROM residents_pause s WHERE s.owner_id = h.user_id AND s.resumed_on IS NULL
        AND s.starts_on <= %(today)s AND s.ends_on > %(today)s)"""

CHOSEN = """
SELECT e.id AS enrollment_id, e.user_id, l.level,
    lower(btrim(coalesce(k.home, p.institution))) AS institution,
    coalesce(k.shows_next_meeting, false) AS shows_next_meeting, coalesce(k.nudged, '{}'::jsonb) AS nudged
FROM programs_enrollment e
JOIN programs_program p ON p.id = e.program_id
LEFT JOIN programs_consent k ON k.enrollment_id = e.id
CROSS JOIN LATERAL unnest(coalesce(%(levels)s::text[], ARRAY[coalesce(k.level, 'private')])) AS l(level)
WHERE e.status = 'joined' AND e.user_id IS NOT NULL
    AND (%(enrollments)s::bigint[] IS NULL OR e.id = ANY(%(enrollments)s))
"""
# One line for each seat somebody holds today, of those the resident lets count.
SEATED = f"""
SELECT h.enrollment_id, h.level, c.id AS contact_id, t.role, c.last_touch_at, c.stage,
    {FULL_NAME} AS name,
    h.level = 'named' AND coalesce(r.named, false) AS by_name
FROM chosen h
JOIN contacts_roleterm t ON t.owner_id = h.user_id AND t.role = ANY(%(seats)s)
    AND t.starts_on <= %(today)s AND (t.ends_on IS NULL OR t.ends_on > %(today)s)
JOIN contacts_contact c ON c.id = t.contact_id AND c.owner_id = h.user_id
    AND c.trashed_at IS NULL AND c.stage <> 'ended'
LEFT JOIN programs_relationshipconsent r ON r.enrollment_id = h.enrollment_id AND r.contact_id = c.id
WHERE h.level <> 'private'
    AND coalesce(r.counted, h.institution <> '' AND lower(btrim(c.institution)) = h.institution)
    AND {TAGGED} IS NULL AND NOT {SUPPORTS}
"""  # noqa: S608  joined from constants
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
        %(aged)s - max(last_touch_at) AS ago, array_agg(DISTINCT contact_id) AS people
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
    h.level <> 'private' AND {PAUSED}, coalesce(n.mentors, '[]'::json),
    ARRAY(SELECT j.key FROM jsonb_each_text(h.nudged) j
        WHERE h.level <> 'private' AND j.value::timestamptz <= %(heard)s ORDER BY j.key)
FROM chosen h
LEFT JOIN counted c ON c.enrollment_id = h.enrollment_id AND c.level = h.level
LEFT JOIN named n ON n.enrollment_id = h.enrollment_id AND n.level = h.level
"""  # noqa: S608  joined from constants
CELLS = [*RosterEntry.SEATS, "active", "last_contact", "next_meeting", "paused", "mentors", "heard"]
WRITE = f"""
INSERT INTO programs_rosterentry (enrollment_id, as_of, {", ".join(CELLS)})
SELECT d.enrollment_id, %(as_of)s, {", ".join(f"d.{cell}" for cell in CELLS)}
FROM ({DRAWN}) AS d (enrollment_id, level, {", ".join(CELLS)})
ON CONFLICT (enrollment_id) DO UPDATE SET as_of = EXCLUDED.as_of,
    {", ".join(f"{cell} = EXCLUDED.{cell}" for cell in CELLS)}
"""  # noqa: S608  joined from constants
# Held until the rows are written: a withdrawal at the same moment comes wholly before or wholly after.
QUEUE = """
SELECT e.id FROM programs_enrollment e
WHERE %(enrollments)s::bigint[] IS NULL OR e.id = ANY(%(enrollments)s) ORDER BY e.id FOR NO KEY UPDATE
"""
TAKEN_BACK = f"""
SELECT e.id FROM programs_enrollment e JOIN programs_rosterentry r ON r.enrollment_id = e.id
WHERE e.status = 'joined' AND r.active <> '' AND EXISTS (
    SELECT 1 FROM contacts_contact c
    WHERE c.owner_id = e.user_id AND EXISTS (
            SELECT 1 FROM contacts_roleterm t WHERE t.contact_id = c.id AND t.role = ANY(%(seats)s))
        AND (c.trashed_at IS NOT NULL OR {TAGGED} IS NOT NULL OR {SUPPORTS}))
"""  # noqa: S608  joined from constants
RELATIONSHIPS = f"""
SELECT c.id, {FULL_NAME}, c.institution, s.roles, coalesce(r.counted, h.home), coalesce(r.named, false),
    h.home, {TAGGED}, {SUPPORTS}
FROM programs_enrollment e
JOIN programs_program p ON p.id = e.program_id
LEFT JOIN programs_consent k ON k.enrollment_id = e.id
JOIN contacts_contact c ON c.owner_id = e.user_id AND c.trashed_at IS NULL AND c.stage <> 'ended'
LEFT JOIN programs_relationshipconsent r ON r.enrollment_id = e.id AND r.contact_id = c.id
CROSS JOIN LATERAL (
    SELECT o.name <> '' AND lower(btrim(c.institution)) = o.name AS home
    FROM (SELECT lower(btrim(coalesce(k.home, p.institution))) AS name) o) h
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(t.role::text ORDER BY array_position(%(seats)s, t.role::text)), '{{}}') AS roles
    FROM contacts_roleterm t WHERE t.contact_id = c.id AND t.owner_id = e.user_id
        AND t.role = ANY(%(seats)s) AND t.starts_on <= %(today)s
        AND (t.ends_on IS NULL OR t.ends_on > %(today)s)) s
WHERE e.id = ANY(%(enrollments)s) AND e.status = 'joined' AND (s.roles <> '{{}}' OR {TAGGED} IS NOT NULL)
ORDER BY s.roles = '{{}}', {TAGGED} IS NOT NULL, NOT h.home, c.sort_name, c.id
"""  # noqa: S608  joined from constants
PRESENT = f"""
SELECT i.at, json_agg(json_build_array(
    c.id, {FULL_NAME}, c.given_name, c.family_name, r.advisor_id, c.origin = 'assigned',
    ARRAY(SELECT w.value FROM contacts_way w WHERE w.contact_id = c.id AND w.kind = 'email')) ORDER BY a.id)
FROM interactions_interaction i
JOIN interactions_participant a ON a.interaction_id = i.id AND a.owner_id = i.owner_id
JOIN contacts_contact c ON c.id = a.contact_id
LEFT JOIN programs_relationshipconsent r ON r.contact_id = c.id AND r.enrollment_id = %(enrollment)s
WHERE i.id = %(touch)s AND i.owner_id = %(owner)s AND i.status = 'held' AND i.deleted_at IS NULL
GROUP BY i.id
"""  # noqa: S608  joined from constants


KNOWS = """
SELECT EXISTS (
    SELECT 1 FROM contacts_contact c WHERE c.owner_id = %(owner)s AND c.trashed_at IS NULL AND (
        lower(c.family_name) = %(last)s
        OR EXISTS (SELECT 1 FROM contacts_way w WHERE w.contact_id = c.id AND w.kind = 'email'
            AND lower(w.value) = lower(nullif(%(email)s, '')))
        OR EXISTS (SELECT 1 FROM programs_relationshipconsent r
            WHERE r.contact_id = c.id AND r.enrollment_id = %(enrollment)s AND r.advisor_id = %(advisor)s)))
"""
SHARED = f"""
WITH chosen AS ({CHOSEN}), seated AS ({SEATED})
SELECT e.id, e.pgy_level, e.academic_year, coalesce(e.joined_at, e.created_at),
    p.review_in_spring, p.review_in_winter, count(s.contact_id) > 0, max(s.last_touch_at),
    EXISTS (SELECT 1 FROM programs_advisingmeeting m
        WHERE m.enrollment_id = e.id AND m.held_on BETWEEN %(half)s AND %(today)s)
FROM chosen h
JOIN programs_enrollment e ON e.id = h.enrollment_id
JOIN programs_program p ON p.id = e.program_id
LEFT JOIN seated s ON s.enrollment_id = h.enrollment_id
WHERE h.level <> 'private' AND NOT {PAUSED} GROUP BY e.id, p.id ORDER BY e.id
"""  # noqa: S608  joined from constants


def monday(now: datetime) -> date:
    """The Monday (UTC) that begins the week of `now`."""
    today = now.date()
    return today - timedelta(days=today.weekday())


def project(now: datetime, enrollments: Iterable[int] | None = None) -> int:
    """Draw the rows anew, of everybody who joined or of these; returns how many."""
    values = _values(now, enrollments) | {"as_of": monday(now)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(QUEUE, values)
        cursor.execute(WRITE, values)
        return int(cursor.rowcount)


def project_weekly(now: datetime) -> int:
    """Monday's drawing, once, of everybody who has chosen; in between only what was taken back goes."""
    stale = RosterEntry.objects.filter(as_of__lt=monday(now)).values_list("pk", flat=True)
    forget_left()
    drawn = project(now, list(stale)) if stale.exists() else 0
    with connection.cursor() as cursor:
        cursor.execute(TAKEN_BACK, _values(now, None))
        narrower = [pk for (pk,) in cursor.fetchall()]
    for pk in narrower:
        withdraw(pk, now)
    return drawn


def preview(enrollment: Enrollment, now: datetime) -> dict[str, RosterEntry]:
    """The row at each level, by the statement that draws the roster; nothing is saved."""
    values = _values(now, [enrollment.pk], [level.value for level in Level])
    with connection.cursor() as cursor:
        cursor.execute(DRAWN, values)
        return {row[1]: _entry(row, now) for row in cursor.fetchall()}


def withdraw(enrollment_id: int, now: datetime) -> None:
    """The saved row loses what is no longer agreed to, and gains nothing before Monday."""
    with transaction.atomic():
        Enrollment.objects.select_for_update(no_key=True).filter(pk=enrollment_id).first()
        saved = RosterEntry.objects.filter(pk=enrollment_id).first()
        if saved is None:
            return
        # Ages as on Monday: a band that moved in mid-week would tell the day of the last contact.
        aged = datetime.combine(saved.as_of, time(), tzinfo=UTC)
        with connection.cursor() as cursor:
            cursor.execute(DRAWN, _values(now, [enrollment_id]) | {"aged": aged, "recent": aged - RECENT})
            row = cursor.fetchone()
        if row is None:
            saved.delete()
        else:
            narrowed(saved, _entry(row, now)).save()


def relationships(enrollment: Enrollment, now: datetime) -> list[Relationship]:
    """Who sits in a seat today, and who would stay out for a tag; nobody else is listed."""
    with connection.cursor() as cursor:
        cursor.execute(RELATIONSHIPS, _values(now, [enrollment.pk]))
        return [Relationship(*row) for row in cursor.fetchall()]


def met(enrollment: Enrollment, touch: int) -> tuple[datetime, list[Present]] | None:
    """When a meeting the resident held took place and with whom; None when there is no such meeting."""
    values = {"touch": touch, "owner": enrollment.user_id, "enrollment": enrollment.pk}
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, values)
        found = cursor.fetchone()
    return (found[0], [Present(*one) for one in found[1]]) if found else None


def knows(enrollment: Enrollment, advisor: int, last: str, email: str) -> bool:
    """Whether anybody among the resident's people goes by this name or address, or was said to be them."""
    values = {"owner": enrollment.user_id, "enrollment": enrollment.pk, "advisor": advisor, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(KNOWS, values | {"email": email})
        return bool(cursor.fetchone()[0])


def shared(enrollments: Iterable[int] | None, now: datetime) -> list[Shared]:
    """What alerts about these residents (None: about all) would come from; not of who shares no coverage
    or rests.
    """
    values = _values(now, enrollments) | {"half": half_of(now.date()).starts}
    with connection.cursor() as cursor:
        cursor.execute(SHARED, values)
        return [Shared(*row) for row in cursor.fetchall()]


def _entry(row: tuple[Any, ...], now: datetime) -> RosterEntry:
    enrollment_id, _, *cells = row
    return RosterEntry(enrollment_id=enrollment_id, as_of=monday(now), **dict(zip(CELLS, cells, strict=True)))


def _values(
    now: datetime, enrollments: Iterable[int] | None, levels: list[str] | None = None
) -> dict[str, Any]:
    return {
        "now": now,
        "today": now.date(),
        "aged": now,
        "recent": now - RECENT,
        "heard": now - timedelta(days=settings.NUDGE_DAYS),
        "enrollments": None if enrollments is None else list(enrollments),
        "levels": levels,
        "seats": list(RosterEntry.SEATS),
        "never": rf"\m({'|'.join(NEVER_TAGS)})",
    }
