"""What one captured line was read as; every part keeps the characters it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contacts.names import Known, Name
from contacts.standing import title_in

MOST_TITLE = 120


@dataclass(frozen=True)
class Part:
    """A piece of the line: what it says, and the characters it was read from."""

    text: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class PersonReading(Part):
    """Someone named in the line, and the known people it may be."""

    name: Name
    matches: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Promise(Part):
    """ "{verb} {what}" reads as a phrase ("send the slides"); `by` names who promised, if not the one met."""

    what: str
    verb: str
    whom: str
    by: str
    due: date | None
    due_part: Part | None


@dataclass(frozen=True)
class CurrentEvent:
    """The event the resident is at, on its own first and last day."""

    id: int
    name: str
    starts: date
    ends: date


@dataclass(frozen=True)
class Reading:
    """Everything one line was read as. `cues` are the words that only told what the others mean."""

    text: str
    people: tuple[PersonReading, ...]
    introduced_by: PersonReading | None
    takeaway: Part | None
    promises_by_me: tuple[Promise, ...]
    promises_to_me: tuple[Promise, ...]
    when: datetime
    when_parts: tuple[Part, ...]
    kind: str
    meaningful: bool
    where: Part | None
    occasion: Part | None
    institution: Part | None
    event: CurrentEvent | None
    met_via: str
    met: bool
    planned: bool
    note: str
    note_parts: tuple[Part, ...]
    cues: tuple[Part, ...]

    @property
    def title(self) -> Part | None:
        """What the only person named is, in words right beside the name: “PGY-4”."""
        if len(self.people) != 1:
            return None
        who = self.people[0]
        for part in self.note_parts:
            ends = sorted((part.start, part.end, who.start, who.end))
            beside = not self.text[ends[1] : ends[2]].strip(" ,;:–-")
            if beside and 0 < len(title_in(part.text)) <= MOST_TITLE:
                return part
        return None

    @property
    def setting(self) -> str:
        """Where and on what occasion, as typed: "after her CL talk, at breakfast"."""
        found = sorted((part for part in (self.where, self.occasion) if part), key=lambda part: part.start)
        return ", ".join(self.text[part.start : part.end].strip(" .,;:!?") for part in found)

    @property
    def parts(self) -> list[Part]:
        """What was understood, in the order it was typed."""
        single = [self.introduced_by, self.takeaway, self.where, self.occasion, self.institution]
        found = [*self.people, *self.promises_by_me, *self.promises_to_me, *self.when_parts]
        return sorted({*found, *(part for part in single if part)}, key=lambda part: (part.start, part.end))
