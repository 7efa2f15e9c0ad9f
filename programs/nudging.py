"""Reads what a resident may be nudged about, and keeps since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from programs import projection
from programs.models import Consent
from programs.nudges import Nudge, nudges


def told(enrollments: Sequence[int], now: datetime) -> list[Nudge]:
    """What to tell the resident of these rows, the soonest first; no statement when there are none."""
    if not enrollments:
        return []
    found = [one for shared in projection.shared(enrollments, now) for one in nudges(shared, now)]
    return sorted(found, key=lambda one: one.on)


def keep(now: datetime) -> None:
    """Since when each nudge has stood on the pages of everybody who shares; what is over is forgotten.

    Never by whether somebody looked: how active a resident is must not reach an alert.
    """
    standing = defaultdict[int, set[str]](set)
    for shared in projection.shared(None, now):
        standing[shared.enrollment_id] |= {one.kind for one in nudges(shared, now)}
    for consent in Consent.objects.order_by("pk"):
        kinds = standing[consent.enrollment_id]
        nudged = {kind: consent.nudged.get(kind, now.isoformat()) for kind in sorted(kinds)}
        if nudged != consent.nudged:
            # Whoever chose something else at this moment is looked at within the hour.
            unchanged = Consent.objects.filter(pk=consent.pk, version=consent.version)
            unchanged.update(nudged=nudged)
