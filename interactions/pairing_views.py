"""Introducing two people to each other: begun, asked, agreed, written or made in person (P62)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember, sent_before
from contacts.models import Contact
from interactions import giving_undo, pairings
from interactions.good_turn_views import today_of
from interactions.models import Kind, Pairing
from interactions.one_of_mine import named
from interactions.pairings import ConsentForm, PairingForm, WhyForm
from interactions.plan_forms import fingerprint
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import paged

PAGE = 50
NAMES = ("pairings", "pairing_form", "pairing", "pairing_apart")
LIST, FORM, ONE, APART = (f"interactions/{name}.html" for name in NAMES)
ANSWERS = {"asked": "Asked", "agreed": "Said yes", "none": "Not asked yet, then"}


def mine(request: SignedInRequest, pk: int) -> Pairing:
    """The user's introduction, or 404."""
    own = Pairing.objects.owned_by(request.user).select_related("one", "other")
    return get_object_or_404(own, pk=pk)


def of_two(view: Callable[[SignedInRequest, int], HttpResponse]) -> Callable[..., HttpResponse]:
    """With somebody in the trash, or deleted, the page says so and nothing else is done."""

    @wraps(view)
    def shown(request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except Http404:
            rows = Pairing.objects.apart_of(request.user).select_related("one", "other")
            if (apart := rows.filter(pk=pk).first()) is None:
                raise
        told = {"pairing": apart, "both": pairings.both(apart), "waits": pairings.waits(apart)}
        status = 409 if request.method == "POST" else 200
        return render(request, APART, {**told, "at": "people"}, status=status)

    return shown


@require_GET
def introductions(request: SignedInRequest) -> HttpResponse:
    """Those in progress first, then those made."""
    own = Pairing.objects.owned_by(request.user).select_related("one", "other")
    newest = own.order_by(F("made_at").desc(nulls_first=True), "-created_at", "-id")
    pages = paged(request, newest, PAGE)
    rows = [(one, pairings.missing(one)) for one in pages["page_obj"]]
    apart = Pairing.objects.apart_of(request.user).select_related("one", "other")[:PAGE]
    waiting = [(one, pairings.both(one), pairings.waits(one)) for one in apart]
    context = {"rows": rows, "waiting": waiting, "at": "people", "here": "introductions", **pages}
    return page_or_part(request, LIST, context, parts=["pairs"])


@require_http_methods(["GET", "POST"])
def introduction_new(request: SignedInRequest) -> HttpResponse:
    """Two of my people, and why."""
    one, other = named(request, "person"), named(request, "second")
    # The second time the two are under way already.
    if request.method == "POST" and (before := sent_before(request.user, request.POST.get("key", ""))):
        return redirect(before)
    form = PairingForm(request.POST or None, user=request.user, one=one, other=other)
    if form.is_valid():
        return redirect(_add(request, form))
    status = 422 if form.is_bound else 200
    context = {"form": form, "known": one, "second": other, "at": "people"}
    return render(request, FORM, context, status=status)


def _add(request: SignedInRequest, form: PairingForm) -> str:
    user, data = request.user, form.cleaned_data
    with transaction.atomic():
        if (before := already_sent(user, data["key"])) is not None:
            return before
        made = Pairing.objects.create(owner=user, one=data["one"], other=data["other"], why=data["why"])
        remember(user, data["key"], made.get_absolute_url())
    undo = giving_undo.added(user, "pairing", made, reverse("introductions"))
    messages.success(request, "Begun. Nothing is written before both have said yes.", undo)
    return made.get_absolute_url()


@require_GET
@of_two
def introduction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where it stands with each of the two."""
    return _page(request, mine(request, pk))


def _page(request: SignedInRequest, pairing: Pairing, status: int = 200, **more: Any) -> HttpResponse:
    sides = [_side(pairing, name) for name in pairings.SIDES]
    context = {"pairing": pairing, "sides": sides, "missing": pairings.missing(pairing), "at": "people"}
    context |= {"today": today_of(request), **more}
    return render(request, ONE, context, status=status)


def _side(pairing: Pairing, name: str) -> dict[str, Any]:
    contact: Contact = getattr(pairing, name)
    return {
        "name": name,
        "contact": contact,
        "asked": getattr(pairing, f"{name}_asked_on"),
        "agreed": getattr(pairing, f"{name}_agreed_on"),
        "letter": letter(pairing, contact, "may_introduce"),
    }


def letter(pairing: Pairing, contact: Contact, template: str) -> str:
    """Where a letter about it begins."""
    query = urlencode({"template": template, "pairing": pairing.pk})
    return f"{reverse('write', args=[contact.pk])}?{query}"


@require_http_methods(["GET", "POST"])
@of_two
def introduction_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change why they should meet."""
    pairing = mine(request, pk)
    form = WhyForm(request.POST or None, pairing=pairing)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        with transaction.atomic():
            saved = get_object_or_404(Pairing.objects.select_for_update(), pk=pk)
            if form.cleaned_data["was"] == fingerprint(saved, ["why"]):
                saved.why = form.cleaned_data["why"]
                saved.save(update_fields=["why"])
                messages.success(request, "Saved.")
                return redirect(saved)
        status, pairing = 409, mine(request, pk)
        form.data = {**request.POST.dict(), "was": fingerprint(saved, ["why"])}
    context = {"form": form, "pairing": pairing, "conflict": status == 409, "at": "people"}
    return render(request, FORM, context, status=status)


@require_POST
@of_two
def introduction_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    """One side was asked, or said yes, on a day; or not after all."""
    pairing, form, today = mine(request, pk), ConsentForm(request.POST), today_of(request)
    if not form.is_valid() and set(form.errors) != {"on"}:
        raise Http404
    on = form.cleaned_data.get("on") or today
    if form.errors or on > today:
        said = "There is no such day." if form.errors else "That day is still ahead."
        return _page(request, pairing, 422, wrong=form.data["side"], said=said)
    side, to = form.cleaned_data["side"], form.cleaned_data["to"]
    if said := pairings.too_early(pairing, side, to, on):
        return _page(request, pairing, 422, wrong=side, said=said, day=on)
    columns = pairings.told(pairing, side, to, on)
    was = {name: getattr(pairing, name) for name in columns}
    if columns != was and Pairing.objects.filter(pk=pk, made_at=None).update(**columns):
        pairing = mine(request, pk)
        undo = giving_undo.changed(request.user, "pairing", pairing, was, pairing.get_absolute_url())
        messages.success(request, f"{getattr(pairing, side).full_name}: {ANSWERS[to].lower()}.", undo)
    return redirect(pairing)


@require_POST
@of_two
def introduction_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """On to the letter to both; refused with the reason until both have said yes."""
    pairing = mine(request, pk)
    if missing := pairings.missing(pairing):
        return _page(request, pairing, 409, refused=missing)
    return redirect(letter(pairing, cast(Contact, pairing.one), "introduce_two"))


@require_POST
@of_two
def introduction_made(request: SignedInRequest, pk: int) -> HttpResponse:
    """They were introduced in person: the same touch, without a letter."""
    pairing = mine(request, pk)
    if missing := pairings.missing(pairing):
        return _page(request, pairing, 409, refused=missing)
    touch = pairings.make(pairing, Kind.MET, today_of(request), clock.now())
    if touch:
        undo = (
            f"undo:{reverse('write_unsent', args=[touch.pk])}?pairing={pk}&next={pairing.get_absolute_url()}"
        )
        messages.success(request, "Logged with both.", undo)
    return redirect(pairing)


@require_POST
def introduction_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let it rest; touches and good turns stay, and Undo puts it back."""
    own, back = Pairing.objects.filter(owner=request.user), reverse("introductions")
    pairing = get_object_or_404(own, pk=pk)
    undo = giving_undo.deleted(request.user, "pairing", pairing, back)
    pairing.delete()
    messages.success(request, "Let go.", undo)
    return redirect(back)
