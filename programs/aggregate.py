"""The one page that may leave the program: counts without names, small ones withheld. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from programs.rows import BANDS, SEAT_NAMES, Row
from programs.suppression import LEAST, Table, table, table_of_sharers


class Aggregate(NamedTuple):
    """The tables of the page; too few residents make none at all."""

    total: int
    facts: list[Table]
    shared: list[Table]

    @property
    def is_too_small(self) -> bool:
        return self.total < LEAST


def aggregate(rows: Sequence[Row]) -> Aggregate:
    """Over all rows of a program."""
    if len(rows) < LEAST:
        return Aggregate(len(rows), [], [])
    levels = Counter(row.pgy_level for row in rows)
    met = sum(row.met for row in rows)
    sharing = [row for row in rows if row.is_counted]
    hidden = len(rows) - len(sharing)
    facts = [
        table("Residents by year of training", [(f"PGY-{level}", levels[level]) for level in sorted(levels)]),
        table("Advisor meeting this half", [("recorded", met), ("not recorded", len(rows) - met)]),
        table("Sharing coverage", [("counted below", len(sharing)), ("not shared", hidden)]),
    ]
    return Aggregate(len(rows), facts, _shared(sharing, hidden) if sharing else [])


def _shared(rows: Sequence[Row], hidden: int) -> list[Table]:
    roles = Counter(min(row.filled, 2) for row in rows)
    bands, active = Counter(row.last_contact for row in rows), Counter(row.active for row in rows)
    seats = [
        table_of_sharers(
            f"{name.capitalize()} seat",
            [("filled", filled), ("open", len(rows) - filled)],
            hidden,
        )
        for seat, name in SEAT_NAMES.items()
        for filled in [sum(getattr(row, seat) == "filled" for row in rows)]
    ]
    return [
        table_of_sharers(
            "Seats filled", [("none", roles[0]), ("one", roles[1]), ("two or more", roles[2])], hidden
        ),
        *seats,
        table_of_sharers(
            "Mentors in touch", [(number, active[number]) for number in ("0", "1", "2", "3+")], hidden
        ),
        table_of_sharers("Last contact", [(BANDS[band], bands[band]) for band in reversed(BANDS)], hidden),
    ]
