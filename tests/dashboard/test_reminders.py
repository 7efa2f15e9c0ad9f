"""Reminder health: what runs, what was mailed, a test, and an address that bounced."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from followups.models import Digest
from followups.windows import Basis
from outbox import asking, holding
from outbox.delivery import deliver_ready
from outbox.heartbeat import beat
from outbox.models import Kind, Message, State, Suppression
from residents.models import Intensity, Pause, Rotation
from tests.conftest import START, Clock
from tests.making import owed, person, welcomed
from tests.smtp_sink import RCPT_550, Sink

ClientFor = Callable[[User], Client]
HEALTH = "/me/reminders/"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Target": "mail"}


@pytest.fixture(autouse=True)
def has_mail_server(settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = True


@pytest.fixture
def browser(ama: User, client_for: ClientFor) -> Client:
    beat("sweep", START - MINUTE)
    return client_for(welcomed(ama))


def page(browser: Client, path: str = HEALTH) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def strip_of(text: str) -> list[str]:
    """The strip's 14 days."""
    return text.split('<ol class="health">')[1].split("</ol>")[0].split("<li")[1:]


def mail(user: User, key: str, **fields: object) -> Message:
    values = {"kind": Kind.WEEKLY, "to": user.email, "subject": f"Subject {key}", "text": "x", **fields}
    return Message.objects.create(owner=user, key=key, **values)


# ------------------------------------------------------------------ the figures
def test_it_says_when_it_ran_and_when_it_runs_next(browser: Client) -> None:
    text = page(browser)
    assert "<b>11:39, a minute ago</b>" in text
    assert "<b>11:40, any second</b>" in text
    assert "All is well. Nothing is stuck." in text


def test_it_says_when_it_is_late(browser: Client, clock: Clock) -> None:
    clock.advance(minutes=4)
    assert 'class="notice"' not in page(browser)
    clock.advance(seconds=1)
    text = page(browser)
    assert "<b>11:39, 5 minutes ago</b>" in text
    assert "<b>11:40, not yet</b>" in text
    assert "Reminders are not being checked at the moment." in text
    assert text.count("Reminders were last checked") == 1


def test_before_the_first_sweep(ama: User, client_for: ClientFor) -> None:
    text = page(client_for(ama))
    assert "<b>Not yet</b>" in text
    assert "Reminders are not being checked at the moment." in text


def test_the_next_email_is_in_my_zone_and_follows_what_moves_it(ama: User, browser: Client) -> None:
    assert "<b>Sun 24 May, 17:00</b>if something is due, in your time, Denver" in page(browser)
    Pause.objects.create(owner=ama, starts_on=date(2026, 5, 18), ends_on=date(2026, 6, 1))
    assert "<b>Sun 7 Jun, 17:00</b>after your pause" in page(browser)
    Pause.objects.all().delete()
    User.objects.filter(pk=ama.pk).update(digest_every="month")
    assert "<b>Sun 7 Jun, 17:00</b>" in page(browser)
    User.objects.filter(pk=ama.pk).update(digest_every="week", digest_hour=23)
    # From quiet hours into Monday, which is the next week: that week is skipped, and so are all others.
    assert "<b>None</b>" in page(browser)
    User.objects.filter(pk=ama.pk).update(digest_weekday=5)
    assert "<b>Sun 24 May, 07:00</b>" in page(browser)
    Digest.objects.create(owner=ama, iso_year=2026, iso_week=20, send_at=START + DAY, outcome="deferred")
    assert "<b>Wed 20 May, 11:40</b>" in page(browser)
    User.objects.filter(pk=ama.pk).update(digest_on=False)
    assert "<b>None</b>the weekly email is off" in page(browser)


def test_the_next_reminder_is_the_soonest_ahead(ama: User, browser: Client) -> None:
    assert "None planned" in page(browser)
    owed(person(ama), Basis.MANUAL, START - DAY, what="x", occurrence="rang")
    owed(person(ama), Basis.MANUAL, START + 3 * DAY, what="x", occurrence="later")
    owed(person(ama, "Dr. Hana Mori"), Basis.UPDATE, START + timedelta(hours=6), occurrence="soon")
    text = page(browser)
    assert "<b>Today 17:40</b>Update window" in text
    assert "Dr. Hana Mori" in text
    assert "Adeyemi" not in text


# ------------------------------------------------------------------ the strip and the list
def test_the_strip_has_14_days_with_the_mark_that_matters(ama: User, browser: Client) -> None:
    mail(ama, "a", state=State.SENT, finished_at=START, attempt=1, created_at=START)
    mail(ama, "b", state=State.SENT, finished_at=START, attempt=1, kind=Kind.TEST, created_at=START)
    mail(ama, "c", state=State.UNKNOWN, created_at=START - 9 * DAY)
    mail(ama, "d", state=State.SENT, finished_at=START - 9 * DAY, attempt=1, created_at=START - 9 * DAY)
    mail(ama, "e", state=State.DEAD, created_at=START - 14 * DAY)
    days = strip_of(page(browser))
    assert len(days) == 14
    assert "Wed 6" in days[0]
    assert "Tue 19" in days[-1]
    assert "<b>sent</b><br>2 mails" in days[-1]
    assert 'aria-current="date"' in days[-1]
    assert "<b>unknown</b><br>weekly" in days[4]
    assert [number for number, day in enumerate(days) if "data-monday" in day] == [5, 12]
    assert sum("nothing" in day and "<b>" not in day for day in days) == 12


def test_a_night_belongs_to_the_day_it_is_here(ama: User, browser: Client) -> None:
    # 19 May 05:00 in UTC is still Monday in Denver.
    mail(ama, "a", state=State.SENT, finished_at=START, created_at=START - timedelta(hours=12, minutes=40))
    assert "<b>sent</b>" in strip_of(page(browser))[-2]


def test_the_list_shows_ten_and_leads_to_the_rest(ama: User, browser: Client) -> None:
    for number in range(11):
        mail(ama, f"n{number:02d}", state=State.SENT, finished_at=START, created_at=START - number * DAY)
    text = page(browser)
    assert text.count('class="row"') == 10
    assert "Subject n00" in text
    assert "Subject n10" not in text
    assert f'<a href="{reverse("sent_mail")}">Earlier mail</a>' in text
    assert "Subject n10" in page(browser, reverse("sent_mail"))


def test_a_second_try_and_a_restored_mail_are_told(ama: User, browser: Client) -> None:
    mail(ama, "a", state=State.SENT, finished_at=START, attempt=2)
    mail(ama, "b", state=State.UNKNOWN, reason=holding.RESTORED)
    mail(ama, "c", state=State.DEAD, reason="550 No", kind=Kind.TEST)
    text = page(browser)
    assert "Taken by the mail server at 11:40:00, try 2." in text
    assert f"{holding.RESTORED} It is never sent twice. Its items stay on Today." in text
    assert "<p>550 No.</p>" in text


def test_the_same_few_statements_whatever_there_is(ama: User, browser: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(browser)
        return len(seen)

    page(browser)
    few = statements()
    for number in range(40):
        mail(ama, f"{number}", created_at=START - number * DAY)
        Digest.objects.create(owner=ama, iso_year=2025, iso_week=number + 1, send_at=START, outcome="empty")
        owed(person(ama, f"Dr. N{number}"), Basis.UPDATE, START + DAY, told_at=START + 2 * DAY)
    assert statements() <= few + 2
    assert few <= 16


# ------------------------------------------------------------------ a test
def test_a_test_goes_through_the_ledger_and_shows_up_by_itself(ama: User, browser: Client) -> None:
    assert "hx-trigger" not in page(browser).split('id="mail"')[1].split("</header>")[0]
    answer = browser.post("/me/reminders/test")
    assert (answer.status_code, answer["Location"]) == (302, HEALTH)
    message = Message.objects.get()
    assert (message.kind, message.to, message.state) == (Kind.TEST, ama.email, State.PENDING)
    assert "Ama" not in message.text
    part = browser.get(HEALTH, headers=PART).content.decode()
    assert part.startswith('<section class="section" id="mail"')
    assert 'hx-trigger="every 4s"' in part
    assert "on its way" in part
    Message.objects.update(state=State.SENT, finished_at=START)
    part = browser.get(HEALTH, headers=PART).content.decode()
    assert "hx-trigger" not in part
    assert "Taken by the mail server" in part
    assert "a test" in page(browser)


def test_nobody_watches_a_test_that_waits_for_long(browser: Client, clock: Clock) -> None:
    browser.post("/me/reminders/test")
    clock.advance(minutes=11)
    assert "hx-trigger" not in browser.get(HEALTH, headers=PART).content.decode()


def test_three_tests_an_hour(browser: Client, ben: User, client_for: ClientFor, clock: Clock) -> None:
    for _ in range(4):
        browser.post("/me/reminders/test")
    assert Message.objects.count() == 3
    assert "That was the third within an hour." in page(browser)
    client_for(ben).post("/me/reminders/test")
    assert Message.objects.count() == 4
    clock.advance(minutes=61)
    browser.post("/me/reminders/test")
    assert Message.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_tests_asked_for_at_once_are_three_all_the_same(ama: User) -> None:
    barrier, made = threading.Barrier(6), []

    def ask() -> None:
        barrier.wait(10)
        made.append(asking.send_test(ama, START))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 6
    assert Message.objects.count() == 3


@pytest.mark.parametrize("why", ["held", "stopped", "no server"])
def test_no_test_when_it_could_not_leave(ama: User, browser: Client, settings: Settings, why: str) -> None:
    if why == "held":
        holding.hold("ops@example.org", START)
    elif why == "stopped":
        Suppression.objects.create(owner=ama, address=ama.email, reason="refused")
    else:
        settings.HAS_MAIL_SERVER = False
    assert "Send me a test" not in page(browser)
    browser.post("/me/reminders/test")
    assert not Message.objects.exists()


def test_a_page_on_hold_says_so(browser: Client) -> None:
    holding.hold("ops@example.org", START)
    text = page(browser)
    assert "All mail is on hold here" in text
    assert "Mail is on hold. Reminders come up on Today as ever." in text


# ------------------------------------------------------------------ an address that bounced
@pytest.mark.django_db(transaction=True)
def test_a_refused_address_is_told_and_tried_again_only_when_asked(
    ama: User, client_for: ClientFor, sink: Sink
) -> None:
    beat("sweep", START)
    browser = client_for(welcomed(ama))
    sink.modes = [RCPT_550]
    browser.post("/me/reminders/test")
    assert deliver_ready(START) == 0
    mine = ("mail/", "mail/settings/", "pause/", "account/", "training/", "rotations/")
    for path in ("/", "/me/", *(f"/me/{name}" for name in mine)):
        assert f"Mail to {ama.email} came back" in page(browser, path), path
    text = page(browser)
    assert text.count(f"Mail to {ama.email} came back") == 1
    assert "No mail reaches you at the moment." in text
    assert "Try this address again" in text
    assert reverse("account_email") in text
    assert browser.get("/me/reminders/try-again").status_code == 302
    assert Suppression.objects.exists()
    browser.post("/me/reminders/try-again")
    assert not Suppression.objects.exists()
    browser.post("/me/reminders/test")
    assert deliver_ready(START) == len(sink.kept) == 1
    assert "All is well." in page(browser)


def test_what_was_stopped_otherwise_or_is_somebody_elses_is_not_lifted(
    ama: User, ben: User, browser: Client
) -> None:
    Suppression.objects.create(owner=ama, address=ama.email, reason="unsubscribed")
    Suppression.objects.create(owner=ama, address="old@example.org", reason="refused")
    Suppression.objects.create(owner=ben, address=ama.email, reason="refused")
    assert "Try this address again" not in page(browser)
    assert "it was stopped" in page(browser)
    browser.post("/me/reminders/try-again")
    assert Suppression.objects.count() == 3
    Suppression.objects.filter(reason="unsubscribed").delete()
    for path in (HEALTH, "/"):
        text = page(browser, path)
        assert "came back" not in text
        assert "it was stopped" not in text


# ------------------------------------------------------------------ held back
def test_what_a_heavy_block_holds_back(ama: User, browser: Client) -> None:
    assert "Held back for now" not in page(browser)
    Rotation.objects.create(
        owner=ama, name="Neuro ICU", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 28),
        intensity=Intensity.HEAVY,
    )  # fmt: skip
    when = {"opens": START + 20 * DAY, "told_at": START + 41 * DAY}
    owed(person(ama, "Dr. Joon-ho Baek"), Basis.UPDATE, when["opens"], told_at=when["told_at"])
    text = page(browser)
    assert "Held back for now" in text
    assert "Dr. Joon-ho Baek" in text
    assert "update window opens <b>8 June</b>, told on <b>29 June</b>" in text
    assert "Neuro ICU" in text


# ------------------------------------------------------------------ strangers, banner
def test_a_stranger_sees_nothing_of_it(ama: User, ben: User, browser: Client, client_for: ClientFor) -> None:
    mail(ama, "a")
    owed(person(ama), Basis.UPDATE, START + DAY)
    Suppression.objects.create(owner=ama, address=ama.email, reason="refused")
    text = page(client_for(ben))
    for word in ("Subject", "Adeyemi", ama.email, "came back"):
        assert word not in text
    for path in (HEALTH, "/me/reminders/test", "/me/reminders/try-again"):
        assert Client().post(path).status_code == 302
        assert "/account/login/" in Client().get(path)["Location"]


def test_the_banner_when_the_scheduler_is_late(browser: Client, clock: Clock) -> None:
    clock.advance(minutes=4)
    assert "Reminders were last checked" not in page(browser, "/")
    clock.advance(minutes=1)
    for path in ("/", "/me/"):
        text = page(browser, path)
        assert "Reminders were last checked 19 May, 11:39." in text, path
        assert f'<a href="{HEALTH}">Reminder health</a>' in text
