"""One person: window bar, roles, follow-ups, timeline."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember
from contacts.forms import PersonForm
from contacts.models import Contact
from dashboard.advice_lines import advice_lines
from dashboard.filters import today_of
from dashboard.giving_facts import KIND_OPTIONS
from dashboard.person_facts import Facts, facts, role_lines
from dashboard.promise_lines import PROMISES, promise_lines, whose
from dashboard.reasons import reasons
from dashboard.timeline import Timeline, lines, topic_chips
from dashboard.waiting import waits_with
from followups import planning
from followups.models import Moments
from followups.rows import Owed, rows
from followups.windows import Basis, State
from interactions import ending
from interactions.day_lines import object_of
from interactions.recommended import listed
from programs import sharing
from residents.models import resident_of
from web import clock
from web.bars import Bar
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.large_bar import large_bar
from web.paging import paged
from web.phrases import long_date

PAGE = 20
# Facts that the page draws as they were found.
AS_FOUND = (
    *("ways", "how_met", "naming", "light", "meetings"),
    *("letters", "sponsored", "giving", "hopes"),
)


def mine(request: SignedInRequest, pk: int) -> Contact:
    """The user's person, or 404."""
    found = get_object_or_404(Contact.objects.owned_by(request.user), pk=pk)
    found.owner = request.user
    return found


@require_GET
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page, or an earlier part of the timeline."""
    return page_or_part(request, "dashboard/person.html", person_context(request, pk), parts=["timeline"])


def person_context(request: SignedInRequest, pk: int) -> dict[str, Any]:
    """Everything the page and each of its parts draw; 404 for nobody of the user's."""
    now, user = clock.now(), request.user
    topic = request.GET.get("topic", "")[:40].strip().lower()
    found = facts(user, pk, now, topic)
    if found is None:
        raise Http404
    contact, known = found
    timeline = Timeline(contact, known.touches, known.newest)
    about = Timeline(contact, known.touches, topic=topic) if topic else timeline
    today, token = today_of(user, now), get_token(request)
    pages = paged(request, about, PAGE)
    window = next((one for one in known.owed if one.moments.is_window), None)
    return {
        "contact": contact,
        "csrf_token": token,
        "now": now,
        "today": today,
        "today_words": f"{today.day} {today:%B}",
        **pages,
        "timeline": lines(pages["page_obj"].object_list, user.zone),
        "topic": topic,
        "topics": topic_chips(known.topics, topic, contact.get_absolute_url()),
        "window": rows([window], now, user.zone)[0] if window else None,
        "window_words": _window_words(window, known.told, contact, now, user),
        "bar": _bar(timeline, window.moments if window else None, now, user),
        **{name: getattr(known, name) for name in AS_FOUND},
        **_owed(contact, known, now, token),
        "whose": whose(contact.pronouns),
        "them": object_of(contact.pronouns),
        "asked": known.hopes.asked(now),
        "turn_kinds": KIND_OPTIONS,
        "turn_key": uuid.uuid4(),
        "roles": role_lines(known.roles),
        "standing": _standing(contact, [term.words for term in known.roles if not term.is_over]),
        "reasons": reasons(contact.pk, contact.pronouns),
        "their_now": f"{now.astimezone(contact.zone):%H:%M}" if contact.zone else "",
    }


def _owed(contact: Contact, known: Facts, now: datetime, token: str) -> dict[str, Any]:
    """What waits between the two, each in its section: promises, reports on advice, all else."""
    zone, apart = contact.owner.zone, (*PROMISES, Basis.PREPARATION)
    shown = [one for one in known.owed if not one.moments.is_window and one.basis not in apart]
    reports = {one.occurrence: one.pk for one in known.owed if one.basis == Basis.CLOSE_LOOP}
    return {
        "owed": rows(shown, now, zone),
        "promises": promise_lines(contact, known.owed, now, token),
        "advice": advice_lines(contact, known.advice, reports, now.astimezone(zone).date()),
    }


def _standing(contact: Contact, roles: list[str]) -> str:
    """“Research mentor, sponsor, core mentor and anchor”."""
    words = [
        *roles,
        *(["core mentor"] if contact.is_core else []),
        *(["anchor"] if contact.is_anchor else []),
    ]
    said = listed([word.lower() for word in words]) if words else ""
    return said[:1].upper() + said[1:]


def _window_words(
    owed: Owed | None, held: dict[int, datetime], contact: Contact, now: datetime, user: Any
) -> str:
    """“Last touch 24 January. The window opened 24 April; a note by Sunday 24 May would be in good time.”"""
    if owed is None:
        return ""
    window, told = owed.moments, held.get(owed.pk)
    since = long_date(window.starts_at, now, user.zone)
    begun = f"Last touch {since}." if contact.last_touch_at else f"You chose this rhythm on {since}."
    opens, due = long_date(window.opens_at, now, user.zone), long_date(window.due_at, now, user.zone)
    state = window.state(now)
    if told and told > now:
        until = long_date(told, now, user.zone)
        return f"{begun} The window opens on {opens}; it waits until {until}, after your heavy block."
    if state == State.WAITING:
        return f"{begun} The window opens on {opens} and is due on {due}."
    if state in (State.DUE, State.LATE):
        kind = "A late note is still a kind one." if state == State.LATE else "A note may be worth it."
        return f"{begun} The window was open from {opens} to {due}. {kind}"
    return f"{begun} The window opened on {opens}; a note by {due} would be in good time."


def _bar(timeline: Timeline, window: Moments | None, now: datetime, user: Any) -> Bar | None:
    touches = [touch.at for touch in timeline.newest if touch.at <= now]
    if not touches and window is None:
        return None
    first = touches[-1] if touches else min(window.starts_at, now)  # type: ignore[union-attr]
    if window is None:
        return large_bar(State.WAITING, first, touches or [first], None, None, None, now, user.zone)
    moments = (window.opens_at, window.due_at, window.late_at)
    return large_bar(window.state(now), first, touches or [first], *moments, now, user.zone)


@require_http_methods(["GET", "POST"])
def person_new(request: SignedInRequest) -> HttpResponse:
    """Add a person by form."""
    form = PersonForm(request.POST or None, initial={"met_via": resident_of(request.user).last_met_via})
    if request.method == "POST":
        form.instance.owner = request.user
        if form.is_valid():
            return redirect(_add(request, form))
    return render(request, "dashboard/person_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _add(request: SignedInRequest, form: PersonForm) -> str:
    key = form.cleaned_data["key"]
    with transaction.atomic():
        sent = already_sent(request.user, key)
        if sent is not None:
            return sent
        contact: Contact = form.save(commit=False)
        contact.cadence_set_on = today_of(request.user, clock.now())
        contact.save()
        planning.settle(contact, None)
        remember(request.user, key, contact.get_absolute_url())
        remember_met_via(request, contact.met_via)
    messages.success(request, f"{contact.full_name} is kept.")
    return contact.get_absolute_url()


def remember_met_via(request: SignedInRequest, met_via: str) -> None:
    """The next person met there is offered the same words (P10)."""
    resident = resident_of(request.user)
    if met_via and met_via != resident.last_met_via:
        resident.last_met_via = met_via
        resident.save(update_fields=["last_met_via"])


@require_POST
def person_trash(request: SignedInRequest, pk: int) -> HttpResponse:
    """Into the trash; what is owed falls silent."""
    contact = mine(request, pk)
    # Asked before: what is of somebody in the trash is left out of every look-up.
    waits = waits_with(request.user, contact)
    with transaction.atomic():
        contact.trash(clock.now())
        planning.hush(contact)
        ending.left(contact, clock.now())
        sharing.narrow(request.user, clock.now())
    undo = reverse("person_restore", args=[contact.pk])
    messages.success(request, f"{contact.full_name} is in the trash for 30 days.{waits}", f"undo:{undo}")
    return redirect("people")


@require_POST
def person_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Back from the trash, with everything that was there."""
    contact = get_object_or_404(Contact.objects.trash_of(request.user), pk=pk)
    with transaction.atomic():
        contact.restore()
        planning.unhush(contact, clock.now())
        ending.left(contact, clock.now())
    messages.success(request, f"{contact.full_name} is back.")
    return redirect(contact)


@require_GET
def trash(request: SignedInRequest) -> HttpResponse:
    """People in the trash, with the day each will go."""
    pages = paged(request, Contact.objects.trash_of(request.user).order_by("-trashed_at", "-pk"), 50)
    kept = timedelta(days=settings.TRASH_DAYS)
    people = [(contact, contact.trashed_at + kept) for contact in pages["page_obj"]]
    return render(request, "dashboard/trash.html", {**pages, "people": people, "at": "people"})
