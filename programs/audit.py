"""Writing down who did what. Rows are only ever added, in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from programs.models import AuditEvent, Enrollment, Program

What = AuditEvent.What


def record(
    what: AuditEvent.What,
    program: Program,
    actor: User,
    now: datetime,
    *,
    rows: Iterable[Enrollment] = (),
    whom: User | None = None,
    about: str = "",
) -> None:
    """Add one event. `about` names a kind or a number, never what somebody wrote."""
    AuditEvent.objects.create(
        what=what,
        program=program,
        actor=actor,
        at=now,
        enrollments=[row.pk for row in rows],
        whom=whom,
        about=about,
    )


def looked(program: Program, actor: User, now: datetime) -> None:
    """Note that somebody opened the roster; once an hour is enough. One statement, two tabs are harmless."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    view = AuditEvent(what=What.VIEWED, program=program, actor=actor, at=now, hour=hour)
    AuditEvent.objects.bulk_create([view], ignore_conflicts=True)


def names_of(events: Iterable[AuditEvent]) -> list[tuple[AuditEvent, list[str]]]:
    """Each event with the names of the residents it was about, in one statement for all.

    An export is about its number of rows, not about names.
    """
    about = [(event, [] if event.what == What.EXPORTED else event.enrollments) for event in events]
    touched = {pk for _, rows in about for pk in rows}
    names = dict(Enrollment.objects.filter(pk__in=touched).values_list("pk", "name"))
    return [(event, [names[pk] for pk in rows if pk in names]) for event, rows in about]
