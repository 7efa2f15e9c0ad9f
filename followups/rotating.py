"""The verbs of blocks: add, change, take out, tell anyway. What waits because of them moves along.

Each is one transaction that holds the resident's row, so two at once cannot make blocks overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from followups.resting import arrange
from residents.models import Rotation

FIELDS = ("name", "starts_on", "ends_on", "intensity", "nights", "tells_anyway")


class ChangedMeanwhile(Exception):
    """The block is no longer at the version the form was opened with."""


class Overlaps(Exception):
    """It shares a day with `other`."""

    def __init__(self, block: Rotation, other: Rotation) -> None:
        super().__init__(f"{block.starts_on} meets {other.starts_on}")
        self.block, self.other = block, other


def add(owner: User, blocks: Sequence[Rotation], now: datetime) -> None:
    """All of them, or none."""
    with transaction.atomic():
        _hold(owner)
        _check(owner, blocks)
        for block in blocks:
            block.owner, block.created_at = owner, now
        Rotation.objects.bulk_create(blocks)
        arrange(owner, now)


def change(block: Rotation, version: int, now: datetime) -> None:
    """Keep the block's fields as they are set now, when it is still at that version."""
    with transaction.atomic():
        owner = _hold(block.owner)
        current = Rotation.objects.owned_by(owner).filter(pk=block.pk, version=version)
        if not current.exists():
            raise ChangedMeanwhile
        _check(owner, [block])
        block.version, block.closed_at = version + 1, None
        block.save(update_fields=[*FIELDS, "closed_at", "version"])
        arrange(owner, now)


def tell(block: Rotation, anyway: bool, now: datetime) -> None:
    """Whether update windows and check-ins are told in this heavy block, too."""
    with transaction.atomic():
        owner = _hold(block.owner)
        block.refresh_from_db()
        if block.tells_anyway != anyway:
            block.tells_anyway, block.version = anyway, block.version + 1
            block.save(update_fields=["tells_anyway", "version"])
        arrange(owner, now)


def remove(owner: User, ids: Iterable[int], now: datetime) -> None:
    """Take blocks out of the owner's calendar."""
    with transaction.atomic():
        _hold(owner)
        Rotation.objects.owned_by(owner).filter(pk__in=list(ids)).delete()
        arrange(owner, now)


def _hold(owner: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)


def _check(owner: User, blocks: Sequence[Rotation]) -> None:
    if not blocks:
        return
    first, last = min(one.starts_on for one in blocks), max(one.ends_on for one in blocks)
    near = Rotation.objects.owned_by(owner).filter(starts_on__lte=last, ends_on__gte=first)
    there = list(near.exclude(pk__in=[one.pk for one in blocks if one.pk]))
    for block in sorted(blocks, key=lambda one: one.starts_on):
        for other in there:
            if block.starts_on <= other.ends_on and other.starts_on <= block.ends_on:
                raise Overlaps(block, other)
        there.append(block)
