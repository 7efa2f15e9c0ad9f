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
