"""Geometry of the large bar on a person's page: months, every touch, the window, today."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from web.bars import Bar, Label, Scale, Span, Tick, fit, spans, window_ticks
from web.phrases import DUE, LATE, OPEN, long_date, sentence, short_date

MOST_MONTHS = 18


def _month(year: int, month: int) -> date:
    years, zero_based = divmod(year * 12 + month - 1, 12)
    return date(years, zero_based + 1, 1)


def months(first: date, last: date, at: Scale, zone: ZoneInfo) -> tuple[Label, ...]:
    """A ruled column for each month; the year beside the first and beside each January.

    Every third is `major`: a phone names only those.
    """
    columns, month = [], date(first.year, first.month, 1)
    while month <= last:
        named = f"{month:%b %Y}" if month.month == 1 or not columns else f"{month:%b}"
        place = at(datetime(month.year, month.month, 1, tzinfo=zone))
        kind = "major" if len(columns) % 3 == 0 else "minor"
        columns.append(Label(kind, place, named, "start"))
        month = _month(month.year, month.month + 1)
    return tuple(columns)


def large_bar(
    state: str,
    first: datetime,
    touches: Sequence[datetime],
    opens: datetime | None,
    due: datetime | None,
    late: datetime | None,
    now: datetime,
    zone: ZoneInfo,
    width: int = 1168,
) -> Bar:
    """The bar of a person's page: months as columns, older touches as rings, the last one solid."""
    last = max(touches, default=first)
    today, end = now.astimezone(zone), max(due or now, now).astimezone(zone)
    oldest = _month(today.year, today.month - MOST_MONTHS)
    begin = max(min(first, last).astimezone(zone).date(), min(oldest, last.astimezone(zone).date()))
    stop = _month(end.year, end.month + 2)
    at = Scale(
        datetime(begin.year, begin.month, 1, tzinfo=zone), datetime(stop.year, stop.month, 1, tzinfo=zone)
    )
    wanted = [Label("last", at(last), f"last touch {short_date(last, now, zone)}")]
    drawn: tuple[Span, ...] = (Span("line", at(last), at(now)), Span("ahead", at(now), 100))
    ticks: tuple[Tick, ...] = ()
    words = f"Last touch {long_date(last, now, zone)}."
    if opens is not None and due is not None:
        late = late or due
        place = (at(opens), at(due), at(late), at(now))
        drawn = tuple(
            replace(span, start=max(span.start, at(last)))
            for span in spans(state, *place)
            if span.end > at(last)
        )
        ticks = window_ticks(state, place[1], place[2])
        wanted = _large_labels(state, opens, due, late, now, zone, at) + wanted
        words = sentence(state, last, opens, due, late, now, zone)
    older = [touch for touch in {first, *touches} if begin <= touch.astimezone(zone).date() and touch != last]
    if first in older:
        wanted.append(Label("wide", at(first), f"first met {short_date(first, now, zone)}"))
        drawn = (Span("before", at(first), at(last)), *drawn)
    return Bar(
        state=state,
        sentence=words,
        spans=drawn,
        ticks=ticks,
        labels=fit(wanted, width),
        now=at(now),
        dot=at(last),
        rings=tuple(sorted(at(touch) for touch in older)),
        months=months(begin, stop - timedelta(days=1), at, zone),
    )


def _large_labels(
    state: str, opens: datetime, due: datetime, late: datetime, now: datetime, zone: ZoneInfo, at: Scale
) -> list[Label]:
    opened = Label("opens" if now < opens else "opened", at(opens), "", "end")
    words = [replace(opened, kind="wide", text=f"{opened.kind} {short_date(opens, now, zone)}")]
    if state == LATE:
        return [Label("late", at(late), f"late {short_date(late, now, zone)}", "end"), *words]
    side = "end" if state == DUE else "start"
    return [Label("due", at(due), f"due {short_date(due, now, zone)}", side), *words]
