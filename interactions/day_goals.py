"""The goals of an event for its day page, counted from what the page has read already (P21)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from contacts.models import Direction
from contacts.names import words
from interactions.event_day import first_at, promises_of
from interactions.goals import Facts, Met, Progress, reached, said
from interactions.hoped import Hoped
from interactions.models import Event, Goal, Participant, Session


class Read(Facts):
    """The same facts without asking again."""

    def __init__(
        self, event: Event, people: Sequence[Participant], sessions: Iterable[Session], hoped: Iterable[Hoped]
    ) -> None:
        super().__init__(event)
        self.people, self.sessions, self.hoped = people, sessions, hoped

    @cached_property
    def met(self) -> list[Met]:
        found: dict[int, Met] = {}
        for one in reversed(self.people):
            before, contact = found.get(one.contact_id), one.contact
            about = [contact.discipline, contact.department, contact.title, *contact.tags]
            found[one.contact_id] = Met(
                one.contact_id,
                words(" ".join(about)),
                is_above=contact.direction == Direction.SENIOR,
                is_new=before.is_new if before else first_at(one) == one.interaction.at,
                good=one.interaction.meaningful or bool(before and before.good),
                promised=0,
            )
        return list(found.values())

    @cached_property
    def promised(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for one in self.people:
            found[one.contact_id] = found.get(one.contact_id, 0) + promises_of(one)
        return found

    @cached_property
    def programs(self) -> int:
        return sum(1 for one in self.hoped if one.target.program and one.target.talked_at)

    @cached_property
    def questions(self) -> int:
        return sum(one.asked_question for one in self.sessions)


def progress_of(
    event: Event, people: Sequence[Participant], sessions: Iterable[Session], hoped: Iterable[Hoped]
) -> list[Progress]:
    """How far each goal is."""
    facts = Read(event, people, sessions, hoped)
    goals = Goal.objects.filter(owner=event.owner_id, event=event)
    return [Progress(one, reached(one, facts), one.wanted, said(one)) for one in goals]
