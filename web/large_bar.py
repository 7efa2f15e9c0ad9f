"""Geometry of the large bar on a person's page: months, every touch, the window, today."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from web.bars import Bar, Label, Scale, Span, fit, spans, window_ticks
from web.phrases import DUE, LATE, long_date, sentence, short_date

MOST_MONTHS = 18


def _month(year: int, month: int) -> date:
    years, zero_based = divmod(year * 12 + month - 1, 12)
    return date(years, zero_based + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def months(first: date, stop: date, at: Scale, zone: ZoneInfo) -> tuple[Label, ...]:
    """A ruled column for each month; the year beside the first and beside each January.

    Every third is `major`: a phone names only those.
    """
    columns: list[Label] = []
    month = first
    while month < stop:
        named = f"{month:%b %Y}" if month.month == 1 or not columns else f"{month:%b}"
        kind = "major" if len(columns) % 3 == 0 else "minor"
        columns.append(Label(kind, at(_midnight(month, zone)), named, "start"))
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
    begin, stop = _range(min(first, last), last, max(due or now, now), now, zone)
    at = Scale(_midnight(begin, zone), _midnight(stop, zone))
    words = f"Last touch {long_date(last, now, zone)}."
    bar = Bar(
        state=state,
        sentence=words,
        spans=(Span("line", at(last), at(now)), Span("ahead", at(now), 100)),
        ticks=(),
        labels=(Label("last", at(last), f"last touch {short_date(last, now, zone)}"),),
        now=at(now),
        dot=at(last),
        months=months(begin, stop, at, zone),
    )
    if opens is not None and due is not None:
        bar = _with_window(bar, at, last, opens, due, late or due, now, zone)
    older = [touch for touch in {first, *touches} if begin <= touch.astimezone(zone).date() and touch != last]
    if first in older:
        met = Label("wide", at(first), f"first met {short_date(first, now, zone)}")
        before = Span("before", at(first), at(last))
        bar = bar._replace(spans=(before, *bar.spans), labels=(*bar.labels, met))
    rings = tuple(sorted(at(touch) for touch in older))
    return bar._replace(labels=fit(bar.labels, width), rings=rings)


def _range(
    first: datetime, last: datetime, end: datetime, now: datetime, zone: ZoneInfo
) -> tuple[date, date]:
    """First days of the first month shown and of the month after the last one."""
    today, until, touched = (moment.astimezone(zone) for moment in (now, end, last))
    oldest = min(_month(today.year, today.month - MOST_MONTHS), touched.date())
    begin = max(first.astimezone(zone).date(), oldest)
    return _month(begin.year, begin.month), _month(until.year, until.month + 2)


def _with_window(
    bar: Bar,
    at: Scale,
    last: datetime,
    opens: datetime,
    due: datetime,
    late: datetime,
    now: datetime,
    zone: ZoneInfo,
) -> Bar:
    place = (at(opens), at(due), at(late), at(now))
    drawn = (span for span in spans(bar.state, *place) if span.end > bar.dot)
    return bar._replace(
        sentence=sentence(bar.state, last, opens, due, late, now, zone),
        spans=tuple(span._replace(start=max(span.start, bar.dot)) for span in drawn),
        ticks=window_ticks(bar.state, place[1], place[2]),
        labels=(*_window_labels(bar.state, opens, due, late, now, zone, at), *bar.labels),
    )


def _window_labels(
    state: str, opens: datetime, due: datetime, late: datetime, now: datetime, zone: ZoneInfo, at: Scale
) -> list[Label]:
    opened = Label("opens" if now < opens else "opened", at(opens), "", "end")
    words = [opened._replace(kind="wide", text=f"{opened.kind} {short_date(opens, now, zone)}")]
    if state == LATE:
        return [Label("late", at(late), f"late {short_date(late, now, zone)}", "end"), *words]
    side = "end" if state == DUE else "start"
    return [Label("due", at(due), f"due {short_date(due, now, zone)}", side), *words]
