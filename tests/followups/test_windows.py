"""When something opens, is due and is late, at every edge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followups.rules import numbers
from followups.windows import (
    Basis,
    State,
    Window,
    closing_span,
    from_wall,
    later,
    local,
    months_after,
    next_notice,
    state,
)

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def window(opens=10 * DAY, due=30 * DAY, late=40 * DAY):
    return Window(START, START + opens, START + due, START + late)


# ------------------------------------------------------------------ states
@pytest.mark.parametrize(
    ("basis", "closing"),
    [
        (Basis.UPDATE, 7 * DAY),
        (Basis.CHECK_IN, 7 * DAY),
        (Basis.CONFERENCE, 12 * HOUR),
        (Basis.THANKS, 12 * HOUR),
        (Basis.INTRODUCTION, 12 * HOUR),
        (Basis.PROMISE, 24 * HOUR),
        (Basis.PROMISE_TO_ME, 24 * HOUR),
        (Basis.CLOSE_LOOP, 24 * HOUR),
        (Basis.PREPARATION, 24 * HOUR),
        (Basis.MANUAL, 24 * HOUR),
    ],
)
def test_each_boundary_belongs_to_the_later_state(basis, closing):
    assert closing_span(basis, numbers()) == closing
    one, moment = window(), timedelta(microseconds=1)
    edges = [
        (one.opens, State.WAITING, State.OPEN),
        (one.due - closing, State.OPEN, State.CLOSING),
        (one.due, State.CLOSING, State.DUE),
        (one.late, State.DUE, State.LATE),
    ]
    for at, before, after in edges:
        assert state(basis, one, at - moment, numbers()) == before
        assert state(basis, one, at, numbers()) == after


def test_a_window_shorter_than_its_closing_time_is_closing_from_the_start():
    short = window(opens=DAY, due=2 * DAY, late=3 * DAY)
    assert state(Basis.UPDATE, short, short.opens - HOUR, numbers()) == State.WAITING
    assert state(Basis.UPDATE, short, short.opens, numbers()) == State.CLOSING


def test_due_before_it_opens_is_due_all_the_same():
    odd = window(opens=5 * DAY, due=4 * DAY, late=6 * DAY)
    assert state(Basis.MANUAL, odd, odd.due, numbers()) == State.DUE


def test_the_next_notice_is_the_first_stage_ahead():
    one = window()
    assert next_notice(one, START) == one.opens
    assert next_notice(one, one.opens) == one.due
    assert next_notice(one, one.due) == one.late
    assert next_notice(one, one.late) is None


# ------------------------------------------------------------------ clocks
@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("America/New_York", (2026, 1, 15), 18, "2026-01-15 23:00"),
        ("America/New_York", (2026, 7, 15), 18, "2026-07-15 22:00"),
        # Skipped: 02:00 on 8 March 2026 in New York, midnight on 29 March in Beirut and 24 April in Cairo.
        ("America/New_York", (2026, 3, 8), 2, "2026-03-08 07:00"),
        ("Asia/Beirut", (2026, 3, 29), 0, "2026-03-28 22:00"),
        ("Africa/Cairo", (2026, 4, 24), 0, "2026-04-23 22:00"),
        # Twice: the first one.
        ("America/New_York", (2026, 11, 1), 1, "2026-11-01 05:00"),
        # Half an hour of daylight saving, an odd quarter, the first and the last zone on earth.
        ("Australia/Lord_Howe", (2026, 10, 4), 2, "2026-10-03 15:30"),
        ("Asia/Kathmandu", (2026, 5, 1), 18, "2026-05-01 12:15"),
        ("Pacific/Kiritimati", (2026, 5, 1), 0, "2026-04-30 10:00"),
        ("Pacific/Pago_Pago", (2026, 5, 1), 18, "2026-05-02 05:00"),
        # A day that never was: Samoa went from 29 to 31 December 2011.
        ("Pacific/Apia", (2011, 12, 30), 9, "2011-12-30 10:00"),
    ],
)
def test_an_hour_of_a_day_where_somebody_lives(zone, day, hour, utc):
    assert local(date(*day), hour, ZoneInfo(zone)) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_the_gap_need_not_be_whole_minutes():
    # Liberia's clocks moved by 44 minutes and 30 seconds on 7 January 1972.
    monrovia = ZoneInfo("Africa/Monrovia")
    for minute in range(45):
        moment = from_wall(wall(f"1972-01-07 00:{minute:02}"), monrovia)
        assert moment == datetime(1972, 1, 7, 0, 44, 30, tzinfo=UTC)


def wall(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("shown", "utc"),
    [
        (wall("2026-05-01 09:10:11"), "2026-05-01 13:10:11"),
        (wall("2026-03-08 02:30"), "2026-03-08 07:00"),
        (wall("2026-11-01 01:30").replace(fold=1), "2026-11-01 05:30"),
    ],
)
def test_a_time_on_the_wall_keeps_its_minutes_and_seconds(shown, utc):
    assert from_wall(shown, NEW_YORK) == wall(utc).replace(tzinfo=UTC)


def ny(text):
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-05-15 15:00", {"hours": 72}, "2026-05-18 15:00"),
        # P36: clocks across a change keep wall time, forward and back.
        ("2026-03-06 15:00", {"hours": 72}, "2026-03-09 15:00"),
        ("2026-10-30 15:00", {"hours": 72}, "2026-11-02 15:00"),
        ("2026-03-07 02:30", {"days": 1}, "2026-03-08 03:00"),
        ("2026-10-31 01:30", {"days": 1}, "2026-11-01 01:30"),
        ("2026-03-07 23:30", {"hours": 12}, "2026-03-08 11:30"),
        ("2026-01-31 09:00", {"hours": 24}, "2026-02-01 09:00"),
        ("2028-02-28 09:00", {"days": 1}, "2028-02-29 09:00"),
        ("2026-05-15 15:00", {"days": -3}, "2026-05-12 15:00"),
        ("2026-05-15 15:00", {"hours": -24}, "2026-05-14 15:00"),
        ("2026-05-15 15:00", {"hours": -30}, "2026-05-14 09:00"),
        ("2026-05-15 15:00", {"hours": 25, "days": 2}, "2026-05-18 16:00"),
        ("2026-05-15 15:00", {}, "2026-05-15 15:00"),
    ],
)
def test_later_is_counted_on_the_wall(start, amount, end):
    assert later(ny(start), NEW_YORK, **amount) == ny(end)


def test_the_second_half_past_one_stays_the_second():
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert later(second, NEW_YORK) == second


ZONES = st.sampled_from(
    [
        *("America/New_York", "Europe/London", "Asia/Beirut", "Australia/Lord_Howe", "Africa/Casablanca"),
        *(
            "Pacific/Kiritimati",
            "America/St_Johns",
            "Asia/Kathmandu",
            "Pacific/Apia",
            "Africa/Monrovia",
            "UTC",
        ),
    ]
).map(ZoneInfo)


@given(
    st.datetimes(wall("1950-01-01"), wall("2099-12-31")).map(lambda shown: shown.replace(microsecond=0)),
    ZONES,
)
@example(wall("1972-01-07 00:20"), ZoneInfo("Africa/Monrovia"))
def test_a_wall_time_becomes_itself_or_the_first_moment_after_the_gap(typed, zone):
    moment = from_wall(typed, zone)
    shown = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    assert shown >= typed
    if shown != typed:
        before = (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
        assert before < typed


@given(st.datetimes(wall("2000-01-01"), wall("2090-01-01"), timezones=st.just(UTC)), ZONES)
def test_later_never_goes_back_in_time(moment, zone):
    moment = moment.replace(microsecond=0)
    assert later(moment, zone, hours=72) > moment + timedelta(hours=46)
    assert later(moment, zone, days=0) == moment


# ------------------------------------------------------------------ months
@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ((2026, 1, 1), 3, (2026, 4, 1)),
        ((2025, 11, 30), 3, (2026, 2, 28)),
        ((2027, 11, 30), 3, (2028, 2, 29)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 1, 31), 4, (2026, 5, 31)),
        ((2026, 5, 31), 4, (2026, 9, 30)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
        ((2026, 5, 19), 0, (2026, 5, 19)),
    ],
)
def test_p49_months_are_calendar_months_clamped_to_their_end(day, months, then):
    assert months_after(date(*day), months) == date(*then)
