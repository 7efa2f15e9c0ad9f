"""What the three pages of an event share: whose it is, which day it is there, which tab is open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404

from interactions.models import Event
from web.http import SignedInRequest


def mine(request: SignedInRequest, pk: int) -> Event:
    """The user's event, or 404."""
    return get_object_or_404(Event.objects.owned_by(request.user).select_related("owner"), pk=pk)


def tab_of(event: Event, now: datetime) -> str:
    """Plan before the event, the day while it is on, after it afterwards."""
    day = event.day(now)
    return "plan" if day < 1 else "day" if day <= event.days else "after"


def frame(event: Event, now: datetime, tab: str) -> dict[str, Any]:
    """What templates/interactions/event_frame.html draws."""
    return {
        "event": event,
        "now": now,
        "tab": tab,
        "there": now.astimezone(event.zone).replace(tzinfo=None),
        "day": event.day(now),
        "is_on": event.is_on(now),
        "at": "events",
    }
