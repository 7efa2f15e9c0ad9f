"""A rotation is over: a thank-you is proposed for whoever I worked with there (P60).

A few a day, so that ten people are not one flood. Each is an offer: letting go of it is as good as writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.models import FollowUp
from followups.rules import numbers
from followups.windows import Basis
from interactions.models import Event, Interaction, Kind, Participant

ONE_DAY = timedelta(days=1)
# Somebody added later than this, or a rotation written down long after it, is nobody's homework.
LATELY = timedelta(days=14)
# Whoever is about to be written to anyway is not asked for twice.
ANYWAY = (Basis.CONFERENCE, Basis.THANKS)


def occurrence(event: Event) -> str:
    """The name of a thank-you for a rotation: once for each person."""
    return f"rotation:{event.pk}"


def agree(event: Event, owner: User, over: datetime, now: datetime) -> None:
    """What is proposed agrees with who was met there; nothing before it is over, or for another event.

    Runs in the caller's transaction, which holds the resident.
    """
    is_due = event.kind == Event.Kind.ROTATION and now >= over
    propose(owner, occurrence(event), event.name, _met(event) if is_due else [], over, now)


def propose(owner: User, name: str, rotation: str, met: Sequence[int], over: datetime, now: datetime) -> None:
    """A thank-you for each of these, once under that name; of those proposed who are not among them, none."""
    known = {
        one.contact_id: one
        for one in FollowUp.objects.filter(owner=owner, basis=Basis.THANKS, occurrence=name)
        .select_related("owner", "contact")
        .order_by("pk")
    }
    new = _to_thank([pk for pk in met if pk not in known], over) if now - over < LATELY else set()
    people = {one.pk: one for one in planning.lock([*known, *new])}
    since = over if now - over < ONE_DAY else now
    # Those proposed before keep their place and their day.
    for number, pk in enumerate([*known, *(one for one in met if one in new)]):
        if pk in met and pk in people:
            people[pk].owner = owner
            begins = known[pk].starts_at if pk in known else since
            days = number // numbers().conference_a_day
            planning.thanks(people[pk], begins, _because(rotation), name, days)
    planning.withdraw([one for pk, one in known.items() if pk not in met], now)
    planning.refresh_next(people)


def _because(rotation: str) -> str:
    return f"{rotation} is over. A short thank-you may be welcome."


def _met(event: Event) -> list[int]:
    """Everybody met there, whom I met most often first."""
    held = Participant.objects.filter(
        interaction__event=event,
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
    ).exclude(interaction__kind=Kind.EMAIL)
    counted = held.values("contact").annotate(times=Count("pk")).order_by("-times", "contact")
    return list(counted.values_list("contact", flat=True))


def _to_thank(ids: list[int], over: datetime) -> set[int]:
    """Of these, whoever is still on the list, was not in touch since, and is not to be written to anyway."""
    if not ids:
        return set()
    people = Contact.objects.filter(pk__in=ids, trashed_at__isnull=True).exclude(last_touch_at__gte=over)
    soon = FollowUp.objects.filter(contact__in=ids, basis__in=ANYWAY, closed_at__isnull=True)
    return set(people.values_list("pk", flat=True)) - set(soon.values_list("contact_id", flat=True))
