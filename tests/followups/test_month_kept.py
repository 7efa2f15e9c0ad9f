"""Once a month means every month: a week that was lost does not take the month's email with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from contacts.models import Contact
from followups import digest, planning
from followups.models import Digest
from followups.next_mail import next_mail
from outbox.models import Message
from residents.models import Pause, Rotation
from tests.conftest import START
from tests.followups.test_put_off import set_, weeks

pytestmark = pytest.mark.django_db
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
# The Sundays of June 2026 at 17:00 in Denver, and the first of July.
SUNDAYS = [datetime(2026, 6, 7, 23, 0, tzinfo=UTC) + n * WEEK for n in range(4)]
JULY = datetime(2026, 7, 5, 23, 0, tzinfo=UTC)


@pytest.fixture
def monthly(ama: User) -> User:
    """Gets her email once a month, and has owed something for long."""
    contact = Contact.objects.create(owner=ama, given_name="Hana")
    planning.promised(contact, "send the QT table", date(2026, 5, 20), START, "1")
    return set_(ama, digest_every="month", digest_since=START)


def nights(owner: User, first: date, last: date) -> None:
    Rotation.objects.create(owner=owner, name="Nights", starts_on=first, ends_on=last, nights=True)


def lose(owner: User, how: str, sundays: int) -> None:
    """The first Sundays of June come without a mail."""
    last = date(2026, 6, 7) + timedelta(days=7 * (sundays - 1))
    if how == "skipped":
        nights(owner, date(2026, 6, 1), last)
    elif how == "paused":
        Pause.objects.create(owner=owner, starts_on=date(2026, 6, 1), ends_on=last + DAY, created_at=START)


def said(owner: User, how: str, sundays: int) -> list[str]:
    """What became of June's Sundays; where one was missed, no run was made within its two days."""
    for n, sunday in enumerate(SUNDAYS):
        late = how == "missed" and n < sundays
        digest.queue_due(sunday + 3 * DAY if late else sunday)
    return [outcome for _, outcome, _ in weeks(owner)]


@pytest.mark.parametrize("how", ["skipped", "paused", "missed"])
@pytest.mark.parametrize("sundays", [1, 2, 3, 4])
def test_a_week_that_was_lost_gives_its_turn_to_the_next(monthly: User, how: str, sundays: int) -> None:
    lose(monthly, how, sundays)
    after = ["queued", "resting", "resting"][: 4 - sundays]
    assert said(monthly, how, sundays) == [how] * sundays + after
    assert Message.objects.count() == (1 if sundays < 4 else 0)
    assert digest.queue_due(JULY) == 1


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("queued", "resting"),
        # Nothing was due: the month had its turn.
        ("empty", "resting"),
        ("skipped", "queued"),
        ("paused", "queued"),
        ("missed", "queued"),
        # Chosen in the middle of a month: it comes on the first such day of the next, as was said.
        ("", "resting"),
        ("resting", "resting"),
        ("skipped queued", "resting"),
        ("paused empty", "resting"),
        ("missed resting", "queued"),
    ],
)
def test_what_june_had_decides_about_its_third_sunday(monthly: User, before: str, then: str) -> None:
    for n, outcome in enumerate(before.split()):
        Digest.objects.create(
            owner=monthly, iso_year=2026, iso_week=23 + n, send_at=SUNDAYS[n], outcome=outcome
        )
    digest.queue_due(SUNDAYS[2])
    assert weeks(monthly)[-1][:2] == ("2026-W25", then)


@pytest.mark.parametrize("lost", ["skipped", "paused", "missed"])
def test_a_week_lost_last_month_gives_nothing_to_this_one(monthly: User, lost: str) -> None:
    Digest.objects.create(owner=monthly, iso_year=2026, iso_week=22, send_at=SUNDAYS[0] - WEEK, outcome=lost)
    digest.queue_due(SUNDAYS[1])
    assert weeks(monthly)[-1][1] == "resting"


def test_somebody_elses_lost_week_is_theirs(monthly: User, ben: User) -> None:
    Digest.objects.create(owner=ben, iso_year=2026, iso_week=23, send_at=SUNDAYS[0], outcome="missed")
    digest.queue_due(SUNDAYS[1])
    assert weeks(monthly)[-1][1] == "resting"


@pytest.mark.parametrize("how", ["skipped", "paused", "missed", "nothing"])
@pytest.mark.parametrize("sundays", [1, 2, 4])
@pytest.mark.parametrize("settled", [0, 1])
def test_the_next_mail_is_the_one_that_comes(monthly: User, how: str, sundays: int, settled: int) -> None:
    """Seen before the month, and after its first Sunday."""
    lose(monthly, how, sundays)
    now = SUNDAYS[0] - DAY if not settled else SUNDAYS[0] + 3 * DAY
    if settled:
        digest.queue_due(SUNDAYS[0] + 3 * DAY if how == "missed" else SUNDAYS[0])
    if how == "nothing":
        expected = JULY if settled else SUNDAYS[0]
    elif how == "missed":
        expected = SUNDAYS[1] if settled else SUNDAYS[0]
    else:
        expected = [*SUNDAYS, JULY][sundays]
    assert next_mail(monthly, now) == expected
