"""The weekly email in the ledger: whom, when, once."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contacts.models import Contact
from followups import digest, planning, weekly
from followups.models import Digest, FollowUp
from interactions.models import Interaction, Participant
from outbox.models import Kind, Message, State, Suppression
from residents.models import Pause, resident_of
from tests.conftest import START

# START is Tuesday, 19 May 2026, 11:40 in Denver; the first Sunday 17:00 after it is this one.
SUNDAY = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Owe = Callable[..., FollowUp]


def contact_of(user: User, name: str = "Hana Mori", **fields: Any) -> Contact:
    given, _, family = name.partition(" ")
    return Contact.objects.create(owner=user, given_name=given, family_name=family, **fields)


@pytest.fixture
def owe() -> Owe:
    """A promise the user made on START, due `by`."""

    def owe(user: User, name: str = "Hana Mori", by: date = date(2026, 5, 26), **fields: Any) -> FollowUp:
        contact = contact_of(user, name, **fields)
        return planning.promised(contact, "send the QT table", by, START, "1")

    return owe


def weeks(user: User) -> list[str]:
    return [f"{one} {one.outcome}" for one in Digest.objects.filter(owner=user).order_by("send_at")]


# ------------------------------------------------------------------ once, at the hour
def test_a_promise_is_queued_at_the_hour_and_never_again(ama: User, owe: Owe) -> None:
    promise = owe(ama)
    assert digest.queue_due(SUNDAY - timedelta(seconds=1)) == 0
    assert digest.queue_due(SUNDAY) == 1
    assert [digest.queue_due(SUNDAY + timedelta(minutes=n)) for n in (0, 1, 60, 600)] == [0, 0, 0, 0]
    message = Message.objects.get()
    assert message.key == f"digest:{ama.pk}:2026-W21"
    assert (message.kind, message.to, message.state) == (Kind.WEEKLY, ama.email, State.PENDING)
    assert message.next_try_at == SUNDAY
    assert message.subject == "1 small follow-up for this week"
    row = Digest.objects.get()
    assert (row.outcome, row.items, row.more, row.message) == (
        Digest.Outcome.QUEUED,
        [promise.pk],
        0,
        message,
    )
    assert row.send_at == SUNDAY


def test_the_next_week_brings_the_next_mail(ama: User, owe: Owe) -> None:
    owe(ama)
    for week in range(3):
        digest.queue_due(SUNDAY + timedelta(days=7 * week, minutes=3))
    keys = Message.objects.order_by("id").values_list("key", flat=True)
    assert [key.rpartition(":")[2] for key in keys] == ["2026-W21", "2026-W22", "2026-W23"]


def test_an_empty_week_makes_no_mail_and_is_looked_at_once(
    ama: User, owe: Owe, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert digest.queue_due(SUNDAY) == 0
    assert weeks(ama) == [f"{ama.pk} 2026-W21 empty"]
    owe(ama)
    monkeypatch.setattr(digest, "settle", lambda *_: pytest.fail("looked at twice"))
    assert digest.queue_due(SUNDAY + timedelta(hours=1)) == 0
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("hours", "outcome"), [(0, "queued"), (47.9, "queued"), (48.1, "missed"), (160, "missed")]
)
def test_catch_up_lasts_48_hours_and_then_the_week_is_shown_as_missed(
    ama: User, owe: Owe, hours: float, outcome: str
) -> None:
    owe(ama)
    assert digest.queue_due(SUNDAY + timedelta(hours=hours)) == (outcome == "queued")
    assert weeks(ama) == [f"{ama.pk} 2026-W21 {outcome}"]
    digest.queue_due(SUNDAY + timedelta(hours=hours, minutes=1))
    assert len(weeks(ama)) == 1


def test_weeks_before_somebody_came_are_neither_sent_nor_missed(ama: User, owe: Owe) -> None:
    owe(ama)
    digest.queue_due(START)
    digest.queue_due(SUNDAY - timedelta(minutes=1))
    assert weeks(ama) == []


def test_iso_week_53_and_the_year_it_belongs_to(ama: User, owe: Owe) -> None:
    owe(ama, by=date(2027, 3, 1))
    for day in (date(2026, 12, 27), date(2027, 1, 3), date(2027, 1, 10)):
        digest.queue_due(datetime(day.year, day.month, day.day, 17, 5, tzinfo=ama.zone))
    assert [week.split()[1] for week in weeks(ama)] == ["2026-W52", "2026-W53", "2027-W01"]
    assert Message.objects.count() == 3


# The hour is one that the change of the clock skips or repeats, where there is one.
AWKWARD = {
    "America/Denver": 2,
    "Pacific/Kiritimati": 17,
    "Pacific/Pago_Pago": 17,
    "Australia/Lord_Howe": 2,
    "Asia/Beirut": 0,
    "America/Nuuk": 23,
    "Mars/Phobos": 17,
}
STEP = timedelta(minutes=30)


@pytest.mark.parametrize("change", ["2026-03-08", "2026-03-29", "2026-04-05", "2026-11-01"])
def test_week_after_week_across_the_changes_of_the_clock(ama: User, owe: Owe, change: str) -> None:
    """The Sunday of a change and its neighbours: one mail a week each, late by a step at most."""
    sunday = datetime.fromisoformat(change).replace(tzinfo=UTC)
    users: list[int] = []
    for zone, hour in AWKWARD.items():
        user = User.objects.create_user(
            f"{len(users)}@example.org",
            digest_hour=hour,
            digest_since=sunday - 9 * DAY,
            quiet_from=0,
            quiet_to=0,
        )
        User.objects.filter(pk=user.pk).update(time_zone=zone)
        resident_of(user)
        FollowUp.objects.filter(pk=owe(user).pk).update(opens_at=sunday - 30 * DAY)
        users.append(user.pk)
    for week in (-7, 0, 7):
        for step in range(52 * 2):
            digest.queue_due(sunday + week * DAY - timedelta(hours=18) + step * STEP)
    for user in User.objects.filter(pk__in=users):
        rows = list(Digest.objects.filter(owner=user).order_by("send_at"))
        assert [row.outcome for row in rows] == ["queued"] * 3, user.time_zone
        assert len({(row.iso_year, row.iso_week) for row in rows}) == 3
        assert all(timedelta() <= row.created_at - row.send_at <= STEP for row in rows)


# ------------------------------------------------------------------ changed minds
@pytest.mark.parametrize(
    "changes",
    [
        {"time_zone": "Pacific/Pago_Pago"},
        {"time_zone": "Pacific/Kiritimati"},
        {"digest_weekday": 5},
        {"digest_hour": 20},
        {"digest_weekday": 6, "digest_hour": 23, "time_zone": "Pacific/Honolulu"},
    ],
)
def test_a_changed_zone_day_or_hour_never_brings_a_second_mail_in_one_week(
    ama: User, owe: Owe, changes: dict[str, object]
) -> None:
    owe(ama)
    assert digest.queue_due(SUNDAY) == 1
    User.objects.filter(pk=ama.pk).update(**changes)
    for hour in range(60):
        digest.queue_due(SUNDAY + timedelta(hours=hour))
    assert Message.objects.filter(key__endswith="2026-W21").count() == 1


def test_an_earlier_day_chosen_before_the_hour_still_brings_this_weeks_mail(ama: User, owe: Owe) -> None:
    owe(ama)
    User.objects.filter(pk=ama.pk).update(digest_weekday=5)
    assert digest.queue_due(SUNDAY - timedelta(hours=1)) == 1


def test_flying_west_after_the_mail_and_east_again(ama: User, owe: Owe) -> None:
    owe(ama)
    for hour, zone in enumerate(
        ["Pacific/Kiritimati", "America/Denver", "Pacific/Pago_Pago", "Pacific/Kiritimati"] * 20
    ):
        User.objects.filter(pk=ama.pk).update(time_zone=zone)
        digest.queue_due(SUNDAY - timedelta(hours=40) + timedelta(hours=hour))
    assert Message.objects.values("key").distinct().count() == Message.objects.count() == 1


# ------------------------------------------------------------------ who gets nothing
def _off(user: User) -> None:
    User.objects.filter(pk=user.pk).update(digest_on=False)


def _closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _suppressed(user: User) -> None:
    Suppression.objects.create(owner=user, address=user.email.upper(), reason="refused")


def _no_resident_side(user: User) -> None:
    resident_of(user).delete()


@pytest.mark.parametrize("change", [_off, _closed, _suppressed, _no_resident_side])
def test_who_is_not_to_be_mailed_leaves_no_trace(
    ama: User, ben: User, owe: Owe, change: Callable[[User], None]
) -> None:
    owe(ama)
    owe(ben)
    change(ama)
    assert digest.queue_due(SUNDAY) == 1
    assert digest.queue_due(SUNDAY + timedelta(hours=60)) == 0
    assert weeks(ama) == []
    assert Message.objects.get().owner == ben


def test_a_paused_week_is_shown_as_paused(ama: User, owe: Owe) -> None:
    owe(ama)
    Pause.objects.create(owner=ama, starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 25))
    assert digest.queue_due(SUNDAY) == 0
    assert digest.queue_due(SUNDAY + timedelta(hours=10)) == 0
    assert weeks(ama) == [f"{ama.pk} 2026-W21 paused"]
    assert digest.queue_due(SUNDAY + timedelta(days=7)) == 1


def test_a_pause_ended_early_or_over_does_not_hold_the_mail(ama: User, owe: Owe) -> None:
    owe(ama)
    Pause.objects.create(
        owner=ama, starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 30), resumed_on=date(2026, 5, 22)
    )
    Pause.objects.create(owner=ama, starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 24))
    assert digest.queue_due(SUNDAY) == 1


# ------------------------------------------------------------------ what rides along
def test_closed_snoozed_trashed_and_unopened_do_not_ride(ama: User, owe: Owe) -> None:
    done, snoozed, trashed = (owe(ama, name) for name in ("A Done", "B Snoozed", "C Trashed"))
    planning.finish(done, "done", START)
    planning.snooze(snoozed, SUNDAY + timedelta(days=1))
    trashed.contact.trash(START)
    planning.remind(contact_of(ama, "D Later"), "ask", date(2026, 5, 25), START)
    assert digest.queue_due(SUNDAY) == 0
    assert weeks(ama) == [f"{ama.pk} 2026-W21 empty"]


def test_others_follow_ups_never_ride(ama: User, ben: User, owe: Owe) -> None:
    owe(ben, "Secret Person")
    owe(ama, "Hana Mori")
    digest.queue_due(SUNDAY)
    mine = Message.objects.get(owner=ama)
    assert "Hana Mori" in mine.text
    assert "Secret" not in mine.text + mine.html


def test_seven_promises_become_five_and_two_that_wait(ama: User, owe: Owe) -> None:
    for number in range(7):
        owe(ama, f"Person{number} X", by=date(2026, 5, 25) + timedelta(days=number))
    digest.queue_due(SUNDAY)
    message, row = Message.objects.get(), Digest.objects.get()
    assert (len(row.items), row.more) == (5, 2)
    assert message.subject == "5 small follow-ups for this week"
    assert [f"Person{number}" in message.text for number in range(7)] == [True] * 5 + [False] * 2
    assert "2 others wait on Today." in message.text


def test_p54_the_meeting_of_the_week_says_what_is_not_ready(ama: User) -> None:
    """P54: a meeting ahead without a CV sent: the digest lists it."""
    contact = contact_of(ama, "Inés Castellanos", prefix="Dr.")
    at = SUNDAY + timedelta(days=1)
    meeting = Interaction.objects.create(
        owner=ama, status="planned", kind="meeting", at=at, questions="a?\nb?"
    )
    Participant.objects.create(owner=ama, interaction=meeting, contact=contact)
    meeting.opened.add(planning.prepare(contact, at, START, "You meet on Monday.", str(meeting.pk)))
    digest.queue_due(SUNDAY)
    message = Message.objects.get()
    assert message.subject == "1 meeting to prepare this week"
    assert "Meeting, Mon 17:00" in message.text
    assert "CV not sent yet, 2 questions ready. Your one ask is still blank." in message.text


# ------------------------------------------------------------------ bulkhead and concurrency
def test_one_broken_resident_does_not_keep_the_others_mail_back(
    ama: User, ben: User, owe: Owe, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(ama)
    owe(ben)
    write = weekly.letter

    def breaks(user: User, *args: Any) -> weekly.Letter:
        if user == ama:
            raise ValueError("a private name")
        return write(user, *args)

    monkeypatch.setattr(weekly, "letter", breaks)
    digest.queue_due(SUNDAY)
    broken, whole = Message.objects.get(owner=ama), Message.objects.get(owner=ben)
    assert (broken.state, whole.state) == (State.DEAD, State.PENDING)
    assert "ValueError" in broken.reason
    assert "private" not in broken.reason


def test_the_number_of_queries_does_not_grow_with_the_people(
    ama: User, owe: Owe, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        owe(ama, f"Person{number} X")
    digest.queue_due(START)
    costs = []
    for week, quiet in enumerate((1, 30)):
        for number in range(quiet):
            email = f"quiet{week}-{number}@example.org"
            resident_of(User.objects.create_user(email, time_zone="America/Denver"))
        with CaptureQueriesContext(connection) as queries:
            assert digest.queue_due(SUNDAY + timedelta(days=7 * week)) == 1
        costs.append(len(queries))
    assert costs[0] == costs[1]
    with django_assert_max_num_queries(11):
        assert digest.queue_due(SUNDAY + timedelta(days=7, minutes=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_concurrent_runs_queue_one_mail_each_week_and_person(owe: Owe) -> None:
    for number in range(12):
        user = User.objects.create_user(f"r{number}@example.org", name="R", time_zone="America/Denver")
        resident_of(user)
        owe(user)
    barrier, queued, errors = threading.Barrier(4), [], []

    def run() -> None:
        try:
            barrier.wait(10)
            queued.append(digest.queue_due(SUNDAY))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert sum(queued) == 12
    assert Message.objects.count() == Digest.objects.count() == 12
