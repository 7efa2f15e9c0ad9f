"""A board on which many sit: a few of each seat are drawn, and nobody in many seats is forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact, RoleTerm
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 7, 1)


@pytest.fixture
def crowded(ama: User) -> Contact:
    """Fifteen in two seats each, since a day each; the last one sits in a third and is a sponsor beside."""
    for at in range(15):
        contact = person(ama, f"Dr. Ida Vale{chr(97 + at)}")
        for role in ("clinical", "research"):
            since = LONG_AGO + timedelta(days=at)
            RoleTerm.objects.create(owner=ama, contact=contact, role=role, starts_on=since)
    for role in ("near_peer", "sponsor"):
        RoleTerm.objects.create(owner=ama, contact=contact, role=role, starts_on=LONG_AGO)
    return contact


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(welcomed(ama))


def text(answer: Any) -> str:
    page = answer.content.decode().split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_a_seat_shows_six_and_leads_to_everybody(crowded: Contact, browser: Client) -> None:
    page = browser.get("/board/")
    assert page.content.decode().count('<div class="sits">') == 6 + 6 + 1
    assert "Dr. Ida Valef since July 2024" in text(page)
    assert "Valeg since" not in text(page)
    assert text(page).count("Everybody in this seat") == 2
    everybody = re.search(r'href="([^"]+)">Everybody in this seat', page.content.decode())
    assert everybody
    assert "1–15 of 15" in text(browser.get(unescape(everybody[1])))
    then = text(browser.get("/board/?as_of=2025-04"))
    assert then.count("Others sat here, too.") == 2
    assert "Everybody" not in then


def test_p51_whoever_sits_in_three_is_noted_in_a_crowd_too(crowded: Contact, browser: Client) -> None:
    assert "Dr. Ida Valeo sits in 3 seats" in text(browser.get("/board/")).replace("three", "3")
    assert "Dr. Valeo sits in three" in text(browser.get("/"))
    assert "since July 2024 · sponsor" in text(browser.get("/board/"))


def test_the_board_in_words_names_six_and_says_that_there_are_others(
    crowded: Contact, browser: Client
) -> None:
    page = browser.get("/board/").content.decode()
    assert "Dr. Ida Valee and Dr. Ida Valef and others. Research: " in page
    assert ">…</text>" in page
