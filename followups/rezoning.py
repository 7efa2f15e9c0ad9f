"""Another time zone: days and evenings stay what they were on the wall clock (ADR 0002)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from contacts.models import Contact
from followups import planning, resting
from followups.agreeing import MOMENTS
from followups.models import FollowUp
from followups.windows import HOURLY, WINDOWS, Basis, from_wall

# What counts from an encounter, or down to a meeting, happens when it happens.
INSTANTS = (*HOURLY, Basis.PREPARATION)
# These open on a day; the others opened at the moment something was said.
OPENS_BY_DAY = (*WINDOWS, Basis.PROMISE_TO_ME, Basis.MANUAL)
MAYBE = ("told_at", "planned_late_at", "snoozed_until")
BATCH = 500


def moved(user: User, before: ZoneInfo, now: datetime) -> None:
    """The user's zone is another than `before`: what is owed agrees with it, and with the blocks there."""
    with transaction.atomic():
        # Whoever plans holds the person first.
        people = Contact.objects.filter(owner=user).order_by("pk").select_for_update(no_key=True)
        ids = list(people.values_list("pk", flat=True))
        owed = FollowUp.objects.filter(owner=user, closed_at__isnull=True).exclude(basis__in=INSTANTS)
        rows = list(owed.select_for_update().order_by("pk")) if user.zone.key != before.key else []
        for one in rows:
            _move(one, partial(at_the_same_hour, before=before, after=user.zone, now=now))
        FollowUp.objects.bulk_update(rows, [*MOMENTS, *MAYBE, "notice_at"], batch_size=BATCH)
        resting.arrange(user, now)
        planning.refresh_next(ids)


def at_the_same_hour(moment: datetime, before: ZoneInfo, after: ZoneInfo, now: datetime) -> datetime:
    """What the clock on the wall said in one zone, in another. What had passed stays passed."""
    there = from_wall(moment.astimezone(before).replace(tzinfo=None), after)
    return there if moment > now else min(there, now)


def _move(one: FollowUp, move: Callable[[datetime], datetime]) -> None:
    was = {name: getattr(one, name) for name in (*MOMENTS, *MAYBE)}
    for name in ("due_at", "late_at", *MAYBE):
        setattr(one, name, was[name] and move(was[name]))
    if one.basis in OPENS_BY_DAY:
        one.opens_at = move(one.opens_at)
    one.opens_at = min(one.opens_at, one.due_at)
    one.starts_at = min(one.starts_at, one.opens_at)
    if one.notice_at:
        again = {was[name]: getattr(one, name) for name in was}
        one.notice_at = again.get(one.notice_at) or move(one.notice_at)
