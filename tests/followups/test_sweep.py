"""The sweep raises each stage once, whoever runs it, however often, however late."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from followups import planning
from followups import sweep as sweeping
from followups.models import FollowUp, Outcome, Reminder
from followups.sweep import sweep
from followups.windows import Basis
from outbox.heartbeat import last
from outbox.models import Heartbeat
from tests.making import owed, person

DAY = timedelta(days=1)


@pytest.fixture
def grace(ama):
    return person(ama)


def raised(follow_up):
    return list(
        Reminder.objects.filter(follow_up=follow_up).order_by("raised_at").values_list("stage", flat=True)
    )


@pytest.mark.django_db
def test_each_stage_rings_once_at_its_moment(clock, grace):
    one = owed(grace, Basis.PROMISE, clock.now() + DAY)
    moments = [(one.opens_at, "opened"), (one.due_at, "due"), (one.late_at, "late")]
    rung = []
    for moment, stage in moments:
        assert sweep(moment - timedelta(microseconds=1)) == 0
        assert sweep(moment) == 1
        assert sweep(moment) == 0
        rung.append(stage)
        assert raised(one) == rung
    one.refresh_from_db()
    assert one.notice_at is None
    assert sweep(one.late_at + 100 * DAY) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("away", "stage"), [(0, "opened"), (1, "due"), (2, "late"), (400, "late")])
def test_after_downtime_only_the_latest_stage_rings(clock, grace, away, stage):
    one = owed(grace, Basis.PROMISE, clock.now())
    assert sweep(clock.now() + away * DAY) == 1
    assert raised(one) == [stage]
    assert sweep(clock.now() + 500 * DAY) == (0 if stage == "late" else 1)


@pytest.mark.django_db
def test_what_is_ended_asleep_or_in_the_trash_does_not_ring(clock, grace, ama):
    now = clock.now()
    ended, asleep = owed(grace, Basis.PROMISE, now), owed(grace, Basis.MANUAL, now)
    gone = owed(person(ama, "Dr. Jonah Feld"), Basis.PROMISE, now)
    planning.finish(ended, Outcome.DONE, now)
    planning.snooze(asleep, now + 3 * DAY)
    planning.hush(gone.contact)
    assert sweep(now + 2 * DAY) == 0
    planning.unhush(gone.contact, now + 2 * DAY)
    assert sweep(now + 2 * DAY) == 1 and raised(gone) == ["late"]


@pytest.mark.django_db
def test_what_was_snoozed_rings_once_more_when_it_is_back(clock, grace):
    one = owed(
        grace, Basis.PROMISE, clock.now(), due_at=clock.now() + 10 * DAY, late_at=clock.now() + 20 * DAY
    )
    assert sweep(clock.now()) == 1
    planning.snooze(one, clock.now() + 3 * DAY)
    assert sweep(clock.now() + 2 * DAY) == 0
    assert sweep(clock.now() + 3 * DAY) == 1
    assert sweep(clock.now() + 4 * DAY) == 0
    assert raised(one) == ["opened"]
    one.refresh_from_db()
    assert (one.snoozed_until, one.notice_at) == (None, one.due_at)


@pytest.mark.django_db
def test_what_was_snoozed_before_it_opened_waits_until_it_opens(clock, grace):
    one = owed(grace, Basis.PROMISE_TO_ME, clock.now() + 10 * DAY)
    planning.snooze(one, clock.now() + DAY)
    assert sweep(clock.now() + DAY) == 0 and raised(one) == []
    one.refresh_from_db()
    assert (one.snoozed_until, one.notice_at) == (None, one.opens_at)
    assert sweep(one.opens_at) == 1


@pytest.mark.django_db
def test_many_are_worked_off_in_chunks(monkeypatch, clock, ama, grace):
    monkeypatch.setattr(sweeping, "CHUNK", 3)
    for n in range(7):
        owed(grace, Basis.MANUAL, clock.now(), occurrence=str(n))
    assert sweep(clock.now()) == 7
    assert Heartbeat.objects.get(job="sweep").found == 7
    assert last("sweep") == clock.now()


@pytest.mark.django_db
def test_without_a_moment_the_databases_own_clock_counts(clock, grace):
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now = cursor.fetchone()[0]
    past = owed(grace, Basis.MANUAL, now - timedelta(minutes=1), due_at=now + DAY, late_at=now + 2 * DAY)
    owed(grace, Basis.PROMISE, now + DAY)
    assert sweep() == 1
    assert raised(past) == ["opened"]


def _at_once(count, work):
    """Run `work` in so many threads that start together; what they returned."""
    barrier, results = threading.Barrier(count), []

    def run():
        try:
            barrier.wait(timeout=30)
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_moment_raise_each_once(monkeypatch, clock, ama):
    monkeypatch.setattr(sweeping, "CHUNK", 10)
    contact = person(ama)
    for n in range(100):
        owed(contact, Basis.MANUAL, clock.now(), occurrence=str(n))
    counts = _at_once(4, lambda: sweep(clock.now()))
    assert len(counts) == 4
    assert sum(counts) == 100
    assert Reminder.objects.count() == 100
    assert sweep(clock.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_leaves_alone_what_somebody_ends_at_this_moment(clock, ama):
    one = owed(person(ama), Basis.PROMISE, clock.now())
    _at_once(2, lambda: (planning.finish(FollowUp.objects.get(pk=one.pk), Outcome.DONE, clock.now()), 0)[1])
    assert sweep(clock.now()) == 0
    one.refresh_from_db()
    assert (one.outcome, one.notice_at) == (Outcome.DONE, None)


@pytest.mark.django_db
def test_what_is_owed_again_does_not_ring_a_second_time(clock, grace):
    one = owed(grace, Basis.PROMISE, clock.now())
    assert sweep(clock.now()) == 1
    planning.finish(one, Outcome.DONE, clock.now())
    planning.reopen([one], clock.now())
    assert sweep(clock.now()) == 0
    assert raised(one) == ["opened"]
    assert sweep(clock.now() + DAY) == 1
