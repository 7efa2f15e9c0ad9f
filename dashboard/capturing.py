"""Quick capture: one line, what it reads as, and one save."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember
from dashboard.capture_form import LINE_LENGTH, PartsForm, unclear
from dashboard.context import current_event
from dashboard.keeping import as_shown, keep, take_back
from dashboard.meant import reading_of
from dashboard.person import remember_met_via
from residents.models import resident_of
from web import clock
from web.htmx import target
from web.http import SignedInRequest, safe_next

PARTS = ("reads-page", "reads-sheet")


@require_http_methods(["GET", "POST"])
def capture(request: SignedInRequest) -> HttpResponse:
    """GET shows what a line reads as; POST saves it, or asks when two people fit."""
    now = clock.now()
    if request.method == "POST":
        return _post(request, now)
    line = request.GET.get("line", "")[:LINE_LENGTH]
    part = target(request) if target(request) in PARTS else "reads"
    context = {"line": line, "form": _unbound(request, line, now, part) if line.strip() else None}
    if part in PARTS:
        return render(request, "dashboard/reads.html", context)
    return render(request, "dashboard/capture.html", context)


def _post(request: SignedInRequest, now: datetime) -> HttpResponse:
    line = request.POST.get("line", "").strip()
    edited = "name_0" in request.POST and request.POST.get("read_from", line).strip() == line
    if not edited and len(line) > LINE_LENGTH:
        return _show(request, line, None, f"Keep the line under {LINE_LENGTH} characters; nothing was cut.")
    if not edited:
        reading = _read(request, line, now)
        if not line or unclear(reading) or "show" in request.POST:
            return _show(request, line, _unbound(request, line, now))
        shown = as_shown(_unbound(request, line, now), request.POST.copy())
        form = PartsForm(shown, user=request.user, now=now)
    else:
        form = PartsForm(request.POST, user=request.user, now=now)
    if not form.is_valid():
        return _show(request, line, form)
    return redirect(_save(request, form, now))


def _read(request: SignedInRequest, line: str, now: datetime) -> Any:
    met_via = resident_of(request.user).last_met_via
    return reading_of(request.user, line, now, current_event(request.user), met_via)


def _unbound(request: SignedInRequest, line: str, now: datetime, part: str = "reads") -> PartsForm:
    """The parts as read, with the event that is on now filled in."""
    reading = _read(request, line, now)
    form = PartsForm(None, user=request.user, now=now, reading=reading, part=part)
    form.initial["line"] = line
    return form


def _show(request: SignedInRequest, line: str, form: PartsForm | None, error: str = "") -> HttpResponse:
    context = {
        "line": line,
        "form": form,
        "error": error or ("" if line else "Write a name; one word is enough."),
    }
    return render(request, "dashboard/capture.html", context, status=422)


def _save(request: SignedInRequest, form: PartsForm, now: datetime) -> str:
    """Everything in one transaction; answers where to go."""
    user, data = request.user, form.cleaned_data
    back = safe_next(request, "today")
    with transaction.atomic():
        sent = already_sent(user, data["key"])
        if sent is not None:
            return sent
        kept = keep(user, form, now)
        remember_met_via(request, data["event"].name if data["event"] else "")
        remember(user, data["key"], back)
    messages.success(request, kept.words, f"undo:{reverse('capture_undo', args=[kept.token])}")
    return back


@require_POST
def capture_undo(request: SignedInRequest, token: str) -> HttpResponse:
    """Take a capture back."""
    with transaction.atomic():
        take_back(request.user, token, clock.now())
    messages.success(request, "Taken back.")
    return redirect(safe_next(request, "today"))
