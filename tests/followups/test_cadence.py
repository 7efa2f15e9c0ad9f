"""The window each kind of follow-up gets, and what a pause does to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from followups import cadence
from followups.cadence import Break, after_breaks
from followups.rules import numbers
from followups.windows import Basis, Window

DENVER = ZoneInfo("America/Denver")
N = numbers()


def at(text, zone=DENVER):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def window(*moments, zone=DENVER):
    return Window(*(at(moment, zone) for moment in moments))


# ------------------------------------------------------------------ rhythms (P49)
@pytest.mark.parametrize(
    ("kind", "months", "expected"),
    [
        ("update", (None, None), (Basis.UPDATE, 3, 4, 5)),
        ("check_in", (None, None), (Basis.CHECK_IN, 6, 8, 10)),
        ("custom", (1, 2), (Basis.UPDATE, 1, 2, 3)),
        ("custom", (2, 6), (Basis.UPDATE, 2, 6, 10)),
        ("custom", (3, 3), (Basis.UPDATE, 3, 3, 4)),
    ],
)
def test_a_rhythm_in_months(kind, months, expected):
    found = cadence.rhythm(kind, N, *months)
    assert (found.basis, found.opens, found.due, found.late) == expected


@pytest.mark.parametrize(
    ("kind", "months"),
    [("none", (None, None)), ("custom", (None, 4)), ("custom", (3, None)), ("other", (3, 4))],
)
def test_no_rhythm(kind, months):
    assert cadence.rhythm(kind, N, *months) is None


@pytest.mark.parametrize(
    ("zone", "since", "opens", "due", "late"),
    [
        ("America/Denver", "2026-01-01 10:00", "2026-04-01 00:00", "2026-05-01 18:00", "2026-06-01 18:00"),
        ("America/Denver", "2025-11-30 23:59", "2026-02-28 00:00", "2026-03-30 18:00", "2026-04-30 18:00"),
        ("America/Denver", "2027-11-30 12:00", "2028-02-29 00:00", "2028-03-30 18:00", "2028-04-30 18:00"),
        ("America/Denver", "2028-02-29 12:00", "2028-05-29 00:00", "2028-06-29 18:00", "2028-07-29 18:00"),
        (
            "Pacific/Kiritimati",
            "2026-01-31 00:30",
            "2026-04-30 00:00",
            "2026-05-31 18:00",
            "2026-06-30 18:00",
        ),
        # Midnight does not exist in Beirut on 29 March 2026.
        ("Asia/Beirut", "2025-12-29 12:00", "2026-03-29 01:00", "2026-04-29 18:00", "2026-05-29 18:00"),
    ],
)
def test_p49_months_count_from_the_day_where_the_resident_lives(zone, since, opens, due, late):
    zone = ZoneInfo(zone)
    rhythm = cadence.rhythm("update", N)
    found = cadence.update_window(at(since, zone), rhythm, zone, N)
    assert found == window(since, opens, due, late, zone=zone)


def test_an_evening_in_the_us_belongs_to_its_own_day():
    evening = datetime(2026, 2, 1, 5, 30, tzinfo=UTC)  # 22:30 on 31 January in Denver
    found = cadence.update_window(evening, cadence.rhythm("update", N), DENVER, N)
    assert found.opens == at("2026-04-30 00:00")


# ------------------------------------------------------------------ single windows
def test_p36_conference_72_hours_and_7_days():
    met = at("2026-05-15 15:00")
    assert cadence.conference_window(met, DENVER, N) == window(
        "2026-05-15 15:00", "2026-05-15 15:00", "2026-05-18 15:00", "2026-05-22 15:00"
    )
    assert cadence.conference_window(met, DENVER, N, 3) == window(
        "2026-05-15 15:00", "2026-05-18 15:00", "2026-05-21 15:00", "2026-05-22 15:00"
    )


def test_p45_thanks_24_hours_across_the_change_of_clocks():
    assert cadence.thanks_window(at("2026-03-07 15:00"), DENVER, N) == window(
        "2026-03-07 15:00", "2026-03-07 15:00", "2026-03-08 15:00", "2026-03-14 15:00"
    )


def test_p56_introduction_72_hours():
    assert cadence.introduction_window(at("2026-05-18 09:00"), DENVER, N) == window(
        "2026-05-18 09:00", "2026-05-18 09:00", "2026-05-21 09:00", "2026-05-25 09:00"
    )


@pytest.mark.parametrize(
    ("by", "starts", "due", "late"),
    [
        (date(2026, 5, 22), "2026-05-19 22:30", "2026-05-22 18:00", "2026-05-29 18:00"),
        (None, "2026-05-19 22:30", "2026-05-26 18:00", "2026-06-02 18:00"),
        # Written down after its day had passed: it does not start after it is due.
        (date(2026, 5, 18), "2026-05-18 18:00", "2026-05-18 18:00", "2026-05-25 18:00"),
        (date(2026, 5, 19), "2026-05-19 18:00", "2026-05-19 18:00", "2026-05-26 18:00"),
    ],
)
def test_p74_a_promise_is_owed_at_once_and_due_in_the_evening(by, starts, due, late):
    found = cadence.promise_window(at("2026-05-19 22:30"), by, DENVER, N)
    assert found == window(starts, starts, due, late)


@pytest.mark.parametrize(
    ("by", "starts", "opens", "due", "late"),
    [
        (date(2026, 6, 1), "2026-05-19 12:00", "2026-06-01 18:00", "2026-06-08 18:00", "2026-07-01 18:00"),
        (None, "2026-05-19 12:00", "2026-05-26 18:00", "2026-06-02 18:00", "2026-06-25 18:00"),
        (date(2026, 5, 1), "2026-05-01 18:00", "2026-05-01 18:00", "2026-05-08 18:00", "2026-05-31 18:00"),
    ],
)
def test_a_promise_to_me_opens_only_after_its_day(by, starts, opens, due, late):
    found = cadence.hoped_window(at("2026-05-19 12:00"), by, DENVER, N)
    assert found == window(starts, opens, due, late)


@pytest.mark.parametrize(
    ("meeting", "planned", "starts", "opens", "due"),
    [
        ("2026-05-29 12:15", "2026-05-19 10:00", "2026-05-19 10:00", "2026-05-26 12:15", "2026-05-28 12:15"),
        # Planned for this afternoon: it is due already.
        ("2026-05-19 15:00", "2026-05-19 10:00", "2026-05-16 15:00", "2026-05-16 15:00", "2026-05-18 15:00"),
        ("2026-03-09 02:30", "2026-03-01 10:00", "2026-03-01 10:00", "2026-03-06 02:30", "2026-03-08 03:00"),
    ],
)
def test_p48_a_preparation_is_due_the_day_before(meeting, planned, starts, opens, due):
    found = cadence.preparation_window(at(meeting), at(planned), DENVER, N)
    assert found == window(starts, opens, due, meeting)


def test_a_reminder_of_my_own_opens_in_the_morning_of_its_day():
    asked = at("2026-05-19 12:00")
    assert cadence.manual_window(asked, date(2026, 5, 22), DENVER, N) == window(
        "2026-05-19 12:00", "2026-05-22 00:00", "2026-05-22 18:00", "2026-05-29 18:00"
    )
    today = cadence.manual_window(asked, date(2026, 5, 19), DENVER, N)
    assert today.starts == today.opens == at("2026-05-19 00:00")


# ------------------------------------------------------------------ pauses (P68)
PAUSE = Break(at("2026-05-10 09:00"), date(2026, 5, 10), date(2026, 5, 24))


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        # What lay ahead moves by fourteen days; what had opened stays open.
        (
            ("2026-05-09 15:00", "2026-05-09 15:00", "2026-05-12 15:00", "2026-05-16 15:00"),
            ("2026-05-09 15:00", "2026-05-09 15:00", "2026-05-26 15:00", "2026-05-30 15:00"),
        ),
        # Due already stays due; late already, or about to be, may be called late a day after the return.
        (
            ("2026-05-01 15:00", "2026-05-01 15:00", "2026-05-04 15:00", "2026-05-08 15:00"),
            ("2026-05-01 15:00", "2026-05-01 15:00", "2026-05-04 15:00", "2026-05-25 09:00"),
        ),
        (
            ("2026-05-03 10:00", "2026-05-03 10:00", "2026-05-06 10:00", "2026-05-10 10:00"),
            ("2026-05-03 10:00", "2026-05-03 10:00", "2026-05-06 10:00", "2026-05-25 09:00"),
        ),
        # Begun on the very moment of the pause.
        (
            ("2026-05-10 09:00", "2026-05-10 09:00", "2026-05-13 09:00", "2026-05-17 09:00"),
            ("2026-05-10 09:00", "2026-05-10 09:00", "2026-05-27 09:00", "2026-05-31 09:00"),
        ),
    ],
)
def test_p68_what_began_before_a_pause_moves_by_its_length(moments, expected):
    assert after_breaks(Basis.CONFERENCE, window(*moments), [PAUSE], DENVER) == window(*expected)


def test_p68_hours_that_began_during_a_pause_wait_for_the_rest_of_it():
    met = window("2026-05-20 15:00", "2026-05-20 15:00", "2026-05-23 15:00", "2026-05-27 15:00")
    assert after_breaks(Basis.CONFERENCE, met, [PAUSE], DENVER) == window(
        "2026-05-20 15:00", "2026-05-20 15:00", "2026-05-27 15:00", "2026-05-31 15:00"
    )


def test_p68_a_day_chosen_during_a_pause_stays_and_is_not_late_in_it():
    promised = window("2026-05-11 15:00", "2026-05-11 15:00", "2026-05-13 18:00", "2026-05-20 18:00")
    assert after_breaks(Basis.PROMISE, promised, [PAUSE], DENVER) == window(
        "2026-05-11 15:00", "2026-05-11 15:00", "2026-05-13 18:00", "2026-05-25 00:00"
    )
    far = window("2026-05-11 15:00", "2026-05-11 15:00", "2026-06-30 18:00", "2026-07-07 18:00")
    assert after_breaks(Basis.PROMISE, far, [PAUSE], DENVER) == far


def test_p68_what_begins_after_a_pause_knows_nothing_of_it():
    met = window("2026-05-24 00:00", "2026-05-24 00:00", "2026-05-27 00:00", "2026-05-31 00:00")
    for basis in (Basis.CONFERENCE, Basis.PROMISE):
        assert after_breaks(basis, met, [PAUSE], DENVER) == met


def test_p68_a_preparation_stays_with_its_meeting():
    prepare = window("2026-05-01 00:00", "2026-05-26 00:00", "2026-05-28 00:00", "2026-05-29 00:00")
    assert after_breaks(Basis.PREPARATION, prepare, [PAUSE], DENVER) == prepare


def test_p68_pauses_add_up_in_the_order_they_were_asked_for():
    second = Break(at("2026-05-26 09:00"), date(2026, 5, 26), date(2026, 6, 2))
    met = window("2026-05-09 15:00", "2026-05-09 15:00", "2026-05-12 15:00", "2026-05-16 15:00")
    expected = window("2026-05-09 15:00", "2026-05-09 15:00", "2026-06-02 15:00", "2026-06-06 15:00")
    assert after_breaks(Basis.CONFERENCE, met, [second, PAUSE], DENVER) == expected


def test_p68_a_pause_across_the_change_of_clocks_keeps_wall_time():
    march = Break(at("2026-03-01 09:00"), date(2026, 3, 1), date(2026, 3, 15))
    met = window("2026-02-28 15:00", "2026-02-28 15:00", "2026-03-03 15:00", "2026-03-07 15:00")
    assert after_breaks(Basis.CONFERENCE, met, [march], DENVER).due == at("2026-03-17 15:00")
