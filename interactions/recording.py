"""The verbs of what happened: record, change, delete, restore; plan, prepare, hold.

Each is one transaction that holds the resident's row, then the rows of the people in order of
their ids: two touches of one resident never interleave, and nobody waits for anybody in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from contacts.models import Contact
from followups import backoff, planning
from followups.models import FollowUp
from followups.windows import Basis
from interactions import blocks, ending
from interactions.consequences import open_follow_ups, reconsider, settle, take_back
from interactions.models import Event, Interaction
from interactions.taking_part import PromiseMade, forget_people, introduce, join, keep_promises
from residents.models import Achievement

__all__ = [
    "CLOCK_SKEW",
    "ChangedMeanwhile",
    "PromiseMade",
    "Told",
    "change",
    "delete",
    "forget_people",
    "happened",
    "hold",
    "plan",
    "record",
    "record_each",
    "restore",
]

CLOCK_SKEW = timedelta(minutes=5)


class ChangedMeanwhile(Exception):
    """The interaction is no longer at the version the form was opened with."""


def record(
    owner: User,
    *,
    people: Sequence[Contact],
    kind: str,
    at: datetime,
    event: Event | None = None,
    takeaway: str = "",
    note: str = "",
    meaningful: bool = False,
    promises: Sequence[PromiseMade] = (),
    also_closes: Iterable[int] = (),
    introduced_by: Contact | None = None,
    minutes: int | None = None,
    topics: Sequence[str] = (),
    may_return: bool = False,
    presentation: Achievement | None = None,
    now: datetime,
) -> Interaction:
    """Log a touch: it opens what the rules say, closes what it answers, and restarts the rhythm."""
    made = Interaction(
        owner=owner,
        kind=kind,
        at=happened(at, now),
        event=event,
        takeaway=takeaway,
        note=note,
        meaningful=meaningful,
        introduced_by=introduced_by,
        minutes=minutes,
        topics=list(topics),
        also_closes=list(also_closes),
        may_return=may_return,
        presentation=presentation,
        created_at=now,
    )
    return _begin(made, people, promises, now)


@dataclass(frozen=True)
class Told:
    """One of several touches written down in one go."""

    people: Sequence[Contact]
    takeaway: str = ""
    meaningful: bool = False


def record_each(
    owner: User,
    told: Sequence[Told],
    *,
    kind: str,
    at: datetime,
    event: Event | None,
    presentation: Achievement | None = None,
    now: datetime,
) -> list[Interaction]:
    """Several touches at one time: the same as `record` for each, worked out once for everybody."""
    with transaction.atomic():
        made = [
            Interaction(
                owner=owner,
                kind=kind,
                at=happened(at, now),
                event=event,
                presentation=presentation,
                takeaway=one.takeaway,
                meaningful=one.meaningful,
                created_at=now,
            )
            for one in told
        ]
        held = _hold(Interaction(owner=owner), [contact for one in told for contact in one.people])
        for touch, one in zip(made, told, strict=True):
            _check(touch, one.people)
            touch.owner = held[0].owner
            touch.save()
            join(touch, one.people)
        _conclude(made, held, [], now)
        backoff.answered(owner.pk, now)
    return made


def plan(
    owner: User,
    people: Sequence[Contact],
    kind: str,
    at: datetime,
    *,
    event: Event | None = None,
    minutes: int | None = None,
    note: str = "",
    questions: str = "",
    promises: Sequence[PromiseMade] = (),
    now: datetime,
) -> Interaction:
    """Plan a meeting ahead: not a touch, but something to prepare for (P48, P54)."""
    status = Interaction.Status.PLANNED
    made = Interaction(
        owner=owner,
        status=status,
        kind=kind,
        at=at,
        event=event,
        minutes=minutes,
        note=note,
        questions=questions,
        created_at=now,
    )
    return _begin(made, people, promises, now)


def change(
    interaction: Interaction,
    *,
    now: datetime,
    people: Sequence[Contact] | None = None,
    promises: Sequence[PromiseMade] | None = None,
    version: int | None = None,
    **fields: Any,
) -> Interaction:
    """Edit: what the old words opened and closed is put back, what the new ones say is done."""
    with transaction.atomic():
        held = _hold(interaction, people or ())
        if version is not None and interaction.version != version:
            raise ChangedMeanwhile
        had_event, had_at = interaction.event_id, interaction.at
        loose = take_back(interaction, held)
        for name, value in fields.items():
            setattr(interaction, name, value)
        if not interaction.is_planned:
            interaction.at = happened(interaction.at, now)
        interaction.version += 1
        _check(interaction, people or list(interaction.people.all()))
        interaction.save()
        if people is not None:
            join(interaction, people)
        if promises is not None:
            keep_promises(interaction, promises)
        if had_event and interaction.event_id is None:
            lost = [one for one in loose if one.basis == Basis.CONFERENCE]
            planning.withdraw(lost, now)
            loose = [one for one in loose if one not in lost]
        _conclude([interaction], held, loose, now)
        if had_event != interaction.event_id:
            ending.again([had_event], now)
        blocks.again(interaction.owner, [had_at], now)
    return interaction


def delete(interaction: Interaction, now: datetime) -> None:
    """Into the trash for TRASH_DAYS; everything is put back as if it had not been."""
    with transaction.atomic():
        held = _hold(interaction)
        if interaction.deleted_at is None:
            loose = take_back(interaction, held)
            _mark(interaction, deleted_at=now)
            _conclude([interaction], held, loose, now)


def restore(interaction: Interaction, now: datetime) -> None:
    """Out of the trash, with all it opened and closed."""
    with transaction.atomic():
        held = _hold(interaction)
        if interaction.deleted_at is not None:
            _mark(interaction, deleted_at=None)
            _conclude([interaction], held, [], now)


def hold(interaction: Interaction, now: datetime) -> None:
    """A planned meeting took place: at its time, or now when that is still ahead."""
    with transaction.atomic():
        held = _hold(interaction)
        if interaction.is_planned and interaction.deleted_at is None:
            loose = take_back(interaction, held)
            _mark(interaction, status=Interaction.Status.HELD, at=min(interaction.at, now))
            _conclude([interaction], held, loose, now)
            backoff.answered(interaction.owner_id, now)


def happened(at: datetime, now: datetime) -> datetime:
    """When a touch happened: never later than now, a few minutes of a fast clock forgiven."""
    if at > now + CLOCK_SKEW:
        raise ValueError("That is still ahead. Plan it as a meeting instead.")
    return min(at, now)


def _begin(
    made: Interaction, people: Sequence[Contact], promises: Sequence[PromiseMade], now: datetime
) -> Interaction:
    with transaction.atomic():
        held = _hold(made, people)
        _check(made, people)
        made.save()
        join(made, people)
        keep_promises(made, promises)
        _conclude([made], held, [], now)
        if not made.is_planned:
            backoff.answered(made.owner_id, now)
    return made


def _hold(interaction: Interaction, people: Sequence[Contact] = ()) -> list[Contact]:
    """Lock, in this order: the resident, the people it had and will have; then read it again."""
    owner = User.objects.select_for_update(of=("self",), no_key=True).get(pk=interaction.owner_id)
    ids = {contact.pk for contact in people}
    if interaction.pk:
        interaction.refresh_from_db()
        ids.update(interaction.participants.values_list("contact_id", flat=True))
    interaction.owner = owner
    held = planning.lock(ids)
    if any(contact.owner_id != owner.pk for contact in held):
        raise ValueError("Somebody here belongs to somebody else.")
    for contact in held:
        contact.owner = owner
    return held


def _check(made: Interaction, people: Sequence[Contact]) -> None:
    others = [made.event, made.introduced_by, made.presentation]
    if any(one is not None and one.owner_id != made.owner_id for one in others):
        raise ValueError("The event, the introducer or the poster belongs to somebody else.")
    mine = FollowUp.objects.filter(pk__in=made.also_closes, contact__in=people)
    made.also_closes = list(mine.order_by("pk").values_list("pk", flat=True))


def _mark(interaction: Interaction, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(interaction, name, value)
    interaction.version += 1
    interaction.save(update_fields=[*fields, "version"])


def _conclude(
    interactions: Sequence[Interaction], held: Sequence[Contact], loose: Sequence[FollowUp], now: datetime
) -> None:
    """Work out what follows, for everybody held."""
    by_id = {contact.pk: contact for contact in held}
    met: set[str] = set()
    for one in interactions:
        joined = one.participants.order_by("pk").values_list("contact_id", flat=True)
        met |= open_follow_ups(one, [by_id[pk] for pk in joined], loose, now)
        introduce(one)
        if one.deleted_at is None and not one.is_planned:
            reconsider(one, held)
    for together in sorted(met):
        planning.spread(held[0].owner, together)
    settle(held)
    ending.again([one.event_id for one in interactions], now)
    blocks.again(interactions[0].owner, [one.at for one in interactions], now)
