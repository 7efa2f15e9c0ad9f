"""Whose turn it is to lead a group, and when it meets next. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LONG_AGO = date.min
STEPS = {"week": timedelta(weeks=1), "fortnight": timedelta(weeks=2)}


@dataclass(frozen=True)
class Place:
    """A member in the round: the row, its place, when it led or passed last."""

    pk: int
    place: int
    led_on: date | None


def round_of(places: Iterable[Place]) -> list[Place]:
    """Everybody, whose turn it is first: who has not led for longest, in the order of places."""
    return sorted(places, key=lambda one: (one.led_on or LONG_AGO, one.place, one.pk))


def whose_turn(places: Iterable[Place]) -> Place | None:
    """Nobody in a group without members."""
    return next(iter(round_of(places)), None)


def next_meeting(last: date, every: str, today: date) -> date | None:
    """The first meeting of that rhythm after `last` and after today; None without a rhythm.

    After the 31st a monthly one falls on the last day of a shorter month.
    """
    if every in STEPS:
        behind = max((today - last) // STEPS[every], 0)
        return last + (behind + 1) * STEPS[every]
    if every != "month":
        return None
    months = 1
    while (found := _months_later(last, months)) <= today:
        months += 1
    return found


def _months_later(day: date, months: int) -> date:
    years, zero_based = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, zero_based + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
