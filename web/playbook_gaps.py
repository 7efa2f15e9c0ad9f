"""The playbook's words about the board of advisors: what each seat gives, and the cards about gaps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from web.playbook_entries import Entry, Problems

FILE = "gaps.toml"
SEATS = ("clinical", "research", "navigator", "near_peer")
CARDS = ("open", "three", "no_one_outside", "mostly_inside", "peers", "anchors")
PLACES = ("person", "met", "seat", "ask", "holder", "number", "department", "event")
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Seat:
    """One of the four kinds of help (P50)."""

    slug: str
    practice: str
    title: str
    name: str
    gives: str
    knows: str
    ask: str
    again: str
    nobody: str
    second: str


@dataclass(frozen=True)
class Card:
    """One gap worth a thought: its words with and without somebody who fits."""

    slug: str
    practice: str
    title: str
    words: str
    nobody: str
    action: str
    again: str
    other: str


def read_gaps(tables: dict[str, Any], problems: Problems) -> tuple[dict[str, Seat], dict[str, Card]]:
    """The seats, in their fixed order, and the cards; all of them must be there."""
    for name in tables.keys() - {"seats", "cards"}:
        problems.add(FILE, name, "only [seats.…] and [cards.…] may stand here")
    seats, cards = tables.get("seats", {}), tables.get("cards", {})
    for group, found, wanted in (("seats", seats, SEATS), ("cards", cards, CARDS)):
        for slug in wanted:
            if slug not in found:
                problems.add(FILE, f"{group}.{slug}", "it is missing")
        for slug in found.keys() - set(wanted):
            problems.add(FILE, f"{group}.{slug}", f"there are only {', '.join(wanted)}")
    return (
        {slug: _seat(Entry(FILE, f"seats.{slug}", seats[slug], problems)) for slug in SEATS if slug in seats},
        {slug: _card(Entry(FILE, f"cards.{slug}", cards[slug], problems)) for slug in CARDS if slug in cards},
    )


def _seat(entry: Entry) -> Seat:
    names = ("title", "name", "gives", "knows", "ask", "again", "nobody", "second")
    words = [entry.text(name) for name in names]
    return entry.made(Seat(entry.slug.removeprefix("seats."), entry.practice(), *words))


def _card(entry: Entry) -> Card:
    words = [entry.text(name) for name in ("title", "words", "nobody", "action")]
    words += [entry.text("again", words[-1]), entry.text("other")]
    for place in _PLACE.findall(" ".join(words)):
        if place not in PLACES:
            entry.wrong(f"nothing is known by the name {{{place}}}")
    if any(text.count("{") != text.count("}") for text in words):
        entry.wrong("a { has no }, or the other way round")
    return entry.made(Card(entry.slug.removeprefix("cards."), entry.practice(), *words))
