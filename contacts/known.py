"""How a person is called, told from whatever carries the columns: a contact, or a few columns of one."""

from __future__ import annotations

from typing import Any, NamedTuple


def full_name(one: Any) -> str:
    """Prefix, given and family name: “Dr. Grace Adeyemi”."""
    return " ".join(part for part in (one.prefix, one.given_name, one.family_name) if part)


def short_name(one: Any) -> str:
    """How a letter would greet them: “Dr. Adeyemi”, or the given name without a title."""
    if one.prefix and one.family_name:
        return f"{one.prefix} {one.family_name}"
    return str(one.given_name or one.family_name)


def initials(one: Any) -> str:
    """Of the given and the family name: “GA”."""
    return "".join(part[:1] for part in (one.given_name, one.family_name) if part).upper()


def what(one: Any) -> str:
    """One short line: title or discipline, and where."""
    return " · ".join(part for part in (one.title or one.discipline, one.institution) if part)


class Known(NamedTuple):
    """The columns of a contact that a row about them shows."""

    pk: int
    prefix: str
    given_name: str
    family_name: str
    title: str
    discipline: str
    institution: str

    @property
    def full_name(self) -> str:
        return full_name(self)

    @property
    def short_name(self) -> str:
        return short_name(self)

    @property
    def what(self) -> str:
        return what(self)
