"""P48: 24 hours before a meeting that is not prepared there is one gentle reminder, and no other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.models import FollowUp, Reminder
from followups.sweep import sweep
from followups.windows import Basis
from interactions import recording
from interactions.models import Interaction, Kind
from tests.conftest import START
from tests.making import person

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def grace(ama: User) -> Contact:
    return person(ama)


def plan(grace: Contact, at: datetime) -> Interaction:
    return recording.plan(grace.owner, [grace], Kind.MEETING, at, now=START)


def rings(begin: datetime, end: datetime, step: timedelta = HOUR) -> list[datetime]:
    """Every moment at which a sweep between the two raises something."""
    found = []
    while begin <= end:
        found += [begin] * sweep(begin)
        begin += step
    return found


@pytest.mark.parametrize(
    ("ahead", "rang"),
    [
        (timedelta(days=10), [timedelta(days=9)]),
        (timedelta(days=2), [timedelta(days=1)]),
        (timedelta(hours=24), [timedelta(0)]),
        # Planned for this evening: the day before has passed.
        (timedelta(hours=5), [timedelta(0)]),
        # Planned for a moment that has come: there is nothing to prepare any more.
        (timedelta(0), []),
    ],
)
def test_p48_it_rings_once_the_day_before_and_not_as_the_meeting_begins(
    grace: Contact, ahead: timedelta, rang: list[timedelta]
) -> None:
    meeting = plan(grace, START + ahead)
    assert rings(START, meeting.at + 3 * DAY) == [START + moment for moment in rang]
    assert list(Reminder.objects.values_list("stage", flat=True)) == ["due"] * len(rang)
    assert FollowUp.objects.get().notice_at is None


@pytest.mark.parametrize(("hours", "rang"), [(-25, 0), (-24, 1), (-1, 1), (0, 0), (48, 0)])
def test_p48_after_downtime_it_rings_while_there_is_time_to_prepare(
    grace: Contact, hours: int, rang: int
) -> None:
    meeting = plan(grace, START + 10 * DAY)
    assert sweep(meeting.at + hours * HOUR) == rang
    # Nothing is said to come after it.
    assert FollowUp.objects.get().notice_at == (meeting.at - DAY if hours < -24 else None)


def test_p48_before_it_has_rung_it_says_the_day_before_as_its_next_moment(grace: Contact) -> None:
    meeting = plan(grace, START + 10 * DAY)
    one = FollowUp.objects.get(basis=Basis.PREPARATION)
    assert one.notice_at == one.rings_from == meeting.at - DAY
    planning.hush(grace)
    planning.unhush(grace, START)
    assert FollowUp.objects.get().notice_at == meeting.at - DAY


def test_p48_a_meeting_that_was_moved_rings_for_its_new_day(grace: Contact) -> None:
    meeting = plan(grace, START + 2 * DAY)
    assert rings(START, meeting.at - 2 * HOUR) == [START + DAY]
    recording.change(meeting, at=START + 9 * DAY, now=meeting.at - HOUR)
    assert rings(START + 2 * DAY, START + 12 * DAY) == [START + 8 * DAY]


def test_p48_a_plan_from_before_that_was_to_ring_as_it_opens_or_begins_rings_once(grace: Contact) -> None:
    """Rows that were written before the rule."""
    for days in (10, 20):
        plan(grace, START + days * DAY)
    first, second = FollowUp.objects.order_by("due_at")
    FollowUp.objects.filter(pk=first.pk).update(notice_at=first.opens_at)
    FollowUp.objects.filter(pk=second.pk).update(notice_at=second.late_at)
    assert rings(START, START + 30 * DAY) == [first.due_at]


def test_p48_snoozed_it_rings_when_it_is_back_and_not_after_the_meeting(grace: Contact) -> None:
    plan(grace, START + 2 * DAY)
    one = FollowUp.objects.get()
    assert sweep(one.due_at) == 1
    planning.snooze(one, one.due_at + 6 * HOUR)
    assert rings(one.due_at, one.late_at + DAY) == [one.due_at + 6 * HOUR]
    planning.snooze(one, one.late_at + DAY)
    assert rings(one.due_at, one.late_at + 5 * DAY) == []
