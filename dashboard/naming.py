"""Naming a mentorship: said at the third and fourth meeting, answered with one button (P53)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts.models import Contact, Role, RoleTerm, Stage
from contacts.naming import LAST_ASKED, TIMES
from contacts.roles import add_term
from dashboard.filters import today_of
from dashboard.person import mine
from interactions.occasions import number_of
from web import clock
from web.http import SignedInRequest


@require_POST
def person_naming(request: SignedInRequest, pk: int) -> HttpResponse:
    """Named, or not now; `back` in the address takes either back."""
    contact = mine(request, pk)
    back = request.GET.get("back", "")
    if back:
        return _take_back(request, contact, back)
    if "named" in request.POST:
        _name(request, contact)
    elif (held := request.POST.get("meetings", "")) in map(str, TIMES):
        was = contact.naming_put_off
        if _change(contact, (Stage.RECURRING,), naming_put_off=int(held)):
            once_more = " It is suggested once more after the next meeting." if int(held) < LAST_ASKED else ""
            messages.success(request, f"Left as it is.{once_more}", _undo(contact, str(was)))
    return redirect(contact)


def _name(request: SignedInRequest, contact: Contact) -> None:
    """From today on a mentor by function as well, whatever seat they sit in (P3)."""
    with transaction.atomic():
        if not _change(contact, (Stage.RECURRING,), stage=Stage.NAMED):
            return
        term = add_term(request.user, contact, Role.MENTOR, today_of(request.user, clock.now()))
    begun = f"&term={term.pk}" if term else ""
    words = f"{contact.short_name} is named as your mentor."
    messages.success(request, words, f"{_undo(contact, 'named')}{begun}")


def _take_back(request: SignedInRequest, contact: Contact, was: str) -> HttpResponse:
    if was == "named":
        term = number_of(request, "term")
        with transaction.atomic():
            done = _change(contact, (Stage.NAMED,), stage=Stage.RECURRING)
            begun = RoleTerm.objects.owned_by(request.user).filter(contact=contact, role=Role.MENTOR)
            if done:
                begun.filter(pk=term, ends_on__isnull=True).delete()
    else:
        done = was in ("0", *map(str, TIMES)) and _change(contact, tuple(Stage), naming_put_off=int(was))
    if done:
        messages.success(request, "Taken back.")
    return redirect(contact)


def _change(contact: Contact, stages: tuple[Stage, ...], **told: Any) -> bool:
    """Another window that edits the same person is told of it by the version."""
    rows = Contact.objects.filter(pk=contact.pk, stage__in=stages)
    return bool(rows.update(**told, version=F("version") + 1))


def _undo(contact: Contact, was: str) -> str:
    return f"undo:{reverse('person_naming', args=[contact.pk])}?back={was}"
