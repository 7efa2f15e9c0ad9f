"""Deleting an event says exactly what goes with it, before and after."""

from __future__ import annotations

import pytest
from django.urls import reverse

from interactions.models import Event, Goal, HeldLine, Session, Target
from tests.conftest import START

pytestmark = pytest.mark.django_db


def planned(apa: Event, goals: int, targets: int, sessions: int, held: int) -> None:
    own = {"owner": apa.owner, "event": apa}
    for n in range(goals):
        Goal.objects.create(words=f"Goal {n}", **own)
    for n in range(targets):
        Target.objects.create(program=f"Northfield {n}", **own)
    for n in range(sessions):
        Session.objects.create(title=f"Talk {n}", starts_at=START, **own)
    for n in range(held):
        HeldLine.objects.create(line=f"great talk {n}", at=START, **own)


@pytest.mark.parametrize(
    ("counts", "note", "goes"),
    [
        ((2, 3, 4, 1), "Badge at the east door", "2 goals, 3 names you hoped to meet, 4 sessions, "
         "1 captured line nobody was found for and its note"),
        ((1, 0, 0, 0), "", "1 goal"),
        ((0, 1, 0, 2), "", "1 name you hoped to meet and 2 captured lines nobody was found for"),
        ((0, 0, 1, 0), "", "1 session"),
        ((0, 0, 0, 0), "Badge", "its note"),
    ],
)  # fmt: skip
def test_what_goes_is_counted(browser, apa: Event, counts: tuple[int, ...], note: str, goes: str) -> None:
    planned(apa, *counts)
    Event.objects.update(note=note)
    address = reverse("event_delete", args=[apa.pk])
    page = browser.get(address).content.decode()
    assert f"The event goes, and with it {goes}. This cannot be undone." in page
    assert page.index(goes) < page.index("Delete the event</button>")
    (message,) = browser.get(browser.post(address).url).context["messages"]
    assert str(message) == f"APA Annual Meeting is deleted, and with it {goes}. What you logged there stays."
    left = [model.objects.count() for model in (Event, Goal, Target, Session, HeldLine)]
    assert left == [0] * 5


def test_another_events_plan_is_not_counted(browser, ama, apa: Event) -> None:
    other = Event.objects.create(owner=ama, name="Rounds", starts_on=START.date(), ends_on=START.date())
    planned(other, 1, 1, 1, 1)
    assert b"Only the event itself goes." in browser.get(reverse("event_delete", args=[apa.pk])).content
