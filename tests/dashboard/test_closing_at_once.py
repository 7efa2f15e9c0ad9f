"""Deleting an account while something else is at work on it, on real connections."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from accounts.models import User
from contacts.models import Contact
from dashboard import closing
from followups import sweep
from followups.models import FollowUp, Reminder
from followups.windows import Basis
from programs.enrolling import make_program
from programs.models import Enrollment, Program, Staff
from tests.conftest import START
from tests.making import owed, person
from tests.programs.conftest import cora
from tests.programs.test_at_once import together

__all__ = ["cora"]
pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
PATIENCE = 10.0


def begun(action: Callable[[], object]) -> tuple[Thread, list[object]]:
    """The action in a thread of its own; what it returned or raised is in the list when it has ended."""
    said: list[object] = []

    def run() -> None:
        try:
            said.append(action())
        except Exception as error:
            said.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread, said


def until_somebody_waits() -> None:
    """Until one connection waits for a lock of another."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            Event().wait(0.02)
    pytest.fail("nobody waited")


def test_a_sweep_in_the_middle_and_a_deletion_do_not_wait_for_each_other(
    ama: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "TRIES", 1)
    owed(person(ama), Basis.MANUAL, START)
    owed(person(ben), Basis.MANUAL, START)
    closing.close(ama, START)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sweep.RAISE, {"now": START, "chunk": sweep.CHUNK})
        assert cursor.fetchone() == (2, 2)
        thread, said = begun(lambda: closing.empty(ama.pk))
        until_somebody_waits()
    thread.join(PATIENCE)
    assert said == [True]
    assert not User.objects.filter(pk=ama.pk).exists()
    assert [one.owner_id for one in Reminder.objects.all()] == [ben.pk]
    assert [one.owner_id for one in FollowUp.objects.all()] == [ben.pk]


def test_a_sweep_passes_over_what_is_being_deleted(ama: User, ben: User) -> None:
    owed(person(ama), Basis.MANUAL, START)
    owed(person(ben), Basis.MANUAL, START)
    closing.close(ama, START)
    results: list[object] = []
    with transaction.atomic():
        closing._empty(ama.pk)
        thread, results = begun(lambda: sweep.sweep(START))
        thread.join(PATIENCE)
    assert results == [1]
    assert [one.owner_id for one in Reminder.objects.all()] == [ben.pk]


def test_sent_twice_at_the_same_moment(ama: User, ben: User) -> None:
    person(ama)
    person(ben)

    def sent() -> bool:
        first = closing.close(ama, START)
        assert closing.empty(ama.pk)
        return first

    assert sorted(map(str, together(sent, sent))) == ["False", "True"]
    assert list(User.objects.all()) == [ben]
    assert [one.owner_id for one in Contact.objects.all()] == [ben.pk]


def test_of_two_who_keep_one_roster_one_stays(cora: User, ben: User) -> None:
    program = make_program(Program(name="Marlowe"), cora, START)
    Staff.objects.create(program=program, user=ben)
    Enrollment.objects.create(program=program, name="Owen Tran", academic_year=2025)

    def going(user: User) -> Callable[[], str]:
        def go() -> str:
            try:
                return str(closing.close(user, START))
            except closing.HandOverFirst as first:
                return str(first)

        return go

    assert sorted(map(str, together(going(cora), going(ben)))) == ["Marlowe", "True"]
    assert program.staff.filter(ended_at__isnull=True).count() == 1
