"""The plan of an event: what it is to bring, whom to meet, which sessions."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from interactions.event_frame import frame, mine
from interactions.goals import progress
from interactions.hoped import hoped
from interactions.models import Event
from interactions.programme import sessions
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest


@require_GET
def event_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan, at any time."""
    return plan(request, mine(request, pk), clock.now())


def plan(request: SignedInRequest, event: Event, now: datetime) -> HttpResponse:
    """Goals, targets and sessions."""
    context = {
        **frame(event, now, "plan"),
        "goals": progress(event, now),
        "hoped": hoped(event, now),
        "sessions": sessions(event),
    }
    return page_or_part(request, "interactions/event_plan.html", context)
