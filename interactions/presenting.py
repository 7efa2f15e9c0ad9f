"""My posters and talks: which are shown at an event, who stopped by, and how many a year (P31)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from interactions.models import Event, Participant, Session
from residents.models import Achievement


@dataclass(frozen=True)
class Shown:
    """One poster or talk at the event, and who stopped there, the latest first."""

    presentation: Achievement
    visitors: Sequence[Participant]


def of_the_year(event: Event) -> list[Achievement]:
    """Posters and talks of the year of the event, and any it reaches into."""
    found = Achievement.objects.filter(
        owner=event.owner_id,
        kind__in=Achievement.PRESENTED,
        on__year__range=(event.starts_on.year, event.ends_on.year),
    )
    return list(found.order_by("on", "pk"))


def at_event(event: Event, year: Iterable[Achievement], sessions: Iterable[Session]) -> list[Achievement]:
    """Those of its sessions, and those whose day lies within it."""
    shown = {one.presentation_id: one.presentation for one in sessions if one.presentation is not None}
    for one in year:
        if event.starts_on <= one.on <= event.ends_on:
            shown.setdefault(one.pk, one)
    return [one for one in shown.values() if one is not None]


def with_visitors(presentations: Iterable[Achievement], people: Iterable[Participant]) -> list[Shown]:
    """Each with those who stopped by."""
    people = list(people)
    return [
        Shown(one, [talk for talk in people if talk.interaction.presentation_id == one.pk])
        for one in presentations
    ]


def a_year(year: Iterable[Achievement], of: int) -> tuple[int, str]:
    """How many posters that year, and “1 of 1–2”. A local research day comes on top of them."""
    posters = [
        one
        for one in year
        if one.kind == Achievement.Kind.POSTER and one.scope != Achievement.Scope.LOCAL and one.on.year == of
    ]
    low, high = settings.POSTERS_A_YEAR
    return len(posters), f"{len(posters)} of {low}–{high}"
