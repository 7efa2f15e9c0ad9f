"""An Undo of a pause or a rhythm in the mail goes back to what was there, and from its own act alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from followups import pauses
from followups.models import FollowUp
from followups.windows import Basis
from outbox import unsubscribing
from residents.models import Pause
from tests.conftest import START, Clock
from tests.followups.test_mail_acts import everything, text
from tests.followups.test_mail_rhythm import TODAY, address, undo_in
from tests.making import owed, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True)


def rhythm(user: User) -> tuple[bool, str]:
    user.refresh_from_db()
    return user.digest_on, user.digest_every


def dates(pk: int) -> tuple[object, ...]:
    return FollowUp.objects.values_list("opens_at", "due_at", "late_at").get(pk=pk)


# ------------------------------------------------------------------ how often
def test_an_old_undo_does_not_switch_the_email_on_again(ama: User, reader: Client) -> None:
    undo = undo_in(reader.post(address(ama, "monthly")))
    unsubscribing.stop_weekly(ama.pk, START)
    page = text(reader.post(undo))
    assert "Nothing was changed" in page and "chosen since" in page
    assert rhythm(ama) == (False, "month")


def test_an_old_undo_leaves_what_a_later_press_chose(ama: User, reader: Client) -> None:
    unsubscribing.stop_weekly(ama.pk, START)
    undo = undo_in(reader.post(address(ama, "monthly")))
    reader.post(address(ama, "weekly"))
    assert "Nothing was changed" in text(reader.post(undo))
    assert rhythm(ama) == (True, "week")


def test_pressed_twice_it_says_the_same(ama: User, reader: Client) -> None:
    undo = undo_in(reader.post(address(ama, "monthly")))
    for _ in range(2):
        assert "As often as before" in text(reader.post(undo))
        assert rhythm(ama) == (True, "week")


def test_a_link_that_does_not_say_what_it_made_undoes_nothing(ama: User, reader: Client) -> None:
    reader.post(address(ama, "monthly"))
    assert "Nothing was changed" in text(reader.post(address(ama, "rhythm_undo", mark=1)))
    assert rhythm(ama) == (True, "month")


# ------------------------------------------------------------------ a pause
def test_the_pause_it_took_the_place_of_goes_on(ama: User, reader: Client, clock: Clock) -> None:
    mine = owed(person(ama), Basis.UPDATE, START + timedelta(days=20))
    former = pauses.pause(ama, TODAY + timedelta(days=6), START)
    paused = dates(mine.pk)
    clock.advance(days=2)
    undo = undo_in(reader.post(address(ama, "pause_month")))
    assert dates(mine.pk) != paused
    assert "Back to the pause until Monday 25 May?" in text(reader.get(undo))
    for _ in range(2):
        assert "Paused until Monday 25 May" in text(reader.post(undo))
        assert Pause.objects.get(resumed_on__isnull=True) == former
        assert dates(mine.pk) == paused
    pauses.resume(ama, clock.at)
    assert dates(mine.pk)[0] == START + timedelta(days=22)


def test_a_pause_that_would_be_over_is_not_begun_again(ama: User, reader: Client, clock: Clock) -> None:
    pauses.pause(ama, TODAY + timedelta(days=6), START)
    undo = undo_in(reader.post(address(ama, "pause_month")))
    clock.advance(days=6)
    assert "End the pause?" in text(reader.get(undo))
    assert "The pause is over" in text(reader.post(undo))
    assert not Pause.objects.filter(resumed_on__isnull=True).exists()


def test_pressed_again_it_offers_no_undo_that_would_end_both(ama: User, reader: Client) -> None:
    pauses.pause(ama, TODAY + timedelta(days=6), START)
    reader.post(address(ama, "pause_month"))
    page = text(reader.post(address(ama, "pause_month")))
    assert "Paused already" in page and "in Settings" in page
    assert "/mail/resume/" not in page


def test_a_pause_made_since_is_said_and_stays(ama: User, reader: Client) -> None:
    undo = undo_in(reader.post(address(ama, "pause_week")))
    pauses.pause(ama, TODAY + timedelta(days=40), START)
    before = everything()
    assert "Paused until Sunday 28 June" in text(reader.post(undo))
    assert everything() == before


def test_another_residents_pause_is_none_to_go_on(ama: User, ben: User, reader: Client) -> None:
    theirs = pauses.pause(ben, TODAY + timedelta(days=6), START)
    reader.post(address(ama, "pause_month"))
    made = Pause.objects.get(owner=ama)
    answer = reader.post(address(ama, "resume", item=made.pk, mark=theirs.pk))
    assert "The pause is over" in text(answer)
    assert Pause.objects.get(owner=ben).resumed_on is None
