"""A follow-up as a row on a page: its state in words, its bar, and which action is invited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contacts.known import Known
from followups.models import BASES, FollowUp, Moments
from followups.windows import HOURLY, WINDOWS, Basis, State
from web.bars import Bar, hours_bar, window_bar
from web.phrases import clock_time, days_between, margin_words, weekday_date

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
BASIS_WORDS: dict[str, str] = {str(basis): words for basis, words in BASES}


class Owed(NamedTuple):
    """The columns of a follow-up that its row shows, with its person."""

    pk: int
    occurrence: str
    because: str
    what: str
    snoozed_until: datetime | None
    moments: Moments
    contact: Known

    @property
    def basis(self) -> str:
        return self.moments.basis


class Row(NamedTuple):
    """What a template draws for one follow-up."""

    follow_up: FollowUp | Owed
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


def row(follow_up: FollowUp | Owed, now: datetime, zone: ZoneInfo, *, is_new: bool = False) -> Row:
    """One follow-up at `now` in the resident's zone."""
    moments = follow_up.moments
    state = moments.state(now)
    words, date = margin(moments, state, now, zone)
    until = follow_up.snoozed_until
    return Row(
        follow_up=follow_up,
        state=state,
        words=words,
        date=date,
        bar=_bar(moments, state, now, zone),
        primary="done" if moments.basis in (Basis.PROMISE, Basis.MANUAL) else "draft",
        is_new=is_new,
        calm="A late note is still a kind one. Two sentences will do." if state == State.LATE else "",
        snoozed=clock_time(until, now, zone) if until and until > now else "",
    )


def rows(follow_ups: Iterable[FollowUp | Owed], now: datetime, zone: ZoneInfo) -> list[Row]:
    """Rows in the order given; `is_new` is an annotation of the query where there is one."""
    return [row(one, now, zone, is_new=getattr(one, "is_new", False)) for one in follow_ups]


def margin(one: Moments, state: State, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Where it stands in words, and the date below it."""
    if one.basis == Basis.PROMISE_TO_ME and state == State.WAITING:
        hoped = weekday_date(one.opens_at, now, zone)
        return "Today" if days_between(now, one.opens_at, zone) == 0 else hoped, "hoped for"
    window = (one.opens_at, one.due_at, one.late_at)
    words, date = margin_words(state, *window, now, zone, hours=one.basis in HOURLY)
    if words == "Today":
        date = "by evening"
    return words, date


def _bar(one: Moments, state: State, now: datetime, zone: ZoneInfo) -> Bar | None:
    if one.basis in WINDOWS:
        return window_bar(state, *one[1:], now, zone)
    if one.basis in HOURLY:
        label = STARTS[Basis(one.basis)]
        return hours_bar(state, one.starts_at, one.due_at, one.late_at, now, zone, start_label=label)
    return None
