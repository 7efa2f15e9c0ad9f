"""What leaves the program: two files and one printed page, each written down for the residents in it."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from programs import halves
from programs.access import staff_of_program
from programs.aggregate import aggregate as counts
from programs.asking import Facets, Wanted
from programs.audit import What, record
from programs.exports import advising_file, ask_who_is_there, roster_file
from programs.models import Program
from programs.roster import advisors_of, rows_of
from web import clock
from web.http import SignedInRequest
from web.phrases import count


@require_GET
@staff_of_program
def exports(request: SignedInRequest, program: Program) -> HttpResponse:
    """The three exports and their rules."""
    today = clock.now().astimezone(request.user.zone).date()
    context = {"program": program, "at": "exports", "halves": halves.latest(today)}
    return render(request, "programs/exports.html", context)


@require_GET
@staff_of_program
def roster_csv(request: SignedInRequest, program: Program) -> HttpResponse:
    """The rows on the screen, all pages of them, as a file."""
    ask_who_is_there(request)
    now = clock.now()
    rows, advisors = rows_of(program, now, request.user), advisors_of(program, now, request.user)
    facets = Facets.of(rows, advisors)
    wanted = Wanted.read(request.GET, facets)
    fits = wanted.of(rows)
    with transaction.atomic():
        record(What.EXPORTED, program, request.user, now, rows=fits, about=count(len(fits), "row"))
    return roster_file(program, fits, facets, wanted, now.astimezone(request.user.zone).date())


@require_GET
@staff_of_program
def advising_csv(request: SignedInRequest, program: Program) -> HttpResponse:
    """The record of advising meetings in a half-year."""
    ask_who_is_there(request)
    now = clock.now()
    today = now.astimezone(request.user.zone).date()
    offered = {half.key: half for half in halves.latest(today)}
    half = offered.get(request.GET.get("half", halves.half_of(today).key))
    if half is None:
        raise Http404
    rows = rows_of(program, now, request.user)
    with transaction.atomic():
        about = f"{half.name}, {count(len(rows), 'row')}"
        record(What.RECORD_EXPORTED, program, request.user, now, rows=rows, about=about)
    return advising_file(program, rows, half, today)


@require_GET
@never_cache
@staff_of_program
def aggregate(request: SignedInRequest, program: Program) -> HttpResponse:
    """Counts without names on one page, for the annual evaluation."""
    now = clock.now()
    rows = rows_of(program, now, request.user)
    week = max((row.as_of for row in rows if row.as_of), default=None)
    with transaction.atomic():
        record(What.AGGREGATED, program, request.user, now, rows=rows, about=count(len(rows), "row"))
    today = now.astimezone(request.user.zone).date()
    context = {"program": program, "at": "exports", "page": counts(rows), "week": week, "today": today}
    context |= {"half": halves.half_of(now.date()), "by": request.user}
    return render(request, "programs/aggregate.html", context)
