"""The playbook's words about where somebody is in training, and which suggestions fit there (P20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from web.playbook_entries import Entry, Problems
from web.playbook_gaps import CARDS, SEATS

FILE = "stages.toml"
UNSAID = "unsaid"
TRAINING = (
    *("MS3", "MS4", "PGY-1", "PGY-2", "PGY-3", "PGY-4", "PGY-5", "PGY-6", "fellow", "attending"),
    UNSAID,
)
PAGES = (
    *("questions", "my_introduction", "people", "known_for", "narrative", "opportunities", "readings"),
    *("events", "graduation", "training"),
)


@dataclass(frozen=True)
class Task:
    """One small step that fits where somebody is."""

    slug: str
    practice: str
    title: str
    words: str
    action: str
    page: str


@dataclass(frozen=True)
class Span:
    """A span of training, and what may be suggested in it."""

    slug: str
    practice: str
    words: str
    cards: tuple[str, ...]
    seats: tuple[str, ...]
    tasks: tuple[Task, ...]

    def allows(self, card: str, seat: str) -> bool:
        """Whether a gap card may appear; one about an open seat only for the seats named."""
        return card in self.cards and (card != "open" or seat in self.seats)


def read_stages(tables: dict[str, Any], problems: Problems) -> dict[str, Span]:
    """The span of each training stage; every stage belongs to exactly one."""
    for name in tables.keys() - {"stages", "tasks"}:
        problems.add(FILE, name, "only [stages.…] and [tasks.…] may stand here")
    tasks = {slug: _task(slug, table, problems) for slug, table in tables.get("tasks", {}).items()}
    found: dict[str, Span] = {}
    for slug, table in tables.get("stages", {}).items():
        entry = Entry(FILE, f"stages.{slug}", table, problems)
        training = _among(entry, "training", TRAINING)
        span = _span(entry, slug, tasks)
        for stage in training:
            if stage in found:
                entry.wrong(f"“{stage}” stands in two spans")
            found[stage] = span
    for stage in TRAINING:
        if stage not in found:
            problems.add(FILE, "stages", f"“{stage}” stands in no span")
    return found


def _span(entry: Entry, slug: str, tasks: dict[str, Task]) -> Span:
    names = _among(entry, "tasks", tuple(tasks))
    return entry.made(
        Span(
            slug,
            entry.practice(),
            entry.text("words"),
            _among(entry, "cards", CARDS),
            _among(entry, "seats", SEATS, required=False),
            tuple(tasks[name] for name in names if name in tasks),
        )
    )


def _task(slug: str, table: Any, problems: Problems) -> Task:
    entry = Entry(FILE, f"tasks.{slug}", table, problems)
    practice, title, words = entry.practice(), entry.text("title"), entry.text("words")
    return entry.made(
        Task(slug, practice, title, words, entry.text("action"), entry.text("page", among=PAGES))
    )


def _among(entry: Entry, field: str, known: tuple[str, ...], *, required: bool = True) -> tuple[str, ...]:
    names = entry.texts(field, required=required)
    for name in names:
        if name not in known:
            entry.wrong(f"`{field}` may name {', '.join(known)}, not “{name}”")
    return names
