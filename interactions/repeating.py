"""Which times of a repeated calendar entry fall on an event. Pure.

Only days and weeks are read: what a programme repeats is a breakfast. The rest is taken once, and said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, WEEKLY, rrule

from followups.windows import from_wall
from interactions.pasted_times import Days

READ = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
FREQUENCIES: dict[str, Literal[2, 3]] = {"DAILY": DAILY, "WEEKLY": WEEKLY}
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
MOST_STEPS = 1000
ODD = "It repeats in a way that is not read here; only its first time is taken."
LONG_AGO = "It repeats since long before the event; it is not taken."


@dataclass
class Budget:
    """Steps left for all entries of one file."""

    steps: int = 20_000


@dataclass(frozen=True)
class Repeats:
    """The times up to the event's last day, and what could not be read."""

    times: list[datetime]
    is_repeated: bool = False
    error: str = ""


@dataclass
class Rule:
    """A rule that is read."""

    frequency: Literal[2, 3]
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    weekdays: list[int] = field(default_factory=list)


def repeats(
    entry: Any, first: datetime, written: datetime, days: Days, zone: ZoneInfo, budget: Budget
) -> Repeats:
    """The moments of an entry that begins at `first`, `written` so in the file."""
    if "RECURRENCE-ID" in entry:
        return Repeats([first])
    if "RRULE" not in entry:
        return Repeats([first], error="Its further dates are not taken." if "RDATE" in entry else "")
    own = written.tzinfo if isinstance(written.tzinfo, ZoneInfo) else zone if written.tzinfo is None else None
    rule = _rule(entry.get("RRULE"), first, own)
    if rule is None:
        return Repeats([first], is_repeated=True, error=ODD)
    wall = (first.astimezone(own) if own else first).replace(tzinfo=None)
    last = datetime.combine(days.last + timedelta(days=2), time())
    steps = min(MOST_STEPS, budget.steps)
    walls = list(islice(takewhile(lambda one: one < last, _walls(rule, wall)), steps))
    budget.steps -= len(walls)
    if len(walls) == steps:
        return Repeats([], is_repeated=True, error=LONG_AGO)
    moments = [from_wall(one, own) if own else one.replace(tzinfo=UTC) for one in walls]
    without = _excluded(entry, zone)
    return Repeats([one for one in moments if one not in without], is_repeated=True)


def _walls(rule: Rule, start: datetime) -> Iterable[datetime]:
    return rrule(
        rule.frequency,
        dtstart=start,
        interval=rule.interval,
        count=rule.count,
        until=rule.until,
        byweekday=rule.weekdays or None,
    )


def _rule(value: Any, first: datetime, own: ZoneInfo | None) -> Rule | None:
    """The rule when it is one of days or weeks and nothing else, otherwise None."""
    try:
        parts = {str(name).upper(): list(given) for name, given in value.items()}
        if set(parts) - READ or any(len(given) != 1 for name, given in parts.items() if name != "BYDAY"):
            return None
        rule = Rule(FREQUENCIES[str(parts["FREQ"][0]).upper()])
        rule.interval = int(parts.get("INTERVAL", [1])[0])
        rule.count = int(parts["COUNT"][0]) if "COUNT" in parts else None
        rule.weekdays = [WEEKDAYS.index(str(day).upper()) for day in parts.get("BYDAY", [])]
        rule.until = _until(parts["UNTIL"][0], own) if "UNTIL" in parts else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    return rule if rule.interval > 0 and (rule.count is None or rule.count > 0) else None


def _until(value: Any, own: ZoneInfo | None) -> datetime:
    """The last moment, as the wall there shows it."""
    if not isinstance(value, datetime):
        if not isinstance(value, date):
            raise TypeError
        return datetime.combine(value, time(23, 59, 59))
    if value.tzinfo is None:
        return value
    return value.astimezone(own or UTC).replace(tzinfo=None)


def _excluded(entry: Any, zone: ZoneInfo) -> set[datetime]:
    given = entry.get("EXDATE", [])
    found: set[datetime] = set()
    for part in given if isinstance(given, list) else [given]:
        for one in getattr(part, "dts", []):
            value = getattr(one, "dt", None)
            if isinstance(value, datetime):
                found.add(_utc(value, zone))
    return found


def _utc(value: datetime, zone: ZoneInfo) -> datetime:
    if value.tzinfo is None:
        return from_wall(value, zone)
    if isinstance(value.tzinfo, ZoneInfo):
        return from_wall(value.replace(tzinfo=None), value.tzinfo)
    return value.astimezone(UTC)
