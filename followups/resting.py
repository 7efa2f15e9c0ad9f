"""What waits because of a heavy block: one statement sets it, and pages and mails ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q

from accounts.models import User
from contacts.models import Contact
from followups import blocks
from followups.blocks import Block
from followups.models import FollowUp
from followups.rules import numbers
from followups.windows import WINDOWS, Window
from residents.models import Intensity, Rotation

__all__ = ["Block", "Held", "arrange", "blocks_of", "held_back"]

# The same rules as `blocks.told_at` and `blocks.late_at`, for every row at once. Runs that calm down
# only after the next one began are one run for `late`.
TOLD = """(
    SELECT r.told FROM unnest(%(begins)s::timestamptz[], %(tolds)s::timestamptz[]) AS r(begins, told)
    WHERE f.opens_at >= r.begins AND f.opens_at < r.told
)"""
PLANNED = "COALESCE(f.planned_late_at, f.late_at)"
LATE = f"""COALESCE((
    SELECT r.calm FROM unnest(%(hot)s::timestamptz[], %(calms)s::timestamptz[]) AS r(hot, calm)
    WHERE {PLANNED} >= r.hot AND {PLANNED} < r.calm
), {PLANNED})"""  # noqa: S608  joined from constants
# In the trash nothing rings, but its dates agree when it comes back.
ARRANGE = f"""
UPDATE followups_followup f SET
    told_at = {TOLD},
    late_at = {LATE},
    planned_late_at = NULLIF({PLANNED}, {LATE}),
    notice_at = CASE WHEN NOT EXISTS (
        SELECT 1 FROM contacts_contact c WHERE c.id = f.contact_id AND c.trashed_at IS NOT NULL
    ) THEN GREATEST(COALESCE(f.snoozed_until, f.opens_at), {TOLD}) END
WHERE f.owner_id = %(owner)s AND f.closed_at IS NULL AND f.basis = ANY(%(windows)s)
    AND (f.told_at IS DISTINCT FROM {TOLD} OR f.late_at IS DISTINCT FROM {LATE})
"""  # noqa: S608  joined from constants
# What rang too early for them may ring again.
UNRING = """
DELETE FROM followups_reminder r USING followups_followup f
WHERE f.id = r.follow_up_id AND f.owner_id = %(owner)s AND f.closed_at IS NULL AND f.basis = ANY(%(windows)s)
    AND (f.told_at > %(now)s OR (r.stage = 'late' AND f.late_at > %(now)s))
"""
# Whoever plans a window holds its person; having waited, the statements below see that window.
SETTLE = """
SELECT id FROM contacts_contact WHERE owner_id = %s AND cadence <> 'none' ORDER BY id FOR NO KEY UPDATE
"""


@dataclass(frozen=True)
class Held:
    """One window that waits, from when it may be welcome, the day it is told, and the block it opens in."""

    contact: Contact
    basis: str
    opens_at: datetime
    told_on: date
    block: Block | None = None


class Rested(NamedTuple):
    """A window as heavy blocks leave it: when its opening is told, when it is late, and would have been."""

    window: Window
    told_at: datetime | None = None
    planned_late_at: datetime | None = None

    @property
    def rings_from(self) -> datetime:
        return max(self.window.opens, self.told_at) if self.told_at else self.window.opens


def blocks_of(users: Iterable[User | int]) -> dict[int, list[Block]]:
    """The blocks of each of these users, by user id, in order; who has none has an empty list."""
    ids = [one.pk if isinstance(one, User) else one for one in users]
    found: defaultdict[int, list[Block]] = defaultdict(list, {pk: [] for pk in ids})
    for one in Rotation.objects.filter(owner__in=ids).order_by("starts_on"):
        found[one.owner_id].append(block_of(one))
    return found


def block_of(rotation: Rotation) -> Block:
    """A rotation as the rules know it."""
    return Block(
        first=rotation.starts_on,
        last=rotation.ends_on,
        heavy=rotation.intensity == Intensity.HEAVY,
        light=rotation.intensity == Intensity.LIGHT,
        nights=rotation.nights,
        holds=rotation.holds_back,
        name=rotation.name,
        pk=rotation.pk,
    )


def rested(owner: User, basis: str, window: Window) -> Rested:
    """The window as the owner's heavy blocks leave it."""
    if basis not in WINDOWS:
        return Rested(window)
    held = blocks.rests(blocks_of([owner])[owner.pk], owner.zone, numbers())
    late = blocks.late_at(basis, window.late, held)
    told = blocks.told_at(basis, window.opens, held)
    return Rested(replace(window, late=late), told, window.late if late != window.late else None)


def arrange(owner: User, now: datetime) -> None:
    """Make every open window of the owner agree with the blocks there are now. Twice is harmless."""
    held = blocks.rests(blocks_of([owner])[owner.pk], owner.zone, numbers())
    hot = blocks.without_gaps(held)
    values: dict[str, Any] = {
        "owner": owner.pk,
        "now": now,
        "windows": [str(basis) for basis in WINDOWS],
        "begins": [rest.begins for rest in held],
        "tolds": [rest.told for rest in held],
        "hot": [begins for begins, _ in hot],
        "calms": [calm for _, calm in hot],
    }
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [owner.pk])
        cursor.execute(ARRANGE, values)
        cursor.execute(UNRING, values)


def held_back(user: User, now: datetime) -> list[Held]:
    """What waits, also what will open in a block ahead; the soonest told first."""
    rows = FollowUp.objects.owned_by(user).owed().with_person().filter(told_at__gt=now)
    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=F("told_at"))
    known = blocks_of([user])[user.pk]
    found = []
    for one in rows.filter(awake).order_by("told_at", "opens_at", "pk"):
        opens = one.opens_at.astimezone(user.zone).date()
        block = next((block for block in known if block.holds and block.covers(opens)), None)
        told_on = one.told_at.astimezone(user.zone).date()  # type: ignore[union-attr]
        found.append(Held(one.contact, one.basis, one.opens_at, told_on, block))
    return found
