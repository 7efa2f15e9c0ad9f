"""Snoozing: what has ended is not snoozed, and undoing a snooze puts back what was there before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.models import FollowUp, Outcome, Reminder
from followups.sweep import sweep
from followups.windows import Basis
from tests.conftest import START, Clock
from tests.making import owed, person, welcomed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
UNTIL = "2026-05-22"
ENDED = {
    Outcome.DONE: "This is done already",
    Outcome.DISMISSED: "This was let go already",
    Outcome.EXPIRED: "This is over by itself",
}


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(welcomed(ama))


@pytest.fixture
def grace(ama: User) -> Contact:
    return person(ama)


@pytest.fixture
def one(grace: Contact) -> FollowUp:
    """Open since an hour ago, due tomorrow."""
    return owed(grace, Basis.PROMISE, START - timedelta(hours=1), what="send it")


def press(browser: Client, one: FollowUp, act: str, *, in_place: bool = True, **sent: str) -> str:
    """A button of the row, in its place or as a page; what is shown then."""
    headers = {"HX-Request": "true", "HX-Target": f"follow-up-{one.pk}"} if in_place else {}
    answer: Any = browser.post(f"/follow-ups/{one.pk}/{act}", sent, headers=headers, follow=not in_place)
    return unescape(answer.content.decode())


def now_of(one: FollowUp) -> FollowUp:
    return FollowUp.objects.get(pk=one.pk)


# ------------------------------------------------------------------ what has ended
@pytest.mark.parametrize("outcome", ENDED)
@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize("act", ["snooze", "done", "dismiss"])
def test_what_has_ended_is_said_to_have_and_stays_so(
    browser: Client, one: FollowUp, clock: Clock, outcome: Outcome, in_place: bool, act: str
) -> None:
    planning.close(one, outcome, clock.now() - timedelta(minutes=5))
    before = list(FollowUp.objects.values())
    shown = press(browser, one, act, in_place=in_place, until=UNTIL)
    assert list(FollowUp.objects.values()) == before
    assert sweep(clock.now() + 30 * DAY) == 0
    if (act, outcome) in (("done", Outcome.DONE), ("dismiss", Outcome.DISMISSED)):
        assert f'action="/follow-ups/{one.pk}/undo"' in shown
    else:
        assert ENDED[outcome] in shown and "Undo" not in shown


@pytest.mark.parametrize("act", ["snooze", "done", "dismiss"])
def test_what_ends_while_the_button_is_pressed_stays_as_it_ended(
    browser: Client, one: FollowUp, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    lock = planning.lock
    outcome = Outcome.DISMISSED if act == "done" else Outcome.DONE

    def ended_first(people: Any) -> Any:
        FollowUp.objects.update(outcome=outcome, closed_at=START, notice_at=None)
        return lock(people)

    monkeypatch.setattr(planning, "lock", ended_first)
    assert ENDED[outcome] in press(browser, one, act, until=UNTIL)
    after = now_of(one)
    assert (after.outcome, after.snoozed_until, after.notice_at) == (outcome, None, None)


def test_a_finished_row_that_was_left_a_bell_does_not_ring_and_loses_it(one: FollowUp, clock: Clock) -> None:
    FollowUp.objects.update(outcome=Outcome.DONE, closed_at=START, notice_at=START)
    assert sweep(clock.now()) == 0 and not Reminder.objects.exists()
    assert now_of(one).notice_at is None
