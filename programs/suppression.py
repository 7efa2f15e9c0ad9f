"""What may be printed of small groups: no cell under five, and none that a subtraction brings back. Pure.

The cells of one line add up to a number that is printed or could be worked out. Cells under the least are
withheld, and with them the next smallest that is not: their sum then tells none of them, not even to
somebody who knows this rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

LEAST = 5


class Cell(NamedTuple):
    """A number as it leaves the program; None is withheld."""

    name: str
    number: int | None

    @property
    def words(self) -> str:
        return "withheld" if self.number is None else str(self.number)


class Table(NamedTuple):
    """One line of cells with what they add up to."""

    title: str
    cells: list[Cell]
    total: int | None

    def share(self, cell: Cell) -> int:
        """Percent of the total, for a bar; nothing where nothing is printed."""
        return round(100 * cell.number / self.total) if cell.number and self.total else 0

    @property
    def drawn(self) -> list[tuple[Cell, int]]:
        return [(cell, self.share(cell)) for cell in self.cells]


def suppressed(numbers: Sequence[int]) -> list[int | None]:
    """The numbers of one line, those that must not be told as None. Their sum counts as known.

    Of equal numbers all are withheld or none: else the choice between them would tell.
    """
    edge = LEAST
    held = [number for number in numbers if number < edge]
    told = sorted(number for number in numbers if number >= edge)
    if held and told:
        edge = told[0] + 1
    return [None if held and number < edge else number for number in numbers]


def table(title: str, named: Sequence[tuple[str, int]]) -> Table:
    """Cells that add up to a number which is known."""
    total = sum(number for _, number in named)
    if total < LEAST:
        return Table(title, [Cell(name, None) for name, _ in named], None)
    told = suppressed([number for _, number in named])
    return Table(title, [Cell(name, number) for (name, _), number in zip(named, told, strict=True)], total)


def table_of_sharers(title: str, named: Sequence[tuple[str, int]], hidden: int) -> Table:
    """A table over those who share, `hidden` others not sharing.

    Where these are few or none, they are one more cell of every table: else its cells, taken from all
    residents, would tell how few they are. Where they are many, their number is printed once for all.
    """
    return table(title, [*named, ("not shared", hidden)] if hidden < LEAST else named)
