"""When a resident's next weekly email leaves, if something is due by then."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from followups.models import Digest
from followups.resting import blocks_of
from followups.weeks import Slot, allowed, following, is_first_of_month
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
    settled = _settled(user, now)
    slot = following(user.zone, user.digest_weekday, user.digest_hour, now)
    for _ in range(WEEKS_AHEAD):
        moment = allowed(slot, user.zone, user.quiet_from, user.quiet_to, nights)
        rests = pause is not None and slot.moment.astimezone(user.zone).date() < pause.ends_on
        is_new = (slot.year, slot.week) not in settled
        if moment is not None and is_new and not rests and _is_turn(user, slot, settled):
            return moment
        slot = following(user.zone, user.digest_weekday, user.digest_hour, slot.moment)
    return None


def _settled(user: User, now: datetime) -> dict[tuple[int, int], datetime | None]:
    """The last weeks that are settled, each with the moment of its mail: another day chosen adds none."""
    rows = Digest.objects.owned_by(user).filter(send_at__gte=now - A_MONTH)
    columns = rows.values_list("iso_year", "iso_week", "outcome", "send_at")
    return {
        (year, week): at if outcome == Digest.Outcome.QUEUED else None for year, week, outcome, at in columns
    }


def _is_turn(user: User, slot: Slot, settled: dict[tuple[int, int], datetime | None]) -> bool:
    if user.digest_every == "week":
        return True
    month = slot.moment.astimezone(user.zone).date().replace(day=1)
    had_one = any(at and at.astimezone(user.zone).date() >= month for at in settled.values())
    return is_first_of_month(slot, user.zone) and not had_one
