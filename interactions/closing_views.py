"""Closing a conversation well: thanks, permission to return, whom else to speak with (P44, P45)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.once import already_sent, remember
from contacts.models import Contact, Introduction
from followups.windows import Basis
from interactions import advising, recording
from interactions.closing_forms import ClosingForm
from interactions.models import Advice, Interaction
from interactions.pages import mine
from web import clock
from web.http import SignedInRequest
from web.playbook import checklist

PAGE = "interactions/closing.html"


@require_http_methods(["GET", "POST"])
def meeting_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """The closing checklist of a conversation that was held."""
    one, now = mine(request, pk), clock.now()
    people = list(one.people.filter(trashed_at__isnull=True).order_by("participations__pk"))
    if one.is_planned or not people:
        return redirect(one)
    form = ClosingForm(request.POST or None, touch=one, people=people, user=request.user, now=now)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return redirect(_save(request, form, one, now))
        except recording.ChangedMeanwhile:
            one, status = mine(request, pk), 409
            form.data = request.POST.copy()
            form.data["version"] = str(one.version)
    return render(request, PAGE, _context(form, one, people, status), status=status)


def _context(form: ClosingForm, one: Interaction, people: list[Contact], status: int) -> dict[str, object]:
    return {
        "form": form,
        "touch": one,
        "first": people[0],
        "people": people,
        "items": {item.slug: item for item in checklist("closing").items},
        "thanks": one.opened.filter(basis=Basis.THANKS).select_related("contact").first(),
        "kept": list(Advice.objects.owned_by(one.owner).filter(interaction=one)),
        "named": list(_named_by(people[0], one)),
        "conflict": status == 409,
        "at": "people",
    }


def _named_by(first: Contact, one: Interaction) -> list[Introduction]:
    day = one.at.astimezone(one.owner.zone).date()
    found = Introduction.objects.owned_by(one.owner).on_a_page().filter(introducer=first, on=day)
    return list(found.exclude(introduced=None).select_related("introduced"))


def _save(request: SignedInRequest, form: ClosingForm, one: Interaction, now: datetime) -> str:
    data = form.cleaned_data
    first: Contact = form.chosen[0]
    with transaction.atomic():
        sent = already_sent(request.user, data["key"])
        if sent is not None:
            return sent
        told = {name: data[name] for name in ("takeaway", "may_return", "version")}
        recording.change(one, now=now, promises=form.promised(), **told)
        day = advising.day_of(one)
        for contact in form.spoken_of(first):
            if contact.pk != first.pk:
                named = {"owner": request.user, "on": day}
                Introduction.objects.get_or_create(introducer=first, introduced=contact, defaults=named)
        known = set(Advice.objects.filter(interaction=one).values_list("what", flat=True))
        for what in data["advice"]:
            if what not in known:
                advising.keep(first, what, day, one, now)
        advising.agree(first, now)
        remember(request.user, data["key"], first.get_absolute_url())
    messages.success(request, _said(form))
    return first.get_absolute_url()


def _said(form: ClosingForm) -> str:
    """“Kept: 2 pieces of advice, 1 person to speak with.”"""
    advice, named = len(form.cleaned_data["advice"]), len(form.cleaned_data["named"])
    parts = [f"{advice} piece{'s' if advice > 1 else ''} of advice"] if advice else []
    parts += [f"{named} {'people' if named > 1 else 'person'} to speak with"] if named else []
    return f"Kept: {', '.join(parts)}." if parts else "Kept."
