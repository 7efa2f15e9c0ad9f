"""Whom I hope to meet: people and programs, added, changed, taken off the list (P23, P41)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember, sent_before
from contacts.models import Contact, Stage
from interactions import ending
from interactions import people as directory
from interactions.event_frame import mine
from interactions.fields import PeopleField, ids
from interactions.goal_views import plan_of
from interactions.models import Event, Target
from interactions.pages import looks_for_someone, show
from interactions.plan_forms import (
    TARGET_FIELDS,
    AboutTarget,
    PeopleTargetForm,
    PersonTargetForm,
    ProgramTargetForm,
    fingerprint,
)
from interactions.plan_undo import TARGET, kept, undo_tag
from web import clock
from web.http import SignedInRequest, safe_next

FORM = "interactions/target_form.html"


def my_target(request: SignedInRequest, event: Event, pk: int) -> Target:
    """One target of that event, or 404."""
    targets = Target.objects.owned_by(request.user).select_related("contact", "recommended_by", "session")
    found = get_object_or_404(targets, event=event, pk=pk)
    found.event = event
    return found


@require_http_methods(["GET", "POST"])
def target_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """People to meet, from those one knows or by a name one has read."""
    event, user, now = mine(request, pk), request.user, clock.now()
    more: dict[str, Any] = {"event": event, "at": "events", "finds": reverse("target_new", args=[event.pk])}
    if request.method == "GET":
        form = PeopleTargetForm(None, user=user, event=event, now=now, initial=_begun(request))
        return show(request, form, FORM, **more)
    form = PeopleTargetForm(request.POST, user=user, event=event, now=now)
    if looks_for_someone(request):
        return show(request, form.unjudged(), FORM, **more)
    if before := sent_before(user, request.POST.get("key", "")):
        return redirect(before)
    if form.is_valid() and (place := _list(request, form)):
        return redirect(place)
    return show(request, form, FORM, **more)


def _begun(request: SignedInRequest) -> dict[str, Any]:
    """People named in the address, as far as they are the user's."""
    try:
        wanted = ids([*request.GET.getlist("person"), *request.GET.getlist("people")])
    except ValueError:
        wanted = []
    mine = Contact.objects.owned_by(request.user).filter(pk__in=wanted)
    return {"people": [one.pk for one in PeopleField(request.user).clean([one.pk for one in mine])]}


def _list(request: SignedInRequest, form: PeopleTargetForm) -> str:
    """Where to go; "" when somebody got onto the list in another window."""
    user, event, place = request.user, form.event, plan_of(form.event, "people")
    key = form.cleaned_data["key"]
    try:
        with transaction.atomic():
            if (sent := already_sent(user, key)) is not None:
                return sent
            new = [
                directory.add(user, name, form.now, stage=Stage.IDENTIFIED)
                for name in form.cleaned_data["new_people"]
            ]
            people, told = [*form.cleaned_data["people"], *new], form.told()
            made = [
                Target.objects.create(owner=user, event=event, contact=one, created_at=form.now, **told)
                for one in people
            ]
            ending.again([event.pk], form.now)
            remember(user, key, place)
    except IntegrityError:
        form.add_error("people", "On the list already.")
        return ""
    undo = {"do": "listed", "pks": [one.pk for one in made], "new": [one.pk for one in new]}
    messages.success(request, f"On the list: {_names(people)}.", undo_tag(event, undo))
    return place


def _names(people: list[Contact]) -> str:
    names = [one.full_name for one in people]
    return ", ".join(names) if len(names) < 4 else f"{names[0]} and {len(names) - 1} others"


@require_http_methods(["GET", "POST"])
def target_program(request: SignedInRequest, pk: int) -> HttpResponse:
    """A program to talk to."""
    event, now = mine(request, pk), clock.now()
    form = ProgramTargetForm(request.POST or None, user=request.user, event=event, now=now)
    if before := sent_before(request.user, request.POST.get("key", "")):
        return redirect(before)
    if form.is_valid():
        place, key = plan_of(event, "programs"), form.cleaned_data["key"]
        with transaction.atomic():
            if (sent := already_sent(request.user, key)) is not None:
                return redirect(sent)
            made = Target.objects.create(owner=request.user, event=event, created_at=now, **form.told())
            remember(request.user, key, place)
        undo = undo_tag(event, {"do": "listed", "pks": [made.pk], "new": []})
        messages.success(request, f"On the list: {made.program}.", undo)
        return redirect(place)
    return _show(request, form, 422 if form.is_bound else 200, is_program=True)


@require_http_methods(["GET", "POST"])
def target_edit(request: SignedInRequest, pk: int, target_id: int) -> HttpResponse:
    """Change what was written about a person or a program."""
    event, now = mine(request, pk), clock.now()
    target = my_target(request, event, target_id)
    kind = PersonTargetForm if target.contact_id else ProgramTargetForm
    form = kind(request.POST or None, user=request.user, event=event, now=now, target=target)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        with transaction.atomic():
            saved = get_object_or_404(Target.objects.select_for_update(of=("self",)), pk=target.pk)
            if form.cleaned_data["was"] == fingerprint(saved, TARGET_FIELDS):
                for name, value in form.told().items():
                    setattr(saved, name, value)
                saved.save(update_fields=[*form.told()])
                ending.again([event.pk], now)
                messages.success(request, "Saved.")
                return redirect(plan_of(event, "people" if target.contact_id else "programs"))
        status = 409
        form.data = _with(request, was=fingerprint(saved, TARGET_FIELDS))
        target = my_target(request, event, target_id)
    more = {"target": target, "is_program": target.contact_id is None, "conflict": status == 409}
    return _show(request, form, status, **more)


def _with(request: SignedInRequest, **values: str) -> Any:
    sent = request.POST.copy()
    for name, value in values.items():
        sent[name] = value
    return sent


@require_POST
def target_delete(request: SignedInRequest, pk: int, target_id: int) -> HttpResponse:
    """Take somebody off the list; the person stays among mine."""
    event = mine(request, pk)
    target = my_target(request, event, target_id)
    undo = undo_tag(event, {"do": "target", "was": kept(target, TARGET)})
    name = target.contact.full_name if target.contact else target.program
    with transaction.atomic():
        target.delete()
        ending.again([event.pk], clock.now())
    stays = " The person stays among yours." if target.contact_id else ""
    messages.success(request, f"{name} is off the list.{stays}", undo)
    return redirect(plan_of(event, "people"))


@require_POST
def event_hope(request: SignedInRequest, pk: int, contact_id: int) -> HttpResponse:
    """One tap on a person's page: I hope to meet them there."""
    event = mine(request, pk)
    contact = get_object_or_404(Contact.objects.owned_by(request.user), pk=contact_id)
    made, is_new = Target.objects.get_or_create(
        event=event, contact=contact, defaults={"owner": request.user, "created_at": clock.now()}
    )
    if is_new:
        told = {"do": "listed", "pks": [made.pk], "new": [], "back": contact.get_absolute_url()}
        messages.success(
            request, f"{contact.full_name} is on your list for {event.name}.", undo_tag(event, told)
        )
    return redirect(safe_next(request, contact.get_absolute_url()))


def _show(request: SignedInRequest, form: AboutTarget, status: int, **more: Any) -> HttpResponse:
    context = {"form": form, "event": form.event, "at": "events", **more}
    return render(request, FORM, context, status=status)
