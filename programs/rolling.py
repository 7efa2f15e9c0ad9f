"""A program's move into a new academic year: who moves up, stays or graduates. Pure.

Offered from 1 June to 30 September, for the year that starts on 1 July between; never done by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FIRST_MONTH, LAST_MONTH = 6, 9
HIGHEST = 7
# No residency is shorter, so a track whose residents are all below has nobody at its end.
SHORTEST = 3
UP, STAYS, GRADUATES = "up", "stays", "graduates"


@dataclass(frozen=True)
class Resident:
    """What of a row matters here."""

    pk: int
    name: str
    pgy: int
    track: str
    year: int


@dataclass(frozen=True)
class Move:
    """One resident's next year."""

    resident: Resident
    what: str
    pgy: int

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be chosen, in words."""
        now, stays = self.resident.pgy, (STAYS, f"stays at PGY-{self.resident.pgy}")
        up = [(UP, f"moves up to PGY-{now + 1}")] if now < HIGHEST else []
        return [*up, stays, (GRADUATES, "graduates")]


def year_to_enter(today: date) -> int | None:
    """The academic year a roll-over made today leads into; None out of season."""
    return today.year if FIRST_MONTH <= today.month <= LAST_MONTH else None


def last_levels(residents: Iterable[Resident]) -> dict[str, int]:
    """The highest level of each track that can be its last."""
    highest: dict[str, int] = {}
    for one in residents:
        highest[one.track] = max(one.pgy, highest.get(one.track, SHORTEST))
    return highest


def waiting(residents: Iterable[Resident], year: int) -> list[Resident]:
    """Who is still in an earlier year; those entered for the new one already have nothing to do."""
    return [one for one in residents if one.year < year]


def moves(residents: Sequence[Resident], year: int, chosen: Mapping[int, str]) -> list[Move]:
    """What happens to each; what nobody chose moves up. Those at the end of their track come first."""
    last = last_levels(residents)
    made = [_move(one, chosen.get(one.pk, "")) for one in waiting(residents, year)]
    return sorted(made, key=lambda move: (not at_end(move.resident, last), move.resident.name.casefold()))


def at_end(resident: Resident, last: Mapping[str, int]) -> bool:
    """Whether this is the last level of the track, as far as the roster tells."""
    return resident.pgy == last.get(resident.track)


def _move(resident: Resident, chosen: str) -> Move:
    what = chosen if chosen in (UP, STAYS, GRADUATES) else UP
    if what == UP and resident.pgy >= HIGHEST:
        what = STAYS
    return Move(resident, what, resident.pgy + (what == UP))
