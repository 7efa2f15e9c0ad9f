"""One entry of a playbook file, read field by field; what is wrong is collected, with where it stands."""

from __future__ import annotations

import re
from typing import Any, TypeVar

PRACTICE = re.compile(r"P([1-9]\d?)")
LAST_PRACTICE = 75
_Made = TypeVar("_Made")


class PlaybookError(Exception):
    """The playbook cannot be used; `problems` says where and why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Problems:
    """What is wrong, one line each: file, entry, reason."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, file: str, entry: str, words: str) -> None:
        where = f"playbook/{file}, [{entry}]" if entry else f"playbook/{file}"
        self.found.append(f"{where}: {words}.")

    def stop(self) -> None:
        """Raise when anything was found."""
        if self.found:
            raise PlaybookError(self.found)


class Entry:
    """A table of a file. Each reader takes one field out and says what is wrong with it."""

    def __init__(self, file: str, slug: str, table: Any, problems: Problems) -> None:
        self.file, self.slug, self.problems = file, slug, problems
        self.left: dict[str, Any] = dict(table) if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self.wrong("this should be a table, with a [heading] of its own")

    def wrong(self, words: str) -> None:
        self.problems.add(self.file, self.slug, words)

    def made(self, entry: _Made) -> _Made:
        """The entry, once nothing unknown is left in its table."""
        for field in self.left:
            self.wrong(f"`{field}` is not a field of this file")
        return entry

    def practice(self) -> str:
        said = self.text("practice")
        number = PRACTICE.fullmatch(said)
        if said and not (number and int(number[1]) <= LAST_PRACTICE):
            self.wrong(f"`practice` should be P1 to P{LAST_PRACTICE}, not “{said}”")
        return said

    def text(
        self, field: str, default: str | None = None, *, empty: bool = False, among: tuple[str, ...] = ()
    ) -> str:
        """A field of words; required unless there is a default."""
        if field not in self.left and default is not None:
            return default
        value = self.left.pop(field, None)
        if not isinstance(value, str) or not (empty or value.strip()):
            self.wrong(
                f"`{field}` is missing or empty" if value in (None, "") else f"`{field}` should be text"
            )
            return ""
        if among and value not in among:
            self.wrong(f"`{field}` should be one of {', '.join(among)}, not “{value}”")
        return value

    def texts(self, field: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of words."""
        value = self.left.pop(field, [])
        good = isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
        if not good:
            self.wrong(f"`{field}` should be a list of texts, none of them empty")
            return ()
        if required and not value:
            self.wrong(f"`{field}` is missing or empty")
        return tuple(value)

    def span(self, field: str, *, required: bool = True) -> tuple[int, int] | None:
        """A first and a last figure."""
        value = self.left.pop(field, None)
        if value is None and not required:
            return None
        match value:
            case [int(first), int(last)] if 1 <= first <= last:
                return first, last
        self.wrong(f"`{field}` should be two figures, such as [3, 5]")
        return None

    def number(self, field: str) -> int | None:
        value = self.left.pop(field, None)
        if value is not None and (not isinstance(value, int) or value < 1):
            self.wrong(f"`{field}` should be a figure")
            return None
        return value

    def flag(self, field: str) -> bool:
        value = self.left.pop(field, False)
        if not isinstance(value, bool):
            self.wrong(f"`{field}` should be true or false")
        return value is True
