"""What the page frame shows. Lazy: a part that does not draw the frame costs no query."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from dashboard.trouble import trouble
from followups.models import Reminder
from interactions.models import Event
from web import clock

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Written out (ADR 0011): every page with a frame asks this, and working it out anew cost more than asking.
NEAR = """
SELECT * FROM interactions_event WHERE owner_id = %s AND starts_on <= %s AND ends_on >= %s
ORDER BY starts_on DESC, id LIMIT 10
"""


def shell(request: HttpRequest) -> dict[str, Any]:
    """New reminders for the title; for capture the event on now and a key; what troubles."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "new_reminders": SimpleLazyObject(lambda: Reminder.objects.owned_by(user).new().shown().items()),
        "current_event": SimpleLazyObject(lambda: current_event(user)),
        "capture_key": SimpleLazyObject(uuid.uuid4),
        "trouble": SimpleLazyObject(lambda: trouble(user, clock.now())),
    }


def current_event(user: Any) -> Event | None:
    """The event whose own calendar says it is on, the latest begun first."""
    return next((event for event in near_events(user) if event.is_on(clock.now())), None)


def near_events(user: Any) -> list[Event]:
    """Events on now or beginning within a week, the latest begun first; asked for once a request."""
    if not hasattr(user, "near_events"):
        today = clock.now().date()
        user.near_events = list(Event.objects.raw(NEAR, [user.pk, today + WEEK, today - DAY]))
    events: list[Event] = user.near_events
    return events
