"""The long run: the same few statements with three of everything and with hundreds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from interactions.models import Group, Pairing, Reading
from quickstart.demo.long_run import LongRun
from residents.models import Affiliation
from tests.conftest import START
from tests.making import welcomed

pytestmark = pytest.mark.django_db
MOST = 10
LISTS = {
    "today": reverse("today"),
    "board": reverse("board"),
    "board then": f"{reverse('board')}?as_of=2026-04",
    "board seat": reverse("board_seat", args=["clinical"]),
    "me": reverse("me"),
    "settings": reverse("settings"),
    "openings": reverse("opportunities"),
    "readings": reverse("readings"),
    "introductions": reverse("introductions"),
    "new introduction": reverse("introduction_new"),
    "narratives": reverse("narratives"),
    "narrative": reverse("narrative"),
    "achievements": reverse("achievements"),
    "rotations": reverse("rotations"),
    "my introduction": reverse("my_introduction"),
    "read aloud": reverse("my_introduction_aloud"),
    "graduation": reverse("graduation"),
    "people": reverse("people"),
    "picture": reverse("picture"),
    "events": reverse("events"),
}


def of_one(owner: User, mentor: Contact) -> dict[str, str]:
    """The pages of one thing."""
    page, group = mentor.get_absolute_url(), Group.objects.owned_by(owner)[0].pk
    return {
        "mentor": page,
        "mentor, one topic": f"{page}?topic=fellowship",
        "mentor, page 2": f"{page}?page=2",
        "update": f"{reverse('write', args=[mentor.pk])}?template=update",
        "turns": reverse("good_turns", args=[mentor.pk]),
        "reading": Reading.objects.owned_by(owner)[0].get_absolute_url(),
        "pair": Pairing.objects.owned_by(owner)[0].get_absolute_url(),
        "group": reverse("group", args=[group]),
        "people of a group": reverse("group_people", args=[group]),
        "people I know there": reverse(
            "affiliation_people", args=[Affiliation.objects.owned_by(owner)[0].pk]
        ),
    }


def statements(browser: Client, path: str) -> int:
    """How many a page takes, the second time it is asked for."""
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(path).status_code == 200, path
    return len(seen)


def test_every_page_takes_ten_statements_at_most_and_no_more_with_hundreds(
    ama: User, ben: User, client_for: Callable[[User], Client]
) -> None:
    counted: list[dict[str, int]] = []
    for owner, met, rows in ((ama, 3, 3), (ben, 300, 200)):
        mentor = LongRun(welcomed(owner), met, rows, START).make()
        browser = client_for(owner)
        pages = LISTS | of_one(owner, mentor)
        counted.append({name: statements(browser, path) for name, path in pages.items()})
    few, many = counted
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    assert {name: number for name, number in many.items() if number > MOST} == {}
    assert browser.get(pages["mentor"]).context["page_obj"].paginator.count == 300
