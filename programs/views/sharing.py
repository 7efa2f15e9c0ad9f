"""What my program sees: the level, the switches, the smaller questions, help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programs import ended, history, projection, roster
from programs import sharing as verbs
from programs.columns import COLUMNS
from programs.drawing import cells
from programs.models import (
    AdvisingMeeting,
    AuditEvent,
    Consent,
    Enrollment,
    HelpRequest,
    Level,
    Program,
    RosterEntry,
    Staff,
)
from programs.sharing import Takes
from programs.sharing_forms import AnswerForm, HelpForm, LevelForm, SwitchForm
from web import clock
from web.htmx import page_or_part, target
from web.http import SignedInRequest
from web.paging import paged

TEMPLATE = "programs/sharing.html"
PART = "sharing"
WEEK = timedelta(days=7)
LOOKS_SHOWN = 5
EVENTS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
def sharing(request: SignedInRequest, enrollment_id: int) -> HttpResponse:
    """The three levels with the very row of each; sending the form chooses one."""
    row, now = ever_mine(request, enrollment_id), clock.now()
    if request.method == "GET":
        return _page(request, row, now) if row.status == Enrollment.Status.JOINED else _over(request, row)
    row, form = mine(request, enrollment_id), LevelForm(request.POST)
    if not form.is_valid():
        return _page(request, row, now, 422, asks_again=True)
    level, version = form.chosen(), form.cleaned_data["version"]
    said = {
        Takes.AT_ONCE: f"{level.label} it is, from now on.",
        Takes.MONDAY: f"{level.label} it is, from {_day(_next_monday(now))}.",
    }
    return _change(request, row, now, lambda: verbs.choose(row, level, version, now), said)


@require_POST
def sharing_switch(request: SignedInRequest, enrollment_id: int) -> HttpResponse:
    """Count one seat or not, show one name or not."""
    row, now, form = mine(request, enrollment_id), clock.now(), SwitchForm(request.POST)
    if not form.is_valid():
        return _page(request, row, now, 422)
    matters = _matters(row, form.cleaned_data["what"])
    said = {
        Takes.AT_ONCE: "Off. The roster no longer shows it.",
        Takes.MONDAY: matters or f"On, from {_day(_next_monday(now))}.",
    }
    try:
        return _change(request, row, now, lambda: verbs.switch(row, now=now, **form.cleaned_data), said)
    except KeyError:
        raise Http404 from None


@require_POST
def sharing_answer(request: SignedInRequest, enrollment_id: int) -> HttpResponse:
    """Yes or no to one of the smaller questions."""
    row, now, form = mine(request, enrollment_id), clock.now(), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, row, now, 422)
    said = {Takes.AT_ONCE: "Kept.", Takes.MONDAY: f"Kept. The row shows it from {_day(_next_monday(now))}."}
    return _change(request, row, now, lambda: verbs.answer(row, now=now, **form.cleaned_data), said)


@require_POST
def sharing_help(request: SignedInRequest, enrollment_id: int) -> HttpResponse:
    """Ask the program for an introduction, change what was asked, or take it back."""
    row, now = mine(request, enrollment_id), clock.now()
    if "take-back" in request.POST:
        verbs.take_back_help(row, now)
        return _done(request, row, now, "Taken back. The roster no longer shows it.")
    form = HelpForm(request.POST)
    if not form.is_valid():
        return _page(request, row, now, 422, help_form=form)
    verbs.ask_help(row, form.cleaned_data["role"], form.cleaned_data["sentence"], now)
    return _done(request, row, now, f"Asked. {_reader(row.program)} sees it from now on.")


@require_GET
def sharing_history(request: SignedInRequest, enrollment_id: int) -> HttpResponse:
    """What I chose and who looked, newest first; also of a row that has left."""
    row = ever_mine(request, enrollment_id)
    context = paged(request, history.of_row(row), EVENTS_A_PAGE) | {"at": "me", "row": row}
    context["events"] = history.told(context["page_obj"])
    return render(request, "programs/history.html", context)


def mine(request: SignedInRequest, enrollment_id: int) -> Enrollment:
    """One of my own rows, with its program; anybody else's is a 404."""
    rows = Enrollment.objects.active_for(request.user).select_related("program")
    return get_object_or_404(rows, pk=enrollment_id)


def ever_mine(request: SignedInRequest, enrollment_id: int) -> Enrollment:
    """One of my own rows, also one that has left."""
    rows = Enrollment.objects.filter(user=request.user).select_related("program")
    return get_object_or_404(rows, pk=enrollment_id)


def staff_of(program: Program) -> QuerySet[Staff]:
    """Who reads the roster."""
    keepers = program.staff.filter(ended_at__isnull=True).exclude(role=Staff.Role.ADVISOR)
    return keepers.select_related("user").order_by("since", "pk")


def looks_at(row: Enrollment) -> QuerySet[AuditEvent]:
    """Everyone who looked at one row, newest first."""
    return AuditEvent.objects.about_row(row).select_related("actor").order_by("-at", "-pk")


def _change(
    request: SignedInRequest,
    row: Enrollment,
    now: datetime,
    verb: Callable[[], Takes],
    said: dict[Takes, str],
) -> HttpResponse:
    try:
        takes = verb()
    except verbs.ChangedMeanwhile:
        return _page(request, row, now, 409, conflict=True)
    return _done(request, row, now, said.get(takes, ""))


def _done(request: SignedInRequest, row: Enrollment, now: datetime, said: str) -> HttpResponse:
    if said:
        messages.success(request, said)
    return _page(request, row, now) if target(request) == PART else redirect("sharing", row.pk)


def _page(
    request: SignedInRequest, row: Enrollment, now: datetime, status: int = 200, **more: Any
) -> HttpResponse:
    consent = Consent.objects.filter(enrollment=row).first() or Consent(enrollment=row, version=0)
    entry = RosterEntry.objects.filter(enrollment=row).first()
    drawn, chosen = projection.preview(row, now), entry is not None
    seen = {
        "at": "me",
        "row": row,
        "program": row.program,
        "consent": consent,
        "chosen": chosen,
        "columns": COLUMNS,
        "saved": cells(roster.row_for(row, entry, now)),
        "as_of": entry.as_of if entry else None,
        "next_monday": _next_monday(now),
        "levels": [(level, cells(roster.row_for(row, drawn[level], now))) for level in Level],
        "picked": request.POST.get("level") or (consent.level if chosen else ""),
        "relationships": projection.relationships(row, now),
        "staff": staff_of(row.program),
        "reader": _reader(row.program),
        "looks": looks_at(row)[:LOOKS_SHOWN],
        "asked": HelpRequest.objects.filter(enrollment=row, answered_at=None).first(),
        "answered": HelpRequest.objects.filter(enrollment=row, answered_at__isnull=False).last(),
        "counted": AdvisingMeeting.objects.filter(enrollment=row).order_by("-held_on"),
        "asks": request.GET.get("help") == "yes" or "help_form" in more,
        "help_form": HelpForm(),
        "switched": request.POST.get("contact_id"),
    }
    return page_or_part(request, TEMPLATE, seen | more, parts=[PART], status=status)


def _over(request: SignedInRequest, row: Enrollment) -> HttpResponse:
    """The row has left: how, and what stays."""
    (one,) = ended.how_they_ended([row])
    return render(request, "programs/over.html", {"at": "me", "one": one})


def _reader(program: Program) -> str:
    """Whom the row is shown to, in one name."""
    first = staff_of(program).first()
    return first.user.get_full_name() if first else "the program"


def _matters(row: Enrollment, what: str) -> str:
    """What to say of a switch that is on at a level that does not use it; "" when the level does."""
    consent = Consent.objects.filter(enrollment=row).first()
    level = consent.level if consent else Level.PRIVATE
    if level == Level.NAMED or (level == Level.COVERAGE and what == "counted"):
        return ""
    return "On. It matters at Named." if what == "named" else "On. It matters from Coverage up."


def _next_monday(now: datetime) -> date:
    return projection.monday(now) + WEEK


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
