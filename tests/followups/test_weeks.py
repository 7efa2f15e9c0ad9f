"""The moment a weekly email leaves, where clocks are awkward."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.weeks import following, latest

MON, SAT, SUN = 0, 5, 6
ZONES = ["America/Denver", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "America/Nuuk"]
MINUTES = 6 * 366 * 24 * 60


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "weekday", "hour", "now", "moment", "week"),
    [
        # An ordinary Sunday, to the second.
        ("America/Denver", SUN, 17, "2026-05-24 22:59:59", "2026-05-17 23:00", "2026-W20"),
        ("America/Denver", SUN, 17, "2026-05-24 23:00:00", "2026-05-24 23:00", "2026-W21"),
        # Spring: 02:00 does not exist on 8 March 2026; 03:00 is the first minute after it.
        ("America/Denver", SUN, 2, "2026-03-08 12:00", "2026-03-08 09:00", "2026-W10"),
        ("America/Denver", SUN, 17, "2026-03-09 00:00", "2026-03-08 23:00", "2026-W10"),
        # Autumn: 01:00 happens twice on 1 November 2026; the first one counts.
        ("America/Denver", SUN, 1, "2026-11-01 07:30", "2026-11-01 07:00", "2026-W44"),
        ("America/Denver", SUN, 1, "2026-11-01 08:30", "2026-11-01 07:00", "2026-W44"),
        ("America/Denver", SUN, 17, "2026-11-02 00:00", "2026-11-02 00:00", "2026-W44"),
        # A gap at midnight: Beirut skips 00:00 on 29 March 2026.
        ("Asia/Beirut", SUN, 0, "2026-03-29 12:00", "2026-03-28 22:00", "2026-W13"),
        # A gap of half an hour: Lord Howe skips 02:00 to 02:30 on 4 October 2026.
        ("Australia/Lord_Howe", SUN, 2, "2026-10-04 12:00", "2026-10-03 15:30", "2026-W40"),
        # The two ends of the day line.
        ("Pacific/Kiritimati", SUN, 17, "2026-05-24 03:00", "2026-05-24 03:00", "2026-W21"),
        ("Pacific/Kiritimati", MON, 1, "2026-05-24 11:00", "2026-05-24 11:00", "2026-W22"),
        ("Pacific/Pago_Pago", SUN, 17, "2026-05-25 04:00", "2026-05-25 04:00", "2026-W21"),
        ("Pacific/Pago_Pago", SUN, 17, "2026-05-25 03:59", "2026-05-18 04:00", "2026-W20"),
        # ISO week 53 ends on Sunday, 3 January 2027; its year is 2026.
        ("America/Denver", SUN, 17, "2027-01-04 00:00", "2027-01-04 00:00", "2026-W53"),
        ("America/Denver", MON, 8, "2027-01-04 15:00", "2027-01-04 15:00", "2027-W01"),
        ("America/Denver", SAT, 8, "2028-01-01 15:00", "2028-01-01 15:00", "2027-W52"),
    ],
)  # fmt: skip
def test_the_moment(zone: str, weekday: int, hour: int, now: str, moment: str, week: str) -> None:
    slot = latest(ZoneInfo(zone), weekday, hour, utc(now))
    assert (slot.moment, slot.name) == (utc(moment), week)


@given(
    st.sampled_from(ZONES),
    st.integers(0, 6),
    st.integers(0, 23),
    st.integers(0, MINUTES),
)
def test_slots_follow_each_other_week_by_week(zone: str, weekday: int, hour: int, minutes: int) -> None:
    now = utc("2024-01-01") + timedelta(minutes=minutes)
    place = ZoneInfo(zone)
    last, ahead = latest(place, weekday, hour, now), following(place, weekday, hour, now)
    assert last.moment <= now < ahead.moment
    assert timedelta(days=6, hours=22) <= ahead.moment - last.moment <= timedelta(days=7, hours=2)
    weeks = [date.fromisocalendar(slot.year, slot.week, 1) for slot in (last, ahead)]
    assert weeks[1] - weeks[0] == timedelta(days=7)
    assert latest(place, weekday, hour, ahead.moment) == ahead
