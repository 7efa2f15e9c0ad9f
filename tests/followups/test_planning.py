"""The verbs of planning: harmless twice, and undone exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.models import Cadence, Contact
from followups import planning
from followups.models import FollowUp, Outcome, Reminder
from followups.sweep import sweep
from followups.windows import Basis, State
from interactions import recording
from tests.making import met, owed, person

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def grace(ama):
    return person(ama)


@pytest.fixture
def mentor(ama, clock):
    """Last in touch now, with a rhythm of three to four months."""
    contact = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE, cadence_set_on=date(2026, 1, 1))
    planning.settle(contact, clock.now(), "Coffee")
    return contact


def rows(**fields):
    return list(FollowUp.objects.filter(**fields).order_by("pk").values())


def open_window(contact):
    return FollowUp.objects.owed().get(contact=contact, basis__in=[Basis.UPDATE, Basis.CHECK_IN])


# ------------------------------------------------------------------ planning twice
VERBS = {
    "met": lambda c, at: met(c, at, "event:1", weight=1),
    "thanks": lambda c, at: planning.thanks(c, at, "Thanks.", "i1"),
    "introduced": lambda c, at: planning.introduced(c, at, "Introduced."),
    "promised": lambda c, at: planning.promised(c, "send it", None, at, "p1"),
    "to me": lambda c, at: planning.promised(c, "the slides", date(2026, 6, 1), at, "p2", to_me=True),
    "prepare": lambda c, at: planning.prepare(c, at + 9 * DAY, at, "Prepare.", "m1"),
    "remind": lambda c, at: planning.remind(c, "call", date(2026, 6, 1), at),
}


@pytest.mark.parametrize("verb", VERBS)
def test_planning_twice_is_harmless(clock, grace, verb):
    first = VERBS[verb](grace, clock.now())
    before = rows()
    clock.advance(hours=0)
    assert VERBS[verb](grace, clock.now()) == first
    assert rows() == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.DISMISSED])
def test_what_was_ended_is_not_planned_again(clock, grace, verb, outcome):
    one = VERBS[verb](grace, clock.now())
    planning.finish(one, outcome, clock.now())
    before = rows()
    VERBS[verb](grace, clock.now())
    assert rows() == before


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_withdrawn_is_owed_again_as_it_was(clock, grace, verb):
    one = VERBS[verb](grace, clock.now())
    planning.snooze(one, clock.now() + 2 * DAY)
    before = rows()
    planning.withdraw([one], clock.now() + HOUR)
    assert not FollowUp.objects.owed().exists()
    VERBS[verb](grace, clock.now())
    assert rows() == before


def test_other_words_or_another_day_bring_the_row_up_to_date(clock, grace):
    one = planning.promised(grace, "send it", date(2026, 5, 22), clock.now(), "p1")
    again = planning.promised(grace, "send both", date(2026, 5, 29), clock.now(), "p1")
    one.refresh_from_db()
    assert (again, one.what, one.because) == (one, "send both", "You said you would send both.")
    assert one.due_at == datetime(2026, 5, 29, 18, tzinfo=grace.owner.zone)


def test_a_later_day_rings_again_and_an_earlier_one_does_not_twice(clock, grace):
    planning.promised(grace, "send it", date(2026, 5, 20), clock.now(), "p1")
    clock.advance(days=3)
    assert sweep(clock.now()) == 1
    one = planning.promised(grace, "send it", date(2026, 5, 29), clock.now() - 3 * DAY, "p1")
    assert not Reminder.objects.exists()
    assert sweep(one.due_at) == 1
    planning.promised(grace, "send it", date(2026, 5, 28), clock.now() - 3 * DAY, "p1")
    assert sweep(one.due_at) == 0
    assert list(Reminder.objects.values_list("stage", flat=True)) == ["due"]


# ------------------------------------------------------------------ ending and undoing
def test_done_is_done_once_and_undone_as_it_was(clock, grace):
    one = planning.promised(grace, "send it", None, clock.now(), "p1")
    assert sweep(clock.now()) == 1
    before, reminders = rows(), list(Reminder.objects.values())
    ended = clock.now() + HOUR
    planning.finish(one, Outcome.DONE, ended)
    planning.finish(FollowUp.objects.get(), Outcome.DISMISSED, ended + HOUR)
    one.refresh_from_db()
    assert (one.outcome, one.closed_at, one.notice_at) == (Outcome.DONE, ended, None)
    assert not Reminder.objects.new().exists()
    grace.refresh_from_db()
    assert grace.next_at is None
    planning.reopen([one], ended + HOUR)
    assert list(Reminder.objects.values()) == reminders
    after = rows()
    # Only the bell is set back to the opening; it has rung and does not ring again.
    assert after[0].pop("notice_at") == one.opens_at and before[0].pop("notice_at")
    assert after == before and sweep(ended + HOUR) == 0
    grace.refresh_from_db()
    assert grace.next_at == one.due_at


def test_a_stage_passed_while_it_was_ended_rings_after_the_undo(clock, grace):
    one = planning.promised(grace, "send it", None, clock.now(), "p1")
    planning.finish(one, Outcome.DONE, clock.now())
    planning.reopen([one], one.late_at)
    assert sweep(one.late_at) == 1
    assert Reminder.objects.get().stage == "late"


def test_undoing_done_keeps_a_snooze_also_when_pressed_twice(clock, grace):
    one = planning.promised(grace, "send it", None, clock.now(), "p1")
    until = clock.now() + 2 * DAY
    planning.snooze(one, until)
    planning.finish(one, Outcome.DONE, clock.now())
    for _ in range(2):
        planning.reopen([one], clock.now())
        one.refresh_from_db()
        assert (one.snoozed_until, one.notice_at) == (until, until)


def test_nobodys_trash_rings_and_what_is_back_does(clock, grace):
    one = planning.promised(grace, "send it", None, clock.now(), "p1")
    sweep(clock.now())
    grace.trash(clock.now())
    planning.hush(grace)
    assert not Reminder.objects.exists() and sweep(clock.now() + 30 * DAY) == 0
    grace.restore()
    planning.unhush(grace, clock.now() + 30 * DAY)
    assert sweep(clock.now() + 30 * DAY) == 1
    assert Reminder.objects.get().follow_up == one


# ------------------------------------------------------------------ touches
@pytest.mark.parametrize(
    ("basis", "hours", "answered"),
    [
        *((basis, -1, True) for basis in (Basis.CONFERENCE, Basis.THANKS, Basis.INTRODUCTION)),
        *((basis, 0, False) for basis in (Basis.CONFERENCE, Basis.THANKS, Basis.INTRODUCTION)),
        *(
            (basis, -500, False)
            for basis in (
                Basis.PROMISE,
                Basis.PROMISE_TO_ME,
                Basis.CLOSE_LOOP,
                Basis.PREPARATION,
                Basis.MANUAL,
            )
        ),
    ],
)
def test_what_a_touch_answers_by_itself(clock, grace, basis, hours, answered):
    one = owed(grace, basis, clock.now(), starts_at=clock.now() + hours * HOUR)
    assert planning.answers(clock.now(), one) is answered


@pytest.mark.parametrize("basis", [Basis.UPDATE, Basis.CHECK_IN])
def test_a_touch_answers_a_window_that_had_opened(clock, grace, basis):
    one = owed(grace, basis, clock.now(), starts_at=clock.now() - 90 * DAY)
    assert not planning.answers(clock.now() - timedelta(microseconds=1), one)
    assert planning.answers(clock.now(), one)


def test_a_touch_closes_what_was_ticked_but_nobody_elses(ama, clock, grace):
    mine = owed(grace, Basis.PROMISE, clock.now())
    other = owed(person(ama, "Dr. Jonah Feld"), Basis.PROMISE, clock.now())
    now = clock.now()
    recording.record(ama, people=[grace], kind="met", at=now, also_closes=[mine.pk, other.pk], now=now)
    assert list(FollowUp.objects.owed()) == [other]


# ------------------------------------------------------------------ the rhythm (P49)
def test_p49_the_window_follows_the_last_touch(clock, mentor):
    assert open_window(mentor).starts_at == clock.now()
    later = clock.now() + 30 * DAY
    planning.settle(mentor, later, "Email")
    assert open_window(mentor).starts_at == later
    mentor.refresh_from_db()
    assert (mentor.last_touch_at, mentor.last_touch_how) == (later, "Email")
    assert mentor.next_at == open_window(mentor).due_at


def test_p49_without_any_touch_it_is_seeded_from_the_day_it_was_chosen(ama, clock):
    contact = person(ama, cadence=Cadence.CHECK_IN, cadence_set_on=date(2026, 5, 1))
    planning.settle(contact, None)
    one = open_window(contact)
    assert one.opens_at == datetime(2026, 11, 1, tzinfo=ama.zone)
    assert one.because == "You chose this rhythm on 1 May 2026 and have not written since."
    contact.cadence_set_on = None
    assert planning.plan_window(contact) is None
    assert not FollowUp.objects.owed().exists()


def test_another_rhythm_replaces_the_window_and_none_removes_it(mentor):
    Contact.objects.filter(pk=mentor.pk).update(cadence=Cadence.CHECK_IN)
    mentor.refresh_from_db()
    planning.plan_window(mentor)
    assert open_window(mentor).basis == Basis.CHECK_IN
    mentor.cadence, mentor.custom_opens_months, mentor.custom_due_months = Cadence.CUSTOM, 1, 2
    planning.plan_window(mentor)
    one = open_window(mentor)
    assert (one.basis, one.opens_at.astimezone(mentor.owner.zone).date()) == (Basis.UPDATE, date(2026, 6, 19))
    mentor.cadence = Cadence.NONE
    assert planning.plan_window(mentor) is None
    assert not FollowUp.objects.owed().exists()


def test_a_window_ticked_off_restarts_from_that_day_and_undo_puts_it_back(clock, mentor):
    window = open_window(mentor)
    before = rows(pk=window.pk)
    clock.set(datetime(2026, 9, 1, 18, tzinfo=UTC))
    planning.finish(window, Outcome.DONE, clock.now())
    assert open_window(mentor).opens_at == datetime(2026, 12, 1, tzinfo=mentor.owner.zone)
    planning.reopen([window], clock.now())
    assert open_window(mentor) == window
    assert rows(pk=window.pk) == before


def test_a_window_ticked_off_on_its_own_first_day_is_followed_by_another(clock, mentor):
    """It used to leave nothing behind, and the mentor was forgotten."""
    for _ in range(3):
        window = open_window(mentor)
        planning.finish(window, Outcome.DISMISSED, clock.now())
        assert open_window(mentor) != window
    planning.plan_window(mentor)
    assert open_window(mentor).state(clock.now()) == State.WAITING
    planning.reopen([window], clock.now())
    assert open_window(mentor) == window


def test_an_evening_tick_counts_from_the_residents_day(clock, mentor):
    clock.set(datetime(2026, 9, 1, 5, tzinfo=UTC))  # 23:00 on 31 August in Denver
    planning.finish(open_window(mentor), Outcome.DONE, clock.now())
    assert open_window(mentor).opens_at == datetime(2026, 11, 30, tzinfo=mentor.owner.zone)


# ------------------------------------------------------------------ met together
def test_finishing_one_hurries_nobody_else(ama, clock):
    people = [person(ama, f"Dr. Anna Number{n}") for n in range(8)]
    made = [met(contact, clock.now(), "event:1") for contact in people]
    before = {one.pk: FollowUp.objects.get(pk=one.pk).due_at for one in made}
    for one in made[:5]:
        planning.finish(one, Outcome.DONE, clock.now())
    planning.spread(ama, "event:1")
    assert {one.pk: one.due_at for one in FollowUp.objects.all()} == before
    met(person(ama, "Dr. Jonah Feld"), clock.now(), "event:1", weight=3)
    assert FollowUp.objects.owed().get(weight=3).due_at == min(before.values())


def test_somebody_withdrawn_makes_room(ama, clock):
    people = [person(ama, f"Dr. Anna Number{n}") for n in range(6)]
    made = [met(contact, clock.now(), "event:1") for contact in people]
    assert made[5].due_at - clock.now() == 96 * HOUR
    planning.withdraw([FollowUp.objects.get(pk=made[0].pk)], clock.now())
    made[5].refresh_from_db()
    assert made[5].due_at - clock.now() == 72 * HOUR


def test_people_met_elsewhere_or_by_others_take_no_place(ama, ben, clock):
    for n in range(5):
        met(person(ben, f"B{n}"), clock.now(), "event:1")
        met(person(ama, f"A{n}"), clock.now(), "event:2")
    one = met(person(ama, "Dr. Jonah Feld"), clock.now(), "event:1")
    assert one.due_at - clock.now() == 72 * HOUR


def test_the_next_moment_of_a_person_is_the_soonest_due(clock, grace):
    later = owed(grace, Basis.MANUAL, clock.now() + 5 * DAY)
    soon = owed(grace, Basis.PROMISE, clock.now())
    planning.refresh_next([grace.pk])
    grace.refresh_from_db()
    assert grace.next_at == soon.due_at
    planning.withdraw([soon], clock.now())
    grace.refresh_from_db()
    assert grace.next_at == later.due_at
