"""What a block of the training year does to update windows and check-ins. Pure: no clock, no Django.

A heavy block holds them back: what opens in it is told on the first day after it, and none turns
late before two weeks after it. Follow-ups of hours, promises and meetings never wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from followups.numbers import Numbers
from followups.windows import WINDOWS, local

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Block:
    """A rotation as the rules know it. `last` is its last day; `holds`: heavy, and nothing is told in it."""

    first: date
    last: date
    heavy: bool = False
    light: bool = False
    nights: bool = False
    holds: bool = False
    name: str = ""
    pk: int = 0

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class Rest(NamedTuple):
    """Adjoining blocks that hold: when they begin, when they are over, and until when none is late."""

    begins: datetime
    told: datetime
    calm: datetime


def chains(blocks: Iterable[Block]) -> list[tuple[date, date]]:
    """First and last day of each run of blocks that hold; blocks that adjoin are one."""
    runs: list[tuple[date, date]] = []
    for block in sorted((one for one in blocks if one.holds), key=lambda one: one.first):
        if runs and block.first <= runs[-1][1] + DAY:
            runs[-1] = (runs[-1][0], max(runs[-1][1], block.last))
        else:
            runs.append((block.first, block.last))
    return runs


def rests(blocks: Iterable[Block], zone: ZoneInfo, numbers: Numbers) -> list[Rest]:
    """Every run of blocks that hold, as moments on the resident's clock."""
    found = []
    for first, last in chains(blocks):
        after = last + DAY
        calm = local(after + timedelta(days=numbers.heavy_calm_days), numbers.due_hour, zone)
        found.append(Rest(local(first, 0, zone), local(after, 0, zone), calm))
    return found


def told_at(basis: str, opens_at: datetime, held: Iterable[Rest]) -> datetime | None:
    """When an opening that falls into a heavy block is told; None when nothing holds it."""
    if basis not in WINDOWS:
        return None
    return next((rest.told for rest in held if rest.begins <= opens_at < rest.told), None)


def late_at(basis: str, late: datetime, held: Iterable[Rest]) -> datetime:
    """When it turns late: not in a heavy block, nor in the two weeks after one."""
    if basis not in WINDOWS:
        return late
    return next((calm for begins, calm in without_gaps(held) if begins <= late < calm), late)


def without_gaps(held: Iterable[Rest]) -> list[tuple[datetime, datetime]]:
    """When nothing turns late; a run that begins before the last has calmed down joins it."""
    found: list[tuple[datetime, datetime]] = []
    for rest in held:
        if found and rest.begins <= found[-1][1]:
            found[-1] = (found[-1][0], rest.calm)
        else:
            found.append((rest.begins, rest.calm))
    return found


def first_day_to_meet(today: date, blocks: Iterable[Block], numbers: Numbers) -> tuple[date, Block | None]:
    """The working day from which to propose a meeting (P46), and the block that decided it.

    In a light block when one is near, else outside a heavy one; None when no block had a say.
    """
    known = sorted(blocks, key=lambda one: one.first)
    first, passed = _workday(today + DAY, known)
    for block in known:
        if (
            block.light
            and block.last >= first
            and block.first <= first + timedelta(days=numbers.light_ahead_days)
        ):
            day, _ = _workday(max(first, block.first), known)
            if day <= block.last:
                return day, block
    return first, passed


def _workday(day: date, known: Iterable[Block]) -> tuple[date, Block | None]:
    """The first weekday from `day` on outside heavy blocks, and the last heavy block passed over."""
    passed = None
    for block in known:
        if block.heavy and block.first <= _weekday(day) <= block.last:
            day, passed = block.last + DAY, block
    return _weekday(day), passed


def _weekday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
