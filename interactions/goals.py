"""How far the goals of an event are, counted from what is logged there (P21)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Min, Q

from contacts.names import words
from interactions.models import (
    Event,
    Goal,
    Interaction,
    Kind,
    Participant,
    Preset,
    Promise,
    Session,
    Target,
)

# Short words such as “CL” are meant whole; longer ones also begin a word: “geriatric”, geriatrics.
WHOLE = 4
# What is counted by people can be narrowed to some of them.
OF_PEOPLE = (Goal.Measure.NEW, Goal.Measure.TALKS, Goal.Measure.MENTORS, Goal.Measure.FOLLOW_UPS)


@dataclass(frozen=True)
class Progress:
    """One goal and how far it is; `words` say what is counted."""

    goal: Goal
    reached: int
    wanted: int
    words: str

    @property
    def is_reached(self) -> bool:
        return self.reached >= self.wanted


@dataclass(frozen=True)
class Met:
    """One person spoken with at the event, as far as goals ask."""

    contact: int
    words: Sequence[str]
    is_above: bool
    is_new: bool
    good: bool
    promised: int


class Facts:
    """What was logged at an event. Each kind of fact is one statement, read only when a goal asks."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @cached_property
    def met(self) -> list[Met]:
        """Everybody spoken with there; a message alone is not yet a meeting."""
        spoke = Q(contact__participations__interaction__status=Interaction.Status.HELD) & Q(
            contact__participations__interaction__deleted_at__isnull=True
        )
        spoke &= ~Q(contact__participations__interaction__kind=Kind.EMAIL)
        rows = (
            Participant.objects.filter(
                owner=self.event.owner_id,
                interaction__event=self.event,
                interaction__status=Interaction.Status.HELD,
                interaction__deleted_at__isnull=True,
                contact__trashed_at__isnull=True,
            )
            .exclude(interaction__kind=Kind.EMAIL)
            .annotate(first=Min("contact__participations__interaction__at", filter=spoke))
            .order_by("contact_id", "interaction__at")
            .values_list(
                "contact_id", "interaction__at", "interaction__meaningful", "first", "contact__direction",
                "contact__discipline", "contact__department", "contact__title", "contact__tags",
            )
        )  # fmt: skip
        found: dict[int, Met] = {}
        for contact, at, good, first, direction, discipline, department, title, tags in rows:
            before = found.get(contact)
            found[contact] = Met(
                contact,
                words(" ".join([discipline, department, title, *tags])),
                is_above=direction == "senior",
                is_new=before.is_new if before else first == at,
                good=good or bool(before and before.good),
                promised=0,
            )
        return list(found.values())

    @cached_property
    def promised(self) -> dict[int, int]:
        """What I promised there, by person."""
        mine = Promise.objects.filter(
            owner=self.event.owner_id,
            interaction__event=self.event,
            interaction__status=Interaction.Status.HELD,
            interaction__deleted_at__isnull=True,
            to_me=False,
            contact__trashed_at__isnull=True,
        )
        return dict(mine.values_list("contact").annotate(Count("pk")))

    @cached_property
    def programs(self) -> int:
        """Programs I ticked as talked to; they have no touches of their own."""
        ticked = Target.objects.filter(owner=self.event.owner_id, event=self.event, talked_at__isnull=False)
        return ticked.exclude(program="").count()

    @cached_property
    def questions(self) -> int:
        """Sessions in which I asked a question (P28)."""
        return Session.objects.filter(
            owner=self.event.owner_id, event=self.event, asked_question=True
        ).count()


def progress(
    event: Event,
    now: datetime,
    *,
    targets: Iterable[Target] | None = None,
    sessions: Iterable[Session] | None = None,
) -> list[Progress]:
    """The goals of the event, in the order they were set.

    A page that has read the targets and the sessions gives them, and they are not asked for again.
    """
    facts = Facts(event)
    if targets is not None:
        facts.programs = sum(1 for one in targets if one.program and one.talked_at)
    if sessions is not None:
        facts.questions = sum(1 for one in sessions if one.asked_question)
    goals = Goal.objects.filter(owner=event.owner_id, event=event)
    return [Progress(one, reached(one, facts), one.wanted, said(one)) for one in goals]


def reached(goal: Goal, facts: Facts) -> int:
    """How far one goal is."""
    measure = Goal.Measure(goal.measure)
    if measure is Goal.Measure.OWN:
        return goal.reached
    if measure is Goal.Measure.PROGRAMS:
        return facts.programs
    if measure is Goal.Measure.QUESTIONS:
        return facts.questions
    among = [one for one in facts.met if holds(one.words, goal.among)]
    if measure is Goal.Measure.FOLLOW_UPS:
        return sum(facts.promised.values()) if not goal.among else _sum(facts.promised, among)
    return len([one for one in among if _counts(measure, one)])


def said(goal: Goal) -> str:
    """What a goal counts, in words: “people above me in addiction”."""
    if goal.words:
        return goal.words
    return f"{goal.get_measure_display()}{f' in {goal.among}' if goal.among else ''}"


def holds(found: Iterable[str], among: str) -> bool:
    """Every word of `among` is one of these, or begins one when it is long enough to."""
    found = set(found)
    return all(
        word in found or (len(word) >= WHOLE and any(one.startswith(word) for one in found))
        for word in words(among)
    )


def _counts(measure: Goal.Measure, one: Met) -> bool:
    if measure is Goal.Measure.NEW:
        return one.is_new
    if measure is Goal.Measure.TALKS:
        return one.good
    return one.is_above


def _sum(promised: dict[int, int], people: Iterable[Met]) -> int:
    return sum(promised.get(one.contact, 0) for one in people)


def proposed(event: Event, there: Iterable[Goal], field: str = "") -> list[Goal]:
    """What the preset of the event proposes, and two mentors of the resident's field, as far as missing."""
    few, quiet, (new, talks, follow_ups) = (
        settings.EVENT_NEW_PEOPLE[0],
        settings.EVENT_QUIET_TALKS[0],
        settings.EVENT_DAY_GOALS,
    )
    measure = Goal.Measure
    by_preset: dict[str, list[tuple[Goal.Measure, int]]] = {
        Preset.STANDARD: [(measure.NEW, few)],
        Preset.THREE: [
            (measure.NEW, new * event.days),
            (measure.TALKS, talks * event.days),
            (measure.FOLLOW_UPS, follow_ups * event.days),
        ],
        Preset.QUIET: [(measure.TALKS, quiet)],
    }
    made = [
        Goal(owner_id=event.owner_id, event=event, measure=what, wanted=min(many, 99))
        for what, many in by_preset[Preset(event.preset)]
    ]
    if field and event.preset != Preset.QUIET:
        made.append(
            Goal(owner_id=event.owner_id, event=event, measure=measure.MENTORS, wanted=2, among=field[:80])
        )
    known = {one.measure for one in there}
    return [one for one in made if one.measure not in known]
