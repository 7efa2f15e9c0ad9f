"""Search: what is folded into a contact's index, and the query that finds it.

The index is a generated tsvector. Its first word names the owner (`owner42`), so one GIN
index is led by the owner without any contrib extension. Words are folded in Python and
stored as they are: no dictionary, no stop words, no stemming of names.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Case, F, Func, Q, Value, When
from rapidfuzz import fuzz, process

from contacts.names import fold

LONGEST_WORD = 60
MOST_WORDS = 20_000
MOST_QUERY_WORDS = 12
CLOSE_ENOUGH = 78.0


class Lexemes(Func):
    """The words of the given columns as a tsvector, led by the owner's own word."""

    template = "array_to_tsvector(array_remove(string_to_array('owner' || %(expressions)s, ' '), ''))"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


class Matches(Func):
    """Whether the index holds what a written-out tsquery asks for."""

    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field = BooleanField()


def index_words(texts: Iterable[str]) -> str:
    """Distinct folded words of the texts in order, cut so that the index can hold them."""
    seen: dict[str, None] = {}
    for text in texts:
        for word in fold(text).split(" "):
            if word:
                seen.setdefault(word[:LONGEST_WORD])
        if len(seen) >= MOST_WORDS:
            break
    return " ".join(list(seen)[:MOST_WORDS])


def query_words(text: str) -> list[str]:
    """The folded words of a query, at most MOST_QUERY_WORDS."""
    return [word[:LONGEST_WORD] for word in fold(text).split(" ") if word][:MOST_QUERY_WORDS]


def matches(owner_id: int, words: list[str]) -> Matches:
    """Every word must match as a prefix. Folded words are letters and digits, so quoting is safe."""
    terms = [f"'owner{owner_id}'", *(f"'{word}':*" for word in words)]
    return Matches(F("search"), Value(" & ".join(terms)))


def by_name(words: list[str]) -> Case:
    """Orders those whose name has every word before those of whom the words are only noted."""
    named = (Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}") for word in words)
    return Case(When(Q(*named), then=0), default=1)


def closest(text: str, names: dict[int, str], limit: int = 50) -> list[int]:
    """Ids whose folded name is near to the typed text, nearest first; for typing mistakes."""
    found = process.extract(fold(text), names, scorer=fuzz.WRatio, limit=limit, score_cutoff=CLOSE_ENOUGH)
    return [key for _, _, key in found]
