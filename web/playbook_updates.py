"""The playbook's words for updates: each kind of news, with the sentence a tick puts into the letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from web.playbook_entries import Entry, Problems

FILE = "updates.toml"
DID = ("title", "place")
# Each kind of news, in the order it is offered, with what may stand in its braces.
KINDS = {
    "advice": ("advice", "outcome"),
    "recommended": ("met", "event"),
    "introduced": ("person", "event"),
    "promise": ("title",),
    "talk": DID,
    "poster": DID,
    "paper": DID,
    "qi": DID,
    "award": DID,
    "teaching": DID,
    "service": DID,
    "other": DID,
    "rotation_ended": ("title",),
    "rotation_begun": ("title", "day"),
    "grow": ("grow",),
    "done": ("done",),
}
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Panel:
    """What stands around the list."""

    practice: str
    title: str
    words: str
    nothing: str
    short: str


@dataclass(frozen=True)
class News:
    """One kind of news: what it is called, and its sentence."""

    slug: str
    practice: str
    title: str
    words: str


def read_updates(tables: dict[str, Any], problems: Problems) -> tuple[Panel, dict[str, News]]:
    """The panel and every kind of news, in their fixed order; all of them must be there."""
    for name in tables.keys() - {"panel", "news"}:
        problems.add(FILE, name, "only [panel] and [news.…] may stand here")
    found = tables.get("news", {})
    for slug in KINDS:
        if slug not in found:
            problems.add(FILE, f"news.{slug}", "it is missing")
    for slug in found.keys() - KINDS.keys():
        problems.add(FILE, f"news.{slug}", f"there are only {', '.join(KINDS)}")
    entry = Entry(FILE, "panel", tables.get("panel", {}), problems)
    words = [entry.text(name) for name in ("title", "words", "nothing", "short")]
    panel = entry.made(Panel(entry.practice(), *words))
    return panel, {
        slug: _news(Entry(FILE, f"news.{slug}", found[slug], problems), places)
        for slug, places in KINDS.items()
        if slug in found
    }


def _news(entry: Entry, places: tuple[str, ...]) -> News:
    title, words = entry.text("title"), entry.text("words").strip()
    for place in _PLACE.findall(words):
        if place not in places:
            entry.wrong(f"nothing is known by the name {{{place}}}")
    if any(words.count(opening) != words.count(closing) for opening, closing in ("{}", ("[[", "]]"))):
        entry.wrong("a { has no }, or a [[ has no ]]")
    if words and not words.endswith("."):
        entry.wrong("`words` should end with a full stop")
    return entry.made(News(entry.slug.removeprefix("news."), entry.practice(), title, words))
