"""Weekly emails that wait for an allowed hour, come once a month, or shrink in a heavy block."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from contacts.models import Contact
from followups import digest, planning, settling
from followups.models import Digest, FollowUp
from followups.next_mail import next_mail
from outbox.models import Message, Suppression
from residents.models import Pause, Rotation, resident_of
from tests.conftest import START

pytestmark = pytest.mark.django_db
Owe = Callable[..., FollowUp]
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
# ama asks for Saturdays at 23:00 in Denver: 05:00 on Sunday in UTC; her quiet hours end at 13:00.
ASKED = datetime(2026, 5, 24, 5, 0, tzinfo=UTC)
ALLOWED = datetime(2026, 5, 24, 13, 0, tzinfo=UTC)


@pytest.fixture
def owe() -> Owe:
    def owe(user: User, name: str = "Hana", by: date = date(2026, 5, 26)) -> FollowUp:
        contact = Contact.objects.create(owner=user, given_name=name)
        return planning.promised(contact, "send the QT table", by, START, "1")

    return owe


def set_(user: User, **fields: Any) -> User:
    User.objects.filter(pk=user.pk).update(**fields)
    user.refresh_from_db()
    return user


@pytest.fixture
def late(ama: User, owe: Owe) -> User:
    """Asks for her mail in her quiet hours, and owes something."""
    owe(ama)
    return set_(ama, digest_weekday=5, digest_hour=23)


def weeks(user: User) -> list[tuple[str, str, datetime]]:
    rows = Digest.objects.filter(owner=user).order_by("iso_year", "iso_week")
    return [(f"{one.iso_year}-W{one.iso_week:02d}", one.outcome, one.send_at) for one in rows]


def test_p70_a_mail_asked_for_at_23_leaves_at_7(late: User) -> None:
    """P70: quiet from 21 to 7: what falls at 23:00 goes at 07:00 local."""
    assert digest.queue_due(ASKED) == 0
    assert weeks(late) == [("2026-W21", "deferred", ALLOWED)]
    assert digest.queue_due(ALLOWED - timedelta(seconds=1)) == 0
    assert digest.queue_due(ALLOWED) == 1
    assert digest.queue_due(ALLOWED + HOUR) == 0
    assert weeks(late) == [("2026-W21", "queued", ALLOWED)]
    message = Message.objects.get()
    assert (message.key, message.created_at) == (f"digest:{late.pk}:2026-W21", ALLOWED)
    row = Digest.objects.get()
    assert (row.message, len(row.items)) == (message, 1)


def test_what_came_up_while_it_waited_rides_and_what_was_done_does_not(late: User, owe: Owe) -> None:
    digest.queue_due(ASKED)
    planning.finish(FollowUp.objects.get(), "done", ASKED + HOUR)
    owe(late, "Jonah")
    digest.queue_due(ALLOWED)
    text = Message.objects.get().text
    assert "Jonah" in text
    assert "Hana" not in text


def test_nothing_left_to_say_after_the_wait_is_an_empty_week(late: User) -> None:
    digest.queue_due(ASKED)
    planning.finish(FollowUp.objects.get(), "done", ASKED + HOUR)
    assert digest.queue_due(ALLOWED) == 0
    assert weeks(late) == [("2026-W21", "empty", ALLOWED)]


# 47.9 hours after 07:00 is quiet again, and what comes after that is too late.
@pytest.mark.parametrize(("hours", "outcome"), [(37.9, "queued"), (48, "missed"), (100, "missed")])
def test_48_hours_are_counted_from_the_allowed_hour(late: User, hours: float, outcome: str) -> None:
    digest.queue_due(ASKED)
    assert digest.queue_due(ALLOWED + hours * HOUR) == (outcome == "queued")
    assert weeks(late)[0] == ("2026-W21", outcome, ALLOWED)


@pytest.mark.parametrize(("hours", "outcome"), [(37.9, "queued"), (47.9, "missed"), (48, "missed")])
def test_the_same_when_nobody_looked_at_the_hour_itself(late: User, hours: float, outcome: str) -> None:
    assert digest.queue_due(ALLOWED + hours * HOUR) == (outcome == "queued")
    assert weeks(late)[0] == ("2026-W21", outcome, ALLOWED)


def test_after_days_of_nights_it_is_still_served_though_its_hour_is_long_past(ama: User, owe: Owe) -> None:
    owe(ama)
    set_(ama, digest_weekday=2, digest_since=START - WEEK)
    Rotation.objects.create(
        owner=ama, name="Nights", starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 23), nights=True
    )
    sunday = datetime(2026, 5, 24, 13, 0, tzinfo=UTC)
    assert next_mail(ama, START) == sunday
    assert digest.queue_due(sunday + HOUR) == 1
    assert weeks(ama)[-1] == ("2026-W21", "queued", sunday)


def test_no_allowed_hour_that_week_skips_it_for_good(ama: User, owe: Owe) -> None:
    owe(ama)
    nights = Rotation.objects.create(
        owner=ama, name="Nights", starts_on=date(2026, 5, 18), ends_on=date(2026, 5, 24), nights=True
    )
    sunday = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
    digest.queue_due(sunday)
    nights.delete()
    for hour in range(1, 40):
        digest.queue_due(sunday + hour * HOUR)
    assert weeks(ama) == [("2026-W21", "skipped", sunday)]
    assert digest.queue_due(sunday + WEEK) == 1


def test_a_late_run_does_not_fall_into_quiet_hours_either(ama: User, owe: Owe) -> None:
    owe(ama)
    sunday = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
    assert digest.queue_due(sunday + 5 * HOUR) == 0
    monday = datetime(2026, 5, 25, 13, 0, tzinfo=UTC)
    assert weeks(ama) == [("2026-W21", "deferred", monday)]
    assert digest.queue_due(monday) == 1
    assert digest.queue_due(sunday + WEEK) == 1
    assert [week for week, *_ in weeks(ama)] == ["2026-W21", "2026-W22"]


# ------------------------------------------------------------------ changed minds
@pytest.mark.parametrize(
    ("changes", "outcome", "leaves"),
    [
        ({"quiet_to": 9}, "queued", "2026-05-24 15:00"),
        ({"quiet_from": 0, "quiet_to": 0}, "queued", "2026-05-24 13:00"),
        ({"quiet_from": 6, "quiet_to": 8}, "queued", "2026-05-24 14:00"),
        # 07:00 in Denver is 03:00 in Honolulu, 22:00 in Tokyo, and Monday on Kiritimati.
        ({"time_zone": "Pacific/Honolulu"}, "queued", "2026-05-24 17:00"),
        ({"time_zone": "Asia/Tokyo"}, "skipped", "2026-05-24 13:00"),
        ({"time_zone": "Pacific/Kiritimati"}, "skipped", "2026-05-24 13:00"),
        ({"time_zone": "Mars/Phobos"}, "queued", "2026-05-24 13:00"),
        # The day asked for is another one by now; this week's is under way.
        ({"digest_weekday": 6, "digest_hour": 17}, "queued", "2026-05-24 13:00"),
        ({"digest_every": "month"}, "queued", "2026-05-24 13:00"),
    ],
)
def test_quiet_hours_or_the_zone_changed_while_it_waits(
    late: User, changes: dict[str, object], outcome: str, leaves: str
) -> None:
    digest.queue_due(ASKED)
    set_(late, **changes)
    for quarter in range(4 * 40):
        digest.queue_due(ASKED + quarter * HOUR / 4)
    at = datetime.fromisoformat(leaves).replace(tzinfo=UTC)
    assert ("2026-W21", outcome, at) in weeks(late)
    assert Message.objects.filter(key__endswith="W21").count() == (outcome == "queued")


def _off(user: User) -> None:
    set_(user, digest_on=False)


def _closed(user: User) -> None:
    set_(user, is_active=False)


def _suppressed(user: User) -> None:
    Suppression.objects.create(owner=user, address=user.email.upper(), reason="refused")


def _no_resident_side(user: User) -> None:
    resident_of(user).delete()


@pytest.mark.parametrize("change", [_off, _closed, _suppressed, _no_resident_side])
def test_who_wants_no_mail_by_then_gets_none(late: User, change: Callable[[User], None]) -> None:
    digest.queue_due(ASKED)
    change(late)
    assert digest.queue_due(ALLOWED) == 0
    assert weeks(late) == []
    assert not Message.objects.exists()


def test_a_pause_that_began_while_it_waited(late: User) -> None:
    digest.queue_due(ASKED)
    Pause.objects.create(owner=late, starts_on=date(2026, 5, 24), ends_on=date(2026, 5, 31))
    assert digest.queue_due(ALLOWED) == 0
    assert weeks(late) == [("2026-W21", "paused", ALLOWED)]


def test_zone_changes_in_mid_week_bring_one_mail(late: User) -> None:
    zones = ["America/Denver", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tokyo"]
    for hour in range(-20, 30):
        set_(late, time_zone=zones[hour % 4])
        digest.queue_due(ASKED + hour * HOUR)
    assert Message.objects.filter(key__endswith="W21").count() == 1
    assert Digest.objects.filter(owner=late, iso_week=21).count() == 1


def test_a_release_after_a_restore_leaves_out_what_waited(late: User) -> None:
    digest.queue_due(ASKED)
    digest.miss(ALLOWED + HOUR)
    assert weeks(late) == [("2026-W21", "missed", ALLOWED)]
    assert digest.queue_due(ALLOWED + 2 * HOUR) == 0


# ------------------------------------------------------------------ two runs at once
def at_once(run: Callable[[], int], times: int = 4) -> int:
    barrier, did, errors = threading.Barrier(times), [], []

    def one() -> None:
        try:
            barrier.wait(10)
            did.append(run())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    return sum(did)


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_that_settle_a_waiting_week_one_wins(owe: Owe) -> None:
    for number in range(12):
        user = User.objects.create_user(
            f"r{number}@example.org", name="R", time_zone="America/Denver", digest_weekday=5, digest_hour=23
        )
        resident_of(user)
        owe(user)
    assert at_once(lambda: digest.queue_due(ASKED)) == 0
    assert Digest.objects.filter(outcome="deferred").count() == 12
    assert at_once(lambda: digest.queue_due(ALLOWED)) == 12
    assert (
        Message.objects.count()
        == Digest.objects.filter(outcome="queued", message__isnull=False).count()
        == 12
    )


def test_a_week_settled_meanwhile_is_not_settled_again(late: User) -> None:
    """Both runs found it waiting; the second one comes to its update when the first is through."""
    digest.queue_due(ASKED)
    waited = digest._waited(ALLOWED)
    Digest.objects.update(outcome="paused")
    assert settling.settle(waited, ALLOWED) == 0
    assert weeks(late) == [("2026-W21", "paused", ALLOWED)]
    assert not Message.objects.exists()
    FollowUp.objects.all().delete()
    settling.settle(waited, ALLOWED)
    assert weeks(late) == [("2026-W21", "paused", ALLOWED)]
