"""The plan of an event: what it is to bring, whom to meet, which sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from interactions.event_frame import frame, mine
from interactions.goals import progress, proposed, said
from interactions.hoped import hoped
from interactions.models import Event, Preset, Session, Target
from interactions.plan_lines import listed
from interactions.programme import by_day, sessions
from residents.models import resident_of
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest

PRESETS = [
    (Preset.STANDARD, "Standard", "3–5 new people in all"),
    (Preset.THREE, "3 · 2 · 1", "each day: people, talks, one follow-up"),
    (Preset.QUIET, "Quiet", "one or two good conversations"),
]


@require_GET
def event_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan, at any time."""
    return plan(request, mine(request, pk), clock.now())


def plan(request: SignedInRequest, event: Event, now: datetime) -> HttpResponse:
    """Goals, whom I hope to meet, sessions."""
    targets, programme = hoped(event, now), sessions(event)
    goals = progress(event, now, targets=[one.target for one in targets], sessions=programme)
    is_over = event.day(now) > event.days
    missing = (
        [] if is_over else proposed(event, [one.goal for one in goals], resident_of(request.user).specialty)
    )
    context = {
        **frame(event, now, "plan"),
        "is_over": is_over,
        "presets": PRESETS,
        "goals": goals,
        "proposed": [(one, said(one)) for one in missing],
        "listed": listed(targets, event, request.GET.get("reason", ""), now),
        "everybody": targets,
        "days": by_day(programme, event),
        "sessions": programme,
        "key": uuid4(),
    }
    return page_or_part(request, "interactions/event_plan.html", context)


def _number(related: Any) -> Any:
    """How many of these an event has."""
    rows = related.filter(event=OuterRef("pk")).order_by().values("event")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def with_plan(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events with how much of a plan each has: people, programs, sessions."""
    here = Q(contact__trashed_at__isnull=True)
    return events.annotate(
        planned_people=_number(Target.objects.filter(here, contact__isnull=False)),
        planned_programs=_number(Target.objects.filter(contact__isnull=True)),
        planned_sessions=_number(Session.objects.all()),
    )
