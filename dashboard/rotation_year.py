"""The academic year as a picture: months as columns, blocks as rectangles. Pure; places in percent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from residents.models import Rotation
from web.phrases import count

BEGINS = 7  # academic years begin in July
MONTHS = 13
# Mean width of a letter in parts of the picture's width; a name that would touch the next is left out.
LETTER, ROOM = 0.58, 0.6
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """A ruled column."""

    at: float
    words: str
    is_major: bool


@dataclass(frozen=True)
class Drawn:
    """One block in the picture; without its name where it would touch the next one's."""

    at: float
    width: float
    intensity: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class Year:
    """Everything the picture needs, and the sentence that replaces it."""

    title: str
    months: list[Month]
    blocks: list[Drawn]
    today: float
    today_words: str
    sentence: str


def year_of(rotations: Iterable[Rotation], today: date) -> Year:
    """The academic year that covers today, and the July after it."""
    begins = date(today.year - (today.month < BEGINS), BEGINS, 1)
    ends = date(begins.year + 1, BEGINS + 1, 1)
    shown = [one for one in rotations if one.ends_on >= begins and one.starts_on < ends]

    def at(day: date) -> float:
        return round((day - begins).days / (ends - begins).days * 100, 2)

    starts = [max(one.starts_on, begins) for one in shown]
    drawn = []
    for place, one in enumerate(shown):
        left, right = at(starts[place]), at(min(one.ends_on + DAY, ends))
        following = at(starts[place + 1]) if place + 1 < len(shown) else 100.0
        fits = left + len(one.name) * LETTER + ROOM <= following
        current = one.starts_on <= today <= one.ends_on
        drawn.append(Drawn(left, round(right - left, 2), one.intensity, one.name if fits else "", current))
    return Year(
        title=f"Academic year {begins.year}–{ends.year % 100:02d}",
        months=[_month(begins, number, at) for number in range(MONTHS)],
        blocks=drawn,
        today=at(today),
        today_words=f"today, {today.day} {today:%b}",
        sentence=f"{count(len(shown), 'block')}, July {begins.year} to July {ends.year}; the list is below.",
    )


def _month(begins: date, number: int, at: Callable[[date], float]) -> Month:
    years, zero_based = divmod(begins.month - 1 + number, 12)
    first = date(begins.year + years, zero_based + 1, 1)
    named = f"{first:%b %Y}" if number == 0 or first.month == 1 else f"{first:%b}"
    return Month(at(first), named, number % 3 == 0)
