"""Pausing (P68): dates move by its length, nothing is red on return, and planning again changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import Cadence, Contact
from followups import cadence, pauses, planning
from followups.agreeing import breaks_of
from followups.models import FollowUp, Outcome
from followups.rules import numbers
from followups.sweep import sweep
from followups.windows import Basis, State, Window
from residents.models import Pause
from tests.making import met, owed, person

pytestmark = pytest.mark.django_db
DAY, WEEKS = timedelta(days=1), timedelta(days=14)


@pytest.fixture
def grace(ama):
    return person(ama)


def states(user, now):
    return {one.basis: one.state(now) for one in FollowUp.objects.owned_by(user).owed()}


def test_p68_after_two_weeks_dates_have_moved_by_fourteen_days_and_nothing_is_red(ama, clock, grace):
    """P68: paused two weeks, resumed: dates moved by 14 days, and nothing is red."""
    fresh = met(grace, clock.now() - DAY)
    old = owed(grace, Basis.THANKS, clock.now() - 9 * DAY)
    nearly = owed(grace, Basis.INTRODUCTION, clock.now() - DAY, late_at=clock.now() + timedelta(hours=1))
    window = owed(grace, Basis.UPDATE, clock.now() + 3 * DAY, due_at=clock.now() + 20 * DAY)
    assert states(ama, clock.now())[Basis.THANKS] == State.LATE
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    for moment in (clock.now(), clock.now() + 7 * DAY, clock.now() + WEEKS):
        assert State.LATE not in states(ama, moment).values()
    after = {one.basis: one for one in FollowUp.objects.all()}
    assert after[Basis.CONFERENCE].due_at == fresh.due_at + WEEKS
    assert after[Basis.CONFERENCE].late_at == fresh.late_at + WEEKS
    assert after[Basis.CONFERENCE].starts_at == fresh.starts_at
    assert after[Basis.THANKS].due_at == old.due_at
    assert after[Basis.THANKS].late_at == clock.now() + WEEKS + DAY
    assert after[Basis.INTRODUCTION].late_at == clock.now() + WEEKS + DAY
    assert after[Basis.INTRODUCTION].due_at == nearly.due_at
    assert after[Basis.UPDATE].opens_at == window.opens_at + WEEKS
    grace.refresh_from_db()
    assert grace.next_at == old.due_at


def test_p68_coming_back_early_brings_the_dates_back_by_what_was_left(ama, clock, grace):
    before = met(grace, clock.now() - DAY)
    waiting = owed(grace, Basis.UPDATE, clock.now() + 3 * DAY, due_at=clock.now() + 20 * DAY)
    snoozed = owed(grace, Basis.MANUAL, clock.now() - DAY)
    planning.snooze(snoozed, clock.now() + 2 * DAY)
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    clock.advance(days=5)
    assert pauses.resume(ama, clock.now()).resumed_on == date(2026, 5, 24)
    after = {one.basis: one for one in FollowUp.objects.all()}
    assert after[Basis.CONFERENCE].due_at == before.due_at + 5 * DAY
    assert after[Basis.UPDATE].opens_at == waiting.opens_at + 5 * DAY
    assert after[Basis.UPDATE].notice_at == waiting.notice_at + 5 * DAY
    assert after[Basis.MANUAL].snoozed_until == snoozed.snoozed_until + 5 * DAY
    assert pauses.resume(ama, clock.now()) is None


def test_nothing_rings_during_a_pause_that_was_to_ring_in_it(ama, clock, grace):
    owed(grace, Basis.PROMISE, clock.now() + 3 * DAY)
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    assert sweep(clock.now() + 13 * DAY) == 0
    assert sweep(clock.now() + 17 * DAY) == 1


def test_what_is_met_during_a_pause_waits_for_the_rest_of_it(ama, clock, grace):
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    clock.advance(days=4)
    one = met(grace, clock.now())
    assert one.due_at == clock.now() + 13 * DAY
    clock.advance(days=2)
    pauses.resume(ama, clock.now())
    one.refresh_from_db()
    assert one.due_at == clock.now() - 2 * DAY + 5 * DAY
    assert met(grace, clock.now() - 2 * DAY).due_at == one.due_at


def test_a_day_promised_during_a_pause_is_that_day(ama, clock, grace):
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    clock.advance(days=1)
    promise = planning.promised(grace, "send it", date(2026, 6, 30), clock.now(), "p1")
    soon = planning.promised(grace, "call", date(2026, 5, 22), clock.now(), "p2")
    clock.advance(days=1)
    pauses.resume(ama, clock.now())
    for one in (promise, soon):
        before = one.due_at
        one.refresh_from_db()
        assert one.due_at == before
    assert soon.state(datetime(2026, 6, 2, 12, tzinfo=UTC)) != State.LATE


def test_the_preparation_of_a_meeting_does_not_leave_its_meeting(ama, clock, grace):
    meeting = clock.now() + 20 * DAY
    one = planning.prepare(grace, meeting, clock.now(), "Prepare.", "m1")
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    before = one.window
    one.refresh_from_db()
    assert one.window == before and one.late_at == meeting


def test_planning_again_after_a_pause_gives_the_same_dates(ama, clock):
    mentor = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)
    planning.settle(mentor, clock.now() - DAY)
    met(mentor, clock.now() - DAY)
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    clock.advance(days=5)
    pauses.resume(ama, clock.now())
    before = list(FollowUp.objects.order_by("pk").values())
    planning.settle(mentor, clock.now() - 6 * DAY)
    met(mentor, clock.now() - 6 * DAY)
    planning.spread(ama, "event:1")
    assert list(FollowUp.objects.order_by("pk").values()) == before


def test_a_second_pause_ends_the_first(ama, clock, grace):
    one = met(grace, clock.now() - DAY)
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    clock.advance(days=2)
    pauses.pause(ama, date(2026, 5, 28), clock.now())
    before = one.due_at
    one.refresh_from_db()
    assert one.due_at == before + 2 * DAY + 7 * DAY
    assert Pause.objects.owned_by(ama).running(date(2026, 5, 22)).count() == 1


def test_others_and_what_has_ended_stay(ama, ben, clock, grace):
    his = owed(person(ben), Basis.PROMISE, clock.now() + DAY)
    done = owed(grace, Basis.PROMISE, clock.now() + DAY)
    planning.finish(done, Outcome.DONE, clock.now())
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    for one in (his, done):
        before = one.window
        one.refresh_from_db()
        assert one.window == before
    assert pauses.resume(ben, clock.now()) is None


@pytest.mark.parametrize("until", [date(2026, 5, 19), date(2026, 5, 18), date(2020, 1, 1)])
def test_a_pause_ends_on_a_day_ahead(ama, clock, until):
    with pytest.raises(ValueError, match="after today"):
        pauses.pause(ama, until, clock.now())
    assert not Pause.objects.exists()


def test_today_is_the_residents_day(ama, clock):
    clock.set(datetime(2026, 5, 20, 5, 0, tzinfo=UTC))  # 23:00 on the 19th in Denver
    made = pauses.pause(ama, date(2026, 5, 20), clock.now())
    assert (made.starts_on, made.ends_on) == (date(2026, 5, 19), date(2026, 5, 20))


# The statement in the database and the pure rule are one rule, also across the change of clocks.
MARCH = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
hours = st.integers(-400, 400)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(list(Basis)), hours, st.lists(st.integers(0, 900), min_size=3, max_size=3)),
        min_size=1,
        max_size=6,
    ),
    days=st.integers(1, 30),
    back=st.none() | st.integers(0, 29),
)
def test_the_statement_moves_rows_as_the_rule_does(ama: User, rows, days, back):
    with transaction.atomic():
        contact = Contact.objects.create(owner=ama, family_name="Adeyemi")
        plain = {}
        for n, (basis, start, gaps) in enumerate(rows):
            starts = MARCH + timedelta(hours=min(start, 0))
            moments = sorted(starts + timedelta(hours=gap) for gap in gaps)
            one = FollowUp(owner=ama, contact=contact, basis=basis, because="x", occurrence=str(n))
            one.set_window(Window(starts, *moments))
            one.save()
            plain[one.pk] = one.window
        pauses.pause(ama, MARCH.astimezone(ama.zone).date() + days * DAY, MARCH)
        if back is not None and back < days:
            pauses.resume(ama, MARCH + back * DAY)
        for one in FollowUp.objects.all():
            expected = cadence.after_breaks(one.basis, plain[one.pk], breaks_of(ama), ama.zone)
            assert one.window == expected
        transaction.set_rollback(True)


def test_the_numbers_are_those_of_the_settings(settings):
    assert numbers().conference_due_hours == settings.CONFERENCE_DUE_HOURS == 72
