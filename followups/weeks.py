"""When a weekly email leaves: a weekday and an hour on the resident's clock, outside quiet hours. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followups.windows import local

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
# First and last day (inclusive) of a block of nights.
Nights = Sequence[tuple[date, date]]


@dataclass(frozen=True)
class Slot:
    """One week's moment (UTC), named by the ISO week of the local day it falls on."""

    moment: datetime
    year: int
    week: int

    @property
    def name(self) -> str:
        return f"{self.year}-W{self.week:02d}"


def latest(zone: ZoneInfo, weekday: int, hour: int, now: datetime) -> Slot:
    """The last slot whose moment has come."""
    day = _day_at_or_before(zone, weekday, now)
    if local(day, hour, zone) > now:
        day -= _WEEK
    return _slot(day, hour, zone)


def following(zone: ZoneInfo, weekday: int, hour: int, now: datetime) -> Slot:
    """The first slot that is still ahead."""
    day = _day_at_or_before(zone, weekday, now)
    if local(day, hour, zone) <= now:
        day += _WEEK
    return _slot(day, hour, zone)


def allowed(slot: Slot, zone: ZoneInfo, quiet_from: int, quiet_to: int, nights: Nights) -> datetime | None:
    """The slot's moment, or the first after it outside quiet hours and nights (P70).

    None when that one lies in a later ISO week: then the week is skipped.
    """
    moment = next_allowed(slot.moment, zone, quiet_from, quiet_to, nights)
    moved_on = moment.astimezone(zone).isocalendar()[:2] > (slot.year, slot.week)
    return None if moment > slot.moment and moved_on else moment


def next_allowed(
    moment: datetime, zone: ZoneInfo, quiet_from: int, quiet_to: int, nights: Nights
) -> datetime:
    """The moment itself, or the first after it that is neither in quiet hours nor on a day of nights."""
    while True:
        there = moment.astimezone(zone)
        day, hour = there.date(), there.hour
        ends = [last for first, last in nights if first <= day <= last]
        if ends:
            moment = local(max(ends) + _DAY, 0, zone)
        elif not is_quiet(hour, quiet_from, quiet_to):
            return moment
        else:
            moment = local(day if hour < quiet_to else day + _DAY, quiet_to, zone)


def is_quiet(hour: int, quiet_from: int, quiet_to: int) -> bool:
    """Whether that hour of the day is one without mail; equal ends mean that none is."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def is_first_of_month(slot: Slot, zone: ZoneInfo) -> bool:
    """Whether no earlier slot of that weekday lies in the same month of the zone."""
    return slot.moment.astimezone(zone).day <= _WEEK.days


def _day_at_or_before(zone: ZoneInfo, weekday: int, now: datetime) -> date:
    today = now.astimezone(zone).date()
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def _slot(day: date, hour: int, zone: ZoneInfo) -> Slot:
    year, week, _ = day.isocalendar()
    return Slot(local(day, hour, zone), year, week)
