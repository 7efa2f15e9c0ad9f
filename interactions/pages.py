"""What the pages of touches and of meetings share: whose row it is, how a form begins, how it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.zones import zone_or_utc
from followups.windows import from_wall
from interactions import people as directory
from interactions.fields import PeopleField, WallTimeField, ids
from interactions.models import Event, Interaction, Kind
from interactions.who_forms import WhoForm
from web.htmx import page_or_part
from web.http import SignedInRequest

QUERY_LENGTH = 200


def mine(request: SignedInRequest, pk: int) -> Interaction:
    """The user's interaction, or 404."""
    rows = Interaction.objects.owned_by(request.user).select_related("event", "owner", "introduced_by")
    return get_object_or_404(rows, pk=pk)


def start(request: SignedInRequest, now: datetime) -> dict[str, Any]:
    """How a form begins, from the address. What is not the user's is a 404."""
    query, user = request.GET, request.user
    try:
        wanted = ids([*query.getlist("person"), *query.getlist("people")])
        people = PeopleField(user).clean(wanted) if wanted else []
        closes = ids(query.getlist("closes"))
        event_ids = ids([query["event"]]) if query.get("event") else []
    except (ValueError, ValidationError) as error:
        raise Http404 from error
    event = get_object_or_404(Event.objects.owned_by(user), pk=event_ids[0]) if event_ids else None
    zone = event.zone if event else user.zone
    shown = _typed(query.get("at", ""), query.get("zone", "")) or now
    return {
        "people": [one.pk for one in people],
        "closes": closes,
        "event": event.pk if event else None,
        "kind": query["kind"] if query.get("kind") in Kind.values else Kind.MET,
        "at": shown.astimezone(zone).replace(tzinfo=None),
        "zone": zone.key,
        "meaningful": event is not None,
    }


def _typed(text: str, zone_name: str) -> datetime | None:
    """A time typed before the zone of the form changed."""
    try:
        wall = WallTimeField(required=False).clean(text)
    except ValidationError:
        return None
    return from_wall(wall, zone_or_utc(zone_name)) if wall and zone_name else None


def looks_for_someone(request: SignedInRequest) -> bool:
    """The Find button, or a search sent without choosing anybody: nothing is to be saved yet."""
    typed = request.POST.get("q", "").strip() and not request.POST.get("new_people", "").strip()
    return "find" in request.POST or bool(typed and not request.POST.getlist("people"))


def show(
    request: SignedInRequest, form: WhoForm, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    """The form with the people found, or one of its parts while typing."""
    sent = request.POST if request.method == "POST" else request.GET
    q = sent.get("q", "").replace("\x00", "")[:QUERY_LENGTH]
    chosen = form.chosen
    context = {
        "form": form,
        "q": q,
        "chosen": chosen,
        "found": directory.found(request.user, q, [one.pk for one in chosen]) if q or not chosen else [],
        "next": sent.get("next", ""),
        "at": "people",
        **more,
    }
    if form.is_bound and form.errors and status == 200:
        status = 422
    return page_or_part(request, template, context, parts=["picked", "when"], status=status)
