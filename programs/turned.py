"""The roster turned round: advisors and named mentors with their residents and load. Pure.

A mentor stands here only where the resident shows that relationship by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber

from programs.alerts import Advising
from programs.asking import Wanted
from programs.rows import Mentor, Row, short

TITLES = ("dr", "prof", "professor")


class Place(NamedTuple):
    """One resident with one advisor or mentor; `named` when the resident shows this person by name."""

    row: Row
    named: Mentor | None
    assigned: bool

    @property
    def how(self) -> str:
        """`named: clinical, Feb`."""
        if not self.named:
            return ""
        words = filter(None, [self.named.roles, self.named.when(self.row.as_of, "%b")])
        return f"named: {', '.join(words)}"

    @property
    def met_with(self) -> str:
        """Whose meeting it was, where that is somebody else."""
        return "" if self.assigned else f"with {self.row.advisor_word}"


@dataclass
class Group:
    """One person and their residents; `load` counts everybody, whatever the filters hide."""

    name: str
    advisor: Advising | None = None
    places: list[Place] = field(default_factory=list)
    shown: list[Place] = field(default_factory=list)

    @property
    def assigned(self) -> int:
        return self.advisor.load if self.advisor else 0

    @property
    def named(self) -> int:
        return sum(place.named is not None for place in self.places)

    @property
    def load(self) -> int:
        return len(self.places)

    @property
    def is_over(self) -> bool:
        return self.load > settings.ALERT_ADVISOR_LOAD

    @property
    def seats(self) -> list[bool]:
        """The comfortable places, taken or free."""
        return [place < self.load for place in range(settings.ALERT_ADVISOR_LOAD)]

    @property
    def beyond(self) -> range:
        return range(max(self.load - settings.ALERT_ADVISOR_LOAD, 0))

    @property
    def words(self) -> str:
        """`advisor to six, named by one of them`."""
        more = self.load - self.assigned
        if not self.advisor:
            return f"named by {apnumber(self.load)}"
        begun = f"advisor to {apnumber(self.assigned)}" if self.assigned else "room for five"
        both = self.named - more
        if more:
            return f"{begun}, named by {apnumber(more)} more"
        return f"{begun}, named by {apnumber(both)} of them" if both else begun

    def leaving(self) -> str:
        """What may be needed before an advisor leaves."""
        if not (self.advisor and self.advisor.leaves_on):
            return ""
        day = self.advisor.leaves_on
        who = "This resident" if self.assigned == 1 else f"These {apnumber(self.assigned)}"
        wish = f" {who} may want a new advisor before then." if self.assigned else ""
        return f"Leaves on {day.day} {day:%B}.{wish}"


def groups_of(rows: Sequence[Row], advisors: Sequence[Advising]) -> list[Group]:
    """Everybody who advises or is named, heaviest load first, with all their residents."""
    groups = {advisor.pk: Group(advisor.name, advisor) for advisor in advisors}
    others: dict[str, Group] = {}
    for row in rows:
        mentors = [(_known(mentor.name, advisors), mentor) for mentor in row.named]
        by_advisor = {pk: mentor for pk, mentor in mentors if pk}
        if row.advisor_id in groups:
            place = Place(row, by_advisor.pop(row.advisor_id, None), assigned=True)
            groups[row.advisor_id].places.append(place)
        for pk, mentor in by_advisor.items():
            groups[pk].places.append(Place(row, mentor, assigned=False))
        for mentor in (mentor for pk, mentor in mentors if not pk):
            group = others.setdefault(mentor.name.casefold(), Group(mentor.name))
            group.places.append(Place(row, mentor, assigned=False))
    found = [*groups.values(), *others.values()]
    return sorted(found, key=lambda one: (-one.load, -one.assigned, one.name.casefold()))


def shown(groups: Iterable[Group], wanted: Wanted, fits: Sequence[Row]) -> list[Group]:
    """The groups asked for, each with the residents that fit, in their order."""
    order = {row.pk: number for number, row in enumerate(fits)}
    kept = []
    for group in groups:
        if wanted.who not in ("", group.name) or not _has_load(group, wanted.load):
            continue
        inside = [place for place in group.places if place.row.pk in order]
        group.shown = sorted(inside, key=lambda one: (not one.assigned, order[one.row.pk]))
        if group.shown or not wanted.filtered or wanted.who or wanted.load:
            kept.append(group)
    return kept


class Summary(NamedTuple):
    """The figures over the roster turned round."""

    advisors: int
    residents: int
    nobody: int
    over: list[Group]
    leaving: list[Group]

    @property
    def first(self) -> date | None:
        days = [one.advisor.leaves_on for one in self.leaving if one.advisor and one.advisor.leaves_on]
        return min(days, default=None)

    @property
    def over_words(self) -> str:
        if not self.over:
            return "everyone has room"
        return "; ".join(f"{short(one.name)} is carrying {apnumber(one.load)}" for one in self.over[:2])

    @property
    def leaving_words(self) -> str:
        if not self.leaving:
            return "nobody has said so"
        number = sum(one.assigned for one in self.leaving)
        names = ", ".join(short(one.name) for one in self.leaving[:2])
        return f"{names}; {apnumber(number)} may want a new advisor" if number else names


def summary(groups: Iterable[Group], rows: Sequence[Row]) -> Summary:
    """Over everybody, whatever the filters hide."""
    advisors = [group for group in groups if group.advisor]
    return Summary(
        len(advisors),
        len(rows),
        sum(row.advisor_id is None for row in rows),
        [group for group in advisors if group.is_over],
        [group for group in advisors if group.advisor and group.advisor.leaves_on],
    )


def _has_load(group: Group, load: str) -> bool:
    if load == "over":
        return group.is_over
    return group.load < settings.ALERT_ADVISOR_LOAD if load == "room" else True


def _known(name: str, advisors: Iterable[Advising]) -> int | None:
    """The advisor a mentor's name means, if exactly one fits.

    Titles and a missing first name do not tell people apart.
    """
    alike = [one.pk for one in advisors if _parts(one.name) == _parts(name)]
    if not alike:
        alike = [one.pk for one in advisors if _may_be(_parts(one.name), _parts(name))]
    return alike[0] if len(alike) == 1 else None


def _may_be(one: list[str], other: list[str]) -> bool:
    return one[-1:] == other[-1:] and (len(one) < 2 or len(other) < 2)


def _parts(name: str) -> list[str]:
    words = [word.strip(".,").casefold() for word in name.partition(",")[0].split()]
    return [word for word in words if word and word not in TITLES]
