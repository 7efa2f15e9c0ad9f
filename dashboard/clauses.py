"""Cutting a line into clauses: who was met, what I owe, what they owe me, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard import cues
from dashboard.spoken_names import TAKEN, people_at
from dashboard.spoken_words import VERBS, Phrases, Words

Kind = Literal["rest", "mine", "theirs", "take"]
Subject = Literal["i", "they", ""]

SPEAKER = Phrases(cues.SPEAKER)
ME = Phrases(cues.ME)
ME_THING = Phrases(cues.ME_THING)
THEM_THING = Phrases(cues.THEM_THING)
REPORTED = Phrases(cues.REPORTED)
INTRODUCED_ME = Phrases(cues.INTRODUCED_ME)
MEETING = Phrases(phrase for phrases in cues.MEETINGS.values() for phrase in phrases)
LINKS = {"and", "then", "but", "so", "plus"}


@dataclass(frozen=True, slots=True)
class Clause:
    """Words start..end; what was promised or said begins at `body`, a promise's verb ends at `verb_end`."""

    kind: Kind
    start: int
    body: int
    end: int
    verb_end: int = 0
    subject: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Cue:
    kind: Kind
    body: int
    verb_end: int = 0


def read_clauses(words: Words) -> list[Clause]:
    """The clauses of a line, in order, without a gap between them."""
    found: list[Clause] = []
    at = 0
    while at < len(words):
        begin = _skip_glue(words, at)
        inherited = _inherited(words, at, found)
        cue, subject = cue_at(words, begin, inherited), (0, 0)
        if cue is None:
            after, cue = spoken_by_name(words, begin)
            if cue and not any(clause.kind == "rest" for clause in found):
                # The one who speaks is the one I met: "Dr. Kaplan asked me to send ...".
                found.append(Clause("rest", at, at, after))
                at = after
            elif cue:
                subject = (begin, after)
        body = cue.body if cue else begin
        kind: Kind = cue.kind if cue else "rest"
        end = _next_start(words, max(body, at) + 1, kind)
        found.append(Clause(kind, at, body, end, cue.verb_end if cue else body, subject))
        at = end
    return found


def spoken_by_name(words: Words, at: int) -> tuple[int, Cue | None]:
    """ "Dr. Stein will review my aims": the index after the name, and what was promised or said."""
    people, after = people_at(words, at, after_cue=False, most=2)
    if people and after < len(words):
        return after, predicate_at(words, after, "they")
    small = (
        words[at].look == "lower"
        and words[at].key not in TAKEN
        and at + 1 < len(words)
        and not words[at].stop
    )
    return at + 1, _promise(words, at + 1, "they") if small else None


def cue_at(words: Words, at: int, inherited: Kind | None = None) -> Cue | None:
    """What begins at this word, its subject (I, she, nobody) included."""
    if at >= len(words) or MEETING.end(words, at):
        return None
    key = words[at].key
    if key in cues.WE:
        return predicate_at(words, at + 1, "i")
    if key in cues.THEY:
        if INTRODUCED_ME.end(words, at + 1):
            return None
        return predicate_at(words, at + 1, "they") or Cue("take", at)
    return predicate_at(words, at, "", inherited)


def predicate_at(words: Words, at: int, subject: Subject, inherited: Kind | None = None) -> Cue | None:
    """What a subject is said to owe or to have said."""
    if at < len(words) and words[at].key in ("also", "just", "then", "kindly", "even"):
        at += 1
    if at >= len(words):
        return None
    promise = _promise(words, at, subject) or (_imperative(words, at, inherited) if not subject else None)
    if promise:
        return promise
    end = REPORTED.end(words, at)
    if end and end < len(words):
        return Cue("take", end)
    if words[at].key in cues.TOLD and at + 1 < len(words) and subject != "i":
        return Cue("take", at - 1 if subject and words[at - 1].key in cues.THEY else at)
    return None


def _promise(words: Words, at: int, subject: Subject) -> Cue | None:
    thing = THEM_THING.end(words, at)
    if thing and thing < len(words):
        return Cue("theirs", thing, thing)
    thing = ME_THING.end(words, at)
    body = SPEAKER.end(words, at)
    if body and body < len(words):
        cue = _spoken_promise(words, at, body, subject)
        if cue:
            return cue
    body = ME.end(words, at)
    asked = words[at].key in ("asked", "asks", "wants")
    if body and body < len(words) and (subject != "they" or asked) and _can_be_promised(words, body):
        return Cue("mine", body, VERBS.end(words, body) or body + 1)
    return Cue("mine", thing, thing) if thing and thing < len(words) and subject != "they" else None


def _spoken_promise(words: Words, at: int, body: int, subject: Subject) -> Cue | None:
    verb_end = VERBS.end(words, body)
    if subject == "i":
        return Cue("mine", body, verb_end or body + 1) if _can_be_promised(words, body) else None
    if not verb_end:
        return None
    if subject == "they":
        return Cue("theirs", body, verb_end)
    following = {word.key for word in words[verb_end : verb_end + 2]}
    if following & {"me", "us"}:
        return Cue("theirs", body, verb_end)
    mine = "my" in following and words[at].key in cues.THEIRS_IF_MINE
    return Cue("theirs" if mine and not following & cues.THEM else "mine", body, verb_end)


def _can_be_promised(words: Words, at: int) -> bool:
    plain = words[at].look == "lower" and words[at].key not in cues.NO_PROMISE
    return plain or VERBS.end(words, at) > 0


def _imperative(words: Words, at: int, inherited: Kind | None) -> Cue | None:
    """ "Send her the paper" is my promise, "send me the slides" theirs."""
    end = VERBS.end(words, at)
    if not end:
        return None
    following = words[end].key if end < len(words) and words[end - 1].stop != "." else ""
    if words[at].key in cues.NOUNS_TOO and (
        words[end - 1].stop or following in ("", "and", "or", "with", "from", "of", "went", "was", "is")
    ):
        return None
    if following in ("me", "us"):
        return Cue("theirs", at, end)
    if inherited and following not in cues.THEM:
        return Cue(inherited, at, end)
    return Cue("mine", at, end)


def _inherited(words: Words, at: int, found: list[Clause]) -> Kind | None:
    """ "She will read my draft and send comments": the second verb is hers too."""
    plain = at > 0 and words[at].key == "and" and not words[at - 1].stop
    return found[-1].kind if plain and found[-1].kind in ("mine", "theirs") else None


def _skip_glue(words: Words, at: int) -> int:
    while at < len(words) - 1 and words[at].key in cues.GLUE and words[at].key not in cues.WE:
        at += 1
    return at


def _next_start(words: Words, at: int, kind: Kind) -> int:
    """Where the next clause starts: after a full stop, or at a cue after a comma, an "and" or nothing."""
    for place in range(at, len(words)):
        stop = words[place - 1].stop
        if stop == ".":
            return place
        if stop == "," or words[place].key in LINKS:
            if _begins(words, _skip_glue(words, place), bool(stop), kind):
                return place
        elif words[place - 1].key not in LINKS and _unmarked(words, place, kind):
            return place
    return len(words)


def _begins(words: Words, at: int, comma: bool, kind: Kind) -> bool:
    cue = cue_at(words, at)
    spoken = words[at].key in cues.WE or words[at].key in cues.THEY
    if cue:
        # "He said to apply early and email Dr. Ruiz" is one piece of advice.
        return comma or spoken or kind == "rest" or (cue.kind != "take" and kind != "take")
    if MEETING.end(words, at) or (
        spoken and (MEETING.end(words, at + 1) or INTRODUCED_ME.end(words, at + 1))
    ):
        return True
    people, after = people_at(words, at, after_cue=False)
    return bool(people) and (
        predicate_at(words, after, "they") is not None or INTRODUCED_ME.end(words, after) > 0
    )


def _unmarked(words: Words, at: int, kind: Kind) -> bool:
    """A cue strong enough to begin a clause without any punctuation, as on a phone."""
    before, key = words[at - 1].key, words[at].key
    if before in cues.BLOCKERS or before in cues.THEY:
        return False
    if key in cues.WE:
        return _promise(words, at + 1, "i") is not None if at + 1 < len(words) else False
    if key in cues.THEY:
        cue = predicate_at(words, at + 1, "they")
        return cue is not None and (cue.kind != "take" or kind == "rest")
    if words[at].look == "name":
        return False
    end = VERBS.end(words, at)
    if end and end + 1 < len(words) and words[end].key in cues.THEM:
        return True
    if kind != "rest" or before in cues.DETERMINERS:
        return False
    after_name = words[at - 1].look == "name" and before not in cues.NOT_NAMES
    will = key == "will" and VERBS.end(words, at + 1) > 0
    told = will or REPORTED.end(words, at) - at > 1 or key in cues.TOLD or THEM_THING.end(words, at) > 0
    return (told or after_name) and not MEETING.end(words, at) and predicate_at(words, at, "they") is not None
