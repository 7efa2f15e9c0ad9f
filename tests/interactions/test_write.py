"""The page of a letter, as a browser asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contacts.models import Contact, Way
from followups.models import FollowUp
from followups.windows import Basis
from interactions import recording
from interactions.models import Event, Interaction
from residents.models import resident_of
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    mine = resident_of(ama)
    mine.training_stage, mine.specialty, mine.institution, mine.credentials = (
        "PGY-2",
        "Psychiatry",
        "Marlowe",
        "MD",
    )
    mine.save()
    return client_for(welcomed(ama))


@pytest.fixture
def apa(ama: User) -> Event:
    days = {"starts_on": START.date() - timedelta(days=3), "ends_on": START.date() + timedelta(days=1)}
    return Event.objects.create(owner=ama, name="APA Annual Meeting", time_zone="America/New_York", **days)


@pytest.fixture
def grace(ama: User) -> Contact:
    one = person(ama, "Dr. Grace Adeyemi", pronouns="she/her", met_via="APA Annual Meeting")
    Way.objects.create(owner=ama, contact=one, kind="email", value="g.adeyemi@tidewater.example")
    return one


@pytest.fixture
def spoke(ama: User, grace: Contact, apa: Event) -> Interaction:
    return recording.record(
        ama,
        people=[grace],
        kind="met",
        at=START - timedelta(days=2),
        event=apa,
        takeaway="Start a log of consults early.",
        note="She laughed about her first notes.",
        meaningful=True,
        now=START,
    )


@pytest.fixture
def follow_up(spoke: Interaction) -> FollowUp:
    return spoke.opened.get(basis=Basis.CONFERENCE)


def at(contact: Contact, act: str = "", **query: object) -> str:
    question = "&".join(f"{key}={value}" for key, value in query.items())
    return f"/write/{contact.pk}/{act}" + (f"?{question}" if question else "")


def test_p36_the_letter_is_built_from_how_you_met_and_the_takeaway(browser, grace, follow_up) -> None:
    page = browser.get(at(grace, follow_up=follow_up.pk))
    body = page.context["letter"].body
    assert page.context["letter"].subject == "After APA Annual Meeting"
    assert body.startswith("Dear Dr. Adeyemi,\n\nWe spoke at APA Annual Meeting on Sunday")
    assert "a second-year psychiatry resident at Marlowe" in body
    assert "Your words stayed with me: Start a log of consults early." in body
    assert "may I write again later?" in body
    assert "Thank you for your time." in body
    assert body.endswith("Ama, MD\nPGY-2, Marlowe")


@pytest.mark.parametrize("touches", [1, 30])
def test_the_page_asks_the_database_no_more_than_ten_times(
    browser, ama, grace, follow_up, touches, apa, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(touches):
        at_ = START - timedelta(days=3 + days)
        recording.record(ama, people=[grace], kind="call", at=at_, takeaway="Yes.", now=START)
    browser.get(at(grace, follow_up=follow_up.pk))
    with django_assert_max_num_queries(10):
        assert browser.get(at(grace, follow_up=follow_up.pk)).status_code == 200
