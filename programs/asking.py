"""What may be asked of the roster: its filters and orders. Pure.

Each starts from the lists below; any other name or value in an address changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from programs.alerts import Advising
from programs.columns import COLUMNS, Column
from programs.rows import BANDS, SEAT_NAMES, Row
from programs.years import year_name

LONGEST_SEARCH = 100
NOBODY = "none"
ASKED, MET, NOT_MET = "asked", "yes", "no"
# The filters of the roster by resident, and those of the roster turned round.
BY_RESIDENT = ("pgy", "track", "year", "advisor", "seat", "contact", "help")
BY_MENTOR = ("who", "load", "pgy", "seat", "met")
SHORT_ENOUGH = 25  # a roster that needs no search
RECENCY = list(BANDS)


def _help_first(row: Row) -> tuple[Any, ...]:
    return (not row.help_id, not row.is_counted, -row.opens, _ago(row))


def _ago(row: Row) -> int:
    return RECENCY.index(row.last_contact) if row.last_contact else len(RECENCY)


# What a row is sorted by; None stands last in either direction.
ORDERS: dict[str, Callable[[Row], Any]] = {
    "": _help_first,
    "name": lambda row: row.name.casefold(),
    "pgy": lambda row: row.pgy_level,
    "track": lambda row: row.track.casefold() or None,
    "contact": lambda row: _ago(row) if row.last_contact else None,
    "advisor": lambda row: row.advisor.casefold() or None,
    "met": lambda row: row.met,
}
FITS: dict[str, Callable[[Row, str], bool]] = {
    "q": lambda row, words: words.casefold() in row.name.casefold(),
    "pgy": lambda row, level: str(row.pgy_level) == level,
    "track": lambda row, track: row.track == track,
    "year": lambda row, year: str(row.academic_year) == year,
    "advisor": lambda row, pk: str(row.advisor_id or NOBODY) == pk,
    "seat": lambda row, name: getattr(row, name) == "open",
    "contact": lambda row, band: row.last_contact == band,
    "help": lambda row, _: bool(row.help_id),
    "met": lambda row, said: row.met == (said == MET),
}


@dataclass(frozen=True)
class Head:
    """A column's head: where a click leads ("" when it does not sort), and the order it is in now."""

    column: Column
    query: str = ""
    present: str = ""


@dataclass(frozen=True)
class Pick:
    """One select of the filter bar."""

    name: str
    label: str
    any_word: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Facets:
    """What the program's rows can be told apart by; a filter accepts nothing else."""

    total: int
    picks: dict[str, Pick]

    @classmethod
    def of(cls, rows: Sequence[Row], advisors: Iterable[Advising], people: Iterable[str] = ()) -> Facets:
        levels = sorted({row.pgy_level for row in rows})
        years = sorted({row.academic_year for row in rows})
        by_name = sorted(((str(one.pk), one.name) for one in advisors), key=lambda one: one[1].casefold())
        seats = [(seat, name) for seat, name in SEAT_NAMES.items()]
        picks = [
            Pick("pgy", "PGY", "all", [(str(level), str(level)) for level in levels]),
            Pick(
                "track",
                "Track",
                "all",
                [(track, track) for track in sorted({row.track for row in rows} - {""})],
            ),
            Pick("year", "Year", _one_year(years), [(str(year), year_name(year)) for year in years]),
            Pick("advisor", "Advisor", "all", [*by_name, (NOBODY, "nobody yet")]),
            Pick("seat", "Open seat", "any", seats),
            Pick("contact", "Last contact", "any", list(reversed(BANDS.items()))),
            Pick("help", "Help", "any", [(ASKED, "asked for")]),
            Pick("who", "Mentor or advisor", "all", [(name, name) for name in people]),
            Pick("load", "Load", "any", [("over", "above five"), ("room", "room for more")]),
            Pick("met", "Met this half", "any", [(MET, "yes"), (NOT_MET, "not recorded")]),
        ]
        return cls(len(rows), {pick.name: pick for pick in picks})


@dataclass(frozen=True)
class Wanted:
    """What was asked for. Unknown names and values are ignored; empty means any."""

    q: str = ""
    pgy: str = ""
    track: str = ""
    year: str = ""
    advisor: str = ""
    seat: str = ""
    contact: str = ""
    help: str = ""
    who: str = ""
    load: str = ""
    met: str = ""
    sort: str = ""

    @classmethod
    def read(cls, query: QueryDict, facets: Facets) -> Wanted:
        chosen = {
            name: query.get(name, "")
            for name, pick in facets.picks.items()
            if query.get(name, "") in dict(pick.options)
        }
        sort = query.get("sort", "")
        if sort.removeprefix("-") in ORDERS and sort != "-":
            chosen["sort"] = sort
        return cls(q=" ".join(query.get("q", "").split())[:LONGEST_SEARCH], **chosen)

    @property
    def filtered(self) -> bool:
        return replace(self, sort="") != Wanted()

    def query(self, **changes: str) -> str:
        """The address part that asks for the same again, with changes."""
        asked = {part.name: getattr(self, part.name) for part in fields(self)} | changes
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def plain(self) -> str:
        """The address part without filters, in the same order."""
        return urlencode({"sort": self.sort}) if self.sort else ""

    @property
    def unsorted(self) -> str:
        """The address part for the first order, help first."""
        return self.query(sort="")

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in COLUMNS]

    def _head(self, column: Column) -> Head:
        if not column.order:
            return Head(column)
        if column.order != self.sort.removeprefix("-"):
            return Head(column, self.query(sort=column.order))
        down = self.sort.startswith("-")
        again = column.order if down else f"-{column.order}"
        return Head(column, self.query(sort=again), "descending" if down else "ascending")

    def picked(self, facets: Facets, names: Sequence[str]) -> list[tuple[Pick, str]]:
        """The selects of a view with what is chosen in them, and any other that is on."""
        return [
            (pick, getattr(self, name))
            for name, pick in sorted(facets.picks.items(), key=lambda one: _place(one[0], names))
            if name in names or getattr(self, name)
        ]

    def words(self, facets: Facets) -> str:
        """The filters in words, for the legend of an export."""
        picked = [(pick, getattr(self, name)) for name, pick in facets.picks.items()]
        chosen = [f"{pick.label} {dict(pick.options)[key]}" for pick, key in picked if key]
        named = [f"name contains “{self.q}”"] if self.q else []
        return ", ".join(named + chosen) or "none"

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that fit, in the order asked for; `rows` come by name."""
        asked = [(fits, getattr(self, name)) for name, fits in FITS.items() if getattr(self, name)]
        found = [row for row in rows if all(fits(row, value) for fits, value in asked)]
        key = ORDERS[self.sort.removeprefix("-")]
        known = [row for row in found if key(row) is not None]
        known.sort(key=key, reverse=self.sort.startswith("-"))
        return known + [row for row in found if key(row) is None]


def _one_year(years: Sequence[int]) -> str:
    return year_name(years[0]) if len(years) == 1 else "all"


def _place(name: str, names: Sequence[str]) -> int:
    return names.index(name) if name in names else len(names)
