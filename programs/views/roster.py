"""The roster by resident and by advisor, its CSV, and who looked."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from programs.access import staff_of_program
from programs.audit import What, looked, names_of, record
from programs.exports import roster_file
from programs.models import AuditEvent, Program
from programs.roster import Facets, Wanted, by_advisor, rows
from web import clock
from web.htmx import page_or_part, target
from web.http import SignedInRequest
from web.paging import paged
from web.phrases import count

EVENTS_A_PAGE = 50


@require_GET
@staff_of_program
def roster(request: SignedInRequest, program: Program) -> HttpResponse:
    """Residents, one a row."""
    now, facets = clock.now(), Facets.of(program)
    wanted = Wanted.read(request.GET, facets)
    looked(program, request.user, now)
    context = _frame(request, program, facets, wanted, now) | {"rows": rows(program, wanted)}
    return page_or_part(request, "programs/roster.html", context, parts=["roster"])


@require_GET
@staff_of_program
def roster_by_advisor(request: SignedInRequest, program: Program) -> HttpResponse:
    """Advisors with their residents and load."""
    now, facets = clock.now(), Facets.of(program)
    wanted = Wanted.read(request.GET, facets)
    looked(program, request.user, now)
    residents = list(rows(program, wanted))
    groups = by_advisor(facets.advisors, residents, everyone=not wanted.filtered)
    context = _frame(request, program, facets, wanted, now) | {"rows": residents, "groups": groups}
    return page_or_part(request, "programs/roster_by_advisor.html", context, parts=["roster"])


@require_GET
@staff_of_program
def roster_csv(request: SignedInRequest, program: Program) -> HttpResponse:
    """The rows on the screen as a file, and a note that they left."""
    now, facets = clock.now(), Facets.of(program)
    wanted = Wanted.read(request.GET, facets)
    with transaction.atomic():
        residents = list(rows(program, wanted))
        record(What.EXPORTED, program, request.user, now, rows=residents, about=count(len(residents), "row"))
    return roster_file(program, residents, facets, wanted, _today(request, now))


@require_GET
@staff_of_program
def who_looked(request: SignedInRequest, program: Program) -> HttpResponse:
    """What was done with the roster, newest first."""
    events = AuditEvent.objects.filter(program=program).select_related("actor", "whom").order_by("-at", "-pk")
    context = paged(request, events, EVENTS_A_PAGE)
    context |= {"program": program, "at": "who-looked", "events": names_of(context["page_obj"])}
    return render(request, "programs/who_looked.html", context)


def _frame(
    request: SignedInRequest, program: Program, facets: Facets, wanted: Wanted, now: datetime
) -> dict[str, object]:
    picked = wanted.picked(facets)
    return {
        "program": program,
        "at": "roster",
        "facets": facets,
        "wanted": wanted,
        "picked": picked,
        "filters_on": sum(bool(key) for _, key in picked),
        "today": _today(request, now),
        "part": target(request) == "roster",
    }


def _today(request: SignedInRequest, now: datetime) -> date:
    return now.astimezone(request.user.zone).date()
