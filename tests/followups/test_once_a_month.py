"""Weekly emails once a month, in a heavy block, and when the next one leaves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from contacts.models import Contact
from followups import digest, planning
from followups.models import Digest, FollowUp
from followups.next_mail import next_mail
from outbox.models import Message
from residents.models import Rotation
from tests.conftest import START
from tests.followups.test_put_off import ALLOWED, ASKED, set_, weeks

pytestmark = pytest.mark.django_db
Owe = Callable[..., FollowUp]
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture
def owe() -> Owe:
    def owe(user: User, name: str = "Hana", by: date = date(2026, 5, 26)) -> FollowUp:
        contact = Contact.objects.create(owner=user, given_name=name)
        return planning.promised(contact, "send the QT table", by, START, "1")

    return owe


@pytest.fixture
def late(ama: User, owe: Owe) -> User:
    """Asks for her mail in her quiet hours, and owes something."""
    owe(ama)
    return set_(ama, digest_weekday=5, digest_hour=23)


# ------------------------------------------------------------------ once a month
def test_a_monthly_mail_leaves_in_the_first_week_and_rests_in_between(ama: User, owe: Owe) -> None:
    owe(ama)
    set_(ama, digest_every="month")
    sunday = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
    for week in range(8):
        digest.queue_due(sunday + week * WEEK)
    said = ["resting", "resting", "queued", "resting", "resting", "resting", "queued", "resting"]
    assert [outcome for _, outcome, _ in weeks(ama)] == said
    assert {one.created_at.month for one in Message.objects.all()} == {6, 7}


def test_another_day_chosen_brings_no_second_mail_in_the_month(ama: User, owe: Owe) -> None:
    owe(ama)
    set_(ama, digest_every="month")
    # The first Sunday and the first Monday of November 2026 lie in two ISO weeks.
    sunday = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
    assert digest.queue_due(sunday) == 1
    set_(ama, digest_weekday=0)
    assert next_mail(ama, sunday + HOUR) == datetime(2026, 12, 8, 0, 0, tzinfo=UTC)
    assert digest.queue_due(sunday + DAY) == 0
    assert weeks(ama)[-1][:2] == ("2026-W45", "resting")
    assert digest.queue_due(datetime(2026, 12, 8, 0, 0, tzinfo=UTC)) == 1


def test_the_month_is_the_residents_own(ama: User, owe: Owe) -> None:
    """Monday the first on Kiritimati is still Sunday in UTC."""
    owe(ama)
    set_(ama, digest_every="month", digest_weekday=0, digest_hour=8, time_zone="Pacific/Kiritimati")
    assert digest.queue_due(datetime(2026, 5, 31, 18, 0, tzinfo=UTC)) == 1


# ------------------------------------------------------------------ heavy blocks
@pytest.mark.parametrize(
    ("last", "tells_anyway", "items"),
    [("2026-05-24", False, 1), ("2026-05-24", True, 1), ("2026-05-23", False, 3)],
)
def test_p68_a_heavy_block_today_leaves_one_item_and_counts_the_rest(
    ama: User, owe: Owe, last: str, tells_anyway: bool, items: int
) -> None:
    for name in ("A", "B", "C"):
        owe(ama, name)
    Rotation.objects.create(
        owner=ama, name="ICU", starts_on=date(2026, 5, 1), ends_on=date.fromisoformat(last),
        intensity="heavy", tells_anyway=tells_anyway,
    )  # fmt: skip
    assert digest.queue_due(datetime(2026, 5, 24, 23, 0, tzinfo=UTC)) == 1
    row, text = Digest.objects.get(), Message.objects.get().text
    assert (len(row.items), row.more) == (items, 3 - items)
    assert ("And 2 others wait on Today." in text) == (items == 1)
    assert ("One idea" in text, "May: 0 of 1–2." in text) == (items == 3, items == 3)


# ------------------------------------------------------------------ the next one
@pytest.mark.parametrize(
    ("changes", "leaves"),
    [
        ({}, "2026-05-24 23:00"),
        ({"digest_weekday": 5, "digest_hour": 23}, "2026-05-24 13:00"),
        # Every Sunday at 23:00 is over by the next allowed hour.
        ({"digest_hour": 23}, None),
        ({"digest_every": "month"}, "2026-06-07 23:00"),
        ({"digest_on": False}, None),
    ],
)
def test_when_the_next_one_leaves(ama: User, changes: dict[str, object], leaves: str | None) -> None:
    at = next_mail(set_(ama, **changes), START)
    assert (at and f"{at:%Y-%m-%d %H:%M}") == leaves


def test_the_next_one_is_the_one_that_waits_or_the_week_after_the_last(late: User) -> None:
    digest.queue_due(ASKED)
    assert next_mail(late, ASKED + HOUR) == ALLOWED
    digest.queue_due(ALLOWED)
    set_(late, digest_weekday=6, digest_hour=17)
    assert next_mail(late, ALLOWED + HOUR) == datetime(2026, 5, 31, 23, 0, tzinfo=UTC)
