"""Snoozing: what has ended is not snoozed, and undoing a snooze puts back what was there before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.mail_links import Ticket, path
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


# ------------------------------------------------------------------ undo
def undo_of(shown: str, one: FollowUp) -> str:
    """The address that the first Undo on the page posts to."""
    found = re.search(rf'action="(/follow-ups/{one.pk}/undo[^"]*)"', shown)
    assert found, shown
    return unescape(found[1])


def raised(one: FollowUp) -> list[str]:
    return list(Reminder.objects.filter(follow_up=one).order_by("raised_at").values_list("stage", flat=True))


def take_back(browser: Client, address: str) -> None:
    assert browser.post(address).status_code == 302


# By (hours until it opens, is due, is late), the stage that passed by now.
STAGES = {"waiting": (1, 30, 60), "opened": (-1, 30, 60), "due": (-30, -1, 30), "late": (-60, -30, -1)}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("way", ["in place", "page", "mail"])
def test_undoing_a_snooze_rings_no_stage_again_and_the_next_one_once(
    browser: Client, grace: Contact, clock: Clock, stage: str, way: str
) -> None:
    opens, due, late = (START + timedelta(hours=hours) for hours in STAGES[stage])
    one = owed(grace, Basis.PROMISE, opens, due_at=due, late_at=late)
    sweep(clock.now())
    before = now_of(one)
    clock.advance(minutes=10)
    if way == "mail":
        pressed = browser.post(path("snooze", Ticket(one.owner_id, one.pk, START))).content.decode()
        found = re.search(r'action="(/mail/undo/[^"]+)"', pressed)
        assert found and browser.post(found[1]).status_code == 200
    else:
        shown = press(browser, one, "snooze", in_place=way == "in place", until=UNTIL)
        assert now_of(one).snoozed_until
        take_back(browser, undo_of(shown, one))
    clock.advance(minutes=10)
    assert sweep(clock.now()) == 0
    after = now_of(one)
    assert (after.snoozed_until, after.notice_at) == (None, before.notice_at)
    ahead = [moment for moment in (opens, due, late) if moment > clock.now()]
    assert [sweep(moment) for moment in ahead] == [1] * len(ahead)


def test_undoing_a_second_snooze_leaves_the_first(browser: Client, one: FollowUp, clock: Clock) -> None:
    sweep(clock.now())
    planning.snooze(one, START + DAY / 2)
    before = now_of(one)
    shown = press(browser, one, "snooze", until=UNTIL)
    take_back(browser, undo_of(shown, one))
    after = now_of(one)
    assert (after.snoozed_until, after.notice_at) == (before.snoozed_until, before.notice_at)
    assert sweep(START + DAY / 2) == 1


def test_a_first_snooze_that_ended_meanwhile_rings_as_it_would_have(
    browser: Client, one: FollowUp, clock: Clock
) -> None:
    sweep(clock.now())
    planning.snooze(one, START + timedelta(hours=2))
    shown = press(browser, one, "snooze", until=UNTIL)
    clock.advance(hours=3)
    take_back(browser, undo_of(shown, one))
    assert (sweep(clock.now()), raised(one)) == (1, ["opened"])


@pytest.mark.parametrize("since", ["done", "snoozed again", "came back"])
def test_undo_of_a_snooze_leaves_alone_what_happened_since(
    browser: Client, one: FollowUp, clock: Clock, since: str
) -> None:
    address = undo_of(press(browser, one, "snooze", until=UNTIL), one)
    if since == "done":
        press(browser, one, "done")
    elif since == "snoozed again":
        press(browser, one, "snooze", until="2026-05-29")
    else:
        clock.advance(days=4)
        sweep(clock.now())
    before = list(FollowUp.objects.values())
    take_back(browser, address)
    answer = browser.post(address, headers={"HX-Request": "true", "HX-Target": f"follow-up-{one.pk}"})
    assert (ENDED[Outcome.DONE] in answer.content.decode()) == (since == "done")
    assert list(FollowUp.objects.values()) == before


def test_undo_of_done_twice_does_not_end_a_snooze(browser: Client, one: FollowUp) -> None:
    press(browser, one, "snooze", until=UNTIL)
    before = now_of(one)
    press(browser, one, "done")
    for _ in range(2):
        press(browser, one, "undo")
        after = now_of(one)
        assert after.is_owed
        assert (after.snoozed_until, after.notice_at) == (before.snoozed_until, before.notice_at)


@pytest.mark.parametrize("whose", ["nobody", "another item", "cut off"])
def test_an_undo_that_was_not_made_for_this_snooze_is_not_found(
    browser: Client, one: FollowUp, grace: Contact, whose: str
) -> None:
    other = owed(grace, Basis.MANUAL, START, what="x")
    address = undo_of(press(browser, one, "snooze", until=UNTIL), one)
    token = address.partition("?was=")[2]
    press(browser, other, "snooze", until=UNTIL)
    before = list(FollowUp.objects.order_by("pk").values())
    wrong = {"nobody": "x", "another item": token, "cut off": token[:-1]}[whose]
    assert browser.post(f"/follow-ups/{other.pk}/undo?was={wrong}").status_code == 404
    assert list(FollowUp.objects.order_by("pk").values()) == before


def test_her_morning_can_be_taken_back(browser: Client, one: FollowUp, clock: Clock) -> None:
    sweep(clock.now())
    before = now_of(one)
    answer = browser.post(f"/write/{one.contact_id}/morning?follow_up={one.pk}", follow=True)
    assert now_of(one).snoozed_until
    take_back(browser, undo_of(unescape(answer.content.decode()), one))
    assert sweep(clock.now()) == 0
    after = now_of(one)
    assert (after.snoozed_until, after.notice_at) == (None, before.notice_at)
