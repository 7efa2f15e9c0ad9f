"""Asks sent ahead, and introductions asked for (P24, P25, P26).

An ask opens nothing that could be due: without an answer it ends with the event, and the name was read.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember
from contacts.models import Contact
from interactions import recording
from interactions.event_frame import mine
from interactions.goal_views import plan_of
from interactions.models import Kind, Target
from interactions.pages import looks_for_someone, show
from interactions.plan_forms import AgreedForm, IntroductionForm, minutes_words
from interactions.plan_undo import kept, undo_tag
from interactions.target_views import my_target
from web import clock
from web.http import SignedInRequest
from web.phrases import clock_time

AGREED, INTRODUCTION = "interactions/target_agreed.html", "interactions/target_introduction.html"
ASK = ["ask", "asked_at", "minutes"]
SAID = {
    Target.Ask.NONE: "Not asked, then.",
    Target.Ask.ASKED: "Asked. Without an answer it ends with the event, and nothing nags.",
    Target.Ask.DECLINED: "Noted. A short hello may still find a place.",
}
COFFEE = 15


@require_POST
def target_ask(request: SignedInRequest, pk: int, target_id: int) -> HttpResponse:
    """Asked, cannot this time, or not asked after all."""
    event, now, to = mine(request, pk), clock.now(), request.POST.get("to", "")
    target = my_target(request, event, target_id)
    if to not in SAID:
        raise Http404
    if target.ask != to:
        was = kept(target, ASK)
        target.ask = to
        target.asked_at = (target.asked_at or now) if to else None
        target.save(update_fields=["ask", "asked_at"])
        undo = undo_tag(event, {"do": "ask", "was": was, "is": to})
        messages.success(request, SAID[Target.Ask(to)], undo)
    return redirect(plan_of(event, f"target-{target.pk}"))


@require_http_methods(["GET", "POST"])
def target_agreed(request: SignedInRequest, pk: int, target_id: int) -> HttpResponse:
    """They agreed; with a time it becomes a meeting at the event."""
    event, now = mine(request, pk), clock.now()
    target = my_target(request, event, target_id)
    initial = {"minutes": target.minutes or COFFEE}
    sent = request.POST if request.method == "POST" else None
    form = AgreedForm(sent, event=event, now=now, initial=initial)
    if form.is_valid():
        return redirect(_agree(request, target, form))
    context = {
        "event": event,
        "target": target,
        "form": form,
        "asked_for": minutes_words(target.minutes),
        "at": "events",
    }
    return render(request, AGREED, context, status=422 if form.is_bound else 200)


def _agree(request: SignedInRequest, target: Target, form: AgreedForm) -> str:
    user, event, data = request.user, target.event, form.cleaned_data
    place = plan_of(event, f"target-{target.pk}")
    with transaction.atomic():
        if (sent := already_sent(user, data["key"])) is not None:
            return sent
        was, meeting = kept(target, ASK), None
        target.ask, target.asked_at = Target.Ask.AGREED, target.asked_at or form.now
        target.minutes = data["minutes"] or target.minutes
        target.save(update_fields=ASK)
        if data["at"] and target.contact:
            minutes = data["minutes"] or COFFEE
            meeting = recording.plan(
                user, [target.contact], Kind.COFFEE, data["at"], event=event, minutes=minutes, now=form.now
            )
        remember(user, data["key"], place)
    told = {"do": "ask", "was": was, "is": target.ask, "meeting": meeting.pk if meeting else None}
    when = f" Planned for {clock_time(meeting.at, form.now, event.zone, '%A')}." if meeting else ""
    messages.success(request, f"Agreed.{when}", undo_tag(event, told))
    return place


@require_http_methods(["GET", "POST"])
def target_introduction(request: SignedInRequest, pk: int, target_id: int) -> HttpResponse:
    """Ask somebody I know, such as my program's leadership, to introduce me (P26).

    The request goes from my own mail; here it is drafted, or noted once it was sent.
    """
    event, user, now = mine(request, pk), request.user, clock.now()
    target = my_target(request, event, target_id)
    here = reverse("target_introduction", args=[event.pk, target.pk])
    more: dict[str, Any] = {"event": event, "target": target, "finds": here, "at": "events"}
    if request.method == "GET":
        begun = [target.recommended_by_id] if target.recommended_by_id and not request.GET else []
        initial = {"people": request.GET.getlist("people") or begun}
        form = IntroductionForm(None, target=target, user=user, now=now, initial=initial)
        return show(request, form, INTRODUCTION, **more)
    form = IntroductionForm(request.POST, target=target, user=user, now=now)
    if looks_for_someone(request):
        return show(request, form.unjudged(), INTRODUCTION, **more)
    if not form.is_valid():
        return show(request, form, INTRODUCTION, **more)
    (asked,) = form.cleaned_data["people"]
    if "draft" in request.POST:
        query = urlencode({"target": target.pk, "template": "introduce_me"})
        return redirect(f"{reverse('write', args=[asked.pk])}?{query}")
    return redirect(_asked_for_introduction(request, target, asked, form))


def _asked_for_introduction(
    request: SignedInRequest, target: Target, asked: Contact, form: IntroductionForm
) -> str:
    user, place = request.user, plan_of(target.event, f"target-{target.pk}")
    with transaction.atomic():
        if (sent := already_sent(user, form.cleaned_data["key"])) is not None:
            return sent
        # Without the event: a letter written ahead is not somebody met there.
        touch = recording.record(
            user,
            people=[asked],
            kind=Kind.EMAIL,
            at=form.now,
            takeaway=introduction_asked(target),
            now=form.now,
        )
        remember(user, form.cleaned_data["key"], place)
    undo = f"undo:{reverse('interaction_delete', args=[touch.pk])}?taken-back=1"
    messages.success(request, f"Logged with {asked.full_name}. Only you can see it.", undo)
    return place


def introduction_asked(target: Target) -> str:
    """What is noted with whoever was asked."""
    name = target.contact.full_name if target.contact else target.program
    return f"Asked for an introduction to {name}."[:300]
