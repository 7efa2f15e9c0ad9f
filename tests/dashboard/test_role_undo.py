"""Ending and adding a role say so, and can be taken back while nothing else happened (P5)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from contacts.models import Role, RoleTerm
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
TODAY, SINCE = START.date(), START.date() - timedelta(days=90)
NOTHING = "Something else was changed since. Nothing was taken back."


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


@pytest.fixture
def elin(ama):
    return person(ama, "Dr. Elin Lindqvist", pronouns="she/her")


@pytest.fixture
def term(ama, elin):
    return RoleTerm.objects.create(owner=ama, contact=elin, role=Role.RESEARCH, starts_on=SINCE)


def toast(answer) -> tuple[str, str]:
    """What it says, and where its Undo leads."""
    last = list(get_messages(answer.wsgi_request))[-1]
    return str(last), last.extra_tags.removeprefix("undo:")


def end(browser, term):
    return toast(browser.post(f"/people/{term.contact_id}/roles/{term.pk}/end"))


def add(browser, contact, role: str = Role.COACH, **days: object):
    data = {"role": role, "starts_on": TODAY, "key": uuid.uuid4(), **days}
    return toast(browser.post(f"/people/{contact.pk}/roles/", data))


def days(term) -> tuple[date, date | None]:
    term.refresh_from_db()
    return term.starts_on, term.ends_on


def test_ending_a_role_says_so_and_can_be_taken_back(browser, elin, term) -> None:
    words, undo = end(browser, term)
    assert words == "Research mentor ended today, and is kept in the history."
    assert days(term) == (SINCE, TODAY)
    answer = browser.post(undo)
    assert answer.url == f"/people/{elin.pk}/roles/"
    assert days(term) == (SINCE, None)
    # A second time there is nothing left to take back.
    assert toast(browser.post(undo))[0] == NOTHING


def test_ending_it_a_second_time_says_nothing_and_keeps_the_day(browser, elin, term) -> None:
    end(browser, term)
    RoleTerm.objects.update(ends_on=TODAY - timedelta(days=1))
    again = browser.post(f"/people/{elin.pk}/roles/{term.pk}/end")
    assert len(list(get_messages(again.wsgi_request))) == 1
    assert days(term) == (SINCE, TODAY - timedelta(days=1))


def test_an_end_that_was_corrected_meanwhile_stays(browser, term) -> None:
    _, undo = end(browser, term)
    RoleTerm.objects.update(ends_on=SINCE + timedelta(days=9))
    assert toast(browser.post(undo))[0] == NOTHING
    assert days(term) == (SINCE, SINCE + timedelta(days=9))


def test_a_role_that_began_anew_meanwhile_is_not_doubled(browser, elin, term) -> None:
    _, undo = end(browser, term)
    add(browser, elin, Role.RESEARCH)
    assert toast(browser.post(undo))[0] == NOTHING
    assert days(term) == (SINCE, TODAY)


def test_adding_a_role_says_so_and_can_be_taken_back(browser, elin) -> None:
    words, undo = add(browser, elin)
    assert words == "Coach is kept for Dr. Lindqvist."
    browser.post(undo)
    assert not RoleTerm.objects.exists()


def test_an_added_role_that_was_changed_meanwhile_stays(browser, elin) -> None:
    _, undo = add(browser, elin)
    RoleTerm.objects.update(starts_on=SINCE)
    assert toast(browser.post(undo))[0] == NOTHING
    assert RoleTerm.objects.count() == 1


def test_nothing_is_taken_back_of_somebody_in_the_trash(browser, elin) -> None:
    _, undo = add(browser, elin)
    elin.trash(START)
    assert toast(browser.post(undo))[0] == NOTHING
    assert RoleTerm.objects.count() == 1


def test_only_whoever_did_it_can_take_it_back(browser, ben, client_for, term) -> None:
    _, undo = end(browser, term)
    assert client_for(ben).post(undo).status_code == 404
    assert days(term) == (SINCE, TODAY)


def test_a_sponsor_added_with_one_press_can_be_taken_back(browser, elin) -> None:
    words, undo = toast(browser.post(f"/people/{elin.pk}/sponsor"))
    assert words == "Dr. Lindqvist is a sponsor too. The other roles stay as they are."
    assert browser.post(undo).url == elin.get_absolute_url()
    assert not RoleTerm.objects.exists()
