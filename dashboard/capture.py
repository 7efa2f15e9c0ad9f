"""Quick capture: one typed line becomes people, promises, a takeaway, a place and a time.

    Met Dr. Okafor after her CL talk, send her the delirium paper by Friday

The line is cut into clauses (`clauses`), each announced by a phrase from `cues`; the clause that says
who was met is read by `spoken_meetings`, promises by `spoken_promises`, days by `spoken_dates`. Nothing
is lost: a word that finds no place in a part is in the note, and without any name the note is the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from contacts.names import Known, fold, match, parse_name
from dashboard import cues
from dashboard.clauses import Clause, read_clauses
from dashboard.reading import CurrentEvent, Part, PersonReading, Promise, Reading
from dashboard.spoken_dates import read_date, read_time
from dashboard.spoken_meetings import read_meeting
from dashboard.spoken_names import MOST_PEOPLE, Span, people_at
from dashboard.spoken_promises import read_promise
from dashboard.spoken_words import PUNCTUATION, read_words, slice_of

__all__ = ["CurrentEvent", "Part", "PersonReading", "Promise", "Reading", "read"]

FACE_TO_FACE = {"met", "coffee"}
MIDDAY = time(12)


def read(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    known: Sequence[Known],
    event: CurrentEvent | None,
    last_met_via: str,
) -> Reading:
    """Read one line as its writer meant it at `now` in their `zone`."""
    line = _Line(text, now.astimezone(zone), zone)
    for clause in read_clauses(line.words):
        line.take(clause)
    line.find_someone()
    when = line.when()
    kind = line.kind or "met"
    here = event if event and kind in FACE_TO_FACE and event.starts <= when.date() <= event.ends else None
    note_parts, glue = line.left_over()
    return Reading(
        text=text,
        people=tuple(line.person(span, known) for span in line.people),
        introduced_by=line.person(line.introducer, known) if line.introducer else None,
        takeaway=line.parts.get("about"),
        promises_by_me=tuple(line.promises["mine"]),
        promises_to_me=tuple(line.promises["theirs"]),
        when=when,
        when_parts=tuple(line.when_parts),
        kind=kind,
        meaningful=line.meaningful(),
        where=line.parts.get("where"),
        occasion=line.parts.get("occasion"),
        institution=line.parts.get("from"),
        event=here,
        met_via=here.name if here else last_met_via,
        met=line.met,
        planned=when > now,
        note="; ".join(part.text for part in note_parts) if line.people else text.strip(),
        note_parts=note_parts,
        cues=(*line.cues, *glue),
    )


class _Line:
    """The line while it is being read: each clause adds what it holds."""

    def __init__(self, text: str, now: datetime, zone: ZoneInfo) -> None:
        self.text, self.now, self.zone = text, now, zone
        self.words = read_words(text)
        self.people: list[Span] = []
        self.introducer: Span | None = None
        self.kind = ""
        self.tenseless = False
        self.met = False
        self.parts: dict[str, Part] = {}
        self.promises: dict[str, list[Promise]] = {"mine": [], "theirs": []}
        self.promised: list[Clause] = []
        self.when_parts: list[Part] = []
        self.day: date | None = None
        self.clock: time | None = None
        self.cues: list[Part] = []
        self.begun = False

    def take(self, clause: Clause) -> None:
        if clause.kind == "rest":
            self._meeting(clause)
        elif clause.kind == "take":
            self._part(
                "about", (clause.start, clause.end), clause.subject[0] if clause.subject[1] else clause.body
            )
        else:
            self._promise(clause)

    def find_someone(self) -> None:
        """A line that only promises ("email Dr. Bhatt") is about whoever the promise names."""
        for clause in self.promised:
            for at in (clause.verb_end, *range(max(clause.start, clause.subject[1]), clause.body)):
                if not self.people:
                    self.people, _ = people_at(self.words[: clause.end], at, after_cue=False)

    def person(self, span: Span, known: Sequence[Known]) -> PersonReading:
        """The person in these words; "Drs." is the title of all it precedes."""
        text = slice_of(self.text, self.words, *span)
        name = parse_name(text)
        first = self.people[0][0] if self.people else span[0]
        if first < span[0] and not name.prefix and self.words[first].key in ("drs", "profs"):
            name = parse_name(f"{self.words[first].text} {text}")
        return PersonReading(text, *self._chars(span), name, tuple(match(name, known)))

    def meaningful(self) -> bool:
        """A promise, a takeaway or a "great chat": worth a follow-up."""
        praised = any(a.key in cues.GOOD and b.key in cues.TALK for a, b in pairwise(self.words))
        return praised or "about" in self.parts or any(self.promises.values())

    def when(self) -> datetime:
        """Now, unless the line says otherwise; noon if it names another day without a time."""
        today = self.now.date()
        day = self.day or today
        if self.clock is None and day == today:
            return self.now
        moment = self._moment(day, self.clock or MIDDAY)
        if moment <= self.now or self.tenseless:
            return moment
        # Past and yet ahead: "at 23:30" typed after midnight was last evening; "met tonight" is now.
        return self.now if self.day else self._moment(day - timedelta(days=1), self.clock or MIDDAY)

    def left_over(self) -> tuple[tuple[Part, ...], list[Part]]:
        """The words in no part, as parts of the note, and the small words that only joined the others."""
        note: list[Part] = []
        glue: list[Part] = []
        covered = self._covered()
        for missing, run in groupby(range(len(self.words)), key=lambda n: not covered[n]):
            span = [*run]
            if missing:
                small = all(self._is_glue(n) for n in span)
                start, end = self._chars((span[0], span[-1] + 1))
                (glue if small else note).append(Part(self.text[start:end].strip(" ,;"), start, end))
        end = self.words[-1].end if self.words else 0
        if self.text[end:].strip():
            note.append(Part(self.text[end:].strip(), end, len(self.text)))
        return tuple(note), glue

    def _meeting(self, clause: Clause) -> None:
        first, self.begun = not self.begun, True
        dated = self._dates(clause) if first or not self.when_parts else set()
        meeting = read_meeting(self.words, clause.start, clause.end, dated, first=not self.people)
        if not meeting.people and not first:
            return
        self.tenseless = self.tenseless or meeting.tenseless
        self._forget_what_is_ahead()
        if meeting.introduced_by_them and self.people:
            meeting.introducers = self.people[:1]
        for span in meeting.people:
            self._add_person(span)
        self.introducer = self.introducer or next(iter(meeting.introducers), None)
        self.kind = self.kind or meeting.kind
        self.met = self.met or bool(meeting.people)
        self.cues += [self._spoken(span) for span in meeting.cues if span[0] < span[1]]
        for name, (span, body) in meeting.parts.items():
            self._part(name, span, body)

    def _add_person(self, span: Span) -> None:
        """Someone named twice is one person; past MOST_PEOPLE names stay in the note."""
        text = fold(slice_of(self.text, self.words, *span))
        if any(fold(slice_of(self.text, self.words, *known)) == text for known in self.people):
            self.cues.append(self._spoken(span))
        elif len(self.people) < MOST_PEOPLE:
            self.people.append(span)

    def _promise(self, clause: Clause) -> None:
        self.promised.append(clause)
        spoken = read_promise(self.text, self.words, clause, self.now.date())
        due_part = Part(self.text[slice(*spoken.due_span)], *spoken.due_span) if spoken.due else None
        self.promises[clause.kind].append(
            Promise(
                slice_of(self.text, self.words, clause.start, clause.end),
                *self._chars((clause.start, clause.end)),
                what=spoken.what,
                verb=spoken.verb,
                whom=spoken.whom,
                by=slice_of(self.text, self.words, *clause.subject),
                due=spoken.due,
                due_part=due_part,
            )
        )

    def _dates(self, clause: Clause) -> set[int]:
        """Read the day and time of a clause; the words they stand in."""
        offset, end = self._chars((clause.start, clause.end))
        text = self.text[offset:end]
        found = read_date(text, self.now.date(), past=True)
        clock = read_time(text)
        spans = [item[1] for item in (found, clock) if item]
        self.day, self.clock = (found[0] if found else None), (clock[0] if clock else None)
        self.when_parts = [Part(text[a:b], a + offset, b + offset) for a, b in spans]
        return {
            n
            for n in range(clause.start, clause.end)
            for part in self.when_parts
            if self.words[n].start < part.end and self.words[n].end > part.start
        }

    def _forget_what_is_ahead(self) -> None:
        """ "Met her, next meeting 5/26": what is past was not on a day to come; the note keeps that day."""
        if self.day and self.day > self.now.date() and not self.tenseless:
            self.day, self.clock, self.when_parts = None, None, []

    def _part(self, name: str, span: Span, body: int) -> None:
        """Keep the first of its name; what follows goes to the note."""
        text = slice_of(self.text, self.words, body, span[1])
        if text and name not in self.parts:
            self.parts[name] = Part(text, *self._chars(span))

    def _covered(self) -> list[bool]:
        """Which words stand, with all their letters, in some part."""
        held = bytearray(len(self.text))
        people = [
            self._spoken(span) for span in [*self.people, *([self.introducer] if self.introducer else [])]
        ]
        promises = [*self.promises["mine"], *self.promises["theirs"]]
        for part in [*people, *promises, *self.parts.values(), *self.when_parts, *self.cues]:
            held[part.start : part.end] = b"\x01" * (part.end - part.start)
        return [
            all(held[at] for at in range(word.start, word.end) if self.text[at] not in PUNCTUATION)
            and any(held[word.start : word.end])
            for word in self.words
        ]

    def _is_glue(self, n: int) -> bool:
        word = self.words[n]
        return word.key in cues.GLUE or all(char in PUNCTUATION for char in word.text)

    def _spoken(self, span: Span) -> Part:
        return Part(slice_of(self.text, self.words, *span), *self._chars(span))

    def _chars(self, span: Span) -> Span:
        return self.words[span[0]].start, self.words[span[1] - 1].end

    def _moment(self, day: date, clock: time) -> datetime:
        # By way of UTC, so that a time the clocks skip becomes the one they show instead.
        return datetime.combine(day, clock, self.zone).astimezone(UTC).astimezone(self.zone)
