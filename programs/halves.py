"""The halves of a year, each with the day its review opens. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from programs.models import Program

SECOND_HALF = 7


class Half(NamedTuple):
    """January to June is the first half of a year, July to December the second."""

    year: int
    second: bool

    @property
    def starts(self) -> date:
        return date(self.year, SECOND_HALF if self.second else 1, 1)

    @property
    def ends(self) -> date:
        return date(self.year, 12, 31) if self.second else date(self.year, 6, 30)

    @property
    def key(self) -> str:
        return f"{self.year}-{2 if self.second else 1}"

    @property
    def name(self) -> str:
        return f"{'July to December' if self.second else 'January to June'} {self.year}"

    @property
    def before(self) -> Half:
        return Half(self.year, False) if self.second else Half(self.year - 1, True)

    def review(self, program: Program) -> date:
        """The day the program's review of this half opens."""
        day = program.review_in_winter if self.second else program.review_in_spring
        return date(self.year, day // 100, day % 100)


def half_of(today: date) -> Half:
    """The half a day belongs to."""
    return Half(today.year, today.month >= SECOND_HALF)


def latest(today: date, number: int = 4) -> list[Half]:
    """This half and those before it."""
    found = [half_of(today)]
    while len(found) < number:
        found.append(found[-1].before)
    return found
