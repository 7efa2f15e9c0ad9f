"""Planned meetings: plan, prepare, move, mark as held, cancel (P48, P54)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember
from followups.windows import from_wall
from interactions import because, recording
from interactions.meeting_forms import FURTHEST, MeetingForm, MoveForm, PrepareForm
from interactions.models import Interaction, Kind
from interactions.pages import looks_for_someone, mine, show, start
from interactions.proposing import proposal
from web import clock
from web.http import SignedInRequest, safe_next
from web.phrases import clock_time
from web.playbook import bank
from web.undoing import undo_tag

PLAN = "interactions/plan.html"
MINUTES = {Kind.COFFEE: 15, Kind.INFORMATIONAL: 20, Kind.MEETING: 30, Kind.VIDEO: 30}


@require_http_methods(["GET", "POST"])
def plan_meeting(request: SignedInRequest) -> HttpResponse:
    """Plan a meeting ahead."""
    now, user = clock.now(), request.user
    if request.method == "GET":
        initial = start(request, now)
        proposed = None
        if "at" not in request.GET:
            proposed = proposal(user, now) if initial["event"] is None else None
            initial["at"] = proposed.at if proposed else None
        if "kind" not in request.GET:
            initial["kind"] = Kind.MEETING
        if initial["kind"] == Kind.INFORMATIONAL:
            initial["minutes"] = MINUTES[Kind.INFORMATIONAL]
        form = MeetingForm(None, user=user, now=now, initial=initial)
        return show(request, form, PLAN, proposed=proposed)
    form = MeetingForm(request.POST, user=user, now=now)
    if looks_for_someone(request):
        return show(request, form.unjudged(), PLAN)
    if not form.is_valid():
        return show(request, form, PLAN)
    return redirect(_plan(request, form))


def _plan(request: SignedInRequest, form: MeetingForm) -> str:
    user, data = request.user, form.cleaned_data
    with transaction.atomic():
        sent = already_sent(user, data["key"])
        if sent is not None:
            return sent
        plain = {name: data[name] for name in ("event", "note")}
        minutes = data["minutes"] or MINUTES.get(data["kind"])
        made = recording.plan(
            user,
            form.everybody(),
            data["kind"],
            data["at"],
            minutes=minutes,
            questions=form.asked(),
            now=form.now,
            **plain,
        )
        remember(user, data["key"], made.get_absolute_url())
    undo = f"{reverse('interaction_delete', args=[made.pk])}?taken-back=1"
    when = clock_time(made.at, form.now, user.zone, "%A")
    messages.success(request, f"Planned for {when}. What to prepare is below.", f"undo:{undo}")
    return made.get_absolute_url()


def meeting(request: SignedInRequest, one: Interaction, now: datetime) -> HttpResponse:
    """The page of a planned meeting, with its preparation; POST saves the preparation."""
    if request.method == "GET":
        return _show(request, one, PrepareForm(instance=one, initial={"version": one.version}), now)
    form = PrepareForm(request.POST, instance=mine(request, one.pk))
    if not form.is_valid():
        return _show(request, one, form, now, 422)
    told = {name: form.cleaned_data[name] for name in ("cv_sent", "questions", "ask")}
    try:
        recording.change(one, now=now, version=form.cleaned_data["version"], **told)
    except recording.ChangedMeanwhile:
        saved = mine(request, one.pk)
        form.data = {**form.data.dict(), "version": str(saved.version)}  # type: ignore[attr-defined]
        return _show(request, saved, form, now, 409)
    missing = because.to_prepare(one)
    words = f"Kept. Still to do: {', '.join(missing)}." if missing else "Kept. Everything is prepared."
    messages.success(request, words)
    return redirect(safe_next(request, one.get_absolute_url()))


def _show(
    request: SignedInRequest, one: Interaction, form: PrepareForm, now: datetime, status: int = 200
) -> HttpResponse:
    zone = one.event.zone if one.event else request.user.zone
    context = {
        "touch": one,
        "people": list(one.people.all()),
        "form": form,
        "now": now,
        "there": one.at.astimezone(zone).replace(tzinfo=None),
        "zone": zone.key,
        "conflict": status == 409,
        "bank": bank("informational") if one.kind == Kind.INFORMATIONAL else None,
        "saved": one,
        "at": "people",
    }
    return render(request, "interactions/meeting.html", context, status=status)


@require_http_methods(["GET", "POST"])
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another time; the preparation moves along."""
    one, now = mine(request, pk), clock.now()
    if not one.is_planned:
        return redirect(one)
    zone = one.event.zone if one.event else request.user.zone
    initial = {"at": one.at.astimezone(zone).replace(tzinfo=None), "version": one.version}
    form = MoveForm(request.POST or None, initial=initial)
    if form.is_valid():
        at = from_wall(form.cleaned_data["at"], zone)
        if not now < at <= now + FURTHEST:
            form.add_error("at", "Choose a time ahead, within five years.")
        elif _moved(form, one, at, now):
            messages.success(request, f"Moved to {clock_time(at, now, zone, '%A')}.")
            return redirect(one)
    context = {"touch": one, "form": form, "zone": zone.key, "at": "people"}
    return render(request, "interactions/move.html", context, status=_status(form))


def _moved(form: MoveForm, one: Interaction, at: datetime, now: datetime) -> bool:
    try:
        recording.change(one, now=now, at=at, version=form.cleaned_data["version"])
    except recording.ChangedMeanwhile:
        form.add_error(
            None, "This meeting was changed in another window. Look at it again before you move it."
        )
        return False
    return True


def _status(form: MoveForm) -> int:
    if form.is_bound and form.non_field_errors():
        return 409
    return 422 if form.is_bound and form.errors else 200


@require_POST
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """It took place: now it is a touch, and its takeaway can be written down."""
    one, now = mine(request, pk), clock.now()
    planned, undo = one.at, ""
    if one.is_planned:
        recording.hold(one, now)
        told = {"do": "held", "pk": one.pk, "version": one.version, "at": planned.isoformat()}
        undo = undo_tag(request.user.pk, told | {"back": one.get_absolute_url()})
    early = f", earlier than {clock_time(planned, now, request.user.zone, '%A')}" if planned > now else ""
    messages.success(request, f"Marked as held{early}. One takeaway, while it is fresh?", undo)
    return redirect("meeting_close", pk) if one.kind == Kind.INFORMATIONAL else redirect(one)
