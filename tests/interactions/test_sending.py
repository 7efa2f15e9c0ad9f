"""What becomes of a letter once it was sent, or waits: its words stay, and nothing happens twice."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from followups.models import FollowUp, Letter
from followups.windows import Basis
from interactions.models import Interaction
from tests.conftest import START
from tests.making import owed, person, welcomed

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(welcomed(ama))


@pytest.fixture
def grace(ama: User) -> Contact:
    return person(ama, "Dr. Grace Adeyemi", pronouns="she/her")


@pytest.fixture
def promise(grace: Contact) -> FollowUp:
    return owed(grace, Basis.PROMISE, START - timedelta(days=1), what="send the figure")


def at(contact: Contact, act: str = "", **query: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/write/{contact.pk}/{act}?{asked}"


def words(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("kept", [False, True])
def test_the_words_that_were_sent_are_kept(browser, grace, promise, kept):
    """Also those typed in the second before the button, which no pause in typing has kept."""
    about = {"follow_up": promise.pk, "template": "promise"}
    if kept:
        browser.post(at(grace, **about), {"subject": "S", "body": "Half", "version": 0})
    told = {"subject": "The figure", "body": "Here it is.", "version": int(kept), "key": str(uuid.uuid4())}
    browser.post(at(grace, "sent", **about), told)
    letter = Letter.objects.get()
    assert (letter.subject, letter.body, letter.follow_up) == ("The figure", "Here it is.", promise)
    browser.post(f"/write/{Interaction.objects.get().pk}/unsent")
    assert "Here it is." in words(browser, at(grace, **about))


def test_what_was_sent_stands_though_another_tab_wrote_meanwhile(browser, grace, promise):
    about = {"follow_up": promise.pk, "template": "promise"}
    for version, body in enumerate(("First", "Second")):
        browser.post(at(grace, **about), {"subject": "S", "body": body, "version": version})
    browser.post(at(grace, "sent", **about), {"subject": "S", "body": "As sent", "version": 1})
    assert Letter.objects.get().body == "As sent"
    behind = browser.post(at(grace, **about), {"subject": "S", "body": "Second, longer", "version": 2})
    assert behind.status_code == 409 and "Second, longer" in behind.content.decode()


@pytest.mark.parametrize("body", ["", "The patient, MRN 00482913, agreed.", "x" * 5001])
def test_words_that_may_not_be_kept_do_not_stop_the_touch(browser, grace, promise, body):
    about = {"follow_up": promise.pk, "template": "promise"}
    browser.post(at(grace, "sent", **about), {"subject": "S", "body": body, "version": 0})
    assert Interaction.objects.count() == 1 and not Letter.objects.exists()


def test_after_back_it_cannot_be_sent_again(browser, grace, promise):
    about = {"follow_up": promise.pk, "template": "promise"}
    assert "I sent it</button>" in words(browser, at(grace, **about))
    browser.post(at(grace, "sent", **about), {"subject": "S", "body": "B", "version": 0})
    page = words(browser, at(grace, **about))
    assert "I sent it</button>" not in page and "closes this follow-up" not in page
    assert "What this was for is done since Tuesday 19 May." in page
    assert f'href="/write/{grace.pk}/">Write a new note' in page
    assert "I sent it</button>" in words(browser, at(grace))


def test_taking_back_a_reminder_keeps_the_letter_where_it_was(browser, grace):
    text = {"subject": "Hello", "body": "Dear Grace, congratulations", "version": 0}
    answer = browser.post(at(grace, "morning", template="congratulate"), text, follow=True)
    assert Letter.objects.get().follow_up is not None
    (undo,) = re.findall(r'action="(/write/\d+/unlater[^"]*)"', answer.content.decode())
    for _ in range(2):
        browser.post(undo)
        assert Letter.objects.get().follow_up is None
        assert FollowUp.objects.get(basis=Basis.MANUAL).outcome == "dismissed"
    assert "Dear Grace, congratulations" in words(browser, at(grace, template="congratulate"))


def test_a_letter_begun_meanwhile_is_not_written_over(browser, grace):
    text = {"subject": "Hello", "body": "Dear Grace, congratulations", "version": 0}
    browser.post(at(grace, "morning", template="congratulate"), text)
    browser.post(at(grace, template="congratulate"), {**text, "body": "Begun anew"})
    one = FollowUp.objects.get(basis=Basis.MANUAL)
    browser.post(reverse("write_unlater", args=[one.pk]))
    assert Letter.objects.get(follow_up=None).body == "Begun anew"
    assert Letter.objects.get(follow_up=one).body == "Dear Grace, congratulations"


def test_somebody_elses_reminder_is_not_there(client_for, ben, browser, grace):
    browser.post(at(grace, "morning", template="congratulate"), {"subject": "S", "body": "B", "version": 0})
    one = FollowUp.objects.get(basis=Basis.MANUAL)
    stranger = client_for(welcomed(ben))
    assert stranger.post(reverse("write_unlater", args=[one.pk])).status_code == 404
    assert Letter.objects.get().follow_up == one
