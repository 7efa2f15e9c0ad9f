"""The end of an event: each mentor who recommended somebody I met there is told once (P38, P39, P25)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.schedule import schedule
from contacts.models import Contact, Stage
from followups import planning
from followups.models import FollowUp, Outcome
from followups.sweep import sweep
from followups.windows import Basis, State
from interactions import ending, recording
from interactions.models import Event, Kind, Target
from interactions.tasks import close_events
from outbox.models import Heartbeat
from residents.models import Pause, resident_of
from tests.making import person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# The last day, Wednesday 20 May, is over in New York.
OVER = datetime(2026, 5, 21, 4, tzinfo=UTC)


@pytest.fixture
def halloran(ama):
    return person(ama, "Dr. Thomas Halloran", pronouns="he/him", stage=Stage.RECURRING)


@pytest.fixture
def okafor(ama):
    return person(ama, "Dr. Ngozi Okafor", stage=Stage.IDENTIFIED, institution="Northfield")


@pytest.fixture
def target(ama, apa):
    def make(contact=None, **fields):
        return Target.objects.create(owner=ama, **({"event": apa, "contact": contact} | fields))

    return make


def told():
    return list(FollowUp.objects.filter(basis=Basis.CLOSE_LOOP).order_by("pk"))


def words():
    return [one.because for one in told() if one.is_owed]


# ------------------------------------------------------------------ P38
def test_p38_one_task_for_the_mentor_when_the_event_closes(
    browser, apa, touch, clock, halloran, okafor, target
):
    """P38: target recommended by Dr. M and met; the event closes; one task “tell Dr. M”."""
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa, takeaway="hold the antipsychotic first")
    clock.set(OVER - timedelta(seconds=1))
    assert ending.close_over(clock.now()) == 0 and told() == []
    clock.set(OVER)
    assert ending.close_over(clock.now()) == 1
    (one,) = told()
    assert one.contact == halloran
    assert one.because == (
        "Tell Dr. Halloran: you met Dr. Ngozi Okafor from Northfield at APA Annual Meeting, "
        "whom he recommended."
    )
    assert (one.opens_at, one.state(OVER)) == (OVER, State.OPEN)
    assert sweep(OVER) >= 1
    halloran.refresh_from_db()
    assert halloran.next_at == one.due_at
    letter = browser.get(f"{reverse('write', args=[halloran.pk])}?follow_up={one.pk}")
    assert letter.context["desk"].slug == "close_loop"
    assert letter.context["letter"].subject == "I met Dr. Ngozi Okafor from Northfield"
    body = letter.context["letter"].body
    assert (
        "You suggested that I meet Dr. Ngozi Okafor from Northfield, and I did, at APA Annual Meeting."
        in body
    )
    assert "hold the antipsychotic first" in body


def test_p38_i_sent_it_is_the_end_of_it(browser, apa, touch, clock, halloran, okafor, target):
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    clock.set(OVER)
    ending.close(apa, clock.now())
    (one,) = told()
    browser.post(f"{reverse('write_sent', args=[halloran.pk])}?follow_up={one.pk}")
    one.refresh_from_db()
    assert one.outcome == Outcome.DONE
    ending.again([apa.pk], clock.now())
    assert [each.outcome for each in told()] == [Outcome.DONE]


def test_one_a_mentor_and_event_however_many_were_met(
    ama, apa, touch, clock, halloran, okafor, grace, target
):
    other = person(ama, "Ines Chao", pronouns="she/her")
    for one, mentor in ((okafor, halloran), (grace, halloran), (person(ama, "Jo Feld"), other)):
        target(one, recommended_by=mentor)
        touch(one, event=apa)
        clock.advance(minutes=1)
    clock.set(OVER)
    assert ending.close(apa, OVER)
    assert words() == [
        "Tell Dr. Halloran: you met Dr. Ngozi Okafor from Northfield and Dr. Grace Adeyemi from Tidewater at "
        "APA Annual Meeting, whom he recommended.",
        "Tell Ines: you met Jo Feld at APA Annual Meeting, whom she recommended.",
    ]


def test_who_was_not_met_written_to_only_or_recommended_by_nobody(
    ama, apa, touch, clock, halloran, okafor, grace, jonah, target
):
    target(okafor, recommended_by=halloran)
    target(grace)
    touch(grace, event=apa)
    target(jonah, recommended_by=halloran)
    touch(jonah, event=apa, kind=Kind.EMAIL)
    touch(okafor)  # not at the event
    recording.plan(ama, [okafor], Kind.COFFEE, clock.now() + DAY / 2, event=apa, now=clock.now())
    target(halloran, recommended_by=halloran)
    touch(halloran, event=apa)
    clock.set(OVER)
    assert ending.close_over(OVER) == 1
    assert told() == []


def test_a_program_that_was_recommended_and_talked_to(apa, clock, halloran, okafor, touch, target):
    target(program="Northfield CL fellowship", recommended_by=halloran, talked_at=clock.now())
    target(program="Elsewhere", recommended_by=halloran)
    ending.close(apa, OVER)
    assert words() == [
        "Tell Dr. Halloran: you talked to Northfield CL fellowship at APA Annual Meeting, "
        "which he recommended."
    ]
    clock.set(OVER + DAY)
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa, at=OVER - DAY)
    assert words()[0].endswith(
        "you met Dr. Ngozi Okafor from Northfield and talked to Northfield CL fellowship at APA Annual "
        "Meeting, as he recommended."
    )


def test_long_names_fit_into_the_column(ama, apa, clock, touch, target, halloran):
    clock.set(OVER)
    for n in range(5):
        one = person(ama, f"Dr. {'Wilhelmina' * 9} {'Oppenheimer' * 9}", institution="x" * 120)
        one.given_name = f"{n}{'a' * 98}"
        one.save()
        target(one, recommended_by=halloran)
        touch(one, event=apa, at=OVER - DAY + n * timedelta(minutes=1))
        ending.close(apa, OVER)
        (said,) = words()
        assert len(said) <= 300 and said.startswith("Tell Dr. Halloran: you met Dr. 0aa")
    assert "and 4 more" in said


# ------------------------------------------------------------------ when
ZONES = [
    # zone, last day, the moment before it is over, in UTC
    ("Pacific/Auckland", date(2026, 5, 20), "2026-05-20T12:00"),
    ("Pacific/Kiritimati", date(2026, 5, 20), "2026-05-20T10:00"),
    ("America/Denver", date(2026, 5, 20), "2026-05-21T06:00"),
    ("Pacific/Pago_Pago", date(2026, 5, 20), "2026-05-21T11:00"),
    # The clocks change in the night after the last day, or on it.
    ("America/Denver", date(2026, 3, 8), "2026-03-09T06:00"),
    ("America/Denver", date(2026, 3, 7), "2026-03-08T07:00"),
    ("America/Denver", date(2026, 11, 1), "2026-11-02T07:00"),
    ("Pacific/Auckland", date(2026, 4, 5), "2026-04-05T12:00"),
    # Midnight does not exist: the first minute that does.
    ("America/Santiago", date(2026, 9, 5), "2026-09-06T04:00"),
    # A day was left out there, 30 December 2011.
    ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00"),
]


@pytest.mark.parametrize(("zone", "last", "over"), ZONES)
def test_it_ends_with_the_last_day_where_it_was(
    ama, apa, clock, touch, halloran, okafor, target, zone, last, over
):
    at = datetime.fromisoformat(over).replace(tzinfo=UTC)
    Event.objects.filter(pk=apa.pk).update(time_zone=zone, starts_on=last - DAY, ends_on=last)
    apa.refresh_from_db()
    clock.set(at - 3 * timedelta(hours=1))
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    assert ending.ended(apa) == at
    assert (at.astimezone(ZoneInfo(zone)).date() - last).days >= 1
    second = timedelta(seconds=1)
    assert (ending.close_over(at - second), ending.close_over(at), ending.close_over(at + second)) == (
        0,
        1,
        0,
    )
    apa.refresh_from_db()
    assert apa.closed_at == at
    assert [one.opens_at for one in told()] == [at]


@pytest.mark.parametrize("kind", ["webinar", "rounds", "local", "society", "rotation"])
def test_p39_a_webinar_follows_the_same_rules(apa, clock, touch, halloran, okafor, target, kind):
    """P39: a webinar, closed: the same 72 hours, the same word to the mentor."""
    Event.objects.filter(pk=apa.pk).update(kind=kind)
    target(okafor, recommended_by=halloran)
    met = touch(okafor, event=apa, kind=Kind.VIDEO if kind == "webinar" else Kind.MET, meaningful=True)
    clock.set(OVER)
    close_events()
    assert len(words()) == 1
    note = FollowUp.objects.get(basis=Basis.CONFERENCE)
    assert (note.contact, note.due_at) == (okafor, met.at + 3 * DAY)


def test_an_event_closed_late_makes_nobody_late(apa, clock, touch, halloran, okafor, target):
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    clock.set(OVER + 200 * DAY)
    assert ending.close_over(clock.now()) == 1
    (one,) = told()
    assert (one.opens_at, one.state(clock.now())) == (clock.now(), State.OPEN)


def test_a_pause_moves_it(ama, apa, clock, touch, halloran, okafor, target):
    Pause.objects.create(
        owner=ama, starts_on=date(2026, 5, 20), ends_on=date(2026, 6, 10), created_at=OVER - DAY
    )
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    ending.close(apa, OVER)
    (one,) = told()
    assert one.state(datetime(2026, 6, 10, 12, tzinfo=UTC)) in (State.OPEN, State.CLOSING, State.DUE)
    ending.again([apa.pk], OVER + DAY)
    assert [each.moments for each in told()] == [one.moments]


# ------------------------------------------------------------------ afterwards
def test_twice_is_once(apa, touch, halloran, okafor, target):
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    assert ending.close(apa, OVER)
    assert not ending.close(apa, OVER + DAY)
    ending.again([apa.pk], OVER + 9 * DAY)
    (one,) = told()
    assert one.opens_at == OVER
    apa.refresh_from_db()
    assert apa.closed_at == OVER


def test_not_over_is_not_closed(apa, touch, halloran, okafor, target):
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    assert not ending.close(apa, OVER - timedelta(seconds=1))
    assert told() == []


def test_somebody_logged_late_is_added_and_undo_takes_them_out(
    browser, apa, touch, clock, halloran, okafor, grace, target
):
    target(okafor, recommended_by=halloran)
    target(grace, recommended_by=halloran)
    touch(okafor, event=apa)
    clock.set(OVER)
    ending.close(apa, OVER)
    clock.advance(hours=5)
    browser.post(
        reverse("log"), {"people": grace.pk, "kind": "met", "event": apa.pk, "at": "2026-05-20T10:00"}
    )
    assert "Dr. Ngozi Okafor from Northfield" in words()[0] and "Grace Adeyemi" in words()[0]
    assert len(told()) == 1 and told()[0].opens_at == OVER
    page = browser.get(grace.get_absolute_url())
    (message,) = page.context["messages"]
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert "Grace" not in words()[0] and "Okafor" in words()[0]


def test_undo_of_the_only_touch_takes_the_task_back_and_restoring_brings_it(
    apa, touch, clock, halloran, okafor, target
):
    target(okafor, recommended_by=halloran)
    one = touch(okafor, event=apa)
    ending.close(apa, OVER)
    clock.set(OVER + DAY)
    recording.delete(one, clock.now())
    assert words() == [] and told()[0].outcome == Outcome.EXPIRED
    halloran.refresh_from_db()
    assert halloran.next_at is None
    recording.restore(one, clock.now())
    assert len(words()) == 1 and len(told()) == 1
    recording.change(one, now=clock.now(), event=None)
    assert words() == []
    recording.change(one, now=clock.now(), event=apa)
    assert len(words()) == 1


def test_what_i_ended_stays_ended(apa, touch, clock, halloran, okafor, grace, target):
    target(okafor, recommended_by=halloran)
    target(grace, recommended_by=halloran)
    one = touch(okafor, event=apa)
    ending.close(apa, OVER)
    clock.set(OVER + DAY)
    planning.finish(told()[0], Outcome.DISMISSED, clock.now())
    touch(grace, event=apa, at=OVER - DAY)
    recording.delete(one, clock.now())
    recording.restore(one, clock.now())
    assert [each.outcome for each in told()] == [Outcome.DISMISSED]


def test_the_plan_changed_afterwards(browser, apa, touch, clock, halloran, okafor, grace, target):
    touch(okafor, event=apa)
    aim = target(okafor)
    ending.close(apa, OVER)
    clock.set(OVER + DAY)
    assert words() == []
    edit = reverse("target_edit", args=[apa.pk, aim.pk])
    was = browser.get(edit).context["form"].initial["was"]
    answer = browser.post(edit, {"recommended_by": "Dr. Thomas Halloran", "was": was})
    assert answer.status_code == 302
    assert len(words()) == 1
    answer = browser.post(reverse("target_delete", args=[apa.pk, aim.pk]), follow=True)
    assert words() == []
    *_, message = answer.context["messages"]
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert len(words()) == 1


@pytest.mark.parametrize("who", ["mentor", "met"])
def test_nobody_is_told_of_or_by_somebody_in_the_trash(
    browser, apa, touch, clock, halloran, okafor, target, who
):
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    clock.set(OVER)
    ending.close(apa, OVER)
    gone = halloran if who == "mentor" else okafor
    browser.post(reverse("person_trash", args=[gone.pk]))
    assert words() == []
    browser.post(reverse("person_restore", args=[gone.pk]))
    assert len(words()) == 1


def test_moved_to_later_days_it_is_open_again(browser, apa, touch, clock, halloran, okafor, target):
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    clock.set(OVER)
    ending.close(apa, OVER)
    form = {name: getattr(apa, name) for name in ("name", "kind", "time_zone", "starts_on", "version")}
    answer = browser.post(reverse("event_edit", args=[apa.pk]), form | {"ends_on": "2026-05-21"})
    assert answer.status_code == 302
    apa.refresh_from_db()
    assert apa.closed_at is None and words() == []
    assert ending.close_over(OVER + DAY - timedelta(seconds=1)) == 0
    assert ending.close_over(OVER + DAY) == 1
    assert [one.opens_at for one in told() if one.is_owed] == [OVER + DAY]


def test_a_deleted_event_leaves_what_is_owed(browser, apa, touch, clock, halloran, okafor, target):
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    clock.set(OVER)
    ending.close(apa, OVER)
    browser.post(reverse("event_delete", args=[apa.pk]))
    assert len(words()) == 1
    (one,) = told()
    assert browser.get(f"{reverse('write', args=[halloran.pk])}?follow_up={one.pk}").status_code == 200


# ------------------------------------------------------------------ P25
def test_p25_no_reply_closes_with_the_event_and_nothing_is_overdue(browser, ama, apa, clock, okafor, target):
    """P25: no reply; the event ends; nothing overdue, and the contact shows “knows your name”."""
    target(okafor, ask=Target.Ask.ASKED, asked_at=clock.now(), minutes=15)
    clock.set(OVER)
    close_events()
    clock.advance(days=30)
    assert not FollowUp.objects.exists()
    assert "knows your name" in browser.get(okafor.get_absolute_url()).content.decode()
    after = browser.get(reverse("event_after", args=[apa.pk])).content.decode()
    assert "Dr. Ngozi Okafor" in after and "knows your name" in after


# ------------------------------------------------------------------ the job
def test_the_job_rings_every_minute_and_says_it_ran(apa, clock):
    bell = schedule(60)["close events that are over"]
    assert (bell["task"], bell["schedule"]) == ("interactions.tasks.close_events", 60)
    clock.set(OVER)
    close_events()
    assert Heartbeat.objects.get(job="close events").found == 1


def test_the_job_asks_the_same_few_questions_of_many_events(ama, ben, apa, touch, halloran, okafor, target):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            number = ending.close_over(OVER)
        return number, len(queries)

    Event.objects.filter(pk=apa.pk).update(starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 1))
    plain = {"time_zone": "America/New_York", "starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 2)}
    ending.close_over(OVER)
    Event.objects.create(owner=ama, name="One", **plain)
    one = asked()
    Event.objects.bulk_create(Event(owner=who, name=f"{n}", **plain) for n in range(30) for who in (ama, ben))
    assert (one[0], asked()) == (1, (60, one[1]))


def test_chunks_of_residents(monkeypatch, ama, ben, apa):
    monkeypatch.setattr(ending, "CHUNK", 1)
    plain = {"time_zone": "UTC", "starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 2)}
    Event.objects.create(owner=ben, name="Rounds", **plain)
    assert ending.close_over(OVER) == 2


def test_one_that_cannot_be_closed_keeps_no_other_open(
    monkeypatch, ama, apa, touch, halloran, okafor, target, caplog
):
    plain = {"time_zone": "UTC", "starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 2)}
    target(okafor, recommended_by=halloran)
    touch(okafor, event=apa)
    other = Event.objects.create(owner=ama, name="Rounds", **plain)
    broken = ValueError("A private word")

    def refuse(*_):
        raise broken

    monkeypatch.setattr(ending, "words", refuse)
    assert ending.close_over(OVER) == 1
    other.refresh_from_db()
    apa.refresh_from_db()
    assert other.closed_at and not apa.closed_at and told() == []
    assert f"event {apa.pk} could not be closed: ValueError" in caplog.text
    assert "private" not in caplog.text
    monkeypatch.undo()
    assert ending.close_over(OVER) == 1 and len(words()) == 1


def test_what_ben_recommends_is_none_of_amas_business(ama, ben, apa, touch, okafor, halloran, target):
    theirs = person(ben, "Dr. Halloran")
    event = Event.objects.create(
        owner=ben, name="Bens", time_zone="UTC", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2)
    )
    met = person(ben, "Dr. Okafor")
    Target.objects.create(owner=ben, event=event, contact=met, recommended_by=theirs)
    recording.record(ben, people=[met], kind=Kind.MET, at=OVER - 10 * DAY, event=event, now=OVER - 10 * DAY)
    ending.close_over(OVER)
    assert [one.owner for one in told()] == [ben]
    assert Contact.objects.get(pk=theirs.pk).next_at and not Contact.objects.get(pk=halloran.pk).next_at
    assert resident_of(ama)
