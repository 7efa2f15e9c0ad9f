"""Quick capture: one line, what it reads as, and one save."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.once import already_sent, remember
from contacts.models import Contact, Stage
from contacts.names import match, parse_name
from dashboard.capture_form import LINE_LENGTH, PartsForm, could_be, reading_of, unclear
from dashboard.context import current_event
from dashboard.person import remember_met_via
from dashboard.welcome import new_contact
from followups import planning
from interactions import recording
from interactions.models import Interaction
from residents.models import resident_of
from web import clock
from web.htmx import target
from web.http import SignedInRequest, safe_next

PARTS = ("reads-page", "reads-sheet")
UNDO_SALT = "capture-undo"


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
        form = PartsForm(_as_sent(request, line, now), user=request.user, now=now)
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
    event = current_event(request.user)
    if event is not None:
        form.initial.update(event=event.pk, meaningful=True)
    form.initial["line"] = line
    return form


def _as_sent(request: SignedInRequest, line: str, now: datetime) -> Any:
    """What the browser would have sent had it shown the parts and nobody changed them."""
    form = _unbound(request, line, now)
    data = request.POST.copy()
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if name not in data and value not in (None, False, ""):
            sent = "on" if value is True else field.widget.format_value(value)
            data[name] = str(sent[0] if isinstance(sent, list) else sent)
    return data


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
        people, made = _people(user, form, now)
        touch = _record(user, people, form, now)
        met_via = data["event"].name if data["event"] else ""
        remember_met_via(request, met_via)
        remember(user, data["key"], back)
    token = signing.dumps([touch.pk, made], salt=UNDO_SALT)
    names = ", ".join(contact.full_name for contact in people)
    kept = "Planned with" if touch.is_planned else "Kept:"
    messages.success(request, f"{kept} {names}.", f"undo:{reverse('capture_undo', args=[token])}")
    return back


def _people(user: User, form: PartsForm, now: datetime) -> tuple[list[Contact], list[int]]:
    """The people of the line, and the ids of those who are new."""
    data = form.cleaned_data
    new: dict[str, Any] = {
        "met_via": data["event"].name if data["event"] else resident_of(user).last_met_via,
        "met_on": data["at"].astimezone(user.zone).date(),
        "institution": data["institution"],
    }
    if form.is_ahead:
        new.update(met_on=None, stage=Stage.CONTACTED)
    people, made = [], []
    for who in form.who:
        contact = who.contact or new_contact(user, who.name, **new)
        people.append(contact)
        if who.contact is None:
            made.append(contact.pk)
    return people, made


def _record(user: User, people: list[Contact], form: PartsForm, now: datetime) -> Interaction:
    data = form.cleaned_data
    if form.is_ahead:
        note = "\n".join(part for part in (data["takeaway"], data["note"]) if part)
        meeting = recording.plan(user, people=people, kind=data["kind"], at=data["at"], note=note, now=now)
        for index, (what, by, to_me) in enumerate(form.made()):
            planning.promised(people[0], what, by, now, f"meeting:{meeting.pk}:{index}", to_me=to_me)
        return meeting
    return recording.record(
        user,
        people=people,
        kind=data["kind"],
        at=data["at"],
        event=data["event"],
        takeaway=data["takeaway"],
        note=data["note"],
        meaningful=data["meaningful"],
        introduced_by=_introducer(user, data["introduced_by"]),
        promises=[recording.PromiseMade(people[0], what, by, to_me) for what, by, to_me in form.made()],
        now=now,
    )


def _introducer(user: User, text: str) -> Contact | None:
    """The one contact of that name, or somebody new."""
    if not text:
        return None
    name = parse_name(text)
    found = match(name, could_be(user, [name]))
    if len(found) == 1:
        return Contact.objects.owned_by(user).select_related("owner").get(pk=found[0].id)
    return new_contact(user, name)


@require_POST
def capture_undo(request: SignedInRequest, token: str) -> HttpResponse:
    """Take a capture back: the touch goes, and people made by it go to the trash."""
    try:
        touch_id, made = signing.loads(token, salt=UNDO_SALT, max_age=86_400)
    except signing.BadSignature as error:
        raise Http404 from error
    touch = get_object_or_404(Interaction.objects.owned_by(request.user), pk=touch_id)
    now = clock.now()
    with transaction.atomic():
        recording.delete(touch, now)
        for contact in Contact.objects.owned_by(request.user).filter(pk__in=made):
            contact.trash(now)
            planning.hush(contact)
    messages.success(request, "Taken back.")
    return redirect("today")
