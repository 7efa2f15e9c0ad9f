"""The calendar of blocks: list, add, edit, delete, tell anyway. Everything can be undone (P46, P68)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.once import already_sent, remember
from dashboard.filters import today_of
from dashboard.rotation_year import year_of
from followups import rotating
from followups.resting import held_back
from followups.rotating import FIELDS
from residents.models import Rotation
from residents.rotation_forms import RotationForm
from web import clock
from web.http import SignedInRequest

FORM = "dashboard/rotation_form.html"
UNDO_FOR = 7 * 86400


@require_GET
def rotations(request: SignedInRequest) -> HttpResponse:
    """The year as a picture, the blocks as a list, and what waits because of them."""
    now, user = clock.now(), request.user
    today = today_of(user, now)
    every = list(Rotation.objects.owned_by(user))
    context = {
        "year": year_of(every, today),
        "ahead": [(one, one.days(today)) for one in every if one.ends_on >= today],
        "past": [(one, one.days(today)) for one in reversed(every) if one.ends_on < today],
        "held": held_back(user, now),
        "today": today,
        "now": now,
        "at": "me",
    }
    return render(request, "dashboard/rotations.html", context)


@require_http_methods(["GET", "POST"])
def rotation_new(request: SignedInRequest) -> HttpResponse:
    """Add a block."""
    now, user = clock.now(), request.user
    form = RotationForm(request.POST or None, instance=Rotation(owner=user))
    if form.is_valid() and (place := _add(request, form, now)):
        return redirect(place)
    return render(request, FORM, {"form": form, "at": "me"}, status=422 if form.is_bound else 200)


def _add(request: SignedInRequest, form: RotationForm, now: datetime) -> str:
    """Where to go; "" when another block is there."""
    user, key, place = request.user, form.cleaned_data["key"], reverse("rotations")
    try:
        with transaction.atomic():
            if (sent := already_sent(user, key)) is not None:
                return sent
            rotating.add(user, [form.instance], now)
            remember(user, key, place)
    except rotating.Overlaps as error:
        form.meets(error.other, today_of(user, now))
        return ""
    undo = undo_tag(user, {"pk": form.instance.pk, "version": 1})
    messages.success(request, f"{form.instance.name} is added.", undo)
    return place


@require_http_methods(["GET", "POST"])
def rotation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a block."""
    one, now = _mine(request, pk), clock.now()
    was = _said(one)
    form = RotationForm(request.POST or None, instance=one, initial={"version": one.version})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            rotating.change(one, form.cleaned_data["version"] or 0, now)
        except rotating.Overlaps as error:
            form.meets(error.other, today_of(request.user, now))
        except rotating.ChangedMeanwhile:
            status = 409
            form.data = {**request.POST.dict(), "version": str(_mine(request, pk).version)}
        else:
            undo = undo_tag(request.user, {"pk": pk, "version": one.version, "was": was})
            messages.success(request, f"{one.name} is changed.", undo)
            return redirect("rotations")
    saved = _mine(request, pk)
    context = {"form": form, "rotation": saved, "days": saved.days(today_of(request.user, now)), "at": "me"}
    return render(request, FORM, {**context, "conflict": status == 409}, status=status)


@require_POST
def rotation_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a block out; Undo puts it back."""
    one = _mine(request, pk)
    rotating.remove(request.user, [pk], clock.now())
    messages.success(request, f"{one.name} is deleted.", undo_tag(request.user, {"was": _said(one)}))
    return redirect("rotations")


@require_POST
def rotation_tell(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell anyway, or let it wait again."""
    one, anyway = _mine(request, pk), "wait" not in request.POST
    was = _said(one)
    rotating.tell(one, anyway, clock.now())
    words = "are told in it, too" if anyway else "wait until it is over"
    undo = undo_tag(request.user, {"pk": pk, "version": one.version, "was": was})
    messages.success(request, f"{one.name}: update windows and check-ins {words}.", undo)
    return redirect("rotations")


@require_POST
def rotation_undo(request: SignedInRequest, token: str) -> HttpResponse:
    """Take back an addition, a change or a deletion, unless something else happened since."""
    user, now = request.user, clock.now()
    try:
        told = signing.loads(token, salt=_salt(user), max_age=UNDO_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    try:
        done = _take_back(user, told, now)
    except (rotating.Overlaps, rotating.ChangedMeanwhile):
        done = False
    if done:
        messages.success(request, "Taken back.")
    else:
        messages.error(request, "Something else was changed since. Nothing was taken back.")
    return redirect("rotations")


def _take_back(user: User, told: dict[str, Any], now: datetime) -> bool:
    """False when what the token names is not as it was left."""
    was = told.get("was")
    if was is None:
        mine = Rotation.objects.owned_by(user).filter(version=1)
        added = mine.filter(pk=told["pk"]) if "pk" in told else mine.filter(created_at=told["added"])
        ids = list(added.values_list("pk", flat=True))
        rotating.remove(user, ids, now)
        return bool(ids)
    days = {name: date.fromisoformat(was[name]) for name in ("starts_on", "ends_on")}
    if "pk" not in told:
        rotating.add(user, [Rotation(**{**was, **days})], now)
        return True
    one = Rotation(pk=told["pk"], owner=user, **{**was, **days})
    rotating.change(one, told["version"], now)
    return True


def _mine(request: SignedInRequest, pk: int) -> Rotation:
    return get_object_or_404(Rotation.objects.owned_by(request.user), pk=pk)


def _said(one: Rotation) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in FIELDS}
    return {**said, "starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat()}


def _salt(user: User) -> str:
    return f"dashboard.rotations.{user.pk}"


def undo_tag(user: User, told: dict[str, Any]) -> str:
    """The toast's tag that offers Undo."""
    signed = signing.dumps(told, salt=_salt(user), compress=True)
    return f"undo:{reverse('rotation_undo', args=[signed])}"
