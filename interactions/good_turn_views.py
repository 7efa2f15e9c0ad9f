"""Good turns: logged from the person's page in one line, changed, thanked for, taken back (P3, P62)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember
from contacts.models import Contact
from interactions import giving_undo
from interactions.good_turns import FIELDS, GoodTurnForm
from interactions.models import GoodTurn
from interactions.plan_forms import fingerprint
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest, safe_next
from web.paging import paged

PAGE = 50
LIST, FORM = "interactions/good_turns.html", "interactions/good_turn_form.html"


def today_of(request: SignedInRequest) -> date:
    """The day it is for whoever asks."""
    return clock.now().astimezone(request.user.zone).date()


def mine(request: SignedInRequest, pk: int) -> GoodTurn:
    """The user's good turn, or 404."""
    return get_object_or_404(GoodTurn.objects.owned_by(request.user).select_related("contact"), pk=pk)


@require_GET
def good_turns(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """All of them with one person, both ways."""
    contact = get_object_or_404(Contact.objects.owned_by(request.user), pk=contact_id)
    pages = paged(request, GoodTurn.objects.owned_by(request.user).filter(contact=contact), PAGE)
    return page_or_part(request, LIST, {"contact": contact, "at": "people", **pages}, parts=["turned"])


@require_http_methods(["GET", "POST"])
def good_turn_new(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """Log what one of you did for the other."""
    contact = get_object_or_404(Contact.objects.owned_by(request.user), pk=contact_id)
    blank = GoodTurn(owner=request.user, contact=contact, kind=request.GET.get("kind", "article"))
    form = GoodTurnForm(_sent(request), instance=blank, today=today_of(request))
    if form.is_valid():
        return redirect(_add(request, form, contact))
    return _show(request, form, 422 if form.is_bound else 200, contact=contact)


def _sent(request: SignedInRequest) -> Any:
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    # The one line on the person's page asks for no day.
    sent.setdefault("on", today_of(request).isoformat())
    return sent


def _add(request: SignedInRequest, form: GoodTurnForm, contact: Contact) -> str:
    back = safe_next(request, contact.get_absolute_url())
    with transaction.atomic():
        if (before := already_sent(request.user, form.cleaned_data["key"])) is not None:
            return before
        made: GoodTurn = form.save()
        remember(request.user, form.cleaned_data["key"], back)
    words = "Noted. A word of thanks is never late." if made.is_by_them else "Noted."
    messages.success(request, words, giving_undo.added(request.user, "turn", made, back))
    return back


@require_http_methods(["GET", "POST"])
def good_turn_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change it."""
    turn = mine(request, pk)
    form = GoodTurnForm(_sent(request), instance=turn, today=today_of(request))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        with transaction.atomic():
            saved = get_object_or_404(GoodTurn.objects.select_for_update(), pk=pk)
            if form.cleaned_data["was"] == fingerprint(saved, FIELDS):
                form.instance.save(update_fields=FIELDS)
                messages.success(request, "Saved.")
                return redirect(safe_next(request, turn.contact.get_absolute_url()))
        status = 409
        form.data = {**request.POST.dict(), "was": fingerprint(saved, FIELDS)}
    return _show(request, form, status, contact=turn.contact, turn=mine(request, pk))


@require_POST
def good_turn_thanked(request: SignedInRequest, pk: int) -> HttpResponse:
    """Thanked in another way than by a letter from here; or not thanked after all."""
    turn = mine(request, pk)
    back = safe_next(request, turn.contact.get_absolute_url())
    was, day = turn.thanked_on, None if "not" in request.POST else today_of(request)
    if turn.is_by_them and (was is None) != (day is None):
        turn.thanked_on = day
        turn.save(update_fields=["thanked_on"])
        undo = giving_undo.changed(request.user, "turn", turn, {"thanked_on": was}, back)
        messages.success(request, "Thanked." if day else "Not thanked yet, then.", undo)
    return redirect(back)


@require_POST
def good_turn_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it out; Undo puts it back."""
    turn = mine(request, pk)
    back = safe_next(request, turn.contact.get_absolute_url())
    undo = giving_undo.deleted(request.user, "turn", turn, back)
    turn.delete()
    messages.success(request, "Taken out.", undo)
    return redirect(back)


def _show(request: SignedInRequest, form: GoodTurnForm, status: int, **more: Any) -> HttpResponse:
    context = {"form": form, "at": "people", "conflict": status == 409, **more}
    context["next"] = request.POST.get("next") or request.GET.get("next") or ""
    return render(request, FORM, context, status=status)
