"""Many blocks pasted as lines: what each reads as first, then all of them or none."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.once import already_sent, remember
from dashboard.filters import today_of
from dashboard.rotations import undo_tag
from followups import rotating
from residents.models import Rotation
from residents.rotation_forms import PasteForm
from web import clock
from web.http import SignedInRequest
from web.phrases import count


@require_http_methods(["GET", "POST"])
def rotation_paste(request: SignedInRequest) -> HttpResponse:
    """Read the lines; keep them once the reading that was seen is confirmed."""
    now, user = clock.now(), request.user
    form = PasteForm(request.POST or None, owner=user, today=today_of(user, now))
    if "keep" in request.POST and form.is_valid():
        if place := _keep(request, form, now):
            return redirect(place)
        form = PasteForm(request.POST, owner=user, today=today_of(user, now))
    wrong = form.is_bound and (not form.is_valid() or any(one.errors for one in form.shown))
    context = {"form": form, "wrong": wrong, "at": "me"}
    return render(request, "dashboard/rotation_paste.html", context, status=422 if wrong else 200)


def _keep(request: SignedInRequest, form: PasteForm, now: datetime) -> str:
    """Where to go; "" when the lines read otherwise than they were shown, or a block came in their way."""
    user, key, place = request.user, form.cleaned_data["key"], reverse("rotations")
    with transaction.atomic():
        if (sent := already_sent(user, key)) is not None:
            return sent
        blocks = form.rotations()
        if not (form.is_clear and request.POST["keep"] == form.reading and _added(user, blocks, now)):
            transaction.set_rollback(True)
            return ""
        remember(user, key, place)
    undo = undo_tag(user, {"added": now.isoformat()})
    messages.success(request, f"{count(len(blocks), 'block')} added.", undo)
    return place


def _added(user: User, blocks: list[Rotation], now: datetime) -> bool:
    try:
        rotating.add(user, blocks, now)
    except rotating.Overlaps:
        return False
    return True
