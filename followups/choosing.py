"""Which follow-ups ride in this week's email, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from followups.numbers import Numbers
from followups.windows import Basis, State, Window, state

MEETINGS_AHEAD = timedelta(days=7)


class Section(IntEnum):
    """The parts of the email, in its order."""

    PROMISES = 1
    FRESH = 2
    WINDOWS = 3
    MEETINGS = 4


SECTION_OF = {
    Basis.PROMISE: Section.PROMISES,
    Basis.CONFERENCE: Section.FRESH,
    Basis.THANKS: Section.FRESH,
    Basis.INTRODUCTION: Section.FRESH,
    Basis.UPDATE: Section.WINDOWS,
    Basis.CHECK_IN: Section.WINDOWS,
    Basis.CLOSE_LOOP: Section.WINDOWS,
    Basis.MANUAL: Section.WINDOWS,
    Basis.PROMISE_TO_ME: Section.WINDOWS,
    Basis.PREPARATION: Section.MEETINGS,
}
# A window that closes comes before one that has passed; both before one with time left; late ones last.
_URGENCY = {State.CLOSING: 0, State.DUE: 1, State.OPEN: 2, State.WAITING: 2, State.LATE: 3}


@dataclass(frozen=True)
class Owed:
    """What choosing needs to know of one follow-up that is neither closed nor snoozed."""

    id: int
    basis: str
    window: Window


@dataclass(frozen=True)
class Choice:
    """Follow-up ids in the email's order, and how many others wait on Today."""

    ids: tuple[int, ...]
    more: int


def choose(owed: Iterable[Owed], now: datetime, numbers: Numbers, most: int) -> Choice:
    """At most `most` items, so at most that many people. Promises I made always come first (P74)."""
    due = sorted((one for one in owed if belongs(one, now)), key=lambda one: _place(one, now, numbers))
    return Choice(tuple(one.id for one in due[:most]), max(len(due) - most, 0))


def belongs(one: Owed, now: datetime) -> bool:
    """Open by now, however late; a meeting when it is in the seven days ahead (P54)."""
    if one.basis == Basis.PREPARATION:
        return now < one.window.late <= now + MEETINGS_AHEAD
    return one.window.opens <= now


def _place(one: Owed, now: datetime, numbers: Numbers) -> tuple[int, int, datetime, int]:
    section = SECTION_OF[Basis(one.basis)]
    stands = state(one.basis, one.window, now, numbers)
    urgency = _URGENCY[stands] if section == Section.WINDOWS else stands == State.LATE
    return section, urgency, one.window.due, one.id
