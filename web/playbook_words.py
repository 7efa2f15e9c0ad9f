"""The playbook's words for writing: question banks, letters, checklists and hints, and how each is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from web.looked_for import pattern
from web.playbook_entries import Entry, Problems

FORMS = ("email", "linkedin", "introduction", "short", "script")
# What may stand in braces, and the words of the open place where it is not known.
SLOTS = {
    "greeting": "their name…",
    "name": "your name…",
    "sign": "your name…",
    "stage_at": "your year and place…",
    "event": "where you met…",
    "day": "when…",
    "met": "how you met…",
    "takeaway": "what you took from it…",
    "promise": "what was promised…",
    "introducer": "who introduced you…",
    "recommender": "who suggested them…",
    "question": "your question…",
    "session": "their session…",
    "target_event": "the meeting…",
    "target_name": "whom you hope to meet…",
    "minutes": "how many…",
    "meeting_day": "when…",
    "person_met": "whom you met…",
    "met_at": "where…",
    "met_takeaway": "what you took from it…",
    "achievement": "one thing you did…",
    "news": "one thing that is new…",
    "advice": "what they advised…",
    "outcome": "what came of it…",
    "my_why": "why this specialty…",
    "my_draws": "what draws you…",
    "my_done": "what you have done…",
    "my_grow": "where to grow…",
    "reading_title": "title…",
    "reading_link": "where it is…",
    "reading_note": "one thing in it…",
    "good_turn": "what they did for you…",
    "one_name": "one of them…",
    "one_what": "what they do…",
    "other_name": "the other…",
    "other_greeting": "the other’s name…",
    "other_what": "what they do…",
    "why": "why they should meet…",
}
KNOWN = ("takeaway", "event", "met", "introducer", "recommender")
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Bank:
    """Questions to choose from; `choose` is how many are usual (P35, P43)."""

    slug: str
    practice: str
    title: str
    words: str
    choose: tuple[int, int]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A letter to begin with."""

    slug: str
    practice: str
    title: str
    form: str
    subject: str
    body: str
    checklist: str
    sentences: tuple[int, int] | None
    limit: int | None
    minutes: str
    first: bool
    reason: str
    news: str


@dataclass(frozen=True)
class Item:
    """One line of a checklist. Without phrases it is ticked by hand."""

    slug: str
    practice: str
    words: str
    missing: str
    add: str
    reminder: str
    opening: bool
    if_said: bool
    known: tuple[str, ...]
    phrases: re.Pattern[str] | None


@dataclass(frozen=True)
class Checklist:
    """What is looked at before something goes, or ends."""

    slug: str
    practice: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Hint:
    """Something said beside a letter while it is written, and kept nowhere (P71, P72)."""

    slug: str
    practice: str
    words: str
    first: bool
    phrases: re.Pattern[str]


def bank_of(entry: Entry) -> Bank:
    """One bank of questions."""
    return entry.made(
        Bank(
            entry.slug,
            entry.practice(),
            entry.text("title"),
            entry.text("words"),
            entry.span("choose") or (1, 1),
            entry.texts("questions"),
        )
    )


def letter_of(entry: Entry) -> Template:
    """One letter; what stands in braces must be known."""
    subject, body = entry.text("subject", empty=True), entry.text("body")
    for text in (subject, body):
        for slot in _SLOT.findall(text):
            if slot.removesuffix("?") not in SLOTS:
                entry.wrong(f"nothing is known by the name {{{slot}}}")
        if text.count("[[") != text.count("]]"):
            entry.wrong("a [[ has no ]], or the other way round")
    waiting = entry.text("news", "")
    if bool(waiting) != ("{news}" in body):
        entry.wrong("`news` and {news} need each other")
    limit = entry.number("limit")
    minutes = entry.text("minutes", "", among=tuple(settings.ASK_MINUTES))
    return entry.made(
        Template(
            entry.slug,
            entry.practice(),
            entry.text("title"),
            entry.text("form", among=FORMS),
            subject.strip(),
            body.strip(),
            entry.text("checklist"),
            None if limit else entry.span("sentences", required=False) or settings.OUTREACH_SENTENCES,
            limit,
            minutes,
            entry.flag("first"),
            entry.text("reason", ""),
            waiting.strip(),
        )
    )


def read_checklists(tables: dict[str, Any], problems: Problems) -> dict[str, Checklist]:
    """The checklists, each with its lines."""
    file = "checklists.toml"
    for name in tables.keys() - {"items", "lists"}:
        problems.add(file, name, "only [items.…] and [lists.…] may stand here")
    items = {
        slug: _item(Entry(file, f"items.{slug}", table, problems))
        for slug, table in tables.get("items", {}).items()
    }
    made = {}
    for slug, table in tables.get("lists", {}).items():
        entry = Entry(file, f"lists.{slug}", table, problems)
        names = entry.texts("items")
        for name in names:
            if name not in items:
                entry.wrong(f"there is no item “{name}”")
        kept = tuple(items[name] for name in names if name in items)
        made[slug] = entry.made(Checklist(slug, entry.practice(), entry.text("title"), kept))
    return made


def _item(entry: Entry) -> Item:
    phrases, known = entry.texts("looks_for", required=False), entry.texts("known", required=False)
    for name in known:
        if name not in KNOWN:
            entry.wrong(f"`known` may name {', '.join(KNOWN)}, not “{name}”")
    return entry.made(
        Item(
            entry.slug.removeprefix("items."),
            entry.practice(),
            entry.text("words"),
            entry.text("missing"),
            entry.text("add", ""),
            entry.text("reminder", ""),
            entry.text("place", "", among=("opening",)) == "opening",
            entry.flag("if_said"),
            known,
            pattern(phrases) if phrases else None,
        )
    )


def hint_of(entry: Entry) -> Hint:
    """One hint."""
    return entry.made(
        Hint(
            entry.slug,
            entry.practice(),
            entry.text("words"),
            entry.flag("first"),
            pattern(entry.texts("looks_for")),
        )
    )
