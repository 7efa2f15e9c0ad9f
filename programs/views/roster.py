"""The roster by resident and turned round, and who looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from programs import alerts, new_year, turned
from programs.access import staff_of_program
from programs.asking import BY_MENTOR, BY_RESIDENT, SHORT_ENOUGH, Facets, Wanted
from programs.audit import EXPORTS, looked, names_of
from programs.halves import half_of
from programs.models import AuditEvent, Program, Staff
from programs.names import names_only
from programs.roster import advisors_of, rows_of
from programs.rows import LOOKING_FOR, Row
from programs.tiles import tiles
from web import clock
from web.htmx import page_or_part, target
from web.http import SignedInRequest
from web.paging import paged

EVENTS_A_PAGE = 50
ROWS_A_PAGE = 100


@require_GET
@staff_of_program
def roster(request: SignedInRequest, program: Program) -> HttpResponse:
    """Residents, one a row."""
    now = clock.now()
    rows, advisors = rows_of(program, now, request.user), advisors_of(program, now, request.user)
    facets = Facets.of(rows, advisors)
    wanted = Wanted.read(request.GET, facets)
    looked(program, request.user, now, rows)
    fits = wanted.of(rows)
    context = frame(request, program, rows, now) | _asked(facets, wanted, BY_RESIDENT)
    context |= paged(request, fits, ROWS_A_PAGE) | {"fits": len(fits), "view": "roster"}
    context["alerts"] = alerts.open_ones(rows, advisors, program, now)
    return page_or_part(request, "programs/roster.html", context, parts=["roster"])


@require_GET
@staff_of_program
def roster_by_advisor(request: SignedInRequest, program: Program) -> HttpResponse:
    """Advisors and named mentors with their residents and load."""
    now = clock.now()
    rows, advisors = rows_of(program, now, request.user), advisors_of(program, now, request.user)
    groups = turned.groups_of(rows, advisors)
    facets = Facets.of(rows, advisors, people=[group.name for group in groups])
    wanted = Wanted.read(request.GET, facets)
    looked(program, request.user, now, rows)
    fits = wanted.of(rows)
    shown = turned.shown(groups, wanted, fits)
    context = frame(request, program, rows, now) | _asked(facets, wanted, BY_MENTOR)
    context |= {"groups": shown, "nobody": _without(fits, wanted), "view": "advisors", "fits": len(fits)}
    context |= {"summary": turned.summary(groups, rows)}
    context["alerts"] = alerts.open_ones(rows, advisors, program, now)
    return page_or_part(request, "programs/roster_by_advisor.html", context, parts=["roster"])


@require_GET
@staff_of_program
def who_looked(request: SignedInRequest, program: Program) -> HttpResponse:
    """What was done with the roster, newest first."""
    events = AuditEvent.objects.filter(program=program).select_related("actor", "whom")
    events = events.defer(*names_only("actor", "whom")).order_by("-at", "-pk")
    context = paged(request, events, EVENTS_A_PAGE)
    context |= {"program": program, "at": "who-looked", "events": names_of(context["page_obj"])}
    context["exports"] = EXPORTS
    return render(request, "programs/who_looked.html", context)


def frame(request: SignedInRequest, program: Program, rows: Sequence[Row], now: datetime) -> dict[str, Any]:
    """What stands over both views of the roster, and what the reader may do here."""
    week = max((row.as_of for row in rows if row.as_of), default=None)
    today = now.date()
    figures = tiles(rows, half_of(today).review(program), now)
    asked = [(row, LOOKING_FOR[row.help_role]) for row in figures.help.rows]
    keeps = program.my_role != Staff.Role.ADVISOR
    return {
        "program": program,
        "at": "roster",
        "rows": rows,
        "total": len(rows),
        "years": sorted({row.year_name for row in rows}),
        "week": week,
        "next_week": today + timedelta(days=7 - today.weekday()),
        "tiles": figures,
        "asked": asked,
        "keeps": keeps,
        "new_year": keeps
        and new_year.is_due(program, (row.academic_year for row in rows), now, request.user),
        "part": target(request) == "roster",
    }


def _asked(facets: Facets, wanted: Wanted, names: Sequence[str]) -> dict[str, Any]:
    picked = wanted.picked(facets, names)
    return {
        "wanted": wanted,
        "picked": picked,
        "filters_on": sum(bool(key) for _, key in picked),
        "searches": bool(wanted.q) or facets.total > SHORT_ENOUGH,
    }


def _without(fits: Sequence[Row], wanted: Wanted) -> list[Row]:
    """Residents with nobody assigned, last."""
    return [] if wanted.who or wanted.load else [row for row in fits if row.advisor_id is None]
