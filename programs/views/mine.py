"""“Count this one”: a meeting with the advisor goes into the half-year record, and out again."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from programs import meetings, sharing
from programs.sharing_forms import MeetingForm
from programs.views.sharing import mine
from web import clock
from web.http import SignedInRequest, safe_next


@require_POST
def meeting_count(request: SignedInRequest, enrollment_id: int) -> HttpResponse:
    """The date of one held meeting counts; who was there stays private."""
    row, form = mine(request, enrollment_id), MeetingForm(request.POST)
    if not form.is_valid():
        raise Http404
    touch, chosen = form.cleaned_data["touch"], form.cleaned_data["contact_id"]
    one = next((one for one in meetings.countable(request.user, touch) if one.row == row), None)
    if one is None:
        raise Http404
    if one.person is None and chosen not in [person.contact_id for person in one.people]:
        messages.error(request, f"Say first who of them is {one.advisor.name}.")
        return redirect("interaction", touch)
    if one.person is None:
        sharing.name_advisor(row, chosen, one.advisor.pk)
    sharing.count_meeting(row, one.day, clock.now())
    undo = reverse("meeting_uncount", args=[row.pk, one.day.isoformat()])
    said = f"Counted: {one.day.day} {one.day:%B}, the date only."
    messages.success(request, said, f"undo:{undo}?next={reverse('interaction', args=[touch])}")
    return redirect("interaction", touch)


@require_POST
def meeting_uncount(request: SignedInRequest, enrollment_id: int, day: str) -> HttpResponse:
    """Take a counted meeting back."""
    row = mine(request, enrollment_id)
    try:
        held_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if not sharing.uncount_meeting(row, held_on, clock.now()):
        raise Http404
    messages.success(request, "Taken back. The record no longer has that date.")
    return redirect(safe_next(request, reverse("sharing", args=[row.pk])))
