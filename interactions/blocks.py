"""A block of the rotation calendar is over: whoever I worked with there may be thanked (P60).

A block says where I was, not with whom. What counts is rounds or teaching in its days that belong to no
event, whoever I met by way of it, and whoever I met for the first time in its days when nothing says where;
a coffee with a mentor in those weeks does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from followups.windows import local
from interactions import thanking
from interactions.models import Interaction, Kind, Participant
from residents.models import Rotation

# Residents whose blocks are closed in one transaction.
CHUNK = 50
ONE_DAY = timedelta(days=1)


def close_over(now: datetime) -> int:
    """Close every block whose last day is over where its resident lives; returns how many."""
    total = after = 0
    while True:
        with transaction.atomic():
            owners = {one.pk: one for one in _owners(now, after)}
            total += _close(owners, now) if owners else 0
        if len(owners) < CHUNK:
            return total
        after = max(owners)


def again(owner: User, moments: Iterable[datetime], now: datetime) -> None:
    """A touch of then was logged, changed or taken back: closed blocks agree with it.

    Runs in the caller's transaction, which holds the resident.
    """
    today = now.astimezone(owner.zone).date()
    days = [day for at in moments if (day := at.astimezone(owner.zone).date()) < today]
    if not days:
        return
    closed = Rotation.objects.filter(owner=owner, closed_at__isnull=False, starts_on__lte=max(days))
    for block in closed.filter(ends_on__gte=min(days)).order_by("pk"):
        if any(block.starts_on <= day <= block.ends_on for day in days):
            _thank(block, owner, now)


def occurrence(block: Rotation) -> str:
    """The name of a thank-you for a block: blocks share no day, so its first day tells it from others."""
    return f"block:{block.starts_on.isoformat()}"


def _ending(now: datetime) -> Q:
    # Nowhere on earth is it further than fourteen hours ahead; the resident's own zone decides.
    return Q(closed_at__isnull=True, ends_on__lte=now.astimezone(UTC).date())


def _owners(now: datetime, after: int) -> Iterable[User]:
    ending = Rotation.objects.filter(_ending(now), owner=OuterRef("pk"))
    found = User.objects.filter(Exists(ending), pk__gt=after).order_by("pk")
    return found.select_for_update(of=("self",), no_key=True, skip_locked=True)[:CHUNK]


def _close(owners: Mapping[int, User], now: datetime) -> int:
    done = []
    for block in Rotation.objects.filter(_ending(now), owner__in=owners).order_by("pk"):
        owner = owners[block.owner_id]
        if now >= _over(block, owner):
            _thank(block, owner, now)
            done.append(block.pk)
    return Rotation.objects.filter(pk__in=done).update(closed_at=now) if done else 0


def _over(block: Rotation, owner: User) -> datetime:
    return local(block.ends_on + ONE_DAY, 0, owner.zone)


def _thank(block: Rotation, owner: User, now: datetime) -> None:
    over = _over(block, owner)
    thanking.propose(owner, occurrence(block), block.name, _worked_with(block, owner, over), over, now)


def _worked_with(block: Rotation, owner: User, over: datetime) -> list[int]:
    """Everybody there, whom I met most often first."""
    days = (block.starts_on, block.ends_on)
    new_here = Q(interaction__kind=Kind.MET, contact__met_via="", contact__met_on__range=days)
    there = Q(interaction__kind=Kind.ROUNDS) | Q(contact__met_via__iexact=block.name) | new_here
    held = Participant.objects.filter(
        there,
        owner=owner,
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
        interaction__event__isnull=True,
        interaction__at__gte=local(block.starts_on, 0, owner.zone),
        interaction__at__lt=over,
    ).exclude(interaction__kind=Kind.EMAIL)
    counted = held.values("contact").annotate(times=Count("pk")).order_by("-times", "contact")
    return list(counted.values_list("contact", flat=True))
