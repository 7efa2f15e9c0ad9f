"""A rotation ends, and a thank-you is proposed for its people: a few a day, each once (P60)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from followups import planning
from followups.models import FollowUp, Outcome
from followups.rules import numbers
from followups.sweep import sweep
from followups.windows import Basis
from interactions import ending, recording
from interactions.models import Event, Kind
from tests.making import person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# The last day, Wednesday 20 May, is over in New York.
OVER = datetime(2026, 5, 21, 4, tzinfo=UTC)


@pytest.fixture
def elective(ama):
    return Event.objects.create(
        owner=ama, name="Neuro ICU elective", kind=Event.Kind.ROTATION, time_zone="America/New_York",
        starts_on=date(2026, 4, 22), ends_on=date(2026, 5, 20),
    )  # fmt: skip


def proposed():
    return list(FollowUp.objects.filter(basis=Basis.THANKS, outcome=Outcome.OPEN).order_by("opens_at", "pk"))


def test_p60_the_day_after_an_elective_a_thank_you_is_proposed(ama, elective, touch) -> None:
    """P60: an elective ended: the day after, thank-you tasks are proposed for its people."""
    grace, noor = person(ama), person(ama, "Dr. Noor Haddad")
    touch(grace, noor, event=elective, kind=Kind.ROUNDS)
    touch(person(ama, "Dr. By Mail"), event=elective, kind=Kind.EMAIL)
    person(ama, "Dr. Elsewhere")
    assert ending.close_over(OVER - timedelta(minutes=1)) == 0
    assert proposed() == []
    assert ending.close_over(OVER) == 1
    assert {one.contact for one in proposed()} == {grace, noor}
    assert proposed()[0].because == "Neuro ICU elective is over. A short thank-you may be welcome."
    assert proposed()[0].opens_at == OVER
    ending.close_over(OVER + DAY)
    assert len(proposed()) == 2
    sweep(OVER + timedelta(hours=8))
    planning.finish(proposed()[0], Outcome.DISMISSED, OVER + timedelta(hours=8))
    ending.again([elective.pk], OVER + timedelta(hours=9))
    assert len(proposed()) == 1


def test_p60_a_whole_service_is_thanked_a_few_a_day(ama, elective, touch) -> None:
    for number in range(12):
        touch(person(ama, f"Dr. Attending {number}"), event=elective)
    ending.close_over(OVER)
    days = [(one.opens_at - OVER).days for one in proposed()]
    assert max(days.count(day) for day in set(days)) == numbers().conference_a_day
    assert len(days) == 12
    assert all(one.due_at - one.opens_at == timedelta(hours=numbers().thanks_due_hours) for one in proposed())


def test_p60_a_thank_you_already_written_answers(ama, elective, touch, clock) -> None:
    grace = person(ama)
    touch(grace, event=elective)
    for number in range(9):
        touch(person(ama, f"Dr. Attending {number}"), event=elective)
    ending.close_over(OVER)
    last = proposed()[-1]
    clock.set(OVER + timedelta(hours=10))
    touch(last.contact, kind=Kind.EMAIL)
    assert last.pk not in [one.pk for one in proposed()]


def test_p60_whoever_is_to_be_written_to_anyway_is_not_asked_for_twice(ama, elective, touch) -> None:
    touch(person(ama), event=elective, meaningful=True)
    assert FollowUp.objects.filter(basis=Basis.CONFERENCE).exists()
    ending.close_over(OVER)
    assert proposed() == []


def test_p60_it_agrees_with_what_is_taken_back_and_what_is_logged_late(ama, elective, touch, clock) -> None:
    made = touch(person(ama), event=elective)
    ending.close_over(OVER)
    clock.set(OVER + DAY)
    recording.delete(made, clock.now())
    assert proposed() == []
    touch(person(ama, "Dr. Late"), event=elective, at=OVER - DAY)
    assert [one.contact.full_name for one in proposed()] == ["Dr. Late"]
    clock.set(OVER + 20 * DAY)
    touch(person(ama, "Dr. Much Later"), event=elective, at=OVER - DAY)
    assert "Dr. Much Later" not in [one.contact.full_name for one in proposed()]


def test_nobody_is_thanked_for_a_conference(ama, apa, touch) -> None:
    touch(person(ama), event=apa)
    ending.close_over(OVER)
    assert proposed() == []
