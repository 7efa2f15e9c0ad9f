"""A day at an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from interactions.event_day import day_of, met_at, rows
from interactions.event_forms import InOneGoForm
from interactions.event_frame import frame, mine
from interactions.models import Event
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import paged

PAGE = 50
DAY = "interactions/event_day.html"


@require_GET
def event_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page of the day, at any time."""
    return day(request, mine(request, pk), clock.now())


def day(request: SignedInRequest, event: Event, now: datetime) -> HttpResponse:
    """How the day goes, and who was met."""
    form = InOneGoForm(None, user=request.user, event=event, now=now)
    return page_or_part(request, DAY, day_context(request, event, form, now), parts=["met"])


def day_context(request: SignedInRequest, event: Event, form: InOneGoForm, now: datetime) -> dict[str, Any]:
    """Everything the page draws."""
    pages = paged(request, met_at(event), PAGE)
    return {
        **frame(event, now, "day"),
        "form": form,
        "counted": day_of(event, now),
        "met": rows(pages["page_obj"], event, now),
        **pages,
    }
