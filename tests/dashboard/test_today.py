"""Today: sections, order, row actions in place and without JavaScript."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from followups.models import FollowUp, Reminder
from followups.sweep import sweep
from followups.today import sections
from followups.windows import Basis
from interactions import recording
from outbox.models import Heartbeat
from tests.conftest import Clock
from tests.making import met, owed, person, welcomed

Browser = Callable[[User], Client]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def browser(ama: User, client_for: Browser) -> Client:
    welcomed(ama)
    return client_for(ama)


def test_sections_hold_what_their_names_say_closing_first_and_late_last(ama: User, clock: Clock) -> None:
    now = clock.now()
    grace = person(ama)
    dates = {
        "late": (now - 60 * DAY, now - 30 * DAY, now - DAY),
        "open": (now - DAY, now + 20 * DAY, now + 50 * DAY),
        "due": (now - 40 * DAY, now - DAY, now + 20 * DAY),
        "closing": (now - 30 * DAY, now + 5 * DAY, now + 30 * DAY),
        "waiting": (now + DAY, now + 30 * DAY, now + 60 * DAY),
    }
    for name, (opens, due, late) in dates.items():
        owed(grace, Basis.UPDATE, opens, due_at=due, late_at=late, occurrence=name)
    owed(grace, Basis.PROMISE, now - DAY, what="send it")
    owed(grace, Basis.CONFERENCE, now - DAY)
    owed(grace, Basis.PREPARATION, now - DAY)
    found = sections(ama, now)
    assert [row.follow_up.occurrence for row in found["windows"].rows] == ["closing", "due", "open", "late"]
    assert [len(found[name].rows) for name in ("promises", "hours", "own")] == [1, 1, 0]


def test_a_section_shows_six_and_says_how_many_more(ama: User, browser: Client, clock: Clock) -> None:
    grace = person(ama)
    for index in range(13):
        owed(grace, Basis.MANUAL, clock.now() - DAY, occurrence=str(index), what="x")
    page = browser.get("/").content.decode()
    assert page.count('class="row"') == 6
    assert "Show the other 7" in page
    assert browser.get("/today/own/").content.decode().count('class="row"') == 13


def test_what_is_new_beyond_the_first_ten_can_be_seen_too(ama: User, browser: Client, clock: Clock) -> None:
    grace = person(ama)
    for index in range(11):
        owed(grace, Basis.MANUAL, clock.now() - DAY, occurrence=str(index), what="x")
    sweep(clock.now())
    page = browser.get("/today/own/").content.decode()
    assert page.count('name="follow_up"') == 11
    sent = re.findall(r'name="follow_up" value="(\d+)"', page)
    answer = browser.post("/reminders/seen", {"follow_up": sent, "next": "/today/own/"})
    assert answer["Location"] == "/today/own/"
    assert not Reminder.objects.new().exists()


def test_hours_left_are_shown(ama: User, browser: Client, clock: Clock) -> None:
    met(person(ama), clock.now() - 45 * HOUR, "event:1")
    assert "27 h left" in browser.get("/").content.decode()


def test_done_in_place_offers_undo_and_undo_puts_it_back(ama: User, browser: Client, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    target = {"HX-Request": "true", "HX-Target": f"follow-up-{one.pk}"}
    part = browser.post(f"/follow-ups/{one.pk}/done", headers=target)
    assert b"Undo" in part.content
    assert b"<html" not in part.content
    one.refresh_from_db()
    assert (one.outcome, one.closed_at) == ("done", clock.now())
    back = browser.post(f"/follow-ups/{one.pk}/undo", headers=target)
    assert b"Snooze" in back.content
    assert b"autofocus" in back.content  # where the keyboard was, not back at the top of the page
    one.refresh_from_db()
    assert one.is_owed


def test_actions_work_without_javascript(ama: User, browser: Client, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    answer = browser.post(f"/follow-ups/{one.pk}/done", {"next": "/people/"}, follow=True)
    assert answer.redirect_chain == [("/people/", 302)]
    assert f'action="/follow-ups/{one.pk}/undo"' in answer.content.decode()


def test_a_redirect_never_leaves_our_host(ama: User, browser: Client, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = browser.post(f"/follow-ups/{one.pk}/done", {"next": address})
        assert answer["Location"] == "/"


def test_snooze_until_a_day_comes_back_that_morning(ama: User, browser: Client, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    sweep(clock.now())
    browser.post(f"/follow-ups/{one.pk}/snooze", {"until": "2026-05-22"})
    assert not sections(ama, clock.now())["own"].rows
    assert not Reminder.objects.exists()
    clock.set(one.opens_at + 4 * DAY)
    assert sections(ama, clock.now())["own"].rows
    sweep(clock.now())
    assert Reminder.objects.new().count() == 1


@pytest.mark.parametrize(
    "until", ["", "2026-05-19", "2026-02-31", "0000-01-01", "9999-12-31", "soon", "2026-05-22\x00"]
)
def test_a_bad_day_is_a_field_error_and_changes_nothing(
    ama: User, browser: Client, clock: Clock, until: str
) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    answer = browser.post(f"/follow-ups/{one.pk}/snooze", {"until": until})
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
    one.refresh_from_db()
    assert one.snoozed_until is None


@pytest.mark.parametrize("action", ["", "done", "dismiss", "snooze", "undo", "draft"])
def test_somebody_elses_follow_up_is_not_there(
    ama: User, ben: User, client_for: Browser, clock: Clock, action: str
) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    browser = client_for(ben)
    method = browser.get if action in ("", "draft") else browser.post
    assert method(f"/follow-ups/{one.pk}/{action}").status_code == 404
    assert FollowUp.objects.get().is_owed


def test_a_new_reminder_is_counted_until_seen(ama: User, browser: Client, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    sweep(clock.now())
    assert "<title>(1) Today" in browser.get("/").content.decode()
    browser.post("/reminders/seen", {"follow_up": [str(one.pk), "x", "9" * 40]})
    assert "<title>Today" in browser.get("/").content.decode()


def test_nobody_marks_anothers_reminders(ama: User, ben: User, client_for: Browser, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    sweep(clock.now())
    client_for(ben).post("/reminders/seen", {"follow_up": [str(one.pk)]})
    assert Reminder.objects.new().count() == 1


def test_p13_home_shows_no_count_of_people(ama: User, browser: Client) -> None:
    """P13: 211 contacts, no total anywhere on Today."""
    for index in range(211):
        person(ama, f"Person{index} Name")
    assert "211" not in re.sub(r"<[^>]+>", " ", browser.get("/").content.decode())


def test_p14_nothing_owed_offers_one_small_step(ama: User, browser: Client) -> None:
    """P14: not a blank page."""
    assert b"One small step" in browser.get("/").content


def test_people_in_the_trash_are_silent(ama: User, browser: Client, clock: Clock) -> None:
    grace = person(ama)
    owed(grace, Basis.MANUAL, clock.now() - DAY, what="x")
    browser.post(f"/people/{grace.pk}/trash")
    assert sweep(clock.now()) == 0
    assert not sections(ama, clock.now())["own"].rows
    browser.post(f"/people/{grace.pk}/restore")
    assert sweep(clock.now()) == 1
    assert sections(ama, clock.now())["own"].rows


def test_a_late_scheduler_is_said_plainly(ama: User, browser: Client, clock: Clock) -> None:
    Heartbeat.objects.create(job="sweep", at=clock.now() - timedelta(minutes=6))
    assert b"Nothing is lost" in browser.get("/").content


def test_signed_out_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/")["Location"].startswith("/account/login/")
    part = client.post("/follow-ups/1/done", headers={"HX-Request": "true", "HX-Target": "follow-up-1"})
    assert part["HX-Redirect"].startswith("/account/login/")
    assert part.status_code == 204


def test_log_from_today_comes_back_to_today(ama: User, browser: Client, clock: Clock) -> None:
    one = owed(person(ama), Basis.MANUAL, clock.now() - DAY, what="x")
    page = browser.get("/?page=<x>").content.decode()
    assert f"closes={one.pk}&amp;next=/%3Fpage%3D" in page


def test_a_meeting_is_prepared_held_or_moved_from_its_row(ama: User, browser: Client, clock: Clock) -> None:
    grace = person(ama, "Grace")
    one = recording.plan(ama, [grace], "meeting", clock.now() + 2 * DAY, minutes=30, now=clock.now())
    text = browser.get("/").content.decode()
    row = text[text.index('id="s-meetings"') :]
    assert "data-main>Prepare" in row and f'href="/log/{one.pk}/move">Move' in row
    token = re.search(rf'action="/log/{one.pk}/held">.*?value="(\w+)"', row)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert token and strict.post(f"/log/{one.pk}/held", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    one.refresh_from_db()
    assert not one.is_planned


def test_the_foot_leads_to_reminder_health_and_the_mail(ama: User, browser: Client) -> None:
    foot = browser.get("/").content.decode().split("<footer")[1]
    assert '<a href="/me/reminders/">Reminder health</a>' in foot
    assert "Weekly list on Sunday at 17:00" in foot
