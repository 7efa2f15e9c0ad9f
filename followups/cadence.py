"""The windows each kind of follow-up gets. Pure: dates, zones and numbers in, a Window out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followups.numbers import Numbers
from followups.windows import HOURLY, Basis, Window, later, local, months_after


@dataclass(frozen=True)
class Rhythm:
    """Calendar months after the last touch at which a window opens, is due and is late."""

    basis: Basis
    opens: int
    due: int
    late: int


def rhythm(kind: str, numbers: Numbers, opens: int | None = None, due: int | None = None) -> Rhythm | None:
    """The rhythm of a cadence kind (P49); None when no rhythm was chosen.

    A custom window is late one window-length after it is due, at least a month.
    """
    if kind == "update":
        n = numbers
        return Rhythm(Basis.UPDATE, n.update_opens_months, n.update_due_months, n.update_late_months)
    if kind == "check_in":
        n = numbers
        return Rhythm(Basis.CHECK_IN, n.check_in_opens_months, n.check_in_due_months, n.check_in_late_months)
    if kind == "custom" and opens and due:
        return Rhythm(Basis.UPDATE, opens, due, due + max(1, due - opens))
    return None


def update_window(since: datetime, rhythm: Rhythm, zone: ZoneInfo, numbers: Numbers) -> Window:
    """Calendar months in the zone from the day of `since` (P49).

    Opens as the day begins; due and late at the due hour, so “by Sunday” includes Sunday.
    """
    day = since.astimezone(zone).date()
    return Window(
        starts=since,
        opens=local(months_after(day, rhythm.opens), 0, zone),
        due=local(months_after(day, rhythm.due), numbers.due_hour, zone),
        late=local(months_after(day, rhythm.late), numbers.due_hour, zone),
    )


def conference_window(met: datetime, zone: ZoneInfo, numbers: Numbers, days: int = 0) -> Window:
    """72 hours from the encounter, late after 7 days (P36).

    `days`: how much later it opens and is due because many were met together (see `spread`).
    """
    return Window(
        starts=met,
        opens=later(met, zone, days=days),
        due=later(met, zone, hours=numbers.conference_due_hours, days=days),
        late=later(met, zone, days=numbers.conference_late_days),
    )


def thanks_window(met: datetime, zone: ZoneInfo, numbers: Numbers, days: int = 0) -> Window:
    """A thank-you within 24 hours of an informational interview (P45).

    `days`: how much later it comes because many are thanked at once (P60).
    """
    return Window(
        starts=met,
        opens=later(met, zone, days=days),
        due=later(met, zone, hours=numbers.thanks_due_hours, days=days),
        late=later(met, zone, days=numbers.thanks_late_days + days),
    )


def introduction_window(made: datetime, zone: ZoneInfo, numbers: Numbers) -> Window:
    """Write to somebody I was introduced to within 72 hours (P56)."""
    return Window(
        starts=made,
        opens=made,
        due=later(made, zone, hours=numbers.introduction_due_hours),
        late=later(made, zone, days=numbers.introduction_late_days),
    )


def loop_window(since: datetime, zone: ZoneInfo, numbers: Numbers) -> Window:
    """Report back to whoever helped: at once, due by an evening a week later (P38, P45)."""
    day = since.astimezone(zone).date() + timedelta(days=numbers.close_loop_due_days)
    due = local(day, numbers.due_hour, zone)
    return Window(since, since, due, later(due, zone, days=numbers.close_loop_late_days))


def promise_window(made: datetime, by: date | None, zone: ZoneInfo, numbers: Numbers) -> Window:
    """A promise I made: on the list at once, due by the evening of its day (P56, P74)."""
    day = by or made.astimezone(zone).date() + timedelta(days=numbers.promise_default_days)
    due = local(day, numbers.due_hour, zone)
    return Window(
        starts=min(made, due),
        opens=min(made, due),
        due=due,
        late=later(due, zone, days=numbers.promise_late_days),
    )


def hoped_window(made: datetime, by: date | None, zone: ZoneInfo, numbers: Numbers) -> Window:
    """A promise made to me: opens only after the day it was hoped for."""
    day = by or made.astimezone(zone).date() + timedelta(days=numbers.promise_default_days)
    opens = local(day, numbers.due_hour, zone)
    return Window(
        starts=min(made, opens),
        opens=opens,
        due=later(opens, zone, days=numbers.hoped_due_days),
        late=later(opens, zone, days=numbers.hoped_late_days),
    )


def preparation_window(meeting: datetime, planned: datetime, zone: ZoneInfo, numbers: Numbers) -> Window:
    """Prepare for a planned meeting: due the day before, late when it begins (P48, P54)."""
    due = later(meeting, zone, hours=-numbers.preparation_due_hours)
    opens = later(meeting, zone, days=-numbers.preparation_opens_days)
    return Window(starts=min(planned, opens), opens=opens, due=due, late=meeting)


def manual_window(asked: datetime, on: date, zone: ZoneInfo, numbers: Numbers) -> Window:
    """A follow-up I set myself for a day: opens that morning, due in its evening."""
    due = local(on, numbers.due_hour, zone)
    opens = local(on, 0, zone)
    return Window(
        starts=min(asked, opens), opens=opens, due=due, late=later(due, zone, days=numbers.promise_late_days)
    )


@dataclass(frozen=True)
class Break:
    """A pause: the moment it was asked for, its first day, and the day it ends or ended (exclusive)."""

    asked: datetime
    starts_on: date
    ends_on: date


def after_breaks(basis: str, window: Window, breaks: Iterable[Break], zone: ZoneInfo) -> Window:
    """The window as pauses moved it (P68). Planning the same thing again gives the same dates.

    What began before a pause moves by its whole length; a follow-up of hours that began during
    it by what was left. A day chosen during a pause stays, it is only not late before the
    return. A planned meeting does not move, so neither does its preparation.
    """
    if basis == Basis.PREPARATION:
        return window
    for pause in sorted(breaks, key=lambda one: one.asked):
        end = local(pause.ends_on, 0, zone)
        if window.starts <= pause.asked:
            window = _moved(window, (pause.ends_on - pause.starts_on).days, pause.asked, zone)
        elif window.starts < end and basis in HOURLY:
            left = (pause.ends_on - window.starts.astimezone(zone).date()).days
            window = _moved(window, left, window.starts, zone)
        elif window.starts < end:
            window = replace(window, late=max(window.late, later(end, zone, days=1)))
    return window


def _moved(window: Window, days: int, start: datetime, zone: ZoneInfo) -> Window:
    """What lay ahead at `start` moves by `days`, and nothing is late on the day of return."""

    def moved(moment: datetime) -> datetime:
        return later(moment, zone, days=days) if moment > start else moment

    calm = later(start, zone, days=days + 1)
    return Window(window.starts, moved(window.opens), moved(window.due), max(moved(window.late), calm))
