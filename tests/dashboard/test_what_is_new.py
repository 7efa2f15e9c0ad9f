"""What Today counts as new: items it shows, or leads to, that the resident has not looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.agreeing import owe_again
from followups.models import FollowUp, Outcome, Reminder
from followups.sweep import sweep
from followups.windows import Basis
from interactions import recording
from interactions.models import Kind
from tests.conftest import START, Clock
from tests.making import met, owed, person, welcomed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENT = "event:1"


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(welcomed(ama))


def new_on(browser: Client, page: str = "/") -> int:
    """The figure the page says, in its head and for the title of every later part."""
    text = browser.get(page).content.decode()
    said = re.findall(r"(\d+) new since you last looked|data-new-count=\"(\d+)\"", text)
    figures = {int(one or other) for one, other in said}
    assert len(figures) == 1, figures
    return figures.pop()


def mark_as_seen(browser: Client) -> None:
    """The button of Today."""
    text = browser.get("/").content.decode()
    browser.post("/reminders/seen", {"follow_up": re.findall(r'name="follow_up" value="(\d+)"', text)})


# ------------------------------------------------------------------ the trash
@pytest.fixture
def trashed(ama: User, browser: Client) -> list[FollowUp]:
    """Six met at one event, five of them on one day; the fifth and the sixth are in the trash."""
    made = [met(person(ama, f"Dr. Anna Number{n}"), START, EVENT) for n in range(6)]
    for one in made[-2:]:
        browser.post(f"/people/{one.contact_id}/trash")
        one.contact.refresh_from_db()
    return made


def lea(made: list[FollowUp]) -> Contact:
    return person(made[0].owner, "Dr. Lea Sand")


HAPPENINGS: dict[str, Callable[[list[FollowUp]], object]] = {
    "somebody is written down": lambda made: met(lea(made), START, EVENT, weight=9),
    "somebody was not met": lambda made: planning.withdraw([FollowUp.objects.get(pk=made[0].pk)], START),
    "planned again": lambda made: met(made[-1].contact, START + DAY, EVENT, occurrence="again"),
    "another day": lambda made: met(made[-1].contact, START + 2 * DAY, EVENT),
    "owed again": lambda made: owe_again(FollowUp.objects.get(pk=made[-1].pk)),
    "snoozed": lambda made: planning.snooze(FollowUp.objects.get(pk=made[-1].pk), START + DAY),
}


@pytest.mark.parametrize("happens", HAPPENINGS)
def test_nobody_in_the_trash_rings_again(trashed: list[FollowUp], happens: str) -> None:
    HAPPENINGS[happens](trashed)
    theirs = FollowUp.objects.filter(contact__trashed_at__isnull=False)
    assert {one.notice_at for one in theirs} == {None}
    sweep(START + 60 * DAY)
    assert not Reminder.objects.filter(follow_up__in=theirs).exists()


def test_back_from_the_trash_they_ring_once(trashed: list[FollowUp], browser: Client) -> None:
    met(lea(trashed), START, EVENT, weight=9)
    browser.post(f"/people/{trashed[-1].contact_id}/restore")
    sweep(START + 60 * DAY)
    assert Reminder.objects.filter(follow_up=trashed[-1]).count() == 1


@pytest.mark.parametrize("gone", ["in the trash", "done"])
@pytest.mark.parametrize("others", [0, 1])
def test_a_reminder_left_over_from_somebody_gone_is_not_new(
    ama: User, browser: Client, clock: Clock, gone: str, others: int
) -> None:
    left = owed(person(ama), Basis.MANUAL, START - DAY, what="x")
    for n in range(others):
        owed(person(ama, f"Dr. Lea Sand{n}"), Basis.MANUAL, START - DAY, what="x")
    sweep(clock.now())
    assert new_on(browser) == 1 + others
    if gone == "done":
        FollowUp.objects.filter(pk=left.pk).update(closed_at=START, outcome=Outcome.DONE)
    else:
        Contact.objects.filter(pk=left.contact_id).update(trashed_at=START)
    assert new_on(browser) == others


def test_an_item_that_reached_two_stages_is_one_new_item(ama: User, browser: Client, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, START, what="x")
    for moment in (one.opens_at, one.due_at):
        clock.set(moment)
        sweep(moment)
    assert Reminder.objects.new().count() == 2 and new_on(browser) == 1
    mark_as_seen(browser)
    assert new_on(browser) == 0


# ------------------------------------------------------------------ meetings
def test_a_meeting_to_prepare_is_new_in_its_row_and_can_be_marked_as_seen(
    ama: User, browser: Client, clock: Clock
) -> None:
    grace = person(ama)
    recording.plan(ama, [grace], Kind.MEETING, START + 20 * HOUR, now=START)
    recording.plan(ama, [grace], Kind.COFFEE, START + 4 * DAY, now=START)
    owed(grace, Basis.MANUAL, START - HOUR, what="x")
    sweep(clock.now())
    page = browser.get("/").content.decode()
    meetings = page[page.index('id="s-meetings"') :].split('<li class="row"')[1:3]
    assert ['data-kind="new"' in row for row in meetings] == [True, False]
    assert "<title>(2) Today" in page and new_on(browser) == 2
    mark_as_seen(browser)
    page = browser.get("/").content.decode()
    assert "<title>Today" in page and 'data-kind="new"' not in page and new_on(browser) == 0


def test_with_nothing_else_owed_the_meeting_alone_is_new(ama: User, browser: Client, clock: Clock) -> None:
    recording.plan(ama, [person(ama)], Kind.MEETING, START + 20 * HOUR, now=START)
    sweep(clock.now())
    assert "<title>(1) Today" in browser.get("/").content.decode() and new_on(browser) == 1
    mark_as_seen(browser)
    assert new_on(browser) == 0
