"""The welcome: going back shows what was kept, and keeping it again changes it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups.models import FollowUp
from followups.windows import Basis
from interactions import recording
from interactions.models import Interaction
from residents.models import resident_of
from tests.conftest import Clock
from tests.making import person

Browser = Callable[[User], Client]
MET = {"name": "Dr. Noor Kaplan, PhD", "line": "Runs a sleep clinic", "good": "on"}


def at_step(user: User, step: int) -> None:
    resident = resident_of(user)
    resident.welcome_step = step
    resident.save()


@pytest.fixture
def browser(ama: User, client_for: Browser) -> Client:
    at_step(ama, 2)
    return client_for(ama)


def keep(browser: Client, **parts: Any) -> Any:
    """Send step 2 as the browser does."""
    return browser.post("/welcome/", {**MET, "key": str(uuid.uuid4()), **parts})


def go_back(browser: Client) -> str:
    """Step 3's Back: the page of step 2."""
    page = browser.post("/welcome/", {"back": "1"}, follow=True).content.decode()
    assert "step 2 of 3" in page
    return page


def test_back_shows_the_person_who_was_kept(browser: Client) -> None:
    keep(browser)
    page = go_back(browser)
    assert 'value="Dr. Noor Kaplan, PhD"' in page
    assert 'value="Runs a sleep clinic"' in page
    assert "checked" in page
    keep(browser, good="")
    assert "checked" not in go_back(browser)


def test_keeping_again_changes_the_same_person(browser: Client) -> None:
    keep(browser)
    first = Contact.objects.get()
    assert FollowUp.objects.filter(basis=Basis.CONFERENCE).count() == 1
    go_back(browser)
    assert keep(browser, name="Nora Kaplan", line="Write early", good="").status_code == 302
    contact, touch = Contact.objects.get(), Interaction.objects.get()
    assert (contact.pk, contact.full_name, contact.credentials) == (first.pk, "Nora Kaplan", "")
    assert (contact.direction, contact.sort_name) == ("peer", "kaplan nora")
    assert contact.version > first.version
    assert (touch.takeaway, touch.meaningful) == ("Write early", False)
    assert contact.last_takeaway == "Write early"
    assert not FollowUp.objects.owed().exists()


def test_a_name_left_alone_keeps_what_was_written_elsewhere(browser: Client) -> None:
    keep(browser)
    Contact.objects.update(direction="peer", given_name="N. Noor")
    go_back(browser)
    keep(browser, name="Dr. N. Noor Kaplan, PhD", line="Write early")
    contact = Contact.objects.get()
    assert (contact.given_name, contact.direction) == ("N. Noor", "peer")


def test_sent_twice_keeps_one(browser: Client) -> None:
    key = str(uuid.uuid4())
    keep(browser, key=key)
    go_back(browser)
    keep(browser, key=key, name="Somebody Else")
    assert Contact.objects.get().full_name == "Dr. Noor Kaplan"


def test_a_bad_name_changes_nothing(browser: Client) -> None:
    keep(browser)
    go_back(browser)
    answer = keep(browser, name="", line="Write early")
    assert answer.status_code == 422
    assert b'value="Write early"' in answer.content
    assert Interaction.objects.get().takeaway == "Runs a sleep clinic"


@pytest.mark.parametrize("gone", ["person", "touch"])
def test_who_went_to_the_trash_is_not_shown_again(browser: Client, clock: Clock, gone: str) -> None:
    keep(browser)
    if gone == "person":
        Contact.objects.get().trash(clock.now())
    else:
        recording.delete(Interaction.objects.get(), clock.now())
    assert "Kaplan" not in go_back(browser)
    keep(browser, name="Hana Mori")
    assert {one.full_name for one in Contact.objects.all()} == {"Dr. Noor Kaplan", "Hana Mori"}


def test_somebody_elses_touch_is_never_shown(ama: User, ben: User, client_for: Browser, clock: Clock) -> None:
    theirs = recording.record(ama, people=[person(ama)], kind="met", at=clock.now(), now=clock.now())
    at_step(ben, 2)
    browser = client_for(ben)
    session = browser.session
    session["welcome_met"] = theirs.pk
    session.save()
    assert "Adeyemi" not in browser.get("/welcome/").content.decode()
    keep(browser)
    assert Contact.objects.owned_by(ama).get().full_name == "Dr. Grace Adeyemi"
    assert Contact.objects.owned_by(ben).get().full_name == "Dr. Noor Kaplan"
