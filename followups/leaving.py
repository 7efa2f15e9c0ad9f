"""Whether a week's email leaves now, later, or not at all: quiet hours, nights, once a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings

from accounts.models import User
from followups.models import Digest
from followups.resting import Block, blocks_of
from followups.weeks import Nights, Slot, allowed, is_first_of_month, next_allowed
from followups.windows import local

Outcome = Digest.Outcome
# A block may be entered with any last day; the email looks no further than this.
FAR = timedelta(days=400)
# The month had its turn, also when nothing was due; a week that was lost gives its turn to the next.
HAD = (Outcome.QUEUED, Outcome.EMPTY)
LOST = (Outcome.SKIPPED, Outcome.PAUSED, Outcome.MISSED)


@dataclass(frozen=True)
class Due:
    """One resident's week whose moment has come. `waiting`: its row, when it was put off before."""

    owner_id: int
    slot: Slot
    waiting: int = 0


@dataclass(frozen=True)
class Leave:
    """The moment an email leaves; with an outcome it does not leave now."""

    at: datetime
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Calendar:
    """What decides about the emails of some residents: their blocks, and who had or lost one this month."""

    blocks: dict[int, list[Block]] = field(default_factory=dict)
    had_one: frozenset[int] = frozenset()
    lost_one: frozenset[int] = frozenset()

    def leave(self, user: User, due: Due, now: datetime) -> Leave:
        """When this week's email leaves, seen from `now`."""
        if user.digest_every == "month" and not due.waiting and self._rests(user, due.slot):
            return Leave(due.slot.moment, Outcome.RESTING)
        quiet = (user.quiet_from, user.quiet_to, self.nights(user, now))
        at = allowed(due.slot, user.zone, *quiet)
        if at is None:
            return Leave(due.slot.moment, Outcome.SKIPPED)
        if at > now:
            return Leave(at, Outcome.DEFERRED)
        # A late run must not fall into quiet hours either.
        later = next_allowed(now, user.zone, *quiet)
        if later - at >= catch_up():
            return Leave(at, Outcome.MISSED)
        return Leave(later, Outcome.DEFERRED) if later > now else Leave(at)

    def nights(self, user: User, now: datetime) -> Nights:
        far = (now + FAR).date()
        blocks = self.blocks.get(user.pk, ())
        return [(one.first, min(one.last, far)) for one in blocks if one.nights and one.first <= far]

    def is_heavy(self, user: User, now: datetime) -> bool:
        """Whether a heavy block covers the resident's today."""
        today = now.astimezone(user.zone).date()
        return any(one.heavy and one.covers(today) for one in self.blocks.get(user.pk, ()))

    def _rests(self, user: User, slot: Slot) -> bool:
        has_turn = is_first_of_month(slot, user.zone) or user.pk in self.lost_one
        return user.pk in self.had_one or not has_turn


def catch_up() -> timedelta:
    """How long after its moment an email is still worth sending."""
    return timedelta(hours=settings.DIGEST_CATCH_UP_HOURS)


def calendar(users: Iterable[User], found: Sequence[Due]) -> Calendar:
    """What decides about these weeks, in two statements."""
    people = {user.pk: user for user in users}
    return Calendar(blocks_of(people.values()), *_this_month(people, found))


def _this_month(people: dict[int, User], found: Sequence[Due]) -> tuple[frozenset[int], frozenset[int]]:
    """Monthly readers whose turn was in the month of the slot already, and who lost a week of that month."""
    begins = {
        due.owner_id: _month_of(due.slot, people[due.owner_id])
        for due in found
        if due.owner_id in people and people[due.owner_id].digest_every == "month"
    }
    if not begins:
        return frozenset(), frozenset()
    rows = Digest.objects.filter(
        owner__in=begins, outcome__in=(*HAD, *LOST), send_at__gte=min(begins.values())
    ).values_list("owner_id", "outcome", "send_at")
    here = [(owner, outcome) for owner, outcome, at in rows if at >= begins[owner]]
    had = frozenset(owner for owner, outcome in here if outcome in HAD)
    return had, frozenset(owner for owner, outcome in here if outcome in LOST)


def _month_of(slot: Slot, user: User) -> datetime:
    day: date = slot.moment.astimezone(user.zone).date()
    return local(day.replace(day=1), 0, user.zone)
