"""Quiet hours and nights: when a weekly email may leave instead."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.weeks import Slot, allowed, is_first_of_month, is_quiet, latest, next_allowed

DENVER = "America/Denver"
ZONES = [DENVER, "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "Asia/Beirut", "UTC"]
HOURS = st.integers(0, 23)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slot(zone: str, local: str) -> Slot:
    """The slot at a local time, as `latest` would make it."""
    wall = datetime.fromisoformat(local)
    at = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return latest(ZoneInfo(zone), wall.weekday(), wall.hour, at + timedelta(hours=3))


@pytest.mark.parametrize(
    ("zone", "quiet", "asked", "leaves"),
    [
        # P70, and its edges: 20:59 does not exist as a choice; 21:00 is quiet, 07:00 is not.
        (DENVER, (21, 7), "2026-05-23T23:00", "2026-05-24T07:00"),
        (DENVER, (21, 7), "2026-05-23T20:00", "2026-05-23T20:00"),
        (DENVER, (21, 7), "2026-05-23T21:00", "2026-05-24T07:00"),
        (DENVER, (21, 7), "2026-05-23T06:00", "2026-05-23T07:00"),
        (DENVER, (21, 7), "2026-05-23T07:00", "2026-05-23T07:00"),
        # By day, from midnight, to midnight, and none at all.
        (DENVER, (9, 17), "2026-05-24T09:00", "2026-05-24T17:00"),
        (DENVER, (9, 17), "2026-05-24T17:00", "2026-05-24T17:00"),
        (DENVER, (0, 6), "2026-05-24T00:00", "2026-05-24T06:00"),
        (DENVER, (22, 0), "2026-05-23T23:00", "2026-05-24T00:00"),
        (DENVER, (0, 23), "2026-05-24T05:00", "2026-05-24T23:00"),
        (DENVER, (21, 21), "2026-05-24T21:00", "2026-05-24T21:00"),
        (DENVER, (0, 0), "2026-05-24T03:00", "2026-05-24T03:00"),
        # The night before clocks change, and an end that the clock skips: the first minute after it.
        (DENVER, (21, 7), "2026-03-07T23:00", "2026-03-08T07:00"),
        (DENVER, (21, 2), "2026-03-07T23:00", "2026-03-08T03:00"),
        ("Asia/Beirut", (21, 0), "2026-03-28T22:00", "2026-03-29T01:00"),
        # An hour that happens twice: the first one ends the quiet.
        (DENVER, (21, 7), "2026-10-31T23:00", "2026-11-01T07:00"),
        (DENVER, (21, 1), "2026-10-31T23:00", "2026-11-01T01:00"),
        # The two ends of the day line.
        ("Pacific/Kiritimati", (21, 7), "2026-05-23T23:00", "2026-05-24T07:00"),
        ("Pacific/Pago_Pago", (21, 7), "2026-05-23T23:00", "2026-05-24T07:00"),
        # A leap day, and the year's end in the middle of ISO week 53.
        (DENVER, (21, 7), "2028-02-28T23:00", "2028-02-29T07:00"),
        (DENVER, (21, 7), "2028-02-29T22:00", "2028-03-01T07:00"),
        (DENVER, (21, 7), "2026-12-31T23:00", "2027-01-01T07:00"),
        # Monday is the next ISO week: nothing that week.
        (DENVER, (21, 7), "2026-05-24T23:00", None),
        (DENVER, (21, 7), "2027-01-03T22:00", None),
        ("Pacific/Kiritimati", (21, 7), "2026-05-24T23:00", None),
    ],
)  # fmt: skip
def test_p70_quiet_hours_put_it_off_to_their_end(
    zone: str, quiet: tuple[int, int], asked: str, leaves: str | None
) -> None:
    place = ZoneInfo(zone)
    moment = allowed(slot(zone, asked), place, *quiet, ())
    assert (moment and moment.astimezone(place).replace(tzinfo=None).isoformat()[:16]) == leaves


@pytest.mark.parametrize(
    ("first", "last", "asked", "leaves"),
    [
        ("2026-05-18", "2026-05-20", "2026-05-20T17:00", "2026-05-21T07:00"),
        ("2026-05-18", "2026-05-20", "2026-05-21T17:00", "2026-05-21T17:00"),
        ("2026-05-21", "2026-05-23", "2026-05-20T17:00", "2026-05-20T17:00"),
        # The last night ends on a day without one.
        ("2026-05-21", "2026-05-23", "2026-05-20T22:00", "2026-05-24T07:00"),
        # Nights until Sunday leave no hour of the week.
        ("2026-05-18", "2026-05-24", "2026-05-20T17:00", None),
        ("2026-05-24", "2026-06-20", "2026-05-24T17:00", None),
    ],
)
def test_days_of_nights_put_it_off_to_the_first_day_after(
    first: str, last: str, asked: str, leaves: str | None
) -> None:
    nights = [(date.fromisoformat(first), date.fromisoformat(last))]
    moment = allowed(slot(DENVER, asked), ZoneInfo(DENVER), 21, 7, nights)
    here = moment and moment.astimezone(ZoneInfo(DENVER)).replace(tzinfo=None).isoformat()[:16]
    assert here == leaves


def test_two_blocks_of_nights_in_a_row_are_one_wait() -> None:
    nights = [(date(2026, 5, 18), date(2026, 5, 19)), (date(2026, 5, 20), date(2026, 5, 21))]
    moment = allowed(slot(DENVER, "2026-05-18T17:00"), ZoneInfo(DENVER), 0, 0, nights)
    assert moment == utc("2026-05-22 06:00")


def test_a_moment_that_is_allowed_stays_in_whatever_week_it_lies() -> None:
    """A mail put off by a late run, looked at again in the next week."""
    monday = Slot(utc("2026-05-25 13:00"), 2026, 21)
    assert allowed(monday, ZoneInfo(DENVER), 21, 7, ()) == monday.moment
    assert allowed(monday, ZoneInfo("Pacific/Honolulu"), 21, 7, ()) is None


@given(
    st.sampled_from(ZONES),
    st.integers(0, 6 * 366 * 24),
    HOURS,
    HOURS,
    st.lists(st.tuples(st.integers(0, 2200), st.integers(0, 9)), max_size=3),
)
def test_the_next_allowed_moment_is_the_first_one(
    zone: str, hours: int, quiet_from: int, quiet_to: int, blocks: list[tuple[int, int]]
) -> None:
    place, start = ZoneInfo(zone), date(2024, 1, 1)
    nights = [(start + timedelta(days=n), start + timedelta(days=n + length)) for n, length in blocks]
    asked = utc("2024-01-01") + timedelta(hours=hours)

    def bad(moment: datetime) -> bool:
        there = moment.astimezone(place)
        at_night = any(first <= there.date() <= last for first, last in nights)
        return at_night or is_quiet(there.hour, quiet_from, quiet_to)

    found = next_allowed(asked, place, quiet_from, quiet_to, nights)
    assert not bad(found)
    quarter = timedelta(minutes=15)
    steps = int((found - asked) / quarter)
    skipped = [asked + quarter * n for n in range(steps) if not bad(asked + quarter * n)]
    # Only in a repeated hour may the clock show an hour that the first pass left out.
    assert skipped == [] or found - skipped[0] <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("local", "first"),
    [("2026-05-01T17:00", True), ("2026-05-07T17:00", True), ("2026-05-08T17:00", False),
     ("2026-05-31T17:00", False), ("2028-02-29T17:00", False)],
)  # fmt: skip
@pytest.mark.parametrize("zone", [DENVER, "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_slot_of_a_month(zone: str, local: str, first: bool) -> None:
    assert is_first_of_month(slot(zone, local), ZoneInfo(zone)) == first
