"""Readings: the list, one with who may like it, and sharing it through a letter (P63)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember
from interactions import giving_undo
from interactions.good_turn_views import today_of
from interactions.models import Offer, Reading
from interactions.one_of_mine import OneOfMineField
from interactions.readings import ReadingForm, may_like, why
from web.htmx import page_or_part
from web.http import SignedInRequest, safe_next
from web.paging import paged

PAGE, PEOPLE = 50, 20
LIST, ONE, FORM, SURE = (
    f"interactions/{name}.html" for name in ("readings", "reading", "reading_form", "sure")
)
OFFERS = Prefetch("offers", Offer.objects.select_related("contact"), to_attr="gone_to")


def mine(request: SignedInRequest, pk: int) -> Reading:
    """The user's reading, or 404."""
    return get_object_or_404(Reading.objects.owned_by(request.user).prefetch_related(OFFERS), pk=pk)


@require_GET
def readings(request: SignedInRequest) -> HttpResponse:
    """What I read, the latest first."""
    own = Reading.objects.owned_by(request.user).prefetch_related(OFFERS)
    context = {"at": "people", "here": "readings", **paged(request, own, PAGE)}
    return page_or_part(request, LIST, context, parts=["read"])


@require_GET
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them: who may like it, who has it already."""
    return _page(request, mine(request, pk))


def _page(request: SignedInRequest, one: Reading, status: int = 200, **more: Any) -> HttpResponse:
    pages = paged(request, may_like(request.user, one), PEOPLE)
    people = [(contact, why(contact, one.tags), letter(one, contact.pk)) for contact in pages["page_obj"]]
    context = {"reading": one, "people": people, "at": "people", **pages, **more}
    return page_or_part(request, ONE, context, parts=["like"], status=status)


def letter(one: Reading, contact_id: int) -> str:
    """Where the letter that shares it begins."""
    return f"{reverse('write', args=[contact_id])}?{urlencode({'template': 'article', 'reading': one.pk})}"


@require_http_methods(["GET", "POST"])
def reading_new(request: SignedInRequest) -> HttpResponse:
    """Add what I read; who may like it is shown next."""
    form = ReadingForm(request.POST or None, instance=Reading(owner=request.user), today=today_of(request))
    if form.is_valid():
        return redirect(_add(request, form))
    return _show(request, form, 422 if form.is_bound else 200)


def _add(request: SignedInRequest, form: ReadingForm) -> str:
    with transaction.atomic():
        if (before := already_sent(request.user, form.cleaned_data["key"])) is not None:
            return before
        made: Reading = form.save()
        remember(request.user, form.cleaned_data["key"], made.get_absolute_url())
    undo = giving_undo.added(request.user, "reading", made, reverse("readings"))
    messages.success(request, "Kept.", undo)
    return made.get_absolute_url()


@require_http_methods(["GET", "POST"])
def reading_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change it; whom it was shared with stays."""
    one = mine(request, pk)
    form = ReadingForm(request.POST or None, instance=one, today=today_of(request))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        current = Reading.objects.filter(pk=pk, version=form.cleaned_data["version"] or 0)
        with transaction.atomic():
            if current.update(version=F("version") + 1):
                form.instance.version = form.cleaned_data["version"] + 1
                form.save()
                messages.success(request, "Saved.")
                return redirect("reading", pk=pk)
        status = 409
        form.data = {**request.POST.dict(), "version": str(mine(request, pk).version)}
    return _show(request, form, status, reading=mine(request, pk))


@require_POST
def reading_share(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody else of my people, by name: on to the letter, unless they have it."""
    one = mine(request, pk)
    try:
        contact = OneOfMineField(request.user).clean(request.POST.get("who", ""))
    except ValidationError as error:
        return _page(request, one, 422, who=request.POST.get("who", ""), who_errors=error.messages)
    if one.offers.filter(contact=contact).exists():
        said = f"{contact.full_name} has it already."
        return _page(request, one, 422, who=contact.full_name, who_errors=[said])
    return redirect(letter(one, contact.pk))


@require_POST
def reading_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete it; Undo puts it back, with whom it was shared with."""
    one, back = mine(request, pk), reverse("readings")
    offers = [(offer.contact_id, offer.on.isoformat()) for offer in one.offers.all()]
    undo = giving_undo.deleted(request.user, "reading", one, back, offers=offers)
    if not undo and "sure" not in request.POST:
        return render(request, SURE, {"what": one.title, "at": "people", "back": back})
    one.delete()
    messages.success(request, f"Deleted: {one.title}.", undo)
    return redirect(safe_next(request, back))


def _show(request: SignedInRequest, form: ReadingForm, status: int, **more: Any) -> HttpResponse:
    context = {"form": form, "at": "people", "conflict": status == 409, **more}
    return render(request, FORM, context, status=status)
