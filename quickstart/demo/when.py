"""Moments written relative to the day the demo is loaded; see `story` for the notation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followups.windows import UTC, months_after

DAYS = re.compile(r"(?P<days>[+-]\d+) (?P<time>\d\d:\d\d)")
MONTHS = re.compile(r"(?P<months>-\d+)m(?P<days>[+-]\d+)? (?P<time>\d\d:\d\d)")
HOURS = re.compile(r"-(?P<near>[\d.]+)h\.\.-(?P<far>[\d.]+)h (?P<hour>\d+)")
SECONDS = re.compile(r"(?P<seconds>\d+)s")


@dataclass(frozen=True)
class Calendar:
    """The resident's calendar at the moment of loading."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, days: int) -> date:
        """That many days from today."""
        return self.today + timedelta(days=days)

    def at(self, day: date, wall: str) -> datetime:
        """A wall-clock time of a day, as UTC."""
        return datetime.combine(day, time.fromisoformat(wall), tzinfo=self.zone).astimezone(UTC)

    def moment(self, text: str) -> datetime:
        """Read one moment."""
        if found := DAYS.fullmatch(text):
            return self.at(self.day(int(found["days"])), found["time"])
        if found := MONTHS.fullmatch(text):
            day = months_after(self.day(int(found["days"] or 0)), int(found["months"]))
            return self.at(day, found["time"])
        if found := SECONDS.fullmatch(text):
            return self.now + timedelta(seconds=int(found["seconds"]))
        found = HOURS.fullmatch(text)
        if found is None:
            raise ValueError(f"no moment: {text}")
        return self._between(float(found["far"]), float(found["near"]), int(found["hour"]))

    def _between(self, far: float, near: float, hour: int) -> datetime:
        """The moment between these hours ago whose hour is nearest to the wished one."""
        first, last = self.now - timedelta(hours=far), self.now - timedelta(hours=near)
        steps = [first + timedelta(minutes=10 * step) for step in range(int((far - near) * 6) + 1)]
        wished = timedelta(hours=hour)

        def away(at: datetime) -> timedelta:
            there = at.astimezone(self.zone)
            return abs(timedelta(hours=there.hour, minutes=there.minute) - wished)

        return min(min(steps, key=away), last).replace(second=0, microsecond=0)
