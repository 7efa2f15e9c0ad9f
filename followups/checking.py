"""A letter looked over before it goes. Pure: the text and the playbook in, what was seen out; nothing kept.

Nobody but the person writing is told of a hint, and no row remembers one (P72).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from followups.drafts import GAP, fill, gaps
from web.looked_for import plain
from web.playbook_words import Checklist, Hint, Item, Template

QUOTE = 56
RUN = 3
KNOWN_WORDS = 60
_SHORTENED = re.compile(
    r"\b(?:Dr|Drs|Prof|Mr|Ms|Mrs|St|vs|al|No|[aeip]\.[gem]|[A-Z])\.(?=[ \n])", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?…]+[\"”’)]*(?:\s|$)")
_SALUTATION = 60
_DANGLING = re.compile(r"(?:\s+(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with|your))+$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line of “Before it goes”: found with its words, or what would help."""

    item: Item
    found: bool
    quote: str
    add: str


@dataclass(frozen=True)
class Checked:
    """What a look at the letter saw."""

    lines: tuple[Line, ...]
    hints: tuple[str, ...]
    sentences: int
    words: int
    characters: int
    gaps: int
    usual: tuple[int, int] | None
    limit: int | None

    @property
    def found(self) -> int:
        return sum(line.found for line in self.lines)

    @property
    def said(self) -> tuple[str, ...]:
        """All that is worth a thought: what is missing, then the hints."""
        return (*(line.item.missing for line in self.lines if not line.found), *self.hints)

    @property
    def is_long(self) -> bool:
        return self.limit is not None and self.characters > self.limit

    @property
    def sentence_words(self) -> str:
        return f"{self.sentences} sentence{'' if self.sentences == 1 else 's'}"

    @property
    def usual_words(self) -> str:
        """“4–6”, or “2”."""
        if self.usual is None:
            return ""
        first, last = self.usual
        return f"{first}–{last}" if first < last else str(first)


def check(
    template: Template,
    list_: Checklist,
    hints: Iterable[Hint],
    text: str,
    *,
    known: Mapping[str, str],
    open_words: Mapping[str, str],
    early: bool,
) -> Checked:
    """Look the text over; `early` is whether they hardly know each other yet."""
    text = text.replace("\r\n", "\n")
    seen = [_look(item, text, known, open_words) for item in list_.items]
    number = sentences(text)
    said = [hint.words for hint in hints if (early or not hint.first) and hint.phrases.search(plain(text))]
    usual = template.sentences
    if usual and not usual[0] <= number <= usual[1] and text.strip():
        said.insert(0, _count_hint(number, usual))
    return Checked(
        lines=tuple(line for line in seen if line.found or not line.item.if_said),
        hints=tuple(said),
        sentences=number,
        words=len(text.split()),
        characters=len(text.strip()),
        gaps=gaps(text),
        usual=usual,
        limit=template.limit,
    )


def sentences(text: str) -> int:
    """How many sentences a letter has, greeting and signature aside (P42)."""
    paragraphs = [part.strip() for part in _masked(text).split("\n\n") if part.strip()]
    if len(paragraphs) > 1 and len(paragraphs[0]) <= _SALUTATION and not _ENDS.search(paragraphs[0]):
        paragraphs = paragraphs[1:]
    if len(paragraphs) > 1 and not _ENDS.search(paragraphs[-1]):
        paragraphs = paragraphs[:-1]
    parts = _ENDS.split("\n".join(paragraphs))
    return sum(bool(re.search(r"\w", part)) for part in parts)


def _count_hint(number: int, usual: tuple[int, int]) -> str:
    first, last = usual
    span = f"{first} to {last}" if first < last else str(first)
    many = "A shorter letter is answered sooner" if number > last else "It may need a sentence more"
    return f"{many}: {span} sentences are usual, here {'is' if number == 1 else 'are'} {number}."


def _masked(text: str) -> str:
    """Letter for letter as long, with the full stops of short forms and the open places out of the way."""
    text = GAP.sub(lambda match: "x" * len(match[0]), plain(text))
    return _SHORTENED.sub(lambda match: match[0].replace(".", "·"), text)


def _look(item: Item, text: str, known: Mapping[str, str], open_words: Mapping[str, str]) -> Line:
    whole = text.strip()
    within = whole.split("\n", 1)[0] if item.opening else whole
    quote = _of_known(item, within, known) or _of_phrases(item, within)
    return Line(item, bool(quote), quote, "" if quote else fill(item.add, known, open_words))


def _of_phrases(item: Item, text: str) -> str:
    """An open place is not yet a word of the letter: what leads to one is not found."""
    if item.phrases is None:
        return ""
    for found in item.phrases.finditer(_masked(text)):
        if item.opening and found.start() > 0:
            return ""
        quote = text[:QUOTE] if item.opening else _clause(text, found.start(), found.end())
        if not GAP.search(quote) and "[" not in quote:
            return quote
    return ""


def _clause(text: str, start: int, end: int) -> str:
    """The words from there to the end of the clause, cut at a word where it is long."""
    rest = re.match(r"[^,.;:!?\n]*", _masked(text)[end:])
    stop = end + (rest.end() if rest else 0)
    quote = text[start:stop]
    if len(quote) > QUOTE:
        quote = quote[: max(QUOTE, end - start)].rsplit(" ", 1)[0]
    return _DANGLING.sub("", quote.rstrip())


def _of_known(item: Item, text: str, known: Mapping[str, str]) -> str:
    """Three words in a row of what is on file, or all of it when it is shorter; as many as follow."""
    plainly = plain(text).lower()
    for name in item.known:
        words = re.findall(r"[\w'-]+", plain(known.get(name, "")).lower())[:KNOWN_WORDS]
        size = min(RUN, len(words))
        for start in range(len(words) - size + 1 if size else 0):
            if _run(words[start : start + size], plainly):
                longer = range(len(words), start + size - 1, -1)
                found = next(run for end in longer if (run := _run(words[start:end], plainly)))
                return _clause(text, *found.span()) if name == "event" else text[found.start() : found.end()]
    return ""


def _run(words: list[str], text: str) -> re.Match[str] | None:
    joined = r"\W+".join(map(re.escape, words))
    return re.search(rf"(?<!\w){joined}(?!\w)", text)
