"""Rows that left a roster: told to their residents in plain words, and what they shared is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from accounts.models import User
from programs.models import (
    AdvisingMeeting,
    AuditEvent,
    Consent,
    Enrollment,
    HelpRequest,
    RelationshipConsent,
    RosterEntry,
)

TOLD_FOR = timedelta(days=60)
What = AuditEvent.What
HOW = (What.REMOVED, What.GRADUATED, What.LEFT)

# Whoever left shares nothing any more; the program's role that took them off may not delete it.
KEPT = (RosterEntry, Consent, RelationshipConsent, HelpRequest, AdvisingMeeting)
GONE = """
DELETE FROM {} r USING programs_enrollment e
WHERE e.id = r.enrollment_id AND (e.status <> 'joined' OR e.user_id IS NULL)
    AND (%(enrollments)s::bigint[] IS NULL OR e.id = ANY(%(enrollments)s))
"""


class Ended(NamedTuple):
    """A row and how it left: taken off, graduated, or the resident left; "" when nobody wrote it down."""

    row: Enrollment
    how: str


def rows_of(user: User, now: datetime) -> tuple[list[Enrollment], list[Ended]]:
    """The rows of a resident that stand, and those a program ended lately."""
    every = (
        Enrollment.objects.filter(user=user).select_related("program", "entry").order_by("joined_at", "pk")
    )
    standing = [row for row in every if row.status == Enrollment.Status.JOINED]
    here = {row.program_id for row in standing}
    lately = [
        row for row in every if row.left_at and row.left_at > now - TOLD_FOR and row.program_id not in here
    ]
    return standing, [one for one in how_they_ended(lately) if one.how in (What.REMOVED, What.GRADUATED)]


def how_they_ended(rows: Iterable[Enrollment]) -> list[Ended]:
    """Each of these rows that left, with how; no statement when there is none."""
    left = [row for row in rows if row.status == Enrollment.Status.LEFT]
    if not left:
        return []
    events = AuditEvent.objects.filter(what__in=HOW, enrollments__overlap=[row.pk for row in left])
    how = {
        pk: what
        for what, touched in events.order_by("at", "pk").values_list("what", "enrollments")
        for pk in touched
    }
    return [Ended(row, how.get(row.pk, "")) for row in left]


def forget_left(enrollments: Iterable[int] | None = None) -> None:
    """Delete what residents shared who have left since."""
    values = {"enrollments": None if enrollments is None else list(enrollments)}
    with connection.cursor() as cursor:
        for model in KEPT:
            cursor.execute(GONE.format(model._meta.db_table), values)
