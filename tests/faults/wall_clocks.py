"""When a clock on the wall first shows an hour: the oracle of I7, by looking at the clock, without rules.

It walks a year in quarter hours (every offset of every zone used is a multiple of one) and notes the
first moment at which the wall clock stands at or past each full hour of each day. An hour the clock
skips is met right after the gap; one it repeats is met the first time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, order=True)
class Moment:
    """A week's moment (UTC) and the ISO week of the local day, as `2026-W53`."""

    at: datetime
    week: str


class WallClocks:
    """The moments of every (zone, weekday, hour) between two instants."""

    def __init__(self, zones: list[str], begin: datetime, end: datetime) -> None:
        self._moments: defaultdict[tuple[str, int, int], list[Moment]] = defaultdict(list)
        for zone in zones:
            self._walk(zone, begin, end)

    def _walk(self, name: str, begin: datetime, end: datetime) -> None:
        zone = ZoneInfo(name)
        at = begin
        shown = at.astimezone(zone).replace(tzinfo=None)
        while at < end:
            at += QUARTER
            shows = at.astimezone(zone).replace(tzinfo=None)
            full = shown.replace(minute=0) + HOUR
            while full <= shows:
                self._moments[name, full.weekday(), full.hour].append(Moment(at, full.strftime("%G-W%V")))
                full += HOUR
            shown = max(shown, shows)

    def of(self, zone: str, weekday: int, hour: int) -> list[Moment]:
        """All of them, in order."""
        return self._moments[zone, weekday, hour]

    def latest(self, zone: str, weekday: int, hour: int, now: datetime) -> Moment | None:
        """The last that has come by `now`."""
        moments = self.of(zone, weekday, hour)
        place = bisect_right(moments, now, key=lambda one: one.at)
        return moments[place - 1] if place else None
