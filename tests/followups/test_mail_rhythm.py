"""Pausing, and how often the email comes, from the mail."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from followups import mail_links, pauses
from followups.mail_links import Ticket, seal
from followups.models import FollowUp
from followups.windows import Basis
from outbox import unsubscribing
from residents.models import Pause
from tests.conftest import START, Clock
from tests.followups.test_mail_acts import everything, text
from tests.interactions.test_at_once import at_once
from tests.making import owed, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 19)
ALL = ("pause_week", "pause_month", "resume", "weekly", "monthly", "rhythm_undo")


def address(user: User, act: str, **changed: Any) -> str:
    return reverse(f"mail_{act}", args=[seal(act, Ticket(user.pk, 0, START)._replace(**changed))])


def undo_in(answer: Any) -> str:
    found = re.search(r'action="(/mail/(?:resume|as-before)/[^"]+)"', text(answer))
    assert found, text(answer)
    return found[1]


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("act", ["pause_week", "pause_month", "weekly", "monthly"])
def test_looking_fifty_times_changes_nothing(ama: User, reader: Client, act: str) -> None:
    before = everything()
    for _ in range(50):
        assert reader.get(address(ama, act)).status_code == 200
        assert reader.head(address(ama, act)).status_code == 200
    page = text(reader.get(address(ama, act)))
    assert "Nothing changes until you press the button. The link works until 2\N{NO-BREAK SPACE}June." in page
    assert "Nothing was changed" in text(reader.get(f"{address(ama, act)}?keep"))
    assert everything() == before
    assert not reader.cookies


@pytest.mark.parametrize(
    ("act", "days", "until"), [("pause_week", 7, "Tuesday 26 May"), ("pause_month", 30, "Thursday 18 June")]
)
def test_a_pause_moves_the_dates_of_its_owner_alone(
    ama: User, ben: User, reader: Client, act: str, days: int, until: str
) -> None:
    mine = owed(person(ama), Basis.UPDATE, START + timedelta(days=1))
    theirs = owed(person(ben), Basis.UPDATE, START + timedelta(days=1))
    assert f"Yes, pause until {until}" in text(reader.get(address(ama, act)))
    assert f"Paused until {until}" in text(reader.post(address(ama, act)))
    pause = Pause.objects.get()
    assert (pause.owner, pause.starts_on, pause.ends_on) == (ama, TODAY, TODAY + timedelta(days=days))
    assert FollowUp.objects.get(pk=mine.pk).opens_at == START + timedelta(days=1 + days)
    assert FollowUp.objects.get(pk=theirs.pk).opens_at == START + timedelta(days=1)


@pytest.mark.parametrize("act", ["pause_week", "pause_month"])
def test_a_second_press_lengthens_nothing(ama: User, reader: Client, clock: Clock, act: str) -> None:
    reader.post(address(ama, act))
    before = everything()
    for _ in range(3):
        clock.advance(days=2)
        answer = reader.post(address(ama, act))
        assert answer.status_code == 200
        assert "Paused already" in text(answer)
    assert everything() == before


def test_a_month_lengthens_a_week_and_a_week_does_not_shorten_a_month(ama: User, reader: Client) -> None:
    reader.post(address(ama, "pause_week"))
    reader.post(address(ama, "pause_month"))
    running = Pause.objects.get(resumed_on__isnull=True)
    assert running.ends_on == TODAY + timedelta(days=30)
    reader.post(address(ama, "pause_week"))
    assert Pause.objects.get(resumed_on__isnull=True) == running


def test_the_pause_can_be_taken_back_also_after_a_second_press(ama: User, reader: Client) -> None:
    mine = owed(person(ama), Basis.UPDATE, START + timedelta(days=1))
    before = FollowUp.objects.filter(pk=mine.pk).values()[0]
    reader.post(address(ama, "pause_week"))
    undo = undo_in(reader.post(address(ama, "pause_week")))
    assert "End the pause?" in text(reader.get(undo))
    assert Pause.objects.filter(resumed_on__isnull=True).exists()
    for _ in range(2):
        assert "The pause is over" in text(reader.post(undo))
        assert not Pause.objects.filter(resumed_on__isnull=True).exists()
        after = FollowUp.objects.filter(pk=mine.pk).values()[0]
        assert (after["opens_at"], after["due_at"]) == (before["opens_at"], before["due_at"])


def test_a_pause_made_in_the_app_is_not_ended_by_a_link(ama: User, reader: Client) -> None:
    undo = undo_in(reader.post(address(ama, "pause_week")))
    pauses.pause(ama, TODAY + timedelta(days=40), START)
    before = everything()
    reader.post(undo)
    page = text(reader.post(address(ama, "pause_week")))
    assert "Paused already" in page
    assert "action=" not in page
    assert everything() == before


def test_going_monthly_and_back(ama: User, ben: User, reader: Client) -> None:
    since = ama.digest_since
    answer = reader.post(address(ama, "monthly"))
    assert "It comes once a month" in text(answer)
    assert list(User.objects.order_by("email").values_list("digest_every", flat=True)) == ["month", "week"]
    reader.post(undo_in(answer))
    ama.refresh_from_db()
    assert (ama.digest_on, ama.digest_every, ama.digest_since) == (True, "week", since)


def test_keeping_it_weekly_switches_it_on_again_after_stopping(
    ama: User, reader: Client, clock: Clock
) -> None:
    unsubscribing.stop_weekly(ama.pk, START)
    clock.advance(days=1)
    answer = reader.post(address(ama, "weekly"))
    ama.refresh_from_db()
    assert (ama.digest_on, ama.digest_every, ama.digest_since) == (True, "week", clock.at)
    reader.post(undo_in(answer))
    ama.refresh_from_db()
    assert not ama.digest_on


@pytest.mark.parametrize("act", ["weekly", "monthly"])
def test_pressing_again_says_so(ama: User, reader: Client, act: str) -> None:
    reader.post(address(ama, act))
    before = everything()
    page = text(reader.post(address(ama, act)))
    assert "Pressing again changes nothing." in page
    assert everything() == before


def test_stopping_is_the_unsubscribe_link(ama: User) -> None:
    assert mail_links.rhythm_links(ama.pk, START).stop == unsubscribing.link(ama.pk)


@pytest.mark.parametrize("act", ALL)
def test_cut_old_strange_or_closed_is_410(ama: User, reader: Client, clock: Clock, act: str) -> None:
    path = address(ama, act, mark=1)
    other = seal("done", Ticket(ama.pk, 0, START))
    before = everything()
    for wrong in (
        path[:-2] + "/",
        path.replace("/mail/", "/mail/", 1)[:-10],
        reverse(f"mail_{act}", args=[other]),
    ):
        assert reader.get(wrong, follow=True).status_code == 410
        assert reader.post(wrong if wrong.endswith("/") else f"{wrong}/").status_code == 410
    User.objects.filter(pk=ama.pk).update(is_active=False)
    assert reader.post(path).status_code == 410
    User.objects.filter(pk=ama.pk).update(is_active=True)
    clock.advance(days=14)
    assert reader.post(path).status_code == 410
    assert everything() == before


def test_each_press_answers_the_email(ama: User, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setattr("followups.backoff.answered", lambda owner, now: heard.append(owner))
    acts = ("pause_week", "weekly", "monthly")
    for act in acts:
        reader.get(address(ama, act))
    assert heard == []
    for act in acts:
        reader.post(address(ama, act))
    assert heard == [ama.pk] * 3


def test_every_footer_link_opens(ama: User, reader: Client) -> None:
    links = [*mail_links.pause_links(ama.pk, START), *mail_links.rhythm_links(ama.pk, START)]
    assert [reader.get(url.removeprefix(settings.SITE_URL)).status_code for url in links] == [200] * 5


@pytest.mark.django_db(transaction=True)
def test_four_presses_at_once_pause_once(ama: User) -> None:
    mine = owed(person(ama), Basis.UPDATE, START + timedelta(days=1))
    path = address(ama, "pause_week")
    answers = at_once(*[lambda: Client().post(path)] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4
    assert Pause.objects.count() == 1
    assert FollowUp.objects.get(pk=mine.pk).opens_at == START + timedelta(days=8)
