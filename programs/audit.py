"""Writing down who did what. Rows are only ever added, in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from accounts.models import User
from programs.models import AuditEvent, Enrollment, Program, Staff
from programs.rows import Row
from web.phrases import count

What = AuditEvent.What
EXPORTS = (What.EXPORTED, What.RECORD_EXPORTED, What.AGGREGATED)
MOST_NAMED = 8
# By hand, because the model would open a transaction around it at every look.
LOOKED = """
INSERT INTO programs_auditevent (what, program_id, actor_id, at, hour, about, enrollments)
VALUES (%s, %s, %s, %s, %s, '', %s) ON CONFLICT DO NOTHING
"""


def record(
    what: AuditEvent.What,
    program: Program,
    actor: User,
    now: datetime,
    *,
    rows: Iterable[Enrollment | Row] = (),
    whom: User | None = None,
    about: str = "",
) -> None:
    """Add one event. `about` names a kind or a number, never what somebody wrote."""
    touched = [row.pk for row in rows]
    if len(touched) > MOST_NAMED:
        about = about or count(len(touched), "resident")
    AuditEvent.objects.create(
        what=what, program=program, actor=actor, at=now, enrollments=touched, whom=whom, about=about
    )


def looked(program: Program, actor: User, now: datetime, rows: Iterable[Row]) -> None:
    """Note that somebody opened the roster; once an hour is enough. One statement, two tabs are harmless.

    Without enrollments it was the whole roster. An advisor opens the rows of their mentees alone, who may be
    others a moment later: once a minute.
    """
    hour, mentees = now.replace(minute=0, second=0, microsecond=0), list[int]()
    if program.my_role == Staff.Role.ADVISOR:
        hour, mentees = now.replace(second=0, microsecond=0), [row.pk for row in rows]
        if not mentees:
            return
    with connection.cursor() as cursor:
        cursor.execute(LOOKED, [What.VIEWED, program.pk, actor.pk, now, hour, mentees])


def names_of(events: Iterable[AuditEvent]) -> list[tuple[AuditEvent, list[str]]]:
    """Each event with the names of the residents it was about, in one statement for all.

    An export is about its number of rows, not about names; so is whatever was done to many at once.
    """
    about = [(event, [] if _is_counted(event) else event.enrollments) for event in events]
    touched = {pk for _, rows in about for pk in rows}
    names = dict(Enrollment.objects.filter(pk__in=touched).values_list("pk", "name"))
    return [(event, [names[pk] for pk in rows if pk in names]) for event, rows in about]


def _is_counted(event: AuditEvent) -> bool:
    return event.what in EXPORTS or len(event.enrollments) > MOST_NAMED
