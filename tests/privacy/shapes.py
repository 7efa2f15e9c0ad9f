"""Which requests are the same, and of which a few are enough."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from tests.privacy.asks import Ask

NUMBER = re.compile(r"\d+")
NEW_EACH_TIME = {"csrfmiddlewaretoken", "key", "next"}


def distinct(asks: Iterable[Ask], seen: set[str]) -> Iterator[Ask]:
    """Each once. A form's key and the token against forgery are new on every page, and so is the way back."""
    for ask in asks:
        told = {name: value for name, value in ask.data.items() if name not in NEW_EACH_TIME}
        key = next(iter(ask.data.get("key", ())), "")
        forged_key = key if key.startswith("00000000") else ""
        if ask.place:
            yield from _one_of_a_shape(ask, seen)
            continue
        path = re.sub(r"(?<=[?&]next=)[^&]*", "", ask.path)
        mark = repr((ask.viewer, ask.method, path, sorted(told.items()), forged_key, ask.at, ask.headers))
        if mark not in seen:
            seen.add(mark)
            yield ask


def few(asks: Iterable[Ask]) -> Iterator[Ask]:
    """Of forms that differ in nothing but their ids and words, two."""
    seen: Counter[str] = Counter()
    for ask in asks:
        to = urlsplit(ask.path)
        words = [
            value for values in ask.data.values() for value in values if value.isalpha() and len(value) < 9
        ]
        fields = {NUMBER.sub("", name) for name in ask.data} - NEW_EACH_TIME
        mark = repr(
            (ask.method, NUMBER.sub("", to.path), NUMBER.sub("", to.query), sorted(fields), words, ask.at)
        )
        seen[mark] += 1
        if seen[mark] <= 2:
            yield ask


def _one_of_a_shape(ask: Ask, seen: set[str]) -> Iterator[Ask]:
    """A forged id is refused in the same way in each form of a kind."""
    words = re.sub(r"\d+", "", urlsplit(ask.path).path)
    fields = sorted({re.sub(r"\d+", "", name) for name in ask.data})
    kind = ask.data.get("kind", ())
    mark = repr((ask.viewer, ask.method, words, ask.place, ask.place[:3] != "key" and fields, kind, ask.at))
    if mark not in seen:
        seen.add(mark)
        yield ask
