"""Pausing and resuming (P68): dates move by the length of the pause, in one statement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from contacts.models import Contact
from followups import resting
from followups.planning import refresh_next
from followups.windows import HOURLY, Basis, later
from residents.models import Pause

# Wall-clock days in the resident's zone: AT TIME ZONE out, add, AT TIME ZONE back. The same rule as
# cadence.after_breaks, for every row at once: a day chosen during the pause does not move back with it.
# Dates move as they were planned; what heavy blocks make of them is worked out anew afterwards.
MOVE = """
UPDATE followups_followup SET
  opens_at = CASE WHEN opens_at > %(now)s THEN moved(opens_at) ELSE opens_at END,
  due_at = CASE WHEN due_at > %(now)s THEN moved(due_at) ELSE due_at END,
  late_at = GREATEST(CASE WHEN LATE > %(now)s THEN moved(LATE) ELSE LATE END, %(calm)s),
  planned_late_at = NULL,
  told_at = NULL,
  snoozed_until = CASE WHEN snoozed_until > %(now)s THEN moved(snoozed_until) ELSE snoozed_until END,
  notice_at = CASE
    WHEN COALESCE(told_at, planned_late_at) IS NOT NULL AND notice_at IS NOT NULL AND snoozed_until IS NULL
    THEN CASE WHEN opens_at > %(now)s THEN moved(opens_at) ELSE opens_at END
    WHEN notice_at > %(now)s THEN moved(notice_at) ELSE notice_at END
WHERE owner_id = %(owner)s AND closed_at IS NULL AND basis <> %(fixed)s
  AND (LEAST(starts_at, created_at) <= %(asked)s OR basis = ANY(%(hourly)s))
"""


def _moved(column: str) -> str:
    return f"(({column} AT TIME ZONE %(zone)s) + make_interval(days => %(days)s)) AT TIME ZONE %(zone)s"


def _statement() -> str:
    statement = MOVE.replace("LATE", "COALESCE(planned_late_at, late_at)")
    for column in ("COALESCE(planned_late_at, late_at)", "opens_at", "due_at", "snoozed_until", "notice_at"):
        statement = statement.replace(f"moved({column})", _moved(column))
    return statement


def pause(user: User, until: date, now: datetime) -> Pause:
    """Stop reminders until that day (exclusive). Raises ValueError for a day that is not ahead."""
    today = now.astimezone(user.zone).date()
    if until <= today:
        raise ValueError("Choose a day after today.")
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
        resume(user, now)
        made = Pause.objects.create(owner=user, starts_on=today, ends_on=until, created_at=now)
        days = (until - today).days
        _move(user, days, now, asked=now, calm=later(now, user.zone, days=days + 1))
    return made


def resume(user: User, now: datetime) -> Pause | None:
    """End a running pause early: dates come back by what was left of it."""
    today = now.astimezone(user.zone).date()
    with transaction.atomic():
        running = Pause.objects.owned_by(user).running(today).select_for_update().first()
        if running is None:
            return None
        running.resumed_on = today
        running.save(update_fields=["resumed_on"])
        _move(user, (today - running.ends_on).days, now, asked=running.created_at)
    return running


def go_on(pause: Pause, now: datetime) -> None:
    """A pause that was ended for another runs on to its day; dates move by what is left of it."""
    user, today = pause.owner, now.astimezone(pause.owner.zone).date()
    days = (pause.ends_on - today).days
    with transaction.atomic():
        pause.resumed_on = None
        pause.save(update_fields=["resumed_on"])
        _move(user, days, now, asked=pause.created_at, calm=later(now, user.zone, days=days + 1))


def _move(user: User, days: int, now: datetime, *, asked: datetime, calm: datetime | None = None) -> None:
    """`calm`: before it nothing is late."""
    values: dict[str, Any] = {
        "now": now,
        "asked": asked,
        "owner": user.pk,
        "days": days,
        "zone": user.zone.key,
        "calm": calm,
        "fixed": str(Basis.PREPARATION),
        "hourly": [str(basis) for basis in HOURLY],
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(), values)
    resting.arrange(user, now)
    refresh_next(Contact.objects.owned_by(user).values_list("pk", flat=True))
