"""When a resident's next weekly email leaves, if something is due by then."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from accounts.models import User
from followups.leaving import HAD, LOST
from followups.models import Digest
from followups.resting import blocks_of
from followups.weeks import allowed, following, is_first_of_month
from residents.models import Pause

# A monthly email skipped by a month of nights comes the month after.
WEEKS_AHEAD = 14
A_MONTH = timedelta(days=31)


def next_mail(user: User, now: datetime) -> datetime | None:
    """The first moment ahead that neither a pause, nights, quiet hours nor the rhythm takes away.

    None when it is off, or when no such moment is near.
    """
    if not user.digest_on:
        return None
    waiting = Digest.objects.owned_by(user).filter(outcome=Digest.Outcome.DEFERRED, send_at__gt=now)
    deferred = waiting.order_by("send_at").first()
    if deferred is not None:
        return deferred.send_at
    today = now.astimezone(user.zone).date()
    pause = Pause.objects.owned_by(user).running(today).first()
    nights = [(block.first, block.last) for block in blocks_of([user])[user.pk] if block.nights]
    weeks, had, lost = _settled(user, now)
    slot = following(user.zone, user.digest_weekday, user.digest_hour, now)
    for _ in range(WEEKS_AHEAD):
        day = slot.moment.astimezone(user.zone).date()
        month = day.replace(day=1)
        moment = allowed(slot, user.zone, user.quiet_from, user.quiet_to, nights)
        rests = pause is not None and day < pause.ends_on
        first = month not in had and (is_first_of_month(slot, user.zone) or month in lost)
        if (slot.year, slot.week) not in weeks and (user.digest_every == "week" or first):
            if moment is not None and not rests:
                return moment
            lost.add(month)
        slot = following(user.zone, user.digest_weekday, user.digest_hour, slot.moment)
    return None


def _settled(user: User, now: datetime) -> tuple[set[tuple[int, int]], set[date], set[date]]:
    """The last weeks that are settled (another day chosen adds none), and the months that had or lost one."""
    weeks: set[tuple[int, int]] = set()
    had: set[date] = set()
    lost: set[date] = set()
    rows = Digest.objects.owned_by(user).filter(send_at__gte=now - A_MONTH)
    for year, week, outcome, at in rows.values_list("iso_year", "iso_week", "outcome", "send_at"):
        weeks.add((year, week))
        month = at.astimezone(user.zone).date().replace(day=1)
        if outcome in HAD:
            had.add(month)
        elif outcome in LOST:
            lost.add(month)
    return weeks, had, lost
