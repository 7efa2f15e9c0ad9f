"""Geometry of the bars: pure functions over plain values, positions in percent.

Percentages keep a bar fluid while its dots, ticks and letters keep their size. Whoever calls says
which state a follow-up is in (waiting, open, closing, due, late); a bar never decides that.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from web.phrases import (
    DUE,
    LATE,
    WAITING,
    clock_time,
    count,
    hours_sentence,
    sentence,
    short_date,
)

ROOM_AFTER = timedelta(days=9)
NARROW, LETTER, SLIM = 4.2, 7.7, frozenset("fijlrt ")
"""Width in px of a slim letter and of any other at the axis size; near is enough to place labels."""
LETTER_GAP = 6.0
OVERHANG = 3.0
PHONE = 344
"""The narrowest bar: one drawing serves every width, so what fits at its ends is asked for this one."""
OPENED_NEEDS = 400


class Span(NamedTuple):
    """A stretch of the bar; `kind` names how it is drawn."""

    kind: str
    start: float
    end: float


class Tick(NamedTuple):
    """A short upright line."""

    kind: str
    at: float


class Label(NamedTuple):
    """Words under or over a mark. `anchor` is SVG's text-anchor."""

    kind: str
    at: float
    text: str
    anchor: str = "middle"


class Bar(NamedTuple):
    """Everything a bar needs to be drawn, and the sentence that replaces it."""

    state: str
    sentence: str
    spans: tuple[Span, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    now: float
    dot: float = 0.0
    rings: tuple[float, ...] = ()
    months: tuple[Label, ...] = ()


class Scale:
    """Linear in time, from `start` to `end`, in percent, clamped to the bar."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start
        self.seconds = max((end - start).total_seconds(), 1.0)

    def __call__(self, at: datetime) -> float:
        part = (at - self.start).total_seconds() / self.seconds
        return round(min(max(part, 0.0), 1.0) * 100, 2)


def extent(label: Label, width: float, scale: float = 1.0) -> tuple[float, float]:
    """Where the words of a label begin and end, in px, on a bar of this width."""
    size = sum(NARROW if letter in SLIM else LETTER for letter in label.text) * scale
    left = label.at * width / 100
    if label.anchor != "start":
        left -= size / 2 if label.anchor == "middle" else size
    return left, left + size


def fit(labels: Iterable[Label], width: float) -> tuple[Label, ...]:
    """Clamp labels to the ends, then drop those that would touch one named earlier."""
    kept: list[tuple[float, float, Label]] = []
    narrow = min(width, PHONE)
    for label in labels:
        left, right = extent(label, narrow)
        if left < -OVERHANG and label.anchor != "start":
            label = label._replace(at=0.0, anchor="start")
        elif right > narrow + OVERHANG and label.anchor != "end":
            label = label._replace(at=100.0, anchor="end")
        left, right = extent(label, width)
        if all(right + LETTER_GAP <= a or b + LETTER_GAP <= left for a, b, _ in kept):
            kept.append((left, right, label))
    kept.sort(key=itemgetter(0))
    return tuple(label for *_, label in kept)


def spans(state: str, opens: float, due: float, late: float, now: float) -> tuple[Span, ...]:
    """The stretches of a window bar, left to right, none of them empty."""
    if state == WAITING:
        reached = min(now, opens)
        drawn = [
            Span("line", 0, reached),
            Span("ahead", reached, opens),
            Span("empty", opens, due),
            Span("ahead", due, 100),
        ]
    elif state == DUE:
        drawn = [
            Span("line", 0, opens),
            Span("spent", opens, due),
            Span("over", due, now),
            Span("ahead", now, 100),
        ]
    elif state == LATE:
        drawn = [
            Span("line", 0, opens),
            Span("spent", opens, due),
            Span("past", due, late),
            Span("over", late, now),
            Span("ahead", now, 100),
        ]
    else:
        here = min(max(now, opens), due)
        drawn = [
            Span("line", 0, opens),
            Span("spent", opens, here),
            Span("left", here, due),
            Span("ahead", due, 100),
        ]
    return tuple(span for span in drawn if span.end > span.start)


def window_ticks(state: str, due: float, late: float) -> tuple[Tick, ...]:
    """A tick at due; once late, one at late too."""
    return (Tick("due", due), Tick("late", late)) if state == LATE else (Tick("due", due),)


def window_bar(
    state: str,
    start: datetime,
    opens: datetime,
    due: datetime,
    late: datetime,
    now: datetime,
    zone: ZoneInfo,
    width: int = 400,
    start_label: str = "last touch",
) -> Bar:
    """The bar of a cadence: last touch, window, due, now; ends nine days after the later of due and now."""
    at = Scale(start, max(due, now) + ROOM_AFTER)
    begun = Label("start", 0.0, f"{start_label} {short_date(start, now, zone)}", "start")
    due_words = f"due {short_date(due, now, zone)}"
    if state == LATE:
        late_words = f"late {short_date(late, now, zone)}"
        wanted = [
            Label("late", at(late), late_words, "start"),
            Label("grey", at(due), due_words, "end"),
            begun,
        ]
    else:
        wanted = [Label("due", at(due), due_words), begun]
        if width >= OPENED_NEEDS:
            verb = "opens" if state == WAITING else "opened"
            wanted.append(Label("wide", at(opens), f"{verb} {short_date(opens, now, zone)}"))
    return Bar(
        state=state,
        sentence=sentence(state, start, opens, due, late, now, zone, start_label),
        spans=spans(state, at(opens), at(due), at(late), at(now)),
        ticks=window_ticks(state, at(due), at(late)),
        labels=fit(wanted, width),
        now=at(now),
    )


def hours_bar(
    state: str,
    met: datetime,
    due: datetime,
    late: datetime,
    now: datetime,
    zone: ZoneInfo,
    width: int = 400,
    start_label: str = "met",
) -> Bar:
    """The bar of a follow-up counted in hours, in cells of 24; a longer, thinner line once it is late."""
    at = Scale(met, max(due, now))
    hours = range(24, round((due - met).total_seconds() / 3600), 24)
    cells = [(hour, at(met + timedelta(hours=hour))) for hour in hours]
    begun = Label("start", 0.0, f"{start_label} {clock_time(met, now, zone)}", "start")
    if state == LATE:
        whole = round((due - met).total_seconds() / 3600)
        days = round((late - met).total_seconds() / 86400)
        wanted = [
            Label("late", at(late), count(days, "day"), "end"),
            begun,
            Label("grey", at(due), f"{whole} h"),
        ]
    else:
        kind = "due" if state == DUE else "grey"
        wanted = [Label(kind, at(due), f"due {clock_time(due, now, zone)}"), begun]
        wanted += [Label("cell", place, f"{hour} h") for hour, place in cells]
    end = () if state == LATE else (Tick("due", at(due)),)
    return Bar(
        state=state,
        sentence=hours_sentence(state, due, late, now, zone),
        spans=spans(state, 0.0, at(due), at(late), at(now)),
        ticks=(
            *(Tick("cell", place) for _, place in cells),
            *end,
            *((Tick("late", at(late)),) if state == LATE else ()),
        ),
        labels=fit(wanted, min(width, PHONE)),
        now=at(now),
    )


def small_bar(
    state: str,
    start: datetime,
    opens: datetime | None,
    due: datetime | None,
    late: datetime | None,
    now: datetime,
) -> Bar:
    """The bar of a list row: no labels, and no window when there is no cadence."""
    if opens is None or due is None:
        at = Scale(start, now + ROOM_AFTER)
        plain = (Span("line", 0, at(now)), Span("ahead", at(now), 100))
        return Bar(WAITING, "", tuple(s for s in plain if s.end > s.start), (), (), at(now))
    at = Scale(start, max(due, now) + ROOM_AFTER)
    end = at(late or due)
    return Bar(
        state,
        "",
        spans(state, at(opens), at(due), end, at(now)),
        window_ticks(state, at(due), end),
        (),
        at(now),
    )
