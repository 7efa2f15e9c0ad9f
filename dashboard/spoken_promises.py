"""A promise in a clause: the verb, for whom, what, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard import cues
from dashboard.clauses import Clause
from dashboard.spoken_dates import due_date
from dashboard.spoken_names import TAKEN, Span, people_at
from dashboard.spoken_words import PUNCTUATION, Word, Words, joined, slice_of, them_end

GIVING = {
    "send",
    "email",
    "mail",
    "forward",
    "share",
    "text",
    "give",
    "lend",
    "show",
    "tell",
    "write",
    "bring",
}
JOINING = {"introduce", "connect", "put"}


@dataclass(frozen=True)
class SpokenPromise:
    """What was promised; `due_span` are characters of the line, (0, 0) if no day was named."""

    verb: str
    whom: str
    what: str
    due: date | None
    due_span: Span


def read_promise(text: str, words: Words, clause: Clause, today: date) -> SpokenPromise:
    """Read a clause of the kind mine or theirs. `what` is never empty: "follow up" alone is what."""
    due, due_span, kept = _without_due(text, words, clause, today)
    verb = slice_of(text, words, clause.body, clause.verb_end).casefold()
    whom, kept = _whom(text, words, clause, verb, kept)
    whom = whom or _told(text, words, clause)
    if verb in JOINING and kept:
        thing = _joined_to(words, kept)
        verb, kept = slice_of(text, words, clause.body, thing[0]), thing
    what = joined(text, _runs(kept), words)
    if not what:
        verb, what = "", verb or slice_of(text, words, clause.start, clause.end)
    return SpokenPromise(verb, whom, what, due, due_span)


def _without_due(text: str, words: Words, clause: Clause, today: date) -> tuple[date | None, Span, list[int]]:
    rest = range(clause.verb_end, clause.end)
    if not rest:
        return None, (0, 0), []
    offset = words[rest[0]].start
    found = due_date(text[offset : words[clause.end - 1].end], today)
    if not found:
        return None, (0, 0), list(rest)
    start, end = found[1][0] + offset, found[1][1] + offset
    outside = [n for n in rest if not _inside(words[n], start, end)]
    return found[0], (start, end), outside


def _inside(word: Word, start: int, end: int) -> bool:
    """Whether all of the word but its punctuation lies between the two characters."""
    before, after = word.text[: max(0, start - word.start)], word.text[max(0, end - word.start) :]
    return word.start < end and word.end > start and not (before + after).strip(PUNCTUATION)


def _whom(text: str, words: Words, clause: Clause, verb: str, kept: list[int]) -> tuple[str, list[int]]:
    """For whom: right after the verb ("send her the paper") or at the end ("send the paper to her")."""
    if not kept:
        return "", kept
    # What she will share is "her deck"; what I will send her is "the deck".
    pronouns = {"me", "us"} | (cues.THEM if clause.kind == "mine" else frozenset())
    first, last = kept[0], kept[-1]
    if words[first].key in pronouns:
        return words[first].key, kept[1:] or kept
    if words[first].key in ("with", "to", "for") and len(kept) > 1 and words[kept[1]].key in pronouns:
        return words[kept[1]].key, kept[2:]
    if len(kept) > 2 and words[last].key in pronouns and words[kept[-2]].key in ("to", "for", "with"):
        return words[last].key, kept[:-2]
    people, end = people_at(words[: clause.end], first, after_cue=False)
    given = verb in GIVING and len(people) == 1 and end in kept and words[end].key in cues.DETERMINERS
    return (slice_of(text, words, first, end), [n for n in kept if n >= end]) if given else ("", kept)


def _told(text: str, words: Words, clause: Clause) -> str:
    """The one the cue itself names: "told Ann I'd send it", "owe her a note"."""
    for at in range(max(clause.start, clause.subject[1]), clause.body):
        end = them_end(words, at) if words[at].key not in TAKEN or words[at].key in cues.THEM else at
        if end > at:
            return slice_of(text, words, at, end)
    return ""


def _joined_to(words: Words, kept: list[int]) -> list[int]:
    """ "Introduce me to Dr. Diaz" and "put me in touch with her" are about the one named last."""
    keys = [words[n].key for n in kept]
    for lead in (["in", "touch", "with"], ["to"], ["with"]):
        if keys[: len(lead)] == lead and len(keys) > len(lead):
            return kept[len(lead) :]
    return kept


def _runs(kept: list[int]) -> list[Span]:
    runs: list[Span] = []
    for n in kept:
        if runs and runs[-1][1] == n:
            runs[-1] = (runs[-1][0], n + 1)
        else:
            runs.append((n, n + 1))
    return runs
