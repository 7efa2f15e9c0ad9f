"""People of a resident as their own pages show them for sharing, and which of them the advisor is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from programs.rows import SEAT_NAMES

TITLES = {"dr", "prof", "professor", "doctor", "md", "do", "phd", "mph", "mr", "ms", "mrs", "mx"}


class Relationship(NamedTuple):
    """One person as the switches show them. `tag` or `supports` keeps them out whatever is switched."""

    contact_id: int
    name: str
    institution: str
    roles: list[str]
    counted: bool
    named: bool
    is_home: bool
    tag: str | None
    supports: bool

    @property
    def role_words(self) -> str:
        *others, last = [SEAT_NAMES[role] for role in self.roles]
        return f"{', '.join(others)} and {last}" if others else last

    @property
    def stays_out(self) -> bool:
        return self.supports or self.tag is not None


class Present(NamedTuple):
    """Somebody who was at a meeting, as far as telling the advisor among them needs."""

    contact_id: int
    name: str
    given_name: str
    family_name: str
    advisor_id: int | None
    assigned: bool
    emails: list[str]


def is_advisor(person: Present, advisor_id: int, name: str, email: str) -> bool:
    """Whether names, addresses or the resident's own word say that this person is the advisor."""
    if person.advisor_id == advisor_id:
        return True
    if email and email.casefold() in {one.casefold() for one in person.emails}:
        return True
    theirs, own = _words(name), _words(f"{person.given_name} {person.family_name}")
    if not theirs or not own or theirs[-1] != own[-1]:
        return False
    return len(theirs) == 1 or len(own) == 1 or theirs[0] == own[0]


def advisor_among(people: Iterable[Present], advisor_id: int, name: str, email: str) -> Present | None:
    """The one person of these who is the advisor; None when nobody is, or more than one could be."""
    people = list(people)
    said = [one for one in people if one.advisor_id == advisor_id]
    found = said or [one for one in people if is_advisor(one, advisor_id, name, email)]
    return found[0] if len(found) == 1 else None


def last_name(name: str) -> str:
    """“halloran” of “Dr. Thomas Halloran, MD”; "" when there is none."""
    words = _words(name)
    return words[-1] if words else ""


def _words(name: str) -> list[str]:
    """“Dr. Thomas Halloran, MD” as thomas, halloran."""
    words = [word.strip(".,").casefold() for word in name.replace(",", " ").split()]
    return [word for word in words if word and word.replace(".", "") not in TITLES]
