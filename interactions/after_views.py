"""An event afterwards: what is left to do, and what it brought."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from followups.models import FollowUp
from interactions.event_day import attended, met_rows
from interactions.event_forms import InOneGoForm
from interactions.event_frame import frame, mine
from interactions.models import Event, Participant
from interactions.queue import groups, queue, rows
from interactions.recap import to_add
from interactions.yields import yield_of
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import page_of

PAGE = 50
QUEUED = 20
NAMES_SHOWN = 8
AFTER = "interactions/event_after.html"


class ToAdd(NamedTuple):
    """Somebody saved with too little, and where the rest is written down."""

    participant: Participant
    address: str


@require_GET
def event_after(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is left to do, at any time."""
    return after(request, mine(request, pk), clock.now())


def after(request: SignedInRequest, event: Event, now: datetime) -> HttpResponse:
    """Who is to be written to, who is to be told, and what it brought."""
    form = InOneGoForm(None, user=request.user, event=event, now=now)
    return page_or_part(request, AFTER, after_context(request, event, form, now), parts=["met"])


def after_context(request: SignedInRequest, event: Event, form: InOneGoForm, now: datetime) -> dict[str, Any]:
    """Everything the page draws."""
    people, left, zone = attended(event), queue(event, now), request.user.zone
    pages = page_of(request, Paginator(people, PAGE))
    queued = page_of(request, Paginator(left.order, QUEUED), "queue")
    shown = list(queued["page_obj"])
    wanted = [*(one.pk for one in shown), *left.tell]
    owed = _owed(event, wanted, pages["page_obj"].object_list)
    few = to_add(people)
    return {
        **frame(event, now, "after"),
        "form": form,
        "left": left,
        "groups": groups(shown, rows(owed, [one.pk for one in shown], now, zone), now, zone),
        "queued": queued,
        "tell": rows(owed, left.tell, now, zone),
        "to_add": [ToAdd(one, _where(event, one)) for one in few[:NAMES_SHOWN]],
        "more_to_add": max(0, len(few) - NAMES_SHOWN),
        "brought": yield_of(event, people, now),
        "met": met_rows(pages["page_obj"], _of_talks(owed), event, now),
        **pages,
    }


def _owed(event: Event, wanted: list[int], talks: list[Participant]) -> list[FollowUp]:
    """The follow-ups of the rows shown, of the queue and of the people met, in one statement."""
    names = [f"interaction:{one.interaction_id}" for one in talks]
    mine = FollowUp.objects.filter(owner=event.owner_id, contact__trashed_at__isnull=True).with_person()
    of_talks = mine.filter(basis="conference", occurrence__in=names).exclude(outcome="expired")
    long = ("search", "search_own", "search_heard", "note")
    return list((mine.filter(pk__in=wanted) | of_talks).defer(*(f"contact__{name}" for name in long)))


def _of_talks(owed: list[FollowUp]) -> dict[tuple[int, int], FollowUp]:
    """Those that a conversation opened, by touch and person."""
    return {
        (int(one.occurrence.removeprefix("interaction:")), one.contact_id): one
        for one in owed
        if one.occurrence.startswith("interaction:")
    }


def _where(event: Event, one: Participant) -> str:
    """The recap of that day; the person's page for somebody met outside the days of the event."""
    on: date = one.interaction.at.astimezone(event.zone).date()
    if event.starts_on <= on <= event.ends_on:
        return f"{reverse('event_recap', args=[event.pk])}?day={on}#add-{one.contact_id}"
    return one.contact.get_absolute_url()


@require_GET
def event_yield(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the event brought, on one page to print."""
    event, now = mine(request, pk), clock.now()
    people = attended(event)
    by_person = {one.contact_id: one for one in reversed(people)}
    kept = sorted(by_person.values(), key=lambda one: (not one.interaction.meaningful, one.contact.sort_name))
    context = {
        **frame(event, now, "after"),
        "left": queue(event, now),
        "brought": yield_of(event, people, now),
        "kept": kept,
    }
    return render(request, "interactions/event_yield.html", context)
