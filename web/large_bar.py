"""Geometry of the large bar on a person's page: months, every touch, the window, today."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from web.bars import LETTER_GAP, PHONE, Bar, Label, Scale, Span, extent, spans, window_ticks
from web.phrases import DUE, LATE, long_date, sentence, short_date

MOST_MONTHS, MORE_MONTHS = 18, 12
WIDTH = 1168
BOLD = 1.06
"""How much wider the words of a label are here than those of the axis."""
BESIDE = 8.0
"""How far from its mark a label stands that begins or ends there."""
ROOM = 90


def _month(year: int, month: int) -> date:
    years, zero_based = divmod(year * 12 + month - 1, 12)
    return date(years, zero_based + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def months(first: date, stop: date, at: Scale, zone: ZoneInfo) -> tuple[Label, ...]:
    """A ruled column for each month; the year beside the first and beside each January.

    Every third is `major`: a phone names only those. A name that would touch the one before, or run past the
    end, is left out: its text is empty.
    """
    columns: list[Label] = []
    month, wide_from, phone_from = first, 0.0, 0.0
    while month < stop:
        named = f"{month:%b %Y}" if month.month == 1 or not columns else f"{month:%b}"
        column = Label("minor", at(_midnight(month, zone)), named, "start")
        (left, right), (left_there, right_there) = (extent(column, width) for width in (WIDTH, PHONE))
        if left < wide_from or right > WIDTH:
            column = column._replace(text="")
        else:
            wide_from = right + LETTER_GAP
            if len(columns) % 3 == 0 and left_there >= phone_from and right_there <= PHONE:
                column, phone_from = column._replace(kind="major"), right_there + LETTER_GAP
        columns.append(column)
        month = _month(month.year, month.month + 1)
    return tuple(columns)


def place(labels: Iterable[Label], now: float) -> tuple[Label, ...]:
    """Each label as it wants to stand, else before or after its mark; never past an end, across the line of
    today or over one named earlier. What fits on a wide page only is `wide`, what fits nowhere is left out.
    """
    kept: list[Label] = []
    for label in labels:
        sides = dict.fromkeys((label.anchor, *(("start", "end") if label.at < 50 else ("end", "start"))))
        turned = [label._replace(anchor=side) for side in sides]
        if label.kind != "wide":
            turned += [one._replace(kind=f"{one.kind} wide") for one in turned]
        kept += [one for one in turned if _stands(one, kept, now)][:1]
    return tuple(sorted(kept, key=lambda one: one.at))


def _stands(label: Label, kept: Iterable[Label], now: float) -> bool:
    if not _clear(label, kept, now, WIDTH):
        return False
    seen = [one for one in kept if "wide" not in one.kind]
    return "wide" in label.kind or _clear(label, seen, now, PHONE)


def _clear(label: Label, others: Iterable[Label], now: float, width: float) -> bool:
    left, right = _reach(label, width)
    line = now * width / 100
    taken = [(line, line), *(_reach(one, width) for one in others)]
    return left >= 0 and right <= width and all(right <= a or b <= left for a, b in taken)


def _reach(label: Label, width: float) -> tuple[float, float]:
    """Its words with the room they need beside them."""
    left, right = extent(label, width, BOLD)
    beside = {"start": BESIDE, "end": -BESIDE}.get(label.anchor, 0.0)
    return left + beside, right + beside


def large_bar(
    state: str,
    first: datetime,
    touches: Sequence[datetime],
    opens: datetime | None,
    due: datetime | None,
    late: datetime | None,
    now: datetime,
    zone: ZoneInfo,
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
    return bar._replace(labels=place(bar.labels, bar.now), rings=rings)


def _range(
    first: datetime, last: datetime, end: datetime, now: datetime, zone: ZoneInfo
) -> tuple[date, date]:
    """First days of the first month shown and of that after the last; “due 26 Nov” has room at the end."""
    today, until, touched = (moment.astimezone(zone) for moment in (now, end, last))
    oldest = min(_month(today.year, today.month - MOST_MONTHS), touched.date())
    begin = max(first.astimezone(zone).date(), oldest)
    start, stop = _month(begin.year, begin.month), _month(until.year, until.month + 2)
    for _ in range(MORE_MONTHS):
        if (stop - until.date()).days * WIDTH >= (stop - start).days * ROOM:
            break
        stop = _month(stop.year, stop.month + 1)
    return start, stop


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
