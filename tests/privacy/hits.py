"""Which request of the crawl comes to which look-up; written by the marks that `mutants` puts there."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, TypeVar

Any_ = TypeVar("Any_")
MARK = re.compile(r"/\*look-up (\d+)\*/")
# (role, number of the request), or ("job", name); None while nobody is asked anything.
current: tuple[str, int | str] | None = None
found: dict[int, set[tuple[str, int | str]]] = defaultdict(set)


def hit(number: int, value: Any_) -> Any_:
    """Note it and hand the value on."""
    if current is not None:
        found[number].add(current)
    return value


def statements(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """The same for marks in statements."""
    if current is not None and isinstance(sql, str) and "/*look-up" in sql:
        for number in MARK.findall(sql):
            found[int(number)].add(current)
    return execute(sql, params, many, context)


def asking(role: str, which: int | str) -> None:
    """What comes now comes of this request."""
    global current
    current = (role, which)


def done() -> None:
    """Nobody asks."""
    global current
    current = None
