"""How long an introduction is when said aloud, which academic year a day lies in, what ends soon. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

BEGINS = 7  # academic years begin in July
A_MINUTE = 60
_SLOT = re.compile(r"\{(\w+)\}")
# What an introduction fills in by itself, and the words of a place still open.
SLOTS = {
    "name": "your name",
    "year": "your year",
    "place": "your place",
    "area": "what you work on",
    "talk": "their talk",
    "ask": "your one ask",
}
BY_EVENT = ("talk", "ask")
_BRACES = re.compile(r"\{+[^{}\n]*\}*|\}+")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Piece:
    """Some words of an introduction; `slot` names the place they fill, `is_open` when nothing is known."""

    words: str
    slot: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Aloud:
    """How long it takes, and what may be said about it."""

    seconds: int
    words: int
    advice: str

    @property
    def sentence(self) -> str:
        return f"about {self.seconds} s, {self.advice}" if self.advice else f"about {self.seconds} s"


def academic_year(day: date) -> int:
    """The year in whose July it began."""
    return day.year - (day.month < BEGINS)


def year_words(year: int) -> str:
    """“2025–26”."""
    return f"{year}–{(year + 1) % 100:02d}"


def ordinal(number: int) -> str:
    """“second”; plain numbers beyond ten."""
    return ORDINALS[number] if number < len(ORDINALS) else f"{number}th"


def pieces(text: str, known: Mapping[str, str]) -> list[Piece]:
    """The introduction with its slots filled where something is known."""
    found: list[Piece] = []
    at = 0
    for slot in _SLOT.finditer(text):
        if slot[1] not in SLOTS:
            continue
        if slot.start() > at:
            found.append(Piece(text[at : slot.start()]))
        words = known.get(slot[1], "")
        found.append(Piece(words or SLOTS[slot[1]], slot[1], not words))
        at = slot.end()
    return [*found, Piece(text[at:])] if at < len(text) else found


def said(text: str, known: Mapping[str, str]) -> str:
    """The introduction as it is spoken."""
    return "".join(piece.words for piece in pieces(text, known))


def aloud(text: str, comfortable: tuple[int, int], words_a_minute: int) -> Aloud:
    """Read aloud at that pace."""
    number = len(text.split())
    seconds = (number * A_MINUTE * 2 + words_a_minute) // (words_a_minute * 2)
    shortest, longest = comfortable
    if not number:
        advice = ""
    elif seconds > longest:
        advice = "trim a little"
    else:
        advice = "room for a sentence more" if seconds < shortest else "comfortable"
    return Aloud(seconds, number, advice)


def ends_soon(ends: date | None, today: date, days: int) -> bool:
    """Within so many days, or over already and nobody said what became of it."""
    return ends is not None and ends <= today + timedelta(days=days)


def left_words(ends: date, today: date) -> str:
    """“60 days left”, “ends today”, “ended 3 days ago”."""
    days = (ends - today).days
    if days == 0:
        return "ends today"
    words = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{words} left" if days > 0 else f"ended {words} ago"


def is_stale(checked: date | None, today: date, days: int) -> bool:
    """Whether a quarterly look was had, and is a quarter ago. One that never began asks for nothing."""
    return checked is not None and (today - checked).days >= days


def a_year_later(day: date) -> date:
    """The same day of the next year; 28 February after a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def unknown_places(text: str) -> list[str]:
    """What stands in braces and is none of the places: it would be read aloud as it is typed."""
    known = {f"{{{name}}}" for name in SLOTS}
    return [one for one in dict.fromkeys(_BRACES.findall(text)) if one not in known]
