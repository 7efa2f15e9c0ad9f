"""Reads what a resident may be nudged about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from programs import projection
from programs.nudges import Nudge, nudges


def told(enrollments: Sequence[int], now: datetime) -> list[Nudge]:
    """What to tell the resident of these rows, the soonest first; no statement when there are none."""
    if not enrollments:
        return []
    found = [one for shared in projection.shared(enrollments, now) for one in nudges(shared, now)]
    return sorted(found, key=lambda one: one.on)
