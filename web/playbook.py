"""The playbook: question banks, letters, checklists and hints as data files that anybody may edit.

Read once. A system check reads it at the start and names the file and the entry that cannot be used.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from web.playbook_entries import Entry, Problems
from web.playbook_gaps import Card, Seat, read_gaps
from web.playbook_stages import UNSAID, Span, read_stages
from web.playbook_updates import News, Panel, read_updates
from web.playbook_words import (
    Bank,
    Checklist,
    Hint,
    Template,
    bank_of,
    hint_of,
    letter_of,
    read_checklists,
)

FILES = ("questions", "letters", "checklists", "hints", "gaps", "updates", "stages")


@dataclass(frozen=True)
class Playbook:
    """All of it, in the order of the files."""

    banks: dict[str, Bank]
    templates: dict[str, Template]
    checklists: dict[str, Checklist]
    hints: tuple[Hint, ...]
    seats: dict[str, Seat]
    cards: dict[str, Card]
    panel: Panel
    news: dict[str, News]
    stages: dict[str, Span]


def read(folder: Path) -> Playbook:
    """Every file of the folder; raises PlaybookError with each thing that is wrong."""
    problems = Problems()
    tables = {name: _tables(folder / f"{name}.toml", problems) for name in FILES}
    lists = read_checklists(tables["checklists"], problems)
    book = Playbook(
        {one: bank_of(Entry("questions.toml", one, t, problems)) for one, t in tables["questions"].items()},
        {one: letter_of(Entry("letters.toml", one, t, problems)) for one, t in tables["letters"].items()},
        lists,
        tuple(hint_of(Entry("hints.toml", one, t, problems)) for one, t in tables["hints"].items()),
        *read_gaps(tables["gaps"], problems),
        *read_updates(tables["updates"], problems),
        read_stages(tables["stages"], problems),
    )
    for one in book.templates.values():
        if one.checklist not in lists:
            problems.add("letters.toml", one.slug, f"there is no checklist “{one.checklist}”")
    if "universal" not in book.banks:
        problems.add("questions.toml", "universal", "the questions for anyone are missing")
    problems.stop()
    return book


@lru_cache(maxsize=1)
def book() -> Playbook:
    """The playbook of this installation."""
    return read(Path(settings.PLAYBOOK))


def bank(slug: str) -> Bank:
    return book().banks[slug]


def banks() -> tuple[Bank, ...]:
    return tuple(book().banks.values())


def template(slug: str) -> Template:
    return book().templates[slug]


def templates() -> tuple[Template, ...]:
    return tuple(book().templates.values())


def checklist(slug: str) -> Checklist:
    return book().checklists[slug]


def hints() -> tuple[Hint, ...]:
    return book().hints


def seats() -> dict[str, Seat]:
    """The four seats of the board, in their order (P50)."""
    return book().seats


def card(slug: str) -> Card:
    return book().cards[slug]


def panel() -> Panel:
    """The words around what an update can tell (P49)."""
    return book().panel


def news(slug: str) -> News:
    return book().news[slug]


def stage(training: str) -> Span:
    """What fits a training stage; "" is whoever did not say (P20)."""
    return book().stages[training or UNSAID]


def pinned() -> tuple[str, ...]:
    """The questions for anyone (P35)."""
    return bank("universal").questions


def _tables(path: Path, problems: Problems) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.add(path.name, "", "the file is missing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        problems.add(path.name, "", f"this is not valid TOML: {wrong}")
    return {}
