"""When to propose a meeting: on lighter rotations (P46)."""

from __future__ import annotations

from datetime import datetime, time
from typing import NamedTuple

from accounts.models import User
from followups.blocks import first_day_to_meet
from followups.resting import blocks_of
from followups.rules import numbers

MIDDAY = time(12, 15)


class Proposal(NamedTuple):
    """A time on the resident's clock, and why it is that one."""

    at: datetime
    why: str


def proposal(user: User, now: datetime) -> Proposal | None:
    """The first good day, at midday; None when no block has a say and any day is as good."""
    today = now.astimezone(user.zone).date()
    day, block = first_day_to_meet(today, blocks_of([user])[user.pk], numbers())
    if block is None:
        return None
    if block.light:
        why = f"Proposed in {block.name}, which is light until {block.last.day} {block.last:%B}."
    else:
        why = f"Proposed after {block.name}, which is heavy until {block.last.day} {block.last:%B}."
    return Proposal(datetime.combine(day, MIDDAY), why)  # a wall clock's, as the form's
