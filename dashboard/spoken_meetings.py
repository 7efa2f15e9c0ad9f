"""The clause that says who was met: the people, who introduced them, where, on what occasion, about what."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard import cues
from dashboard.clauses import INTRODUCED_ME, MEETING
from dashboard.spoken_names import Span, first_titled, people_at, surely_named
from dashboard.spoken_words import Phrases, Words

KINDS = {kind: Phrases(phrases) for kind, phrases in cues.MEETINGS.items()}
THANKS_TO = Phrases(cues.THANKS_TO)
# A phrase that begins with one of these is not broken by "in", "on", "by": "at the poster session in Hall C".
HOLDING = {"where", "occasion", "about"}


@dataclass
class Meeting:
    """Spans are word indices; words in none of them found no place and end up in the note."""

    people: list[Span] = field(default_factory=list)
    introducers: list[Span] = field(default_factory=list)
    introduced_by_them: bool = False
    kind: str = ""
    tenseless: bool = False
    cues: list[Span] = field(default_factory=list)
    parts: dict[str, tuple[Span, int]] = field(default_factory=dict)


def read_meeting(words: Words, start: int, end: int, dated: set[int], *, first: bool) -> Meeting:
    """Read the words start..end; `dated` are those that belong to a date or time.

    Only the first clause may name a person without a cue: later sentences often begin with a capital.
    """
    words = words[:end]
    meeting = Meeting()
    start = _thanks_to(words, start, meeting)
    tail = (
        _introduced(words, start, meeting)
        or _met(words, start, meeting)
        or (_named(words, start, meeting) if first else 0)
    )
    if tail:
        _read_tail(words, tail, dated, meeting)
    return meeting


def _thanks_to(words: Words, start: int, meeting: Meeting) -> int:
    """ "Thanks to Dr. Halloran I met ..."."""
    after = THANKS_TO.end(words, start)
    people, end = people_at(words, after, after_cue=False) if after else ([], start)
    if people:
        meeting.introducers = people
        meeting.cues.append((start, after))
    return end


def _introduced(words: Words, start: int, meeting: Meeting) -> int:
    """ "Dr. Halloran introduced me to Dr. Diaz": the index after the people, or 0."""
    for at in range(start, len(words)):
        after = INTRODUCED_ME.end(words, at)
        if not after:
            continue
        people, end = people_at(words, after, after_cue=True)
        if not people:
            return 0
        begin = _after_glue(words, start)
        givers, givers_end = people_at(words, begin, after_cue=True)
        if givers and givers_end == at:
            meeting.introducers = givers
            meeting.cues.append((start, begin))
        else:
            meeting.introduced_by_them = at > start and words[at - 1].key in cues.THEY
            meeting.cues.append((at - meeting.introduced_by_them, at))
        meeting.cues.append((at, after))
        meeting.people = people
        return end
    return 0


def _met(words: Words, start: int, meeting: Meeting) -> int:
    """ "Met X", "coffee with X": the index after the people (or after the cue if it names nobody), or 0."""
    nobody: tuple[int, int, str] | None = None
    if words[start:] and words[start].key in cues.KIND_WORDS and not MEETING.end(words, start):
        end = _met_with(words, start, meeting)
        if end:
            return end
    for at in range(start, len(words)):
        kind, after = _kind_at(words, at)
        if not after:
            continue
        people, end = people_at(words, after, after_cue=True)
        if people:
            _claim_cue(words, start, at, after, meeting)
            meeting.kind, meeting.people = kind, people
            return end
        nobody = nobody or (at, after, kind)
    if not nobody:
        return 0
    at, after, meeting.kind = nobody
    _claim_cue(words, start, at, after, meeting)
    return _apposed(words, after, meeting) or after


def _met_with(words: Words, start: int, meeting: Meeting) -> int:
    """ "Lunch tomorrow with Dana": the index after the people, or 0."""
    for at in range(start + 2, min(start + 7, len(words))):
        people, end = people_at(words, at + 1, after_cue=True) if words[at].key == "with" else ([], 0)
        if people:
            meeting.kind, meeting.tenseless = cues.KIND_WORDS[words[start].key], True
            meeting.people = people
            meeting.cues += [(start, start + 1), (at, at + 1)]
            return end
    return 0


def _apposed(words: Words, start: int, meeting: Meeting) -> int:
    """ "Met two chiefs, Abby and Luis": a list, a title or a full name after a comma. Its end, or 0."""
    for at in range(start + 1, len(words)):
        people, end = people_at(words, at, after_cue=False) if words[at - 1].stop == "," else ([], 0)
        if people and (len(people) > 1 or surely_named(words, at)):
            meeting.people = people
            return end
    return 0


def _claim_cue(words: Words, start: int, at: int, after: int, meeting: Meeting) -> None:
    begin = at
    while begin > start and words[begin - 1].key in cues.GLUE | cues.BEFORE_CUE | cues.GOOD:
        begin -= 1
    meeting.tenseless = words[at].key in cues.TENSELESS and begin == at
    meeting.cues.append((begin, after))


def _kind_at(words: Words, at: int) -> tuple[str, int]:
    if not MEETING.end(words, at):
        return "", 0
    ends = ((kind, phrases.end(words, at)) for kind, phrases in KINDS.items())
    return max(ends, key=lambda item: item[1])


def _named(words: Words, start: int, meeting: Meeting) -> int:
    """A line that begins with a name, or names someone with a title: the index after them, or 0."""
    begin = _after_glue(words, start)
    people, end = people_at(words, begin, after_cue=False)
    if people and not _looks_like_a_name(words, people, end):
        people = []
    if not people:
        titled = first_titled(words, begin, len(words))
        if titled is not None:
            people, end = people_at(words, titled, after_cue=False)
    if not people:
        people, end = _typed_small(words, begin)
    if not people:
        return 0
    meeting.cues.append((start, begin))
    meeting.people = people
    return end


def _looks_like_a_name(words: Words, people: list[Span], end: int) -> bool:
    """One capitalised word may just begin a sentence: "Buy milk", but "Okafor, CL talk"."""
    start, stop = people[0]
    if len(people) > 1 or stop - start > 1 or end >= len(words) or words[end - 1].stop:
        return True
    after = words[end]
    opening = after.text[0] in "([" or after.key in cues.PLACES | cues.OCCASIONS | cues.ABOUT | {"from"}
    return opening or after.look == "other"


def _typed_small(words: Words, begin: int) -> tuple[list[Span], int]:
    """ "okafor" alone, or "hana mori at breakfast"."""
    people, end = people_at(words, begin, after_cue=True)
    if not people or people[0][0] != begin:
        return [], begin
    alone = end == len(words) or words[end - 1].stop
    sure = alone or words[end].key in cues.AFTER_BARE_NAME
    return (people, end) if sure and people[-1][1] - people[-1][0] <= 2 else ([], begin)


def _after_glue(words: Words, at: int) -> int:
    while at < len(words) - 1 and words[at].key in cues.GLUE:
        at += 1
    return at


def _read_tail(words: Words, tail: int, dated: set[int], meeting: Meeting) -> None:
    """Cut what follows the people into phrases and give each its place."""
    name, start = "loose", tail
    for at in range(tail, len(words)):
        after_comma = at > tail and bool(words[at - 1].stop)
        edge = at in dated or (at - 1 in dated and at > tail)
        begins = _phrase_name(words, at) if at not in dated else "dated"
        held = name in HOLDING and begins == "where" and words[at].key != "at"
        told = begins == "about" and words[at - 1].key in cues.TALK
        free = begins != "loose" and not held and name != "aside"
        if edge or (after_comma and name != "about") or free or told:
            _place(words, name, start, at, meeting)
            name, start = begins, at
            if after_comma and begins == "loose":
                name = "aside"
    _place(words, name, start, len(words), meeting)


def _phrase_name(words: Words, at: int) -> str:
    key = words[at].key
    if words[at].text[0] in "([":
        return "aside"
    if key in cues.THROUGH or (key in ("by", "with") and people_at(words, at + 1, after_cue=False)[0]):
        return "by" if key != "with" else "with"
    if key == "on" and at + 1 < len(words):
        following = words[at + 1]
        place = following.key in cues.AFTER_ON | cues.KIND_WORDS.keys() or following.text[0].isdigit()
        return "where" if place else "about"
    if key in cues.PLACES:
        return "where"
    if key in cues.OCCASIONS:
        return "occasion"
    if key in cues.ABOUT:
        return "about"
    return "from" if key == "from" else "loose"


def _place(words: Words, name: str, start: int, end: int, meeting: Meeting) -> None:
    if start >= end or name == "dated":
        return
    how = words[start].key in ("over", "on", "by", "via", "through")
    if how and words[end - 1].key in cues.KIND_WORDS and end - start == 2:
        meeting.kind = cues.KIND_WORDS[words[end - 1].key]
        meeting.cues.append((start, end))
        return
    if name in ("by", "with"):
        people, _ = people_at(words, start + 1, after_cue=False)
        if people:
            (meeting.introducers if name == "by" else meeting.people).extend(people)
            meeting.cues.append((start, start + 1))
            return
    if name in ("where", "occasion", "about", "from") and name not in meeting.parts and end - start > 1:
        body = start if name == "occasion" else start + 1
        meeting.parts[name] = ((start, end), body)
