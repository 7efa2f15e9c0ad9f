"""The page with an editable draft. Nothing is sent from Curbside."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from contacts.models import Contact
from followups.drafts import Draft, Facts, sentences
from followups.drafts import draft as write
from followups.models import FollowUp
from followups.rows import row
from residents.models import resident_of
from web import clock
from web.http import SignedInRequest
from web.phrases import long_date

WEEK = 7


@require_GET
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """An editable message for one follow-up: to copy, or to open in the mail program."""
    one = get_object_or_404(FollowUp.objects.owned_by(request.user).with_person(), pk=pk)
    now = clock.now()
    touch = one.opened_by.order_by("-at").first() or _last_touch(one.contact)
    letter = write(_facts(request, one, touch, now))
    email = next((way.value for way in one.contact.ways.all() if way.kind == "email"), "")
    context = {
        "row": row(one, now, request.user.zone),
        "contact": one.contact,
        "letter": letter,
        "email": email,
        "mailto": Draft(letter.subject, letter.body).mailto(email),
        "sentences": sentences(letter.body),
        "touch": touch,
        "key": uuid.uuid4(),
    }
    return render(request, "followups/draft.html", context)


def _last_touch(contact: Contact) -> Any:
    """The latest held touch with the person, reached by name: interactions stand above this app."""
    held = contact.interactions.filter(status="held", deleted_at__isnull=True)
    return held.order_by("-at").first()


def _facts(request: SignedInRequest, one: FollowUp, touch: Any, now: datetime) -> Facts:
    resident = resident_of(request.user)
    introduction = one.contact.introduced_by.select_related("introducer").first()
    return Facts(
        basis=one.basis,
        greeting=one.contact.short_name,
        me=request.user.name + (f", {resident.credentials}" if resident.credentials else ""),
        my_stage=resident.training_stage,
        my_place=resident.institution,
        day=_day(touch.at if touch else None, now, request.user.zone),
        event=touch.event.name if touch and touch.event else "",
        takeaway=touch.takeaway if touch else "",
        promise=one.what or _promise(one),
        introducer=introduction.introducer.full_name if introduction else "",
    )


def _promise(one: FollowUp) -> str:
    """A promise made to the same person in the same breath, if one is open."""
    mine = FollowUp.objects.filter(contact=one.contact, basis="promise", closed_at__isnull=True)
    return mine.values_list("what", flat=True).first() or ""


def _day(at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    away = (now.astimezone(zone).date() - at.astimezone(zone).date()).days
    return f"{at.astimezone(zone):%A}" if away < WEEK else long_date(at, now, zone)
