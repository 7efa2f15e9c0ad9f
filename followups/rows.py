"""A follow-up as a row on a page: its state in words, its bar, and which action is invited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from followups.models import FollowUp
from followups.windows import HOURLY, WINDOWS, Basis, State
from web.bars import Bar, hours_bar, window_bar
from web.phrases import clock_time, margin_words

SECTIONS = ("promises", "hours", "windows", "own")
SECTION_OF = {
    Basis.PROMISE: "promises",
    Basis.PROMISE_TO_ME: "promises",
    Basis.CONFERENCE: "hours",
    Basis.THANKS: "hours",
    Basis.INTRODUCTION: "hours",
    Basis.UPDATE: "windows",
    Basis.CHECK_IN: "windows",
    Basis.CLOSE_LOOP: "own",
    Basis.MANUAL: "own",
}
STARTS = {
    Basis.CONFERENCE: "met",
    Basis.THANKS: "met",
    Basis.INTRODUCTION: "introduced",
}


@dataclass(frozen=True)
class Row:
    """What a template draws for one follow-up."""

    follow_up: FollowUp
    state: State
    words: str
    date: str
    bar: Bar | None
    primary: str
    is_new: bool
    calm: str
    snoozed: str

    @property
    def id(self) -> int:
        return self.follow_up.pk


def row(follow_up: FollowUp, now: datetime, zone: ZoneInfo, *, is_new: bool = False) -> Row:
    """One follow-up at `now` in the resident's zone."""
    state = follow_up.state(now)
    words, date = _margin(follow_up, state, now, zone)
    until = follow_up.snoozed_until
    return Row(
        follow_up=follow_up,
        state=state,
        words=words,
        date=date,
        bar=_bar(follow_up, state, now, zone),
        primary="done" if follow_up.basis in (Basis.PROMISE, Basis.MANUAL) else "draft",
        is_new=is_new,
        calm="A late note is still a kind one. Two sentences will do." if state == State.LATE else "",
        snoozed=clock_time(until, now, zone) if until and until > now else "",
    )


def rows(follow_ups: Iterable[FollowUp], now: datetime, zone: ZoneInfo) -> list[Row]:
    """Rows in the order given; `is_new` is an annotation of the query where there is one."""
    return [row(one, now, zone, is_new=getattr(one, "is_new", False)) for one in follow_ups]


def _margin(follow_up: FollowUp, state: State, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    if follow_up.basis == Basis.PROMISE_TO_ME and state == State.WAITING:
        return clock_time(follow_up.opens_at, now, zone).split(" ")[0], "hoped for"
    moments = (follow_up.opens_at, follow_up.due_at, follow_up.late_at)
    words, date = margin_words(state, *moments, now, zone, hours=follow_up.basis in HOURLY)
    if words == "Today":
        date = "by evening"
    return words, date


def _bar(follow_up: FollowUp, state: State, now: datetime, zone: ZoneInfo) -> Bar | None:
    if follow_up.basis in WINDOWS:
        return window_bar(state, follow_up.starts_at, *_moments(follow_up), now, zone)
    if follow_up.basis in HOURLY:
        met, due, late = follow_up.starts_at, follow_up.due_at, follow_up.late_at
        return hours_bar(state, met, due, late, now, zone, start_label=STARTS[Basis(follow_up.basis)])
    return None


def _moments(follow_up: FollowUp) -> tuple[datetime, datetime, datetime]:
    return follow_up.opens_at, follow_up.due_at, follow_up.late_at
