"""The dock of an event's day: a line is saved once, from a form, a script, or a phone that was offline."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import sent_before
from contacts.names import clean_line
from dashboard import event_lines
from dashboard.capture_form import LINE_LENGTH, PartsForm
from dashboard.event_lines import Saved
from interactions.models import Event, HeldLine
from web import clock
from web.guarded import PATIENT, Guarded, marks_of
from web.htmx import target
from web.http import SignedInRequest, safe_next

TOO_LONG = f"Keep the line under {LINE_LENGTH} characters; nothing was cut."
GONE = "This event is no longer there. Copy the line, or remove it."
A_NUMBER = "Not saved: this looks like a patient number. Change the line, or say that it is none."
NOT_YOURS = "Somebody else is signed in here."
REMOVED = Saved("", "Removed.")


class LineForm(Guarded, forms.Form):
    """One line; the key is made anew for each, the moment is the phone's."""

    line = forms.CharField(
        max_length=LINE_LENGTH,
        error_messages={"required": "Write a name; one word is enough.", "max_length": TOO_LONG},
    )
    key = forms.UUIDField()
    at = forms.CharField(required=False)
    person = forms.IntegerField(required=False)

    def clean_line(self) -> str:
        try:
            # What is dictated comes with line breaks.
            return clean_line(" ".join(self.cleaned_data["line"].split()))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


@require_POST
def event_capture(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save a line to this event; the same key again answers the same and saves nothing."""
    now, scripted = clock.now(), _scripted(request)
    event = Event.objects.owned_by(request.user).filter(pk=pk).first()
    form = LineForm(request.POST)
    valid = form.is_valid()
    if scripted and form.cleaned_data.get("person", request.user.pk) not in (None, request.user.pk):
        return JsonResponse({"error": NOT_YOURS}, status=409)
    if event is None:
        if scripted:
            return JsonResponse({"error": GONE}, status=404)
        raise Http404
    if not valid:
        return _refused(request, form, scripted)
    data = form.cleaned_data
    at = event_lines.moment(data["at"], event, now)
    saved = event_lines.save(request.user, event, data["line"], at, key=data["key"], now=now)
    if scripted:
        return JsonResponse({"saved": str(data["key"]), **_told(saved)})
    return _back(request, event, saved)


@require_GET
def event_held_lines(request: SignedInRequest, pk: int) -> HttpResponse:
    """The lines that wait for a name, drawn again after one more was captured."""
    event = get_object_or_404(Event.objects.owned_by(request.user), pk=pk)
    if target(request) != "held":
        return redirect("event_day", pk=pk)
    return render(request, "interactions/day_held.html", {"event": event, "tab": "day"})


@require_http_methods(["GET", "POST"])
def event_held(request: SignedInRequest, pk: int, heldline: int) -> HttpResponse:
    """Who was meant by a held line: one tap on its page, or every part of it here."""
    now = clock.now()
    event = get_object_or_404(Event.objects.owned_by(request.user), pk=pk)
    mine = HeldLine.objects.owned_by(request.user).select_related("owner", "event")
    held = mine.filter(pk=heldline, event=event).first()
    if held is None:
        return _ended(request, heldline)
    if request.method == "POST" and "remove" in request.POST:
        return _back(request, event, REMOVED if event_lines.end(held) else event_lines.ENDED)
    if request.method == "GET":
        return _ask(request, held, None)
    return _answer(request, held, now)


def _ended(request: SignedInRequest, heldline: int) -> HttpResponse:
    """The button was pressed twice; a line that never was mine is not there."""
    where = sent_before(request.user, str(event_lines.key_of(heldline)))
    if not where:
        raise Http404
    return redirect(where)


def _answer(request: SignedInRequest, held: HeldLine, now: datetime) -> HttpResponse:
    data = request.POST
    if "name_0" in data:
        form = PartsForm(data, user=request.user, now=held.at)
        if not form.is_valid():
            return _ask(request, held, form)
        return _back(request, held.event, event_lines.finish(held, form, now))
    who = {0: data["who"]} if data.get("who") else {}
    saved = event_lines.answer(held, who, now, " ".join(data.get("name", "").split())[:200])
    return _back(request, held.event, saved) if saved else _ask(request, held, None, 422)


def _ask(request: SignedInRequest, held: HeldLine, form: PartsForm | None, status: int = 200) -> HttpResponse:
    """The line with all its parts to choose from and to correct."""
    if form is None:
        reading = event_lines.read(request.user, held.event, held.line, held.at)
        form = event_lines.shown(request.user, held.event, reading, held.at)
    context = {"held": held, "event": held.event, "form": form, "line": held.line, "at": "events"}
    return render(request, "dashboard/held.html", context, status=422 if form.is_bound else status)


def _scripted(request: SignedInRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _told(saved: Saved) -> dict[str, str]:
    undo = reverse("capture_undo", args=[saved.undo]) if saved.undo else ""
    return {"who": saved.who, "words": saved.words, "undo": undo}


def _refused(request: SignedInRequest, form: LineForm, scripted: bool) -> HttpResponse:
    error = next(iter(form.errors.as_data().values()))[0]
    words = str(next(iter(error)))
    if scripted and error.code == PATIENT:
        marks = marks_of(form.data.get("line", ""))
        return JsonResponse({"error": A_NUMBER, "not_patient": ",".join(sorted(marks))}, status=422)
    if scripted:
        return JsonResponse({"error": words}, status=422)
    context = {"line": form.data.get("line", ""), "form": None, "error": words}
    return render(request, "dashboard/capture.html", context, status=422)


def _back(request: SignedInRequest, event: Event, saved: Saved) -> HttpResponse:
    undo = _told(saved)["undo"]
    if saved.words:
        messages.success(request, saved.words, f"undo:{undo}" if undo else "")
    return redirect(safe_next(request, reverse("event_day", args=[event.pk])))
