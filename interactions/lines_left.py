"""Pasted lines that could not be read wait in the session, event by event, until they are read or dropped."""

from __future__ import annotations

from typing import Any

from interactions.models import Event
from web.http import SignedInRequest

KEY = "sessions_left"
MOST_EVENTS = 5


def of(request: SignedInRequest, event: Event) -> dict[str, str]:
    """`lines`, and the `day` chosen for those without one; {} when nothing waits."""
    found: dict[str, str] = _all(request).get(str(event.pk), {})
    return found


def keep(request: SignedInRequest, event: Event, lines: str, day: str = "") -> None:
    """In place of what waited for this event; no lines, nothing waits."""
    waiting = _all(request)
    waiting.pop(str(event.pk), None)
    if lines:
        waiting[str(event.pk)] = {"lines": lines, "day": day}
    request.session[KEY] = dict(list(waiting.items())[-MOST_EVENTS:])


def _all(request: SignedInRequest) -> dict[str, Any]:
    return dict(request.session.get(KEY) or {})
