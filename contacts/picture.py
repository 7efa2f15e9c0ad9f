"""The network as a small picture: me at the left, whoever I met by myself next, and whom they introduced
further right. Pure: the same people always stand in the same places.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from contacts import known

# Quiet people of one place: up to this many are named in a row of their own, more stand as dots.
NAMED = 2
DOTS = 12
DEEPEST = 5
GROUPS = 12
UNKNOWN, OTHERS = "How we met is not written down", "Met in other ways"
DELETED = "somebody you have since deleted"
ROW, CELL, COLUMN = 28, 24, 190
LEFT, TOP, FIRST = 28, 22, 230
# A letter is about this wide; names are cut where the next column begins.
LETTER, LONGEST = 7, 22
# How many letters of how people were met stand on one line, and what a second line takes.
WORDS_FIT, SECOND_LINE = 24, 12


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody in the picture. `gone` says what became of whoever is not on the list any more."""

    pk: int
    prefix: str = ""
    given_name: str = ""
    family_name: str = ""
    met_via: str = ""
    roles: tuple[str, ...] = ()
    gone: str = ""

    @property
    def name(self) -> str:
        return known.full_name(self)

    @property
    def label(self) -> str:
        """The name as far as it fits beside the mark."""
        if self.gone == "deleted":
            return "deleted since"
        name = self.name if len(self.name) <= LONGEST else known.short_name(self)
        return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


class Tie(NamedTuple):
    """`introducer` made me know `introduced`; None is whoever of them was deleted for good since."""

    introducer: int | None
    introduced: int | None
    on: date
    led_to: str = ""


@dataclass(slots=True)
class Knot:
    """Somebody with those who came through them."""

    person: Someone
    led_to: str = ""
    through: list[Knot] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """No seat, nobody introduced, nobody gone: a dot will do."""
        return not (self.through or self.person.roles or self.person.gone)


class Group(NamedTuple):
    """People met without an introduction, by how we met."""

    words: str
    knots: list[Knot]


class Mark(NamedTuple):
    """One person in their place; `named` when there is room for the name beside."""

    person: Someone
    x: int
    y: int
    named: bool


class Line(NamedTuple):
    """From one place to another."""

    x1: int
    y1: int
    x2: int
    y2: int


class Word(NamedTuple):
    """How the people at its right were met."""

    text: str
    x: int
    y: int


@dataclass(slots=True)
class Picture:
    """Everything with its place."""

    width: int
    height: int
    me: tuple[int, int]
    marks: list[Mark]
    lines: list[Line]
    words: list[Word]


def groups(people: Iterable[Someone], ties: Iterable[Tie]) -> list[Group]:
    """Who came through whom. Everybody stands once, also where introductions run in a circle."""
    knots = {one.pk: Knot(one) for one in people}
    parent = _parents(knots, ties)
    roots = _roots(knots, parent)
    places: dict[str, list[Knot]] = {}
    for knot in sorted(roots, key=_order):
        places.setdefault(knot.person.met_via.strip() or UNKNOWN, []).append(knot)
    return _few(places)


def _parents(knots: dict[int, Knot], ties: Iterable[Tie]) -> dict[int, int]:
    """The first introduction of each counts; whoever was deleted since stands there without a name."""
    parent: dict[int, int] = {}
    nameless = itertools.count(-1, -1)
    for tie in sorted(ties, key=lambda one: (one.on, one.introduced or 0, one.introducer or 0)):
        above, below = tie.introducer, tie.introduced
        if above == below or below in parent or not {above, below} - {None} <= knots.keys():
            continue
        above, below = (_deleted(knots, next(nameless)) if one is None else one for one in (above, below))
        parent[below] = above
        knots[below].led_to = tie.led_to
    return parent


def _deleted(knots: dict[int, Knot], pk: int) -> int:
    """Somebody without a name, each for themselves."""
    knots[pk] = Knot(Someone(pk, given_name=DELETED, gone="deleted"))
    return pk


def _roots(knots: Mapping[int, Knot], parent: Mapping[int, int]) -> list[Knot]:
    """Hang everybody below their introducer; one of each circle begins it."""
    roots: list[Knot] = []
    settled: set[int] = set()
    for pk in sorted(knots, key=lambda one: _order(knots[one])):
        way: list[int] = []
        here: int | None = pk
        while here is not None and here not in settled and here not in way:
            way.append(here)
            here = parent.get(here)
        for step in way:
            above = parent.get(step)
            # Where the way comes back to itself, its last step is the beginning.
            if above is None or (step == way[-1] and above in way):
                roots.append(knots[step])
            else:
                knots[above].through.append(knots[step])
        settled.update(way)
    for knot in knots.values():
        knot.through.sort(key=_order)
    return roots


def _order(knot: Knot) -> tuple[str, str, int]:
    one = knot.person
    return (one.family_name.casefold(), one.given_name.casefold(), abs(one.pk))


def _few(places: Mapping[str, list[Knot]]) -> list[Group]:
    """The fullest first; beyond a dozen ways of having met, the rest stand together."""
    made = [Group(words, knots) for words, knots in places.items()]
    made.sort(key=lambda one: (one.words == UNKNOWN, -sum(map(_size, one.knots)), one.words.casefold()))
    kept, rest = made[:GROUPS], [knot for group in made[GROUPS:] for knot in group.knots]
    return [*kept, Group(OTHERS, sorted(rest, key=_order))] if rest else kept


def _size(knot: Knot) -> int:
    waiting, number = [knot], 0
    while waiting:
        one = waiting.pop()
        number += 1
        waiting.extend(one.through)
    return number


# ------------------------------------------------------------------ places
def place(found: Sequence[Group]) -> Picture:
    """Where everything stands. Depth goes right, and from `DEEPEST` on downward."""
    made = Picture(0, 0, (LEFT, TOP), [], [], [])
    y = TOP
    for group in found:
        start = (FIRST - 20, y)
        made.words.append(Word(group.words, LEFT + 14, y))
        # Words of two lines keep away from those below.
        least = y + ROW + (SECOND_LINE if len(group.words) > WORDS_FIT else 0)
        y = max(_below(made, group.knots, 0, start, y), least)
    bottom = max(y, TOP + ROW)
    made.me = (LEFT, (TOP + (made.words[-1].y if made.words else TOP)) // 2)
    made.width = max((one.x + (COLUMN - 20 if one.named else 16) for one in made.marks), default=FIRST)
    made.height = bottom
    return made


def _below(made: Picture, knots: Sequence[Knot], depth: int, start: tuple[int, int], y: int) -> int:
    """Those who hang at one place: the ones with a story first, each on a row; then the dots."""
    x = FIRST + COLUMN * min(depth, DEEPEST)
    quiet = [one for one in knots if one.is_quiet]
    if len(quiet) <= NAMED:
        quiet = []
    dots = {id(one) for one in quiet}
    for knot in knots:
        if id(knot) in dots:
            continue
        made.marks.append(Mark(knot.person, x, y, True))
        made.lines.append(Line(*start, x, y))
        if not knot.through:
            y += ROW
        elif depth < DEEPEST:
            y = _below(made, knot.through, depth + 1, (x + 16 + LETTER * len(knot.person.label), y), y)
        else:
            y = _below(made, knot.through, depth + 1, (x, y), y + ROW)
    for number, knot in enumerate(quiet):
        if number % DOTS == 0:
            made.lines.append(Line(*start, x, y + number // DOTS * CELL))
        made.marks.append(Mark(knot.person, x + number % DOTS * CELL, y + number // DOTS * CELL, False))
    return y + (-(-len(quiet) // DOTS) * CELL + ROW - CELL if quiet else 0)


def people_of(found: Iterable[Group]) -> list[int]:
    """Everybody in the groups, once each."""
    seen: list[int] = []
    waiting = [knot for group in found for knot in group.knots]
    while waiting:
        one = waiting.pop()
        seen.append(one.person.pk)
        waiting.extend(one.through)
    return seen
