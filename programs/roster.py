"""Reading the roster: the residents' rows in one statement, the advisors in another.

They name the tables of the program side and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import User
from programs.alerts import Advising, hinted
from programs.halves import half_of
from programs.models import Enrollment, Program, RosterEntry, Staff
from programs.rows import Row
from web import clock

# Written out: working it out anew took longer than running it.
ROWS = """
SELECT e.id, e.program_id, e.name, e.pgy_level, e.track, e.academic_year, e.status,
    coalesce(e.joined_at, e.created_at), v.id, coalesce(v.name, ''), coalesce(v.alike > 1, false),
    coalesce(r.clinical, ''), coalesce(r.research, ''), coalesce(r.navigator, ''), coalesce(r.near_peer, ''),
    coalesce(r.active, ''), coalesce(r.last_contact, ''), coalesce(r.next_meeting, ''),
    coalesce(r.paused, false), coalesce(r.mentors, '[]')::json, r.as_of,
    coalesce(r.heard, '{}'),
    h.id, coalesce(h.role, ''), coalesce(h.sentence, ''), h.since,
    EXISTS (
        SELECT 1 FROM programs_advisingmeeting m
        WHERE m.enrollment_id = e.id AND m.held_on BETWEEN %(half)s AND %(today)s),
    coalesce(u.kinds, '{}')
FROM programs_enrollment e
LEFT JOIN programs_advisorassignment s ON s.enrollment_id = e.id AND s.ends_on IS NULL
LEFT JOIN (
    SELECT id, name, user_id, count(*) OVER (PARTITION BY lower(substring(name FROM '\\S+$'))) AS alike
    FROM programs_advisor WHERE program_id = %(program)s) v ON v.id = s.advisor_id
LEFT JOIN programs_rosterentry r ON r.enrollment_id = e.id
LEFT JOIN programs_helprequest h
    ON h.enrollment_id = e.id AND h.answered_at IS NULL
LEFT JOIN (
    SELECT enrollment_id, array_agg(kind::text) AS kinds FROM programs_mutedalert
    WHERE program_id = %(program)s AND until > %(today)s AND enrollment_id IS NOT NULL
    GROUP BY enrollment_id) u ON u.enrollment_id = e.id
WHERE e.program_id = %(program)s AND e.status <> 'left'
    AND (%(enrollment)s::bigint IS NULL OR e.id = %(enrollment)s)
    AND (%(adviser)s::bigint IS NULL OR v.user_id = %(adviser)s)
ORDER BY lower(e.name), e.id
"""
ADVISORS = """
SELECT v.id, v.name, v.leaves_on, count(s.id) FILTER (WHERE s.ends_on IS NULL),
    (SELECT coalesce(array_agg(kind::text), '{}') FROM programs_mutedalert
    WHERE program_id = %(program)s AND advisor_id = v.id AND until > %(today)s)
FROM programs_advisor v LEFT JOIN programs_advisorassignment s ON s.advisor_id = v.id
WHERE v.program_id = %(program)s AND (%(adviser)s::bigint IS NULL OR v.user_id = %(adviser)s)
GROUP BY v.id ORDER BY 4 DESC, lower(v.name), v.id
"""


def rows_of(program: Program, now: datetime, user: User) -> list[Row]:
    """The residents whose rows the user may read, by name: all of the program, or an advisor's own."""
    found = _read(program.pk, now, adviser=_only(program, user))
    return [hinted(row, program, now) for row in found]


def advisors_of(program: Program, now: datetime, user: User) -> list[Advising]:
    """The program's advisors, heaviest load first; to an advisor only themselves."""
    with connection.cursor() as cursor:
        values = {"program": program.pk, "adviser": _only(program, user), "today": now.date()}
        cursor.execute(ADVISORS, values)
        return [Advising(*one) for one in cursor.fetchall()]


def row_for(enrollment: Enrollment, entry: RosterEntry | None, now: datetime | None = None) -> Row:
    """The row of one resident with the cells of `entry`, which need not be saved (None reads like Private).

    Everything else is read by the roster's own statement, so that `drawing.cells(row_for(enrollment, entry))`
    is, to the byte, what the program's page draws once that entry is saved.
    """
    now = now or clock.now()
    (row,) = _read(enrollment.program_id, now, enrollment=enrollment.pk)
    entry = entry or RosterEntry(enrollment_id=enrollment.pk)
    shown = row._replace(
        clinical=entry.clinical,
        research=entry.research,
        navigator=entry.navigator,
        near_peer=entry.near_peer,
        active=entry.active,
        last_contact=entry.last_contact,
        next_meeting=entry.next_meeting,
        paused=entry.paused,
        mentors=entry.mentors,
        as_of=entry.as_of,
        heard=entry.heard,
    )
    return hinted(shown, enrollment.program, now)


def _only(program: Program, user: User) -> int | None:
    """Whose mentees alone are read: an advisor's own."""
    return user.pk if program.my_role == Staff.Role.ADVISOR else None


def _read(
    program_id: int, now: datetime, enrollment: int | None = None, adviser: int | None = None
) -> Iterable[Row]:
    values: dict[str, Any] = {
        "program": program_id,
        "today": now.date(),
        "half": half_of(now.date()).starts,
        "enrollment": enrollment,
        "adviser": adviser,
    }
    with connection.cursor() as cursor:
        cursor.execute(ROWS, values)
        return [Row(*one) for one in cursor.fetchall()]
