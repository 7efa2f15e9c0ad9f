"""An evening at an event: what is still to be noted, and the one follow-up of the day (P30, P32)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accounts.once import already_sent, remember
from contacts.models import Contact
from interactions import recording
from interactions.event_day import Day, attended, day_of, evening_of, is_noted
from interactions.event_forms import KIND_AT
from interactions.models import Event, Interaction, Kind, Participant, Promise
from interactions.recording import PromiseMade


def to_add(people: Iterable[Participant]) -> list[Participant]:
    """Who was saved with too little: nothing spoken about, or neither a role nor a place.

    Once each, with the conversation that lacks its line where there is one; a name alone comes first.
    """
    talks: dict[int, list[Participant]] = {}
    for one in people:
        talks.setdefault(one.contact_id, []).append(one)
    found = [(_missing(of_one), of_one) for of_one in talks.values()]
    wanted = [(missing, of_one[0]) for missing, of_one in found if missing]
    return [one for _, one in sorted(wanted, key=lambda pair: -pair[0])]


def _missing(talks: list[Participant]) -> int:
    contact = talks[0].contact
    unsaid = not any(is_noted(one) for one in talks)
    placeless = not (contact.title or contact.discipline or contact.institution)
    return unsaid + placeless


def prompt(event: Event, now: datetime) -> Day | None:
    """The day that ends without its one follow-up, from 21:00 there until noon; None otherwise."""
    on = evening_of(event, now)
    if on is None:
        return None
    counted = day_of(event, on, now, attended(event))
    return counted if counted.choose_one else None


def choose(
    talk: Participant, what: str, by: date, *, now: datetime, key: uuid.UUID | None = None
) -> Interaction:
    """The one follow-up of the day: a promise with its day, beside whatever was promised in that talk."""
    owner = talk.interaction.owner
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)
        if already_sent(owner, key) is not None:
            return talk.interaction
        kept = [
            PromiseMade(one.contact, one.what, one.by, one.to_me, one.pk)
            for one in Promise.objects.filter(interaction=talk.interaction_id).select_related("contact")
        ]
        touch = Interaction.objects.owned_by(owner).get(pk=talk.interaction_id)
        changed = recording.change(touch, now=now, promises=[*kept, PromiseMade(talk.contact, what, by)])
        remember(owner, key, talk.contact.get_absolute_url())
    return changed


def meet(event: Event, contact: Contact, now: datetime) -> tuple[Interaction, bool]:
    """Somebody hoped for was met, now, here. Tapped twice it is one touch."""
    with transaction.atomic():
        owner = User.objects.select_for_update(of=("self",), no_key=True).get(pk=event.owner_id)
        known = (
            Interaction.objects.owned_by(owner)
            .held()
            .filter(event=event, people=contact)
            .exclude(kind=Kind.EMAIL)
            .order_by("-at", "-pk")
            .first()
        )
        if known is not None:
            return known, False
        kind = KIND_AT.get(Event.Kind(event.kind), Kind.MET)
        return recording.record(owner, people=[contact], kind=kind, at=now, event=event, now=now), True
