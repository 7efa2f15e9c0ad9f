"""A planned meeting is prepared for, moved, held or cancelled; it is a touch only once it was held."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Cadence
from followups import planning
from followups.models import FollowUp, Outcome
from followups.sweep import sweep
from followups.windows import Basis, State
from interactions import recording
from interactions.models import Interaction, Kind
from tests.making import person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def meeting(ama, clock, grace):
    """Coffee in four days."""
    return recording.plan(ama, [grace], Kind.COFFEE, clock.now() + 4 * DAY, now=clock.now())


def preparation():
    return FollowUp.objects.get(basis=Basis.PREPARATION)


def test_p48_a_plan_without_an_ask_is_reminded_of_once_24_hours_before(clock, meeting):
    one = preparation()
    assert one.because == (
        "Coffee on Saturday 23 May at 11:40: send your CV, choose 3 to 5 questions, name your one ask."
    )
    assert (one.opens_at, one.due_at, one.late_at) == (meeting.at - 3 * DAY, meeting.at - DAY, meeting.at)
    assert sweep(one.due_at - timedelta(seconds=1)) == 0
    assert sweep(one.due_at) == 1
    assert sweep(one.due_at + timedelta(hours=23)) == 0


def test_a_planned_meeting_is_no_touch(ama, touch, clock, grace, apa):
    mentor = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)
    touch(mentor, at=clock.now() - 100 * DAY)
    recording.plan(ama, [mentor, grace], Kind.MEETING, clock.now() + DAY, event=apa, now=clock.now())
    mentor.refresh_from_db()
    assert mentor.last_touch_at == clock.now() - 100 * DAY
    assert FollowUp.objects.owed().filter(basis=Basis.UPDATE).exists()
    assert not FollowUp.objects.filter(basis=Basis.CONFERENCE).exists()
    # One meeting, one preparation, whoever comes.
    assert preparation().contact == mentor


def test_p54_preparing_everything_ends_the_reminder_and_taking_it_back_opens_it(clock, meeting, browser):
    def prepare(version, **fields):
        return browser.post(meeting.get_absolute_url(), {"version": version, **fields})

    assert prepare(1, cv_sent="on", questions="One?\nTwo?").status_code == 302
    assert preparation().because.endswith(": choose 3 to 5 questions, name your one ask.")
    prepare(2, cv_sent="on", questions="One?\nTwo?\n\nThree?", ask="A letter")
    assert preparation().outcome == Outcome.DONE
    prepare(3, questions="One?\nTwo?\nThree?", ask="A letter")
    one = preparation()
    assert one.is_owed and one.because.endswith(": send your CV.")
    meeting.refresh_from_db()
    assert meeting.question_list == ["One?", "Two?", "Three?"]


def test_a_preparation_ticked_off_by_hand_stays_ticked_off(clock, meeting):
    planning.finish(preparation(), Outcome.DISMISSED, clock.now())
    recording.change(meeting, now=clock.now(), at=meeting.at + DAY)
    assert preparation().outcome == Outcome.DISMISSED


def test_held_it_is_a_touch_at_its_time_and_the_preparation_is_over(clock, grace, meeting):
    at = meeting.at
    clock.set(at + 2 * DAY)
    for _ in range(2):
        recording.hold(meeting, clock.now())
        assert meeting.version == 2
    grace.refresh_from_db()
    assert (grace.last_touch_at, grace.last_touch_how) == (at, "Coffee")
    one = preparation()
    assert (one.outcome, one.closed_at) == (Outcome.DONE, at)
    assert list(meeting.closed.all()) == [one]


def test_a_cancelled_meeting_is_not_held(clock, grace, meeting):
    recording.delete(meeting, clock.now())
    recording.hold(meeting, clock.now())
    meeting.refresh_from_db()
    assert meeting.is_planned


def test_held_before_its_time_it_happened_now(clock, grace, meeting):
    recording.hold(meeting, clock.now())
    meeting.refresh_from_db()
    assert (meeting.at, meeting.is_planned) == (clock.now(), False)


def test_an_informational_interview_that_was_held_asks_for_thanks(ama, clock, grace):
    one = recording.plan(ama, [grace], Kind.INFORMATIONAL, clock.now() + DAY, now=clock.now())
    assert not FollowUp.objects.filter(basis=Basis.THANKS).exists()
    clock.advance(days=2)
    recording.hold(one, clock.now())
    assert FollowUp.objects.get(basis=Basis.THANKS).due_at == one.at + DAY


def test_moving_moves_the_preparation_and_the_bell(clock, meeting, browser):
    clock.set(preparation().due_at)
    assert sweep(clock.now()) == 1
    later = {"at": "2026-06-10T09:00", "version": meeting.version}
    assert browser.post(reverse("meeting_move", args=[meeting.pk]), later).url == meeting.get_absolute_url()
    one = preparation()
    assert one.late_at == datetime(2026, 6, 10, 15, tzinfo=UTC)
    assert one.state(clock.now()) == State.WAITING
    assert sweep(one.due_at) == 1


def test_cancelling_removes_the_preparation_and_undo_brings_it_back(clock, meeting, browser):
    answer = browser.post(reverse("interaction_delete", args=[meeting.pk]))
    assert not FollowUp.objects.owed().exists()
    (message,) = browser.get(answer.url).context["messages"]
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert preparation().is_owed
    meeting.refresh_from_db()
    assert meeting.is_planned and meeting.deleted_at is None


def test_promises_made_while_planning_are_owed(ama, clock, grace):
    promises = [recording.PromiseMade(grace, "send the agenda")]
    one = recording.plan(
        ama, [grace], Kind.MEETING, clock.now() + 30 * DAY, promises=promises, now=clock.now()
    )
    promise = FollowUp.objects.get(basis=Basis.PROMISE)
    assert promise.starts_at == clock.now()
    recording.delete(one, clock.now())
    promise.refresh_from_db()
    assert not promise.is_owed


# ------------------------------------------------------------------ the form
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Choose a time ahead. What has happened can be logged."),
        ("2026-05-19T11:40", "Choose a time ahead. What has happened can be logged."),
        ("2020-01-01T10:00", "Choose a time ahead. What has happened can be logged."),
        ("2026-06-31T10:00", "There is no such day or time."),
        ("2040-01-01T10:00", "Choose a day within five years."),
        ("9999-01-01T10:00", "Choose a day before 2100."),
    ],
)
def test_times_a_meeting_cannot_have(browser, grace, typed, said):
    answer = browser.post(reverse("plan_meeting"), {"people": grace.pk, "kind": "coffee", "at": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors["at"] == [said]
    assert not Interaction.objects.exists()


def test_planning_by_the_form_once(browser, ama, grace, apa):
    told = {
        "people": grace.pk,
        "kind": "informational",
        "at": "2026-05-20T09:00",
        "event": apa.pk,
        "note": "lobby",
        "key": "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11",
    }
    answers = [browser.post(reverse("plan_meeting"), told) for _ in range(2)]
    one = Interaction.objects.get()
    assert {answer.url for answer in answers} == {one.get_absolute_url()}
    # 09:00 in New York, where the event is; 20 minutes is what an informational interview asks for.
    assert (one.at, one.minutes, one.note) == (datetime(2026, 5, 20, 13, tzinfo=UTC), 20, "lobby")
    assert b"Wednesday 20 May" in browser.get(one.get_absolute_url()).content


def test_two_tabs_of_a_preparation(browser, meeting):
    browser.post(meeting.get_absolute_url(), {"version": 1, "ask": "A letter"})
    answer = browser.post(meeting.get_absolute_url(), {"version": 1, "ask": "Feedback"})
    assert answer.status_code == 409
    assert b"A letter" in answer.content and b"Feedback" in answer.content
    meeting.refresh_from_db()
    assert meeting.ask == "A letter"
    stale = {"at": "2026-06-10T09:00", "version": 1}
    assert browser.post(reverse("meeting_move", args=[meeting.pk]), stale).status_code == 409


def test_a_preparation_has_limits(browser, meeting):
    answer = browser.post(meeting.get_absolute_url(), {"version": 1, "questions": "q" * 2001, "ask": "a\nb"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"questions", "ask"}


def test_a_meeting_cannot_be_moved_into_the_past(browser, meeting):
    past = {"at": "2026-05-18T09:00", "version": 1}
    answer = browser.post(reverse("meeting_move", args=[meeting.pk]), past)
    assert answer.status_code == 422
    assert answer.context["form"].errors["at"] == ["Choose a time ahead, within five years."]


def test_what_was_held_is_not_moved(browser, touch, grace):
    one = touch(grace)
    later = {"at": "2026-06-10T09:00", "version": 1}
    assert browser.post(reverse("meeting_move", args=[one.pk]), later).url == one.get_absolute_url()
    one.refresh_from_db()
    assert not one.is_planned and one.at < datetime(2026, 6, 1, tzinfo=UTC)


def test_marking_as_held_leads_to_the_takeaway(browser, meeting):
    answer = browser.post(reverse("meeting_held", args=[meeting.pk]))
    page = browser.get(answer.url)
    assert page.templates[0].name == "interactions/interaction.html"


def test_held_can_be_taken_back_with_all_that_was_prepared(browser, clock, meeting, grace):
    browser.post(meeting.get_absolute_url(), {"version": 1, "questions": "What would you do first?"})
    was = preparation()
    answer = browser.post(reverse("meeting_held", args=[meeting.pk]), follow=True)
    page = answer.content.decode()
    assert "Marked as held, earlier than Saturday 11:40." in page
    assert "What you brought" in page and "What would you do first?" in page
    assert not preparation().is_owed and "Nothing is owed because of it." in page
    (undo,) = re.findall(r'action="(/me/undo/[^"]+)"', page)
    again = browser.post(undo, follow=True).content.decode()
    assert "Taken back." in again and "It took place already" in again
    meeting.refresh_from_db()
    assert meeting.is_planned and meeting.at == clock.now() + 4 * DAY
    now = preparation()
    assert (now.is_owed, now.due_at, now.notice_at) == (True, was.due_at, was.notice_at)
    grace.refresh_from_db()
    assert grace.last_touch_at is None
    assert "Nothing was taken back" in browser.post(undo, follow=True).content.decode()


def test_held_is_not_taken_back_once_it_was_written_about(browser, meeting):
    page = browser.post(reverse("meeting_held", args=[meeting.pk]), follow=True).content.decode()
    (undo,) = re.findall(r'action="(/me/undo/[^"]+)"', page)
    meeting.refresh_from_db()
    recording.change(meeting, now=meeting.at, takeaway="Say no more often.")
    assert "Nothing was taken back" in browser.post(undo, follow=True).content.decode()
    meeting.refresh_from_db()
    assert not meeting.is_planned


def test_held_twice_offers_one_undo(browser, clock, meeting):
    clock.advance(days=5)
    path = reverse("meeting_held", args=[meeting.pk])
    first = browser.post(path, follow=True).content.decode()
    second = browser.post(path, follow=True).content.decode()
    assert "/me/undo/" in first and "earlier than" not in first and "/me/undo/" not in second
