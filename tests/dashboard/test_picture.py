"""The picture on People: links, words, the balance beside it, and the same few statements for anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import Contact, Introduction, RoleTerm
from interactions import recording
from interactions.models import Event, Kind
from residents.models import resident_of
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
DAY = date(2026, 1, 5)
PAGE = "/people/picture/"
PART = {"HX-Request": "true", "HX-Target": "picture"}


@pytest.fixture
def browser(ama: User, client_for: ClientFor) -> Client:
    return client_for(welcomed(ama))


def introduce(by: Contact | None, whom: Contact, led_to: str = "") -> None:
    Introduction.objects.create(owner=whom.owner, introducer=by, introduced=whom, on=DAY, led_to=led_to)


def text(answer: Any) -> str:
    page = answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def links(answer: Any) -> list[str]:
    svg = answer.content.decode().split('<svg class="network"', 1)[1].split("</svg>", 1)[0]
    return re.findall(r'href="/people/(\d+)/"', svg)


def met(owner: User, contact: Contact) -> None:
    recording.record(owner, people=[contact], kind=Kind.COFFEE, at=START - timedelta(days=3), now=START)


# ------------------------------------------------------------------ the picture
def test_p2_who_came_through_whom_in_the_picture_and_in_words(ama: User, browser: Client) -> None:
    halloran, lind, ruiz = (person(ama, name) for name in ("Dr. T Halloran", "Dr. E Lindqvist", "Dr. M Ruiz"))
    introduce(halloran, lind, "a delirium cohort")
    introduce(lind, ruiz)
    page = browser.get(PAGE)
    assert sorted(links(page)) == sorted(str(one.pk) for one in (halloran, lind, ruiz))
    words = text(page).split("The same in words", 1)[1]
    assert (
        "Dr. T Halloran introduced you to Dr. E Lindqvist (led to: a delirium cohort) introduced you to"
        in words
    )
    assert "style=" not in page.content.decode().split("<main", 1)[1]


def test_a_circle_the_trash_and_somebody_deleted(ama: User, browser: Client) -> None:
    one, other, gone, theirs, orphan = (person(ama, f"Dr. {n}") for n in ("Ab", "Bc", "Cd", "De", "Ef"))
    introduce(one, other)
    introduce(other, one)
    introduce(gone, theirs)
    introduce(None, orphan)
    gone.trash(START)
    person(ama, "Dr. Unseen").trash(START)
    page = browser.get(PAGE)
    assert sorted(links(page)) == sorted(str(there.pk) for there in (one, other, theirs, orphan))
    assert "Dr. Cd, in the trash introduced you to Dr. De" in text(page)
    assert "Somebody you have since deleted introduced you to Dr. Ef" in text(page)
    assert "Unseen" not in page.content.decode()


def test_nobody_else_is_in_it(ama: User, ben: User, browser: Client) -> None:
    introduce(person(ben, "Dr. Quill Feather"), person(ben, "Dr. Other"))
    page = browser.get(PAGE)
    assert "Feather" not in page.content.decode()
    assert "Nobody yet" in text(page)


def test_people_opens_it_in_place_and_asks_for_it_only_then(ama: User, browser: Client) -> None:
    person(ama)
    people = browser.get("/people/").content.decode()
    assert 'hx-get="/people/picture/" hx-trigger="toggle once" hx-target="#picture"' in people
    assert '<svg class="network"' not in people
    part = browser.get(PAGE, headers=PART).content.decode()
    assert part.lstrip().startswith('<div id="picture">')
    assert '<svg class="network"' in part


def test_three_hundred_take_the_same_few_statements(ama: User, ben: User, client_for: ClientFor) -> None:
    def asked(owner: User, number: int) -> int:
        browser = client_for(welcomed(owner))
        people = [Contact(owner=owner, family_name=f"P{n:03}", met_via=f"W{n % 9}") for n in range(number)]
        Contact.objects.bulk_create(one.prepare() for one in people)
        Introduction.objects.bulk_create(
            Introduction(owner=owner, introducer=above, introduced=below, on=DAY)
            for above, below in pairwise(people)
        )
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(PAGE).status_code == 200
        return len(seen)

    assert asked(ama, 3) == asked(ben, 301) <= 10
    page = client_for(ben).get(PAGE)
    assert len(links(page)) == 300
    assert "Everybody else is in the list" in text(page)


def test_whoever_sits_is_a_chair(ama: User, browser: Client) -> None:
    contact = person(ama)
    RoleTerm.objects.create(owner=ama, contact=contact, role="research", starts_on=DAY)
    page = browser.get(PAGE).content.decode()
    assert 'data-kind="seat"' in page.split('<svg class="network"', 1)[1].split("</svg>", 1)[0]
    assert "Dr. Grace Adeyemi, research mentor" in page


# ------------------------------------------------------------------ balance
def test_p11_ten_above_and_nobody_alongside(ama: User, browser: Client) -> None:
    for number in range(10):
        met(ama, person(ama, f"Dr. Senior Number{number}"))
    page = browser.get(PAGE)
    assert "Above Dr. Number" in text(page)
    assert "7 others" in text(page)
    assert "Alongside nobody yet this quarter" in text(page)
    assert re.findall(r'data-card="(\w+)"', page.content.decode()) == ["peers"]
    assert "No peers logged this quarter" in text(page)


def test_p7_everybody_in_my_own_department(ama: User, browser: Client) -> None:
    resident = resident_of(ama)
    resident.specialty = "Psychiatry"
    resident.save()
    met(ama, person(ama, "Dr. Peer One", direction="peer", department="Psychiatry"))
    for number in range(11):
        met(ama, person(ama, f"Dr. N{number}", department="Psychiatry"))
    page = browser.get(PAGE)
    assert "No one outside your department" in text(page)
    assert "Departments Psychiatry" in text(page)
    person(ama, "Hana Mori", department="Pharmacy", discipline="PharmD")
    assert "No one outside your department" not in text(browser.get(PAGE))


def test_p66_a_journal_club_with_somebody_new_counts(ama: User, browser: Client) -> None:
    """P66: one journal club with somebody new: “1 of 1–2”."""
    club = Event.objects.create(
        owner=ama, name="Journal club", kind=Event.Kind.ROUNDS, time_zone="America/Denver",
        starts_on=START.date(), ends_on=START.date(),
    )  # fmt: skip
    assert "May: 0 of 1–2." in text(browser.get(PAGE))
    recording.record(
        ama, people=[person(ama)], kind=Kind.ROUNDS, at=START - timedelta(hours=1), event=club, now=START
    )
    assert "May: 1 of 1–2." in text(browser.get(PAGE))


@pytest.mark.parametrize(
    ("met_via", "lines"),
    [
        ("assigned in the first week", ["assigned in the first", "week"]),
        ("Western Consultation Psychiatry Meeting", ["Western Consultation", "Psychiatry Meeting"]),
        ("orientation", ["orientation"]),
        (
            "a very long evening of the county society in the old town",
            ["a very long evening of", "the county society in…"],
        ),
    ],
)
def test_where_people_were_met_is_wrapped_before_it_is_cut(browser, ama, met_via, lines) -> None:
    introduce(person(ama, "Dr. Ida Vale", met_via=met_via), person(ama, "Dr. Ada Vale"))
    page = browser.get(PAGE).content.decode()
    word = page.split(f"<title>{met_via}</title>", 1)[1].split("</text>", 1)[0]
    assert re.findall(r">([^<]+)</tspan>", word) == lines
    assert "it scrolls sideways" in page
