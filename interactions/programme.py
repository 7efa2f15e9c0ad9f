"""The sessions of an event, in its own time (P22)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from interactions.models import Event, Session


def sessions(event: Event) -> list[Session]:
    """All of them, by time."""
    mine = Session.objects.filter(owner=event.owner_id, event=event)
    return list(mine.select_related("presentation").order_by("starts_at", "pk"))


def next_up(sessions: Iterable[Session], now: datetime) -> Session | None:
    """The first that has not begun; how near it must be to be shown is the page's affair."""
    ahead = (one for one in sessions if one.starts_at >= now)
    return min(ahead, key=lambda one: (one.starts_at, one.pk), default=None)
