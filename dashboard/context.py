"""What the page frame shows. Lazy: a part that does not draw the frame costs no query."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from followups.models import Reminder
from interactions.models import Event
from web import clock


def shell(request: HttpRequest) -> dict[str, Any]:
    """New reminders for the title; for capture the event going on now and a key against double saving."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "new_reminders": SimpleLazyObject(lambda: Reminder.objects.owned_by(user).new().count()),
        "current_event": SimpleLazyObject(lambda: current_event(user)),
        "capture_key": SimpleLazyObject(uuid.uuid4),
    }


def current_event(user: Any) -> Event | None:
    """The event whose own calendar says it is on, the latest begun first."""
    now = clock.now()
    near = Event.objects.owned_by(user).around(now.date()).order_by("-starts_on")[:5]
    return next((event for event in near if event.is_on(now)), None)
