"""Who sits at the board of advisors on a day, which seats are open, and who could take one. Pure.

Nobody is scored: the order of suggestions is never shown, only the first few names.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from contacts import known
from contacts.models.kinds import EARLY, SEATS, Direction, Stage
from contacts.naming import RECURRING_AFTER

MANY = 3
ANCHORS, CORE = (3, 5), (1, 2)
EARLIEST = 1950
AHEAD = range(1, 4)
# Words of a title, a department or a tag that tell of what somebody can give.
RESEARCH = r"research|outcomes|trial|epidemiolog|phd"
NAVIGATOR = r"career|director|dean|advis|fellowship|chair"
FELLOW = r"\b(chief|fellow)\b"
_YEAR = re.compile(r"pgy-?\s?(\d)", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_CLOSE = (Stage.MET, Stage.RECURRING, Stage.NAMED)
SEASONS = {12: "winter", 3: "spring", 6: "summer", 9: "fall"}
MARCH = 3
TIMES = ("", "once", "twice", "three times", "four times", "five times")


class Person(NamedTuple):
    """What the board needs to know of somebody."""

    pk: int
    prefix: str = ""
    given_name: str = ""
    family_name: str = ""
    title: str = ""
    institution: str = ""
    department: str = ""
    discipline: str = ""
    direction: str = Direction.SENIOR
    stage: str = Stage.MET
    origin: str = ""
    tags: tuple[str, ...] = ()
    is_anchor: bool = False
    is_core: bool = False
    last_touch: date | None = None
    meetings: int = 0

    @property
    def is_new(self) -> bool:
        """Hardly known yet, so that a letter may ask to meet once (P52)."""
        return self.stage in EARLY and self.meetings < RECURRING_AFTER

    @property
    def full_name(self) -> str:
        return known.full_name(self)

    @property
    def short_name(self) -> str:
        return known.short_name(self)

    @property
    def initials(self) -> str:
        return known.initials(self)

    @property
    def what(self) -> str:
        """The first words of what they are: “PGY-4” of “PGY-4, chief resident”."""
        return (self.title or self.discipline).split(",")[0].strip()


class Term(NamedTuple):
    """Somebody held a role from a day on, perhaps to a day that no longer counts."""

    pk: int
    role: str
    starts_on: date
    ends_on: date | None
    person: Person

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on > on)


def seated(terms: Iterable[Term], on: date) -> dict[str, list[Term]]:
    """Who sits in each of the four seats on that day; the longest there first."""
    found: dict[str, list[Term]] = {seat: [] for seat in SEATS}
    for term in sorted(terms, key=lambda one: (one.starts_on, one.pk)):
        here = found.get(term.role)
        if here is not None and term.holds(on) and all(one.person.pk != term.person.pk for one in here):
            here.append(term)
    return found


def open_seats(board: dict[str, list[Term]]) -> list[str]:
    """The seats nobody holds, in their order."""
    return [seat for seat in SEATS if not board.get(seat)]


def in_many(board: dict[str, list[Term]]) -> list[tuple[Person, list[str]]]:
    """People who hold three seats or more (P51), with these seats."""
    people: dict[int, tuple[Person, list[str]]] = {}
    for seat in SEATS:
        for term in board.get(seat, ()):
            people.setdefault(term.person.pk, (term.person, []))[1].append(seat)
    return [(person, seats) for person, seats in people.values() if len(seats) >= MANY]


def last_in(terms: Iterable[Term], seat: str, on: date) -> Term | None:
    """Whoever left an open seat last."""
    over = [one for one in terms if one.role == seat and one.ends_on is not None and one.ends_on <= on]
    over = [one for one in over if one.ends_on != one.starts_on]
    return max(over, key=lambda one: (one.ends_on or date.min, one.pk), default=None)


def fitting(
    seat: str, people: Iterable[Person], taken: Collection[int], training: str
) -> list[tuple[int, Person]]:
    """One's own people who could sit there and hold no seat, with how well they fit."""
    found = [(fits(seat, one, training), one) for one in people if one.pk not in taken]
    return [(fit, one) for fit, one in found if fit]


def suggestions(
    seat: str, people: Iterable[Person], taken: Collection[int], training: str, most: int
) -> list[Person]:
    """A few of those who could sit there: who fits best, was met most, latest."""
    ranked = sorted(
        fitting(seat, people, taken, training),
        key=lambda pair: (
            -pair[0],
            -pair[1].meetings,
            -(pair[1].last_touch or date.min).toordinal(),
            pair[1].pk,
        ),
    )
    return [one for _, one in ranked[:most]]


def fits(seat: str, person: Person, training: str) -> int:
    """0 when somebody could not sit there; more when their title says so."""
    if person.stage not in _CLOSE:
        return 0
    text = " ".join((person.title, person.department, person.discipline, *person.tags))
    if seat == "near_peer":
        return _near_peer(person, training)
    if person.direction != Direction.SENIOR or re.search(FELLOW, person.title, re.IGNORECASE):
        return 0
    if seat == "research":
        return 2 if re.search(RESEARCH, text, re.IGNORECASE) else 0
    if seat == "navigator":
        return 2 if re.search(NAVIGATOR, text, re.IGNORECASE) else 0
    return 2 if person.is_anchor else 1


def _near_peer(person: Person, training: str) -> int:
    if person.direction == Direction.JUNIOR:
        return 0
    mine, theirs = _YEAR.search(training), _YEAR.search(person.title)
    if theirs:
        ahead = int(theirs[1]) - int(mine[1]) if mine else 1
        return 2 if ahead in AHEAD else 0
    if re.search(FELLOW, person.title, re.IGNORECASE):
        return 1
    return 0


# ------------------------------------------------------------------ words
def anchors_words(number: int) -> str:
    """How many are usual (P47); “1–3 more is typical” below that."""
    least, most = ANCHORS
    if number >= least:
        return f"{least}–{most} is typical."
    missing, room = least - number, most - number
    return (
        f"{missing}–{room} more is typical." if number else f"{least}–{most} is typical, one after another."
    )


def core_words(number: int) -> str:
    """One or two usually speak for somebody; more are allowed (P58)."""
    least, most = CORE
    if number > most:
        return f"{least}–{most} usually speak for you. More is fine; each asks for your time."
    return f"{least}–{most} may come to speak for you."


def season(day: date) -> tuple[str, date]:
    """The season's name, and its first day."""
    month = day.month // 3 * 3 or 12
    year = day.year - 1 if day.month < MARCH else day.year
    return SEASONS[month], date(year, month, 1)


def times(number: int) -> str:
    """“twice”, “six times”."""
    return TIMES[number] if number < len(TIMES) else f"{number} times"


class NotADay(ValueError):
    """What was asked for names no day of a board."""


class NotYet(NotADay):
    """It names one that has not come yet."""


def day_of(text: str, today: date) -> date:
    """The day “2026-04” or “2026-04-12” means: a month's last day, or today in this one (P5)."""
    found = _MONTH.fullmatch(text.strip())
    if not found or int(found[1]) < EARLIEST:
        raise NotADay(text)
    try:
        year, month = int(found[1]), int(found[2])
        last = date(year, month, 1).replace(day=monthrange(year, month)[1])
        day = date(year, month, int(found[3])) if found[3] else last
    except ValueError as error:
        raise NotADay(text) from error
    if (day if found[3] else day.replace(day=1)) > today:
        raise NotYet(text)
    return min(day, today)


def outside(groups: Sequence[tuple[str, str, int]], specialty: str) -> tuple[str, int, int]:
    """My own department, how many are known to be outside it or of another discipline, and of how many.

    `groups` are department, discipline and how many; without a specialty the commonest department is mine.
    """
    own = specialty.strip() or _commonest(groups)
    placed = [(dept, disc, number) for dept, disc, number in groups if dept.strip() or disc.strip()]
    others = _others({place for dept, disc, _ in placed for place in (dept, disc)}, own)
    away = sum(number for dept, disc, number in placed if dept in others or disc in others)
    return own, away, sum(number for *_, number in placed)


def is_outside(department: str, discipline: str, own: str) -> bool:
    """Of another department, or of another discipline in the same one (P7)."""
    return bool(_others({department, discipline}, own))


def _others(places: Collection[str], own: str) -> set[str]:
    """Those that are not one's own; a part of its name is enough to be the same."""
    mine = own.strip().casefold()
    folded = ((place, place.strip().casefold()) for place in places)
    return {place for place, one in folded if one and not (mine and (one in mine or mine in one))}


def _commonest(groups: Sequence[tuple[str, str, int]]) -> str:
    counted: dict[str, int] = {}
    for department, _, number in groups:
        if department.strip():
            counted[department.strip()] = counted.get(department.strip(), 0) + number
    return max(counted, key=lambda name: counted[name], default="")
