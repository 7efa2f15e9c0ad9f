"""The evening of a day at an event: details to add, the counts, the one follow-up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.saving import save_if_current
from interactions import recording
from interactions.day_forms import AddForm, ChooseForm
from interactions.event_day import Day, attended, day_of, evening_of, promises_of, recapped
from interactions.event_frame import frame, mine
from interactions.models import Event, Participant, Promise
from interactions.programme import sessions
from interactions.recap import choose, to_add
from web import clock
from web.htmx import page_or_part, target
from web.http import SignedInRequest, safe_next
from web.paging import page_of

RECAP = "interactions/recap.html"
CHOOSE = "interactions/choose.html"
PAGE = 20


def asked_for(request: SignedInRequest, event: Event, now: datetime) -> date:
    """The day in the address when it is one of the event, else the one whose evening it is."""
    sent = request.POST.get("day") or request.GET.get("day") or ""
    try:
        wanted = parse_date(sent)
    except ValueError:
        wanted = None
    inside = wanted is not None and event.starts_on <= wanted <= event.ends_on
    return wanted if wanted is not None and inside else recapped(event, now)


@require_GET
def event_recap(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the day brought, and what is still to be noted."""
    event, now = mine(request, pk), clock.now()
    return page_or_part(request, RECAP, recap_context(request, event, now), parts=["to-add"])


def recap_context(
    request: SignedInRequest, event: Event, now: datetime, form: AddForm | None = None
) -> dict[str, Any]:
    """Everything the recap draws."""
    on = asked_for(request, event, now)
    all_sessions = sessions(event)
    counted = day_of(event, on, now, attended(event), all_sessions)
    pages = page_of(request, Paginator(to_add(counted.people), PAGE))
    forms = [
        form if form and one.pk == form.talk.pk else AddForm(None, talk=one) for one in pages["page_obj"]
    ]
    today = now.astimezone(event.zone).date()
    return {
        **frame(event, now, "day"),
        "on": on,
        "is_today": on == today,
        "before": on - timedelta(days=1) if on > event.starts_on else None,
        "after": on + timedelta(days=1) if on < min(event.ends_on, today) else None,
        "is_evening": evening_of(event, now) == on,
        "counted": counted,
        "to_add": forms,
        "chosen": _chosen(counted),
        "choosing": ChooseForm(None, people=counted.people, today=_my_day(request, now)),
        **pages,
    }


def _my_day(request: SignedInRequest, now: datetime) -> date:
    """A promise is due on a day of mine, not of the event."""
    return now.astimezone(request.user.zone).date()


def _chosen(counted: Day) -> list[Promise]:
    """What was promised that day."""
    touches = [one.interaction_id for one in counted.people if promises_of(one)]
    mine = Promise.objects.filter(interaction__in=touches, to_me=False, contact__trashed_at__isnull=True)
    return list(mine.select_related("contact")) if touches else []


@require_http_methods(["GET", "POST"])
def event_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the one follow-up of a day."""
    event, now = mine(request, pk), clock.now()
    on = asked_for(request, event, now) if request.GET.get("day") or request.POST.get("day") else None
    on = on or now.astimezone(event.zone).date()
    counted = day_of(event, on, now, attended(event))
    form = ChooseForm(request.POST or None, people=counted.people, today=_my_day(request, now))
    if form.is_valid():
        choose(
            form.chosen,
            form.cleaned_data["what"],
            form.cleaned_data["by"],
            now=now,
            key=form.cleaned_data["key"],
        )
        messages.success(request, f"Chosen: {form.cleaned_data['what']}. It is among your promises on Today.")
        return redirect(safe_next(request, reverse("event_day", args=[event.pk])))
    context = {**frame(event, now, "day"), "choosing": form, "on": on, "counted": counted}
    context["next"] = safe_next(request, reverse("event_day", args=[event.pk]))
    status = 422 if form.is_bound else 200
    return page_or_part(request, CHOOSE, context, parts=["choose"], status=status)


@require_POST
def event_recap_person(request: SignedInRequest, pk: int, contact_id: int) -> HttpResponse:
    """Role, institution and one line of somebody met that day, saved where they stand (P32)."""
    event, now = mine(request, pk), clock.now()
    talk = _talk(event, asked_for(request, event, now), contact_id, now)
    form = AddForm(request.POST, talk=talk)
    part = target(request) == f"add-{contact_id}"
    status = 200 if form.is_valid() else 422
    if status == 200 and not _save(form, now):
        status, form = 409, _again(request, event, talk, contact_id, now)
    if status == 200:
        messages.success(request, f"{talk.contact.full_name} is noted.")
        if not part:
            on = asked_for(request, event, now)
            return redirect(f"{reverse('event_recap', args=[event.pk])}?day={on}")
    context = {"event": event, "form": form, "on": asked_for(request, event, now), "saved": status == 200}
    if part:
        return render(request, "interactions/recap_person.html", context, status=status)
    whole = {**recap_context(request, event, now, form), "conflict": status == 409}
    return render(request, RECAP, whole, status=status)


def _talk(event: Event, on: date, contact_id: int, now: datetime) -> Participant:
    """The latest conversation with them that day, or 404."""
    people = day_of(event, on, now, attended(event)).people
    found = next((one for one in people if one.contact_id == contact_id), None)
    if found is None:
        raise Http404
    return found


def _save(form: AddForm, now: datetime) -> bool:
    """False, and nothing saved, when the person or the touch was changed in another window."""
    touch = form.talk.interaction
    try:
        with transaction.atomic():
            if not save_if_current(form):
                return False
            if form.cleaned_data["takeaway"] != touch.takeaway:
                version = form.cleaned_data["touch_version"]
                recording.change(touch, now=now, version=version, takeaway=form.cleaned_data["takeaway"])
    except recording.ChangedMeanwhile:
        return False
    return True


def _again(
    request: SignedInRequest, event: Event, old: Participant, contact_id: int, now: datetime
) -> AddForm:
    """The words typed, beside what was saved meanwhile; saving again is a decision."""
    talk = _talk(event, asked_for(request, event, now), contact_id, now)
    prefix = f"add-{contact_id}"
    versions = {"version": talk.contact.version, "touch_version": talk.interaction.version}
    data = {**request.POST.dict(), **{f"{prefix}-{name}": str(value) for name, value in versions.items()}}
    form = AddForm(data, talk=talk)
    form.is_valid()
    form.add_error(None, "This was changed in another window meanwhile. Saving again keeps what stands here.")
    return form
