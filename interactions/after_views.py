"""An event afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from interactions.event_day import met_at, rows
from interactions.event_forms import InOneGoForm
from interactions.event_frame import frame, mine
from interactions.models import Event
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import paged

PAGE = 50
AFTER = "interactions/event_after.html"


@require_GET
def event_after(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is left to do, at any time."""
    return after(request, mine(request, pk), clock.now())


def after(request: SignedInRequest, event: Event, now: datetime) -> HttpResponse:
    """Who was met, and what followed."""
    form = InOneGoForm(None, user=request.user, event=event, now=now)
    return page_or_part(request, AFTER, after_context(request, event, form, now), parts=["met"])


def after_context(request: SignedInRequest, event: Event, form: InOneGoForm, now: datetime) -> dict[str, Any]:
    """Everything the page draws."""
    pages = paged(request, met_at(event), PAGE)
    return {
        **frame(event, now, "after"),
        "form": form,
        "met": rows(pages["page_obj"], event, now),
        **pages,
    }
