"""A line that waits for a name is answered once, and is nobody else's to ask for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dashboard import event_lines
from interactions.models import Event, HeldLine, Interaction
from tests.conftest import START
from tests.interactions.test_at_once import at_once

ClientFor = Callable[[User], Client]
TODAY = {"starts_on": START.date(), "ends_on": START.date()}


def held_of(user: User) -> HeldLine:
    event = Event.objects.create(owner=user, name="Rounds", **TODAY)
    return HeldLine.objects.create(owner=user, event=event, line="great talk about sleep", at=START)


def address(held: HeldLine, event: Event | None = None) -> str:
    return reverse("event_held", args=[(event or held.event).pk, held.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "told",
    [{"name": "Hana Mori", "who": "new"}, {"name_0": "Hana Mori", "is_0": "new", "kind": "met", "at": ""}],
)
@pytest.mark.parametrize("removes", [False, True])
def test_two_presses_at_once_are_one_answer(
    ama: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, told: dict[str, str], removes: bool
) -> None:
    held, both, ended = held_of(ama), Barrier(2), event_lines.end

    def together(one: HeldLine) -> bool:
        both.wait(timeout=20)
        return ended(one)

    monkeypatch.setattr(event_lines, "end", together)
    first, second = client_for(ama), client_for(ama)
    other = {"remove": "1"} if removes else told
    answers: list[Any] = at_once(
        lambda: first.post(address(held), told), lambda: second.post(address(held), other)
    )
    assert [one.status_code for one in answers] == [302, 302]
    said = [[str(each) for each in one.wsgi_request._messages] for one in answers]
    assert sorted(map(len, said)) == [0, 1]
    assert Interaction.objects.count() == (0 if ["Removed."] in said else 1)
    assert not HeldLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("told", [{"name": "Hana Mori", "who": "new"}, {"remove": "1"}])
def test_pressed_twice_it_leads_back_to_the_event(
    ama: User, client_for: ClientFor, told: dict[str, str]
) -> None:
    held, browser = held_of(ama), client_for(ama)
    where, back = address(held), reverse("event_day", args=[held.event.pk])
    for _ in range(2):
        assert browser.post(where, told)["Location"] == back
    assert browser.get(where)["Location"] == back
    assert Interaction.objects.count() == (0 if "remove" in told else 1)


@pytest.mark.django_db
@pytest.mark.parametrize("told", [{"who": "new"}, {"remove": "1"}, {}])
def test_a_strangers_line_answers_as_one_that_never_was(
    ama: User, ben: User, client_for: ClientFor, told: dict[str, str]
) -> None:
    theirs, mine, browser = held_of(ben), held_of(ama).event, client_for(ama)
    ended = held_of(ben)
    client_for(ben).post(address(ended), {"remove": "1"})
    addresses = [address(theirs, mine), address(ended, mine), reverse("event_held", args=[mine.pk, 10**6])]
    assert [browser.post(one, told).status_code for one in addresses] == [404] * 3
    assert [browser.get(one).status_code for one in addresses] == [404] * 3
    assert HeldLine.objects.filter(pk=theirs.pk).exists()
