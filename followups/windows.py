"""When something opens, is due and is late. Pure: no clock, no Django.

All moments are aware datetimes; `zone` is the resident's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from followups.numbers import Numbers

UTC = ZoneInfo("UTC")
SECOND = timedelta(seconds=1)


class State(StrEnum):
    """Where an open follow-up stands; always derived, never stored."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSING = "closing"
    DUE = "due"
    LATE = "late"


class Stage(StrEnum):
    """The moments a reminder rings for."""

    OPENED = "opened"
    DUE = "due"
    LATE = "late"


class Basis(StrEnum):
    """Why something is owed."""

    CONFERENCE = "conference"
    THANKS = "thanks"
    UPDATE = "update"
    CHECK_IN = "check_in"
    PROMISE = "promise"
    PROMISE_TO_ME = "promise_to_me"
    INTRODUCTION = "introduction"
    CLOSE_LOOP = "close_loop"
    PREPARATION = "preparation"
    MANUAL = "manual"


WINDOWS = (Basis.UPDATE, Basis.CHECK_IN)
HOURLY = (Basis.CONFERENCE, Basis.THANKS, Basis.INTRODUCTION)
# A note, a call or a meeting answers these by itself; a promise is kept only when I say so.
ANSWERED_BY_TOUCH = (Basis.CONFERENCE, Basis.THANKS, Basis.INTRODUCTION, *WINDOWS)


@dataclass(frozen=True)
class Window:
    """`starts` is the encounter, the last touch or the day of the promise."""

    starts: datetime
    opens: datetime
    due: datetime
    late: datetime


def state(basis: str, window: Window, now: datetime, numbers: Numbers) -> State:
    """The state at `now`; each boundary belongs to the later state (P36)."""
    if now >= window.late:
        return State.LATE
    if now >= window.due:
        return State.DUE
    if now < window.opens:
        return State.WAITING
    if now >= window.due - closing_span(basis, numbers):
        return State.CLOSING
    return State.OPEN


def closing_span(basis: str, numbers: Numbers) -> timedelta:
    """How long before due the state is “closing”."""
    if basis in WINDOWS:
        return timedelta(days=numbers.closing_window_days)
    if basis in HOURLY:
        return timedelta(hours=numbers.closing_hours)
    return timedelta(hours=numbers.promise_closing_hours)


def next_notice(window: Window, now: datetime) -> datetime | None:
    """The first of opens, due and late after `now`, or None when all have passed."""
    return min((moment for moment in (window.opens, window.due, window.late) if moment > now), default=None)


def local(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """That hour of that day in the zone, as UTC.

    An hour that the clocks skip becomes the first valid minute after it; an hour that
    happens twice is its first occurrence.
    """
    return from_wall(datetime.combine(day, time(hour)), zone)


def from_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    """A time as a clock on the wall shows it, without a zone, as UTC; gaps and repeats as in `local`."""
    return _valid(wall.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def later(moment: datetime, zone: ZoneInfo, *, hours: int = 0, days: int = 0) -> datetime:
    """`moment` plus whole days and hours on the wall clock of the zone (P36).

    Met on Friday at 15:00, due on Monday at 15:00, also when the clocks change on Sunday.
    """
    whole, rest = divmod(hours, 24)
    wall = moment.astimezone(zone)
    moved = (wall.replace(tzinfo=None) + timedelta(days=days + whole, hours=rest)).replace(
        tzinfo=zone, fold=wall.fold
    )
    return _valid(moved).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """Calendar months later, clamped to the month's end: 30 November + 3 is 28 or 29 February (P49)."""
    return day + relativedelta(months=months)


def _valid(wall: datetime) -> datetime:
    """The wall time itself, or the first that is valid after the gap it falls into."""
    if wall.astimezone(UTC).astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return wall
    low = wall.replace(fold=1, microsecond=0).astimezone(UTC)
    high = wall.replace(fold=0, microsecond=0).astimezone(UTC)
    before = low.astimezone(wall.tzinfo).utcoffset()
    # In seconds: not every gap is whole minutes long (Liberia, 1972).
    while high - low > SECOND:
        middle = low + (high - low) // 2 // SECOND * SECOND
        if middle.astimezone(wall.tzinfo).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.astimezone(wall.tzinfo)
