"""Who was met at an event, with what followed, and how a day there is going (P30, P34)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from followups.models import FollowUp, Outcome
from followups.rows import Row, row
from followups.windows import Basis, local
from interactions.models import Event, Interaction, Kind, Participant, Promise, Session
from interactions.models.events import Preset

ONE_DAY = timedelta(days=1)
NOON = 12
LONG = ("search", "search_own", "search_heard", "note")


@dataclass(frozen=True)
class Met:
    """One person met: when on the wall there, what was said, and what is owed."""

    participant: Participant
    there: datetime
    day: int
    owed: Row | None
    ended: str


@dataclass(frozen=True)
class Day:
    """One day in event time: new people, conversations, follow-ups chosen; and the whole event so far."""

    on: date
    preset: str
    new: int
    conversations: int
    promised: int
    questions: int
    is_evening: bool
    new_at_event: int
    talks_at_event: int
    people: Sequence[Participant]

    @property
    def goals(self) -> tuple[int, int, int]:
        """3, 2, 1."""
        new, conversations, promised = settings.EVENT_DAY_GOALS
        return new, conversations, promised

    @property
    def is_quiet(self) -> bool:
        """One or two good conversations are all that is hoped for (P34)."""
        return self.preset == Preset.QUIET

    @property
    def whole_event(self) -> str:
        """What the preset hopes for at the whole event: “4 of 3–5 new people”."""
        if self.is_quiet:
            return f"{self.talks_at_event} of {_span(settings.EVENT_QUIET_TALKS)}"
        if self.preset == Preset.STANDARD:
            return f"{self.new_at_event} of {_span(settings.EVENT_NEW_PEOPLE)} new people"
        return ""

    @property
    def quiet_talks(self) -> str:
        """“1–2”."""
        return _span(settings.EVENT_QUIET_TALKS)

    @property
    def may_choose(self) -> bool:
        """Somebody was met, and nothing is chosen yet."""
        return bool(self.people) and self.promised == 0

    @property
    def choose_one(self) -> bool:
        """The day ends and nothing was chosen yet."""
        return self.is_evening and self.conversations > 0 and self.promised == 0


def _span(pair: tuple[int, int]) -> str:
    return f"{pair[0]}–{pair[1]}"


def span(event: Event, on: date) -> tuple[datetime, datetime]:
    """When a day begins and ends at the event, whatever the clocks do that night."""
    return local(on, 0, event.zone), local(on + ONE_DAY, 0, event.zone)


def evening_of(event: Event, now: datetime) -> date | None:
    """The day whose evening it is there: from 21:00, and past midnight until noon."""
    there = now.astimezone(event.zone)
    on = there.date() if there.hour >= settings.EVENING_HOUR else there.date() - ONE_DAY
    if NOON <= there.hour < settings.EVENING_HOUR:
        return None
    return on if event.starts_on <= on <= event.ends_on else None


def recapped(event: Event, now: datetime) -> date:
    """The day the recap tells of: yesterday until noon, then today; never one outside the event."""
    there = now.astimezone(event.zone)
    on = there.date() - ONE_DAY if there.hour < NOON else there.date()
    return max(event.starts_on, min(on, event.ends_on))


def met_at(event: Event) -> QuerySet[Participant]:
    """Everybody of the touches held at the event, the latest first."""
    held = Participant.objects.filter(
        interaction__event=event,
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
        contact__trashed_at__isnull=True,
    )
    return held.select_related("interaction", "contact").order_by("-interaction__at", "-pk")


def attended(event: Event) -> list[Participant]:
    """Everybody spoken with at the event, the latest first, in one statement.

    Each has `first`, when I first spoke with them anywhere, and `promised`, how many things I said I would
    do; `noted` says whether it has a note. A message alone is not yet a meeting.
    """
    spoke = Participant.objects.filter(
        owner=event.owner_id,
        contact=OuterRef("contact"),
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
    ).exclude(interaction__kind=Kind.EMAIL)
    first = spoke.order_by("interaction__at").values("interaction__at")[:1]
    mine = Promise.objects.filter(
        interaction=OuterRef("interaction"), contact=OuterRef("contact"), to_me=False
    )
    promised = mine.order_by().values("contact").annotate(number=Count("pk")).values("number")
    has_note = ExpressionWrapper(~Q(interaction__note=""), BooleanField())
    found = met_at(event).filter(owner=event.owner_id).exclude(interaction__kind=Kind.EMAIL)
    long = (*(f"contact__{name}" for name in LONG), "interaction__note", "interaction__questions")
    return list(
        found.annotate(first=Subquery(first), promised=Coalesce(Subquery(promised), 0), noted=has_note).defer(
            *long
        )
    )


def owed_of(event: Event, people: Iterable[Participant]) -> dict[tuple[int, int], FollowUp]:
    """The 72-hour follow-up of each conversation there, by touch and person."""
    people = list(people)
    found = FollowUp.objects.filter(
        owner=event.owner_id,
        basis=Basis.CONFERENCE,
        occurrence__in=[f"interaction:{one.interaction_id}" for one in people],
        contact__in={one.contact_id for one in people},
    ).exclude(outcome=Outcome.EXPIRED)
    return {(int(one.occurrence.split(":")[1]), one.contact_id): one for one in found}


def rows(shown: Iterable[Participant], event: Event, now: datetime) -> list[Met]:
    """What the page draws for these, with one more query."""
    shown = list(shown)
    return met_rows(shown, owed_of(event, shown), event, now)


def met_rows(
    shown: Iterable[Participant], owed: dict[tuple[int, int], FollowUp], event: Event, now: datetime
) -> list[Met]:
    """The same, for what was asked for already."""
    return [_met(one, event, owed.get((one.interaction_id, one.contact_id)), now) for one in shown]


def _met(one: Participant, event: Event, follow_up: FollowUp | None, now: datetime) -> Met:
    touch = one.interaction
    # While it is on, every time of the page is the time on the wall there.
    zone = event.zone if event.is_on(now) else event.owner.zone
    return Met(
        participant=one,
        there=touch.at.astimezone(event.zone).replace(tzinfo=None),
        day=event.day(touch.at),
        owed=row(follow_up, now, zone) if follow_up and follow_up.is_owed else None,
        ended=follow_up.get_outcome_display() if follow_up and not follow_up.is_owed else "",
    )


def day_of(
    event: Event, on: date, now: datetime, people: Sequence[Participant], sessions: Iterable[Session] = ()
) -> Day:
    """How that day went, told from everybody `attended`."""
    begins, ends = span(event, on)
    there = [one for one in people if begins <= one.interaction.at < ends]
    asked = [one for one in sessions if one.asked_question and begins <= one.starts_at < ends]
    return Day(
        on=on,
        preset=event.preset,
        new=len({one.contact_id for one in there if begins <= first_at(one)}),
        conversations=len({one.contact_id for one in there if one.interaction.meaningful}),
        promised=len({one.contact_id for one in there if promises_of(one)}),
        questions=len(asked),
        is_evening=evening_of(event, now) == on,
        new_at_event=len(
            {one.contact_id for one in people if first_at(one) >= span(event, event.starts_on)[0]}
        ),
        talks_at_event=len({one.contact_id for one in people if one.interaction.meaningful}),
        people=there,
    )


def first_at(one: Participant) -> datetime:
    """When I first spoke with them, anywhere."""
    first: datetime = one.first  # type: ignore[attr-defined]
    return first


def promises_of(one: Participant) -> int:
    """How many things I said in this conversation I would do."""
    number: int = one.promised  # type: ignore[attr-defined]
    return number


def is_noted(one: Participant) -> bool:
    """Whether anything was written down about the conversation."""
    return bool(one.interaction.takeaway or one.noted)  # type: ignore[attr-defined]
