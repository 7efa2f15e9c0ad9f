"""Logging several people at one event in one go, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember
from interactions import people as directory
from interactions import recording
from interactions.after_views import AFTER, after_context
from interactions.day_views import DAY, Facts, day_context
from interactions.event_forms import InOneGoForm
from interactions.event_frame import mine, tab_of
from interactions.models import Event, Interaction
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest

UNDO_SALT = "in-one-go"
UNDO_SECONDS = 86_400


@require_http_methods(["GET", "POST"])
def event_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person a line: first what the lines read as, then all saved at once."""
    now = clock.now()
    one = mine(request, pk)
    if request.method == "GET":
        return redirect(one)
    shown = Facts(one).presentations
    form = InOneGoForm(request.POST, user=request.user, event=one, now=now, presentations=shown)
    if "preview" not in request.POST and form.is_valid():
        return redirect(_save(request, form, one))
    status = 200 if "preview" in request.POST else 422
    is_over = tab_of(one, now) == "after"
    template, told = (AFTER, after_context) if is_over else (DAY, day_context)
    return page_or_part(request, template, told(request, one, form, now), parts=["one-go"], status=status)


def _save(request: SignedInRequest, form: InOneGoForm, event: Event) -> str:
    user, data, back = request.user, form.cleaned_data, event.get_absolute_url()
    with transaction.atomic():
        sent = already_sent(user, data["key"])
        if sent is not None:
            return sent
        told = [
            recording.Told(people=[form.person(line)], takeaway=line.said, meaningful=line.good)
            for line in form.read
        ]
        where = {"at": data["at"], "event": event, "presentation": form.presentation}
        made = recording.record_each(user, told, kind=data["kind"], now=form.now, **where)
        directory.remember_place(user, event.name)
        remember(user, data["key"], back)
    token = signing.dumps([touch.pk for touch in made], salt=UNDO_SALT, compress=True)
    undo = reverse("event_people_undo", args=[event.pk, token])
    count = "1 person" if len(made) == 1 else f"{len(made)} people"
    stopped = f" at “{form.presentation}”" if form.presentation else ""
    messages.success(request, f"Logged {count}{stopped}.", f"undo:{undo}")
    return back


@require_POST
def event_people_undo(request: SignedInRequest, pk: int, token: str) -> HttpResponse:
    """Everything logged in that go is taken back, people added by it too."""
    try:
        wanted = signing.loads(token, salt=UNDO_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    now = clock.now()
    with transaction.atomic():
        for touch in Interaction.objects.owned_by(request.user).filter(pk__in=wanted).order_by("pk"):
            recording.delete(touch, now)
            recording.forget_people(touch, now)
    messages.success(request, "Taken back.")
    return redirect("event", pk=pk)
