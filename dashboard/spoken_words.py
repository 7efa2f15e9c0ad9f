"""The words of a typed line: where each stands, how it looks, and whether a sentence may end after it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from contacts.names import title
from dashboard import cues

Look = Literal["name", "lower", "acronym", "other"]
Words = Sequence["Word"]
# A line is one breath; whatever comes after this many words is kept in the note unread.
MOST_WORDS = 500
TOKEN = re.compile(r"—|[^\s—]+")
SENTENCE_END = re.compile(r"([.;:!?…。！？；]+)[\"'”’)\]]*$")
PARTICLE_NAME = re.compile(r"(?:a[a-z]|el|ash|d|l|o|de|di|ibn|bin)[-'’](?=[^\W\d_])(?![a-z])")
ABBREVIATION = re.compile(r"(?:\w\.)+")
DASHES = {"-", "–", "—", "--", "•", "->", "→", "|", "/"}
PUNCTUATION = ".,;:!?…()[]{}\"“”‘’'*_。！？；،<>"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the line; `stop` is "." where a sentence may end after it, "," at a comma."""

    text: str
    start: int
    end: int
    key: str
    look: Look
    stop: str


class Phrases:
    """Phrases found by their first word; the longest wins."""

    def __init__(self, phrases: Iterable[cues.Phrase]) -> None:
        self.by_first: dict[str, list[cues.Phrase]] = defaultdict(list)
        for phrase in sorted(phrases, key=len, reverse=True):
            self.by_first[phrase[0]].append(phrase)

    def end(self, words: Words, at: int) -> int:
        """The index after the phrase that begins at `at`, or 0."""
        if at < len(words):
            for phrase in self.by_first.get(words[at].key, ()):
                end = _phrase_end(words, at, phrase)
                if end:
                    return end
        return 0

    def __contains__(self, first: str) -> bool:
        return first in self.by_first


def _phrase_end(words: Words, at: int, phrase: cues.Phrase) -> int:
    place = at
    for wanted in phrase:
        if place >= len(words) or (place > at and words[place - 1].stop == "."):
            return 0
        step = them_end(words, place) if wanted == "THEM" else place + (words[place].key == wanted)
        if step == place:
            return 0
        place = step
    return place


def them_end(words: Words, at: int) -> int:
    """The index after her, him, them or one name, or `at` itself."""
    if words[at].key in cues.THEM:
        return at + 1
    end = at + (bool(title(words[at].text)) and at + 1 < len(words))
    if end > at:
        end += 1
    while end < min(len(words), at + 4) and _is_name(words[end]) and (end == at or not words[end - 1].stop):
        end += 1
    return end


def _is_name(word: Word) -> bool:
    return word.look == "name" and word.key not in cues.NOT_NAMES


def read_words(text: str) -> list[Word]:
    """Cut a line into words; a contraction becomes two that share one place."""
    shouting = text == text.upper()
    tokens = list(islice(TOKEN.finditer(text), MOST_WORDS))
    words: list[Word] = []
    for n, token in enumerate(tokens):
        following = tokens[n + 1] if n + 1 < len(tokens) else None
        stop = _stop(token[0], following[0] if following else "")
        if following and "\n" in text[token.end() : following.start()]:
            stop = "."
        keys = _keys(token[0], _key(following[0]) if following else "")
        for key in keys:
            look = _look(token[0], shouting)
            words.append(
                Word(token[0], token.start(), token.end(), key, look, stop if key is keys[-1] else "")
            )
    return words


VERBS = Phrases(cues.VERBS)


def _keys(token: str, following: str) -> cues.Phrase:
    key = _key(token)
    if key in cues.BARE_CONTRACTIONS and following in VERBS:
        return cues.BARE_CONTRACTIONS[key]
    return cues.CONTRACTIONS.get(key) or cues.CONTRACTIONS.get(token) or (key,)


def _key(token: str) -> str:
    return token.strip(PUNCTUATION).casefold().replace("’", "'")


def _look(token: str, shouting: bool) -> Look:
    letters = [char for char in token if char.isalpha()]
    if not letters or any(char.isdigit() for char in token):
        return "other"
    if len(letters) in (3, 4) and token.isupper() and not shouting:
        return "acronym"
    # Scripts without capitals look like names: only the words around them can tell.
    if PARTICLE_NAME.match(token):
        return "name"
    return "lower" if letters[0].islower() or (shouting and letters[0].isupper()) else "name"


def _stop(token: str, following: str) -> str:
    if following in DASHES or token in DASHES:
        return "."
    ending = SENTENCE_END.search(token)
    if ending is None:
        return "," if token.endswith((",", "،", "、", ",)", "),")) else ""
    soft = ending[1] in (".", ":") and (
        title(token) or _key(token) in cues.NO_STOP or ABBREVIATION.fullmatch(token) is not None
    )
    return "" if soft else "."


def slice_of(text: str, words: Words, start: int, end: int) -> str:
    """The line's own text from word `start` to before word `end`, without the punctuation around it."""
    if start >= end:
        return ""
    return text[words[start].start : words[end - 1].end].strip(" \t.,;:!?…")


def joined(text: str, pieces: Iterable[tuple[int, int]], words: Words) -> str:
    """Several stretches of words as one text."""
    return " ".join(part for part in (slice_of(text, words, *piece) for piece in pieces) if part)
