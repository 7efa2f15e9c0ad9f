"""Events: the list, one event, its form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.once import already_sent, remember
from accounts.zones import zone_or_utc
from interactions import ending
from interactions.after_views import after
from interactions.day_views import day
from interactions.event_forms import EventForm
from interactions.event_frame import mine, tab_of
from interactions.models import Event
from interactions.plan_views import plan, with_plan
from interactions.programme import same_wall
from interactions.recommended import listed
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import paged
from web.phrases import count

PAGE = 50
AHEAD = 100


@require_GET
def events(request: SignedInRequest) -> HttpResponse:
    """What is on, what is ahead, and what was."""
    now = clock.now()
    yesterday = now.date() - timedelta(days=1)
    own = Event.objects.owned_by(request.user)
    # A day either side: an event is over when its own calendar says so.
    near = list(with_plan(own.filter(ends_on__gte=yesterday)).order_by("starts_on", "pk")[:AHEAD])
    pages = paged(request, own.filter(ends_on__lt=yesterday).order_by("-starts_on", "-pk"), PAGE)
    just_over = [one for one in near if one.day(now) > one.days]
    context = {
        **pages,
        "on_now": [(one, one.day(now)) for one in near if one.is_on(now)],
        "ahead": [one for one in near if one.day(now) < 1],
        "past": [*(just_over if pages["page_obj"].number == 1 else []), *pages["page_obj"]],
        "at": "events",
    }
    return page_or_part(request, "interactions/events.html", context, parts=["past"])


@require_GET
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan before an event, the day while it is on, what is left to do afterwards."""
    now, one = clock.now(), mine(request, pk)
    return {"plan": plan, "day": day, "after": after}[tab_of(one, now)](request, one, now)


@require_http_methods(["GET", "POST"])
def event_new(request: SignedInRequest) -> HttpResponse:
    """Add an event."""
    now, user = clock.now(), request.user
    today = now.astimezone(user.zone).date()
    initial: dict[str, Any] = {"time_zone": user.time_zone, "starts_on": today}
    if request.GET.get("kind") in Event.Kind.values:
        initial["kind"] = request.GET["kind"]
    form = EventForm(request.POST or None, instance=Event(owner=user), initial=initial)
    if form.is_valid():
        return redirect(_add(user, form))
    context = {"form": form, "at": "events"}
    return render(request, "interactions/event_form.html", context, status=422 if form.is_bound else 200)


def _add(user: User, form: EventForm) -> str:
    key = form.cleaned_data["key"]
    with transaction.atomic():
        sent = already_sent(user, key)
        if sent is not None:
            return sent
        made: Event = form.save()
        remember(user, key, made.get_absolute_url())
    return made.get_absolute_url()


@require_http_methods(["GET", "POST"])
def event_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an event; what was logged at it stays."""
    one = mine(request, pk)
    form = EventForm(request.POST or None, instance=one, initial={"version": one.version})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if _save(form):
            messages.success(request, "Saved.")
            return redirect(one)
        status = 409
        form.data = {**request.POST.dict(), "version": str(mine(request, pk).version)}
    context = {"form": form, "event": one, "saved": mine(request, pk), "at": "events"}
    context["conflict"] = status == 409
    return render(request, "interactions/event_form.html", context, status=status)


def _save(form: EventForm) -> bool:
    """False, and nothing saved, when it was changed in another window."""
    with transaction.atomic():
        current = Event.objects.filter(pk=form.instance.pk, version=form.cleaned_data["version"])
        if not current.update(version=F("version") + 1):
            return False
        if "time_zone" in form.changed_data:
            same_wall(form.instance, zone_or_utc(form.initial["time_zone"]))
        form.instance.version = form.cleaned_data["version"] + 1
        form.instance.save(update_fields=[*EventForm.Meta.fields])
        ending.again([form.instance.pk], clock.now())
    return True


@require_http_methods(["GET", "POST"])
def event_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete the event after asking. Its touches and follow-ups stay; what was planned for it goes."""
    one = mine(request, pk)
    goes = _goes(one)
    if request.method == "POST":
        one.delete()
        along = f", and with it {goes}" if goes else ""
        messages.success(request, f"{one.name} is deleted{along}. What you logged there stays.")
        return redirect("events")
    return render(request, "interactions/event_delete.html", {"event": one, "goes": goes, "at": "events"})


def _goes(one: Event) -> str:
    """What is deleted with an event, in words: “2 goals and 1 session”; "" when that is nothing."""
    found = [
        ("{}", one.goals.count(), "goal"),
        ("{} you hoped to meet", one.targets.count(), "name"),
        ("{}", one.sessions.count(), "session"),
        ("{} nobody was found for", one.held_lines.count(), "captured line"),
    ]
    parts = [words.format(count(number, what)) for words, number, what in found if number]
    parts += ["its note"] if one.note else []
    return listed(parts) if parts else ""


@require_POST
def event_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Today's instance of something that repeats, such as grand rounds (P67)."""
    one = mine(request, pk)
    today = clock.now().astimezone(one.zone).date()
    with transaction.atomic():
        # Two taps make one event.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=request.user.pk)
        same = Event.objects.owned_by(request.user).filter(name=one.name, starts_on=today).first()
        if same is None:
            plain = {name: getattr(one, name) for name in ("name", "kind", "place", "time_zone", "preset")}
            same = Event.objects.create(owner=request.user, starts_on=today, ends_on=today, **plain)
    return redirect(same)
