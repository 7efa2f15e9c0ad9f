"""Naming a mentorship: said at the third and fourth meeting, answered with one button (P53)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts.models import Contact, Stage
from contacts.naming import LAST_ASKED, TIMES
from dashboard.person import mine
from web.http import SignedInRequest


@require_POST
def person_naming(request: SignedInRequest, pk: int) -> HttpResponse:
    """Named, or not now; `back` in the address takes either back."""
    contact = mine(request, pk)
    back = request.GET.get("back", "")
    if back:
        return _take_back(request, contact, back)
    if "named" in request.POST:
        if _change(contact, (Stage.RECURRING,), stage=Stage.NAMED):
            words = f"{contact.short_name} is named as your mentor."
            messages.success(request, words, _undo(contact, "named"))
    elif (held := request.POST.get("meetings", "")) in map(str, TIMES):
        was = contact.naming_put_off
        if _change(contact, (Stage.RECURRING,), naming_put_off=int(held)):
            once_more = " It is suggested once more after the next meeting." if int(held) < LAST_ASKED else ""
            messages.success(request, f"Left as it is.{once_more}", _undo(contact, str(was)))
    return redirect(contact)


def _take_back(request: SignedInRequest, contact: Contact, was: str) -> HttpResponse:
    if was == "named":
        done = _change(contact, (Stage.NAMED,), stage=Stage.RECURRING)
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
