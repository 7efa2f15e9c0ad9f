"""When a weekly email leaves: a weekday and an hour on the resident's own clock. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followups.windows import local

_WEEK = timedelta(days=7)


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


def _day_at_or_before(zone: ZoneInfo, weekday: int, now: datetime) -> date:
    today = now.astimezone(zone).date()
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def _slot(day: date, hour: int, zone: ZoneInfo) -> Slot:
    year, week, _ = day.isocalendar()
    return Slot(local(day, hour, zone), year, week)
