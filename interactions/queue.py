"""What an event left to do: the 72-hour queue, and who is to be told (P36, P38)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from followups.models import FollowUp, Outcome
from followups.rows import Row, row
from followups.rules import numbers
from followups.windows import Basis
from interactions.ending import occurrence
from interactions.models import Event
from web.phrases import count, weekday_date


class Owed(NamedTuple):
    """The columns of a follow-up that its place in the queue depends on."""

    pk: int
    basis: str
    weight: int
    starts_at: datetime
    opens_at: datetime
    due_at: datetime
    snoozed_until: datetime | None
    closed_at: datetime | None
    outcome: str

    def waits_until(self, now: datetime) -> datetime | None:
        """When it comes, where that is still ahead."""
        begins = max(self.snoozed_until or self.opens_at, self.opens_at)
        return begins if begins > now else None


@dataclass(frozen=True)
class Group:
    """Rows under one heading: what can be written now, or what waits for a day."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Queue:
    """Everything the event opened, in the order to go through it."""

    order: Sequence[Owed]
    tell: Sequence[int]
    written: int
    now: datetime
    zone: ZoneInfo

    @property
    def open(self) -> int:
        return sum(one.waits_until(self.now) is None for one in self.order)

    @property
    def words(self) -> str:
        """“5 to write to now. The other 7 wait until Tuesday 26 May, at most five a day.”"""
        days = [at for one in self.order if (at := one.waits_until(self.now))]
        parts = [f"{self.open} to write to now."] if self.open else []
        if days:
            first, last = (weekday_date(at, self.now, self.zone) for at in (min(days), max(days)))
            span = f"until {first}" if first == last else f"from {first} to {last}"
            who = "The rest" if self.open else count(len(days), "note")
            verb = "wait" if self.open or len(days) > 1 else "waits"
            parts.append(f"{who} {verb} {span}, at most {numbers().conference_a_day} a day.")
        return " ".join(parts)


def queue(event: Event, now: datetime) -> Queue:
    """The follow-ups of everybody met there, in one statement."""
    found = FollowUp.objects.filter(
        Q(basis=Basis.CONFERENCE, together=occurrence(event))
        | Q(basis=Basis.CLOSE_LOOP, occurrence=occurrence(event)),
        owner=event.owner_id,
        contact__trashed_at__isnull=True,
    ).exclude(outcome=Outcome.EXPIRED)
    every = [Owed(*one) for one in found.order_by("pk").values_list(*Owed._fields)]
    notes = [one for one in every if one.basis == Basis.CONFERENCE]
    zone = event.owner.zone
    owed = [one for one in notes if one.closed_at is None]
    return Queue(
        order=sorted(owed, key=lambda one: _place(one, now, zone)),
        tell=[one.pk for one in every if one.basis == Basis.CLOSE_LOOP and one.closed_at is None],
        written=sum(one.outcome == Outcome.DONE for one in notes),
        now=now,
        zone=zone,
    )


def _place(one: Owed, now: datetime, zone: ZoneInfo) -> tuple[date, int, datetime, int]:
    """What can be written now comes before what waits for its day; the weightiest of each first."""
    waits = one.waits_until(now)
    day = waits.astimezone(zone).date() if waits else date.min
    return day, -one.weight, one.due_at, one.pk


def rows(follow_ups: Iterable[FollowUp], wanted: Sequence[int], now: datetime, zone: ZoneInfo) -> list[Row]:
    """The rows of these ids, in their order."""
    by_id = {one.pk: one for one in follow_ups}
    return [row(by_id[pk], now, zone) for pk in wanted if pk in by_id]


def groups(shown: Sequence[Owed], drawn: Sequence[Row], now: datetime, zone: ZoneInfo) -> list[Group]:
    """One page of the queue under its headings."""
    by_id = {one.id: one for one in drawn}

    def title(one: Owed) -> str:
        waits = one.waits_until(now)
        return f"Waits until {weekday_date(waits, now, zone)}" if waits else ""

    return [
        Group(words, [by_id[one.pk] for one in those if one.pk in by_id])
        for words, those in groupby(shown, key=title)
    ]
