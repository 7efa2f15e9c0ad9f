"""One tap on the page of a day: met, said, asked. In place with htmx, by redirect without."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from interactions import recording
from interactions.day_forms import SaidForm
from interactions.day_views import day
from interactions.event_frame import mine
from interactions.models import Event, Interaction, Session, Target
from interactions.recap import meet
from web import clock
from web.htmx import target as swapped
from web.http import SignedInRequest


def back(request: SignedInRequest, event: Event, now: datetime, **query: object) -> HttpResponse:
    """The page of the day again, or its part."""
    wanted = {name: str(value) for name, value in query.items() if value}
    if swapped(request) == "day":
        return day(request, event, now, wanted)
    anchor = "#said" if "said" in wanted else "#sessions" if "day" in wanted else ""
    return redirect(f"{reverse('event_day', args=[event.pk])}?{urlencode(wanted)}{anchor}".replace("?#", "#"))


@require_POST
def event_met(request: SignedInRequest, pk: int, target_id: int) -> HttpResponse:
    """Somebody I hoped to meet: one tap logs it, undo takes it back, one line is offered."""
    event, now = mine(request, pk), clock.now()
    one = get_object_or_404(
        Target.objects.owned_by(request.user).select_related("contact"), event=event, pk=target_id
    )
    if not event.is_on(now):
        messages.success(request, "One tap logs people while the event is on. Choose the time here.")
        person = f"&person={one.contact_id}" if one.contact_id else ""
        return redirect(f"{reverse('log')}?event={event.pk}{person}")
    if one.contact is None:
        return _talked(request, event, one, now)
    touch, is_new = meet(event, one.contact, now)
    if is_new:
        here = reverse("event_day", args=[event.pk])
        undo = (
            f"{reverse('interaction_delete', args=[touch.pk])}?{urlencode({'taken-back': 1, 'next': here})}"
        )
        messages.success(request, f"Met {one.contact.full_name}.", f"undo:{undo}")
    return back(request, event, now, said=touch.pk)


def _talked(request: SignedInRequest, event: Event, one: Target, now: datetime) -> HttpResponse:
    """A program has no touches of its own: it is ticked, and ticked off again."""
    undone = "undo" in request.POST or "undo" in request.GET
    Target.objects.filter(pk=one.pk).update(talked_at=None if undone else now)
    if not undone:
        undo = f"{reverse('event_met', args=[event.pk, one.pk])}?undo=1"
        messages.success(request, f"Talked to {one.program}.", f"undo:{undo}")
    return back(request, event, now)


@require_POST
def event_said(request: SignedInRequest, pk: int, touch_id: int) -> HttpResponse:
    """The one line about a touch at this event."""
    event, now = mine(request, pk), clock.now()
    touch = get_object_or_404(Interaction.objects.owned_by(request.user).held(), event=event, pk=touch_id)
    form = SaidForm(request.POST)
    form.touch = touch.pk
    if not form.is_valid():
        return day(request, event, now, {"said": str(touch.pk)}, 422, said=form)
    told = {name: form.cleaned_data[name] for name in ("takeaway", "meaningful")}
    try:
        with transaction.atomic():
            recording.change(touch, now=now, version=form.cleaned_data["version"], **told)
    except recording.ChangedMeanwhile:
        saved = Interaction.objects.get(pk=touch.pk)
        form.data = {**request.POST.dict(), "version": str(saved.version)}
        return day(request, event, now, {"said": str(touch.pk)}, 409, said=form, said_meanwhile=saved)
    messages.success(request, "Kept." if told["takeaway"] or told["meaningful"] else "Nothing added.")
    return back(request, event, now)


@require_POST
def event_asked(request: SignedInRequest, pk: int, session_id: int) -> HttpResponse:
    """I asked a question in a session, or did not after all (P28)."""
    event, now = mine(request, pk), clock.now()
    one = get_object_or_404(Session.objects.owned_by(request.user), event=event, pk=session_id)
    one.asked_question = request.POST.get("asked") == "1"
    one.save(update_fields=["asked_question"])
    return back(request, event, now, day=one.starts_at.astimezone(event.zone).date())
