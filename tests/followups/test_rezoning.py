"""Another time zone: “by Friday” stays by Friday, hours from an encounter stay hours (ADR 0002)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.models import FollowUp, Outcome
from followups.rezoning import at_the_same_hour
from followups.sweep import sweep
from followups.windows import Basis
from residents.models import Rotation
from tests.conftest import START, Clock
from tests.making import met, owed, person, welcomed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LA, TOKYO, DENVER, LONDON = "America/Los_Angeles", "Asia/Tokyo", "America/Denver", "Europe/London"
FIRST_ZONE_ON_EARTH, LAST_ZONE_ON_EARTH = "Pacific/Kiritimati", "Pacific/Pago_Pago"
Move = Callable[[str], None]


@pytest.fixture
def grace(ama: User) -> Contact:
    User.objects.filter(pk=ama.pk).update(time_zone=LA)
    ama.refresh_from_db()
    return person(ama)


@pytest.fixture
def move(grace: Contact, client_for: Callable[[User], Client]) -> Move:
    """The resident chooses another zone on the account page."""
    browser = client_for(welcomed(grace.owner))

    def move(zone: str) -> None:
        answer = browser.post("/me/account/", {"name": "Ama", "time_zone": zone})
        assert answer.status_code == 302

    return move


def wall(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def utc(written: str, zone: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def now_of(one: FollowUp) -> FollowUp:
    return FollowUp.objects.get(pk=one.pk)


# ------------------------------------------------------------------ one moment
@pytest.mark.parametrize(
    ("there", "old", "new", "shown"),
    [
        ("2026-05-22 18:00", LA, TOKYO, "2026-05-22 18:00"),
        ("2026-05-22 18:00", TOKYO, LA, "2026-05-22 18:00"),
        ("2026-05-22 18:00", LAST_ZONE_ON_EARTH, FIRST_ZONE_ON_EARTH, "2026-05-22 18:00"),
        ("2026-05-22 00:00", FIRST_ZONE_ON_EARTH, LAST_ZONE_ON_EARTH, "2026-05-22 00:00"),
        ("2026-05-22 18:00", DENVER, "Asia/Kathmandu", "2026-05-22 18:00"),
        # The clocks change in one of the two between now and then, or in both on different days.
        ("2026-11-02 18:00", LA, TOKYO, "2026-11-02 18:00"),
        ("2026-10-28 18:00", LONDON, DENVER, "2026-10-28 18:00"),
        ("2027-03-20 18:00", DENVER, LONDON, "2027-03-20 18:00"),
        # An hour that is skipped there becomes its first valid minute; a repeated one its first occurrence.
        ("2026-09-06 00:00", LA, "America/Santiago", "2026-09-06 01:00"),
        ("2026-11-01 01:30", TOKYO, LA, "2026-11-01 01:30"),
    ],
)
def test_a_moment_keeps_its_place_on_the_wall_clock(there: str, old: str, new: str, shown: str) -> None:
    moved = at_the_same_hour(utc(there, old), ZoneInfo(old), ZoneInfo(new), START)
    assert wall(moved, new) == shown
    assert moved.astimezone(ZoneInfo(new)).fold == 0


@pytest.mark.parametrize("passed", [timedelta(0), HOUR, 3 * DAY])
@pytest.mark.parametrize(("old", "new"), [(LA, TOKYO), (TOKYO, LA)])
def test_what_had_passed_stays_passed(passed: timedelta, old: str, new: str) -> None:
    moved = at_the_same_hour(START - passed, ZoneInfo(old), ZoneInfo(new), START)
    assert moved <= START
    assert passed < 3 * DAY or wall(moved, new) == wall(START - passed, old)


# ------------------------------------------------------------------ what is owed
PLANS: dict[str, Callable[[Contact], FollowUp]] = {
    "promise": lambda one: planning.promised(one, "send it", date(2026, 5, 22), START, "p"),
    "to me": lambda one: planning.promised(one, "the slides", date(2026, 5, 22), START, "p", to_me=True),
    "remind": lambda one: planning.remind(one, "call", date(2026, 5, 22), START),
    "conference": lambda one: met(one, START, "event:1"),
    "thanks": lambda one: planning.thanks(one, START, "Thanks.", "i1"),
    "introduced": lambda one: planning.introduced(one, START, "Introduced."),
    "prepare": lambda one: planning.prepare(one, START + 9 * DAY, START, "Prepare.", "m1"),
}
HOURS = ("conference", "thanks", "introduced", "prepare")
# New York is three hours ahead of Los Angeles, Tokyo sixteen, Kiritimati twenty-one, Pago Pago four behind.
ZONES = ["America/New_York", TOKYO, FIRST_ZONE_ON_EARTH, LAST_ZONE_ON_EARTH]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("plan", PLANS)
def test_the_day_stays_and_hours_from_an_encounter_stay_hours(
    grace: Contact, move: Move, plan: str, zone: str
) -> None:
    one = PLANS[plan](grace)
    before = now_of(one)
    move(zone)
    after = now_of(one)
    if plan in HOURS:
        assert (after.window, after.notice_at) == (before.window, before.notice_at)
    else:
        assert wall(after.due_at, zone) == wall(before.due_at, LA)
        assert wall(after.late_at, zone) == wall(before.late_at, LA)
        grace.owner.refresh_from_db()
        # Planning the same thing again now gives the same dates.
        PLANS[plan](Contact.objects.get(pk=grace.pk))
        assert FollowUp.objects.get().window == after.window


@pytest.mark.parametrize("zone", ZONES)
def test_an_update_window_opens_as_its_day_begins(grace: Contact, move: Move, zone: str) -> None:
    Contact.objects.filter(pk=grace.pk).update(cadence="update", cadence_set_on=date(2026, 5, 1))
    planning.settle(Contact.objects.get(pk=grace.pk), datetime(2026, 5, 1, 19, tzinfo=UTC), "Coffee")
    move(zone)
    one = FollowUp.objects.get()
    assert one.starts_at == datetime(2026, 5, 1, 19, tzinfo=UTC)
    moments = (one.opens_at, one.due_at, one.late_at)
    # Across the change of clocks in autumn, which only two of these zones know.
    said = ["2026-08-01 00:00", "2026-09-01 18:00", "2026-10-01 18:00"]
    assert [wall(moment, zone) for moment in moments] == said
    assert one.notice_at == one.opens_at
    assert Contact.objects.get(pk=grace.pk).next_at == one.due_at


def test_there_and_back_again_everything_is_as_it_was(grace: Contact, move: Move) -> None:
    for plan in PLANS.values():
        plan(grace)
    before = list(FollowUp.objects.order_by("pk").values())
    move(FIRST_ZONE_ON_EARTH)
    assert list(FollowUp.objects.order_by("pk").values()) != before
    move(LA)
    assert list(FollowUp.objects.order_by("pk").values()) == before


def test_a_snooze_comes_back_in_the_morning_there(grace: Contact, move: Move) -> None:
    one = owed(grace, Basis.PROMISE, START - DAY)
    planning.snooze(one, utc("2026-05-25 07:00", LA))
    move(TOKYO)
    after = now_of(one)
    assert wall(after.snoozed_until, TOKYO) == "2026-05-25 07:00"
    assert after.notice_at == after.snoozed_until


def test_what_is_held_back_by_a_heavy_block_is_told_on_the_same_day_there(grace: Contact, move: Move) -> None:
    Rotation.objects.create(
        owner=grace.owner, name="ICU", intensity="heavy",
        starts_on=date(2026, 7, 20), ends_on=date(2026, 10, 11),
    )  # fmt: skip
    Contact.objects.filter(pk=grace.pk).update(cadence="update", cadence_set_on=date(2026, 5, 1))
    planning.settle(Contact.objects.get(pk=grace.pk), datetime(2026, 5, 1, 19, tzinfo=UTC), "Coffee")
    before = FollowUp.objects.get()
    move(TOKYO)
    after = FollowUp.objects.get()
    for name in ("opens_at", "due_at", "late_at", "told_at", "planned_late_at", "notice_at"):
        assert wall(getattr(after, name), TOKYO) == wall(getattr(before, name), LA), name


def test_each_stage_still_rings_once_at_its_hour_there(grace: Contact, move: Move, clock: Clock) -> None:
    one = planning.promised(grace, "send it", date(2026, 5, 22), START, "p")
    assert sweep(START) == 1
    move(TOKYO)
    assert sweep(START) == 0
    due = utc("2026-05-22 18:00", TOKYO)
    assert now_of(one).notice_at == due
    assert (sweep(due - HOUR), sweep(due), sweep(due + HOUR)) == (0, 1, 0)


def test_due_this_evening_it_is_due_at_once_where_that_evening_has_passed(grace: Contact, move: Move) -> None:
    """10:40 in Los Angeles is 02:40 of the next day in Tokyo."""
    one = planning.promised(grace, "send it", date(2026, 5, 19), START - HOUR, "p")
    sweep(START)
    move(TOKYO)
    after = now_of(one)
    assert after.starts_at <= after.opens_at <= after.due_at <= START < after.late_at
    assert sweep(START) == 1


def test_what_is_ended_in_the_trash_or_somebody_elses(grace: Contact, ben: User, move: Move) -> None:
    """Ended: nothing moves. In the trash: its dates agree and nothing rings."""
    ended, gone = (
        owed(grace, Basis.PROMISE, START),
        owed(person(grace.owner, "Dr. Lea Sand"), Basis.MANUAL, START),
    )
    theirs = owed(person(ben), Basis.MANUAL, START)
    planning.finish(ended, Outcome.DONE, START)
    gone.contact.trash(START)
    planning.hush(gone.contact)
    before = list(FollowUp.objects.exclude(pk=gone.pk).order_by("pk").values())
    move(TOKYO)
    assert list(FollowUp.objects.exclude(pk=gone.pk).order_by("pk").values()) == before
    assert wall(now_of(gone).due_at, TOKYO) == wall(gone.due_at, LA) and now_of(gone).notice_at is None
    assert now_of(theirs).due_at == theirs.due_at


def test_another_name_in_the_same_zone_moves_nothing(grace: Contact, move: Move) -> None:
    for plan in PLANS.values():
        plan(grace)
    before = list(FollowUp.objects.order_by("pk").values())
    move(LA)
    assert list(FollowUp.objects.order_by("pk").values()) == before
