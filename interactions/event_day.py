"""Who was met at an event, with what followed, and how the day there is going (P30)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet

from followups.models import FollowUp, Outcome
from followups.rows import Row, row
from followups.windows import Basis, local
from interactions.models import Event, Interaction, Participant, Promise

GOALS = (3, 2, 1)
EVENING = 21


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
    """Three new people, two conversations, one follow-up chosen."""

    new: int
    conversations: int
    promised: int
    is_evening: bool

    @property
    def choose_one(self) -> bool:
        """The day ends and nothing was chosen yet."""
        return self.is_evening and self.conversations > 0 and self.promised == 0


def met_at(event: Event) -> QuerySet[Participant]:
    """Everybody of the touches held at the event, the latest first."""
    held = Participant.objects.filter(
        interaction__event=event,
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
        contact__trashed_at__isnull=True,
    )
    return held.select_related("interaction", "contact").order_by("-interaction__at", "-pk")


def rows(shown: Iterable[Participant], event: Event, now: datetime) -> list[Met]:
    """What the page draws for these, with one more query."""
    shown = list(shown)
    owed: dict[str, FollowUp] = {}
    wanted = [f"interaction:{one.interaction_id}" for one in shown]
    found = FollowUp.objects.filter(
        owner=event.owner_id,
        basis=Basis.CONFERENCE,
        occurrence__in=wanted,
        contact__in=[one.contact_id for one in shown],
    ).exclude(outcome=Outcome.EXPIRED)
    for follow_up in found:
        owed[f"{follow_up.occurrence}:{follow_up.contact_id}"] = follow_up
    return [_met(one, event, owed, now) for one in shown]


def _met(one: Participant, event: Event, owed: dict[str, FollowUp], now: datetime) -> Met:
    touch = one.interaction
    follow_up = owed.get(f"interaction:{touch.pk}:{one.contact_id}")
    return Met(
        participant=one,
        there=touch.at.astimezone(event.zone).replace(tzinfo=None),
        day=event.day(touch.at),
        owed=row(follow_up, now, event.owner.zone) if follow_up and follow_up.is_owed else None,
        ended=follow_up.get_outcome_display() if follow_up and not follow_up.is_owed else "",
    )


def day_of(event: Event, now: datetime) -> Day | None:
    """The counts of today in event time, while the event is on."""
    if not event.is_on(now):
        return None
    there = now.astimezone(event.zone)
    begins = local(there.date(), 0, event.zone)
    ends = local(there.date() + timedelta(days=1), 0, event.zone)
    today = met_at(event).filter(interaction__at__gte=begins, interaction__at__lt=ends)
    held = Q(contact__interactions__status="held", contact__interactions__deleted_at__isnull=True)
    seen = list(
        today.order_by()
        .annotate(first=Min("contact__interactions__at", filter=held))
        .values_list("contact_id", "interaction__meaningful", "first", "interaction_id")
    )
    promised = Promise.objects.filter(interaction__in=[one[3] for one in seen], to_me=False)
    return Day(
        new=len({contact for contact, _, first, _ in seen if first and first >= begins}),
        conversations=len({contact for contact, good, _, _ in seen if good}),
        promised=promised.count() if seen else 0,
        is_evening=there.hour >= EVENING,
    )
