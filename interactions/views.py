"""Logging a touch, and the page of one: edit, delete, put back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember
from contacts.models import Contact, Introduction, Stage
from followups.models import FollowUp
from followups.windows import WINDOWS, Basis
from interactions import recording
from interactions.forms import TouchForm
from interactions.meeting_views import meeting
from interactions.models import Interaction
from interactions.pages import looks_for_someone, mine, show, start
from web import clock
from web.http import SignedInRequest, safe_next
from web.phrases import long_date

LOG = "interactions/log.html"
NAMES_SHOWN = 3


@require_http_methods(["GET", "POST"])
def log(request: SignedInRequest) -> HttpResponse:
    """Write down a touch with one or several people."""
    now, user = clock.now(), request.user
    if request.method == "GET":
        return show(request, TouchForm(None, user=user, now=now, initial=start(request, now)), LOG)
    form = TouchForm(request.POST, user=user, now=now)
    if looks_for_someone(request):
        return show(request, form.unjudged(), LOG)
    if not form.is_valid():
        return show(request, form, LOG)
    return redirect(_save(request, form))


def _save(request: SignedInRequest, form: TouchForm) -> str:
    user, key = request.user, form.cleaned_data["key"]
    with transaction.atomic():
        sent = already_sent(user, key)
        if sent is not None:
            return sent
        people = form.everybody()
        promises = form.promised(people)
        touch = recording.record(user, people=people, promises=promises, now=form.now, **form.told())
        _refer(form, people, touch)
        back = safe_next(request, people[0].get_absolute_url())
        remember(user, key, back)
    undo = f"{reverse('interaction_delete', args=[touch.pk])}?taken-back=1"
    messages.success(request, _logged(people, form.now), f"undo:{undo}")
    return back


def _refer(form: TouchForm, people: list[Contact], touch: Interaction) -> None:
    """Somebody they named becomes a person to get to know, “via” who named them (P44)."""
    first = people[0]
    known = form.person("named", met_via=f"via {first.full_name}", stage=Stage.IDENTIFIED)
    if known and known.pk != first.pk:
        day = touch.at.astimezone(form.user.zone).date()
        Introduction.objects.get_or_create(
            introducer=first, introduced=known, defaults={"owner": form.user, "on": day}
        )


def _logged(people: list[Contact], now: datetime) -> str:
    names = ", ".join(one.full_name for one in people[:NAMES_SHOWN])
    if len(people) > NAMES_SHOWN:
        return f"Logged with {names} and {len(people) - NAMES_SHOWN} more."
    window = FollowUp.objects.filter(contact=people[0], basis__in=WINDOWS).owed().first()
    if len(people) == 1 and window and window.opens_at > now:
        opens = long_date(window.opens_at, now, people[0].owner.zone)
        return f"Logged with {names}. The next window opens {opens}."
    return f"Logged with {names}."


@require_http_methods(["GET", "POST"])
def interaction(request: SignedInRequest, pk: int) -> HttpResponse:
    """One touch: read and edit it. A planned meeting has its own page at the same address."""
    one, now, user = mine(request, pk), clock.now(), request.user
    if one.is_planned:
        return meeting(request, one, now)
    if request.method == "GET":
        form = TouchForm(None, interaction=one, user=user, now=now, initial=_told(one))
        return _edit(request, form, one)
    form = TouchForm(request.POST, interaction=one, user=user, now=now)
    if looks_for_someone(request):
        return _edit(request, form.unjudged(), one)
    if not form.is_valid():
        return _edit(request, form, one)
    try:
        first = _change(form, one)
    except recording.ChangedMeanwhile:
        return _conflict(request, form, mine(request, pk))
    messages.success(request, "Saved. What it opens and answers was worked out again.")
    return redirect(safe_next(request, first.get_absolute_url()))


def _change(form: TouchForm, one: Interaction) -> Contact:
    """Saves; answers whom it was with, first."""
    with transaction.atomic():
        people = form.everybody()
        recording.change(
            one,
            now=form.now,
            # People in the trash took part all the same.
            people=[*people, *one.people.filter(trashed_at__isnull=False)],
            promises=form.promised(people),
            version=form.cleaned_data["version"],
            **form.told(),
        )
        _refer(form, people, one)
    return people[0]


def _told(one: Interaction) -> dict[str, Any]:
    """The touch as its form shows it."""
    zone = one.event.zone if one.event else one.owner.zone
    plain = ("kind", "takeaway", "note", "meaningful", "minutes", "topics", "may_return", "version")
    return {
        **{name: getattr(one, name) for name in plain},
        "people": list(one.people.filter(trashed_at__isnull=True).values_list("pk", flat=True)),
        "at": one.at.astimezone(zone).replace(tzinfo=None),
        "zone": zone.key,
        "event": one.event_id,
        "closes": one.also_closes,
        "introduced_by": one.introduced_by.full_name if one.introduced_by else "",
    }


def _edit(
    request: SignedInRequest, form: TouchForm, one: Interaction, status: int = 200, **more: Any
) -> HttpResponse:
    # The preparation was for this meeting; it is among what the meeting answered.
    opened = one.opened.exclude(basis=Basis.PREPARATION)
    more["opened"] = opened.select_related("contact").order_by("due_at", "pk")
    more["closed"] = one.closed.select_related("contact").order_by("closed_at", "pk")
    return show(request, form, "interactions/interaction.html", status, touch=one, **more)


def _conflict(request: SignedInRequest, form: TouchForm, saved: Interaction) -> HttpResponse:
    """Two tabs: nothing is overwritten, both texts are shown, saving again is a decision."""
    data: Any = form.data
    form.data = data.copy()
    form.data["version"] = str(saved.version)  # type: ignore[index]
    return _edit(request, form, saved, 409, conflict=True)


@require_POST
def interaction_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Into the trash; what it opened and closed is put back."""
    one, now = mine(request, pk), clock.now()
    recording.delete(one, now)
    if "taken-back" in request.GET:
        recording.forget_people(one, now)
        messages.success(request, "Taken back.")
    else:
        undo = reverse("interaction_restore", args=[pk])
        messages.success(request, "Deleted. What it had changed is as it was before.", f"undo:{undo}")
    still = one.people.filter(trashed_at__isnull=True).first()
    return redirect(safe_next(request, still.get_absolute_url() if still else "people"))


@require_POST
def interaction_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Out of the trash."""
    one = get_object_or_404(Interaction, owner=request.user, pk=pk)
    recording.restore(one, clock.now())
    messages.success(request, "It is back, with what it opens and answers.")
    return redirect(one)
