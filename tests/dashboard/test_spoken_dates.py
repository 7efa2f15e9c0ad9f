from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.spoken_dates import due_date, read_date, read_time

TUESDAY = date(2026, 5, 19)
FRIDAY = date(2026, 5, 22)
SUNDAY = date(2026, 5, 24)


def day(text, today=TUESDAY, **kwargs):
    found = read_date(text, today, **kwargs)
    return found and found[0]


def phrase(text, today=TUESDAY):
    found = read_date(text, today)
    return found and text[slice(*found[1])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", date(2026, 5, 19)),
        ("by eod", date(2026, 5, 19)),
        ("tonight", date(2026, 5, 19)),
        ("tomorrow", date(2026, 5, 20)),
        ("tmrw", date(2026, 5, 20)),
        ("the day after tomorrow", date(2026, 5, 21)),
        ("by Friday", date(2026, 5, 22)),
        ("by fri", date(2026, 5, 22)),
        ("BY FRIDAY", date(2026, 5, 22)),
        ("this Friday", date(2026, 5, 22)),
        ("next Friday", date(2026, 5, 29)),
        ("before Friday", date(2026, 5, 21)),
        ("by Tuesday", date(2026, 5, 19)),
        ("by Mon", date(2026, 5, 25)),
        ("by Sat", date(2026, 5, 23)),
        ("this week", date(2026, 5, 22)),
        ("by the end of the week", date(2026, 5, 22)),
        ("next week", date(2026, 5, 29)),
        ("this weekend", date(2026, 5, 24)),
        ("next weekend", date(2026, 5, 31)),
        ("by the end of the month", date(2026, 5, 31)),
        ("by end of month", date(2026, 5, 31)),
        ("next month", date(2026, 6, 30)),
        ("by the end of the year", date(2026, 12, 31)),
        ("in two weeks", date(2026, 6, 2)),
        ("in a couple of weeks", date(2026, 6, 2)),
        ("in 3 days", date(2026, 5, 22)),
        ("in a few days", date(2026, 5, 22)),
        ("within the next two weeks", date(2026, 6, 2)),
        ("a month from now", date(2026, 6, 19)),
        ("in a year", date(2027, 5, 19)),
        ("by Fri 22 May", date(2026, 5, 22)),
        ("by Fri 23 May", date(2026, 5, 23)),
        ("22 May", date(2026, 5, 22)),
        ("May 22nd", date(2026, 5, 22)),
        ("the 22nd of May", date(2026, 5, 22)),
        ("Friday, May 22nd, 2026 at 5pm", date(2026, 5, 22)),
        ("22 May 2027", date(2027, 5, 22)),
        ("3 January", date(2027, 1, 3)),
        ("18 May", date(2027, 5, 18)),
        ("by 5/22", date(2026, 5, 22)),
        ("by 5/22/27", date(2027, 5, 22)),
        ("5/22/2026", date(2026, 5, 22)),
        ("send it 5/22", date(2026, 5, 22)),
        ("2026-05-22", date(2026, 5, 22)),
        ("by the 22nd", date(2026, 5, 22)),
        ("by the 3rd", date(2026, 6, 3)),
        ("in June", date(2026, 6, 30)),
        ("by June", date(2026, 6, 1)),
        ("end of January", date(2027, 1, 31)),
        ("by Sept 15", date(2026, 9, 15)),
    ],
)
def test_a_promise_looks_ahead(text, expected):
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", date(2026, 5, 18)),
        ("last night", date(2026, 5, 18)),
        ("the day before yesterday", date(2026, 5, 17)),
        ("on Tuesday", date(2026, 5, 19)),
        ("on Sunday", date(2026, 5, 17)),
        ("last Tuesday", date(2026, 5, 12)),
        ("last Thursday", date(2026, 5, 14)),
        ("over the weekend", date(2026, 5, 17)),
        ("last week", date(2026, 5, 12)),
        ("this week", date(2026, 5, 19)),
        ("two weeks ago", date(2026, 5, 5)),
        ("on 12 May", date(2026, 5, 12)),
        ("on 20 December", date(2025, 12, 20)),
        ("on the 30th", date(2026, 4, 30)),
        ("this morning", date(2026, 5, 19)),
        ("tomorrow", date(2026, 5, 20)),
    ],
)
def test_a_meeting_looks_back(text, expected):
    assert day(text, past=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 February",
        "by 31 June",
        "February 30th",
        "by 13/45",
        "0 May",
        "22 May 9999",
        "22 May 0000",
        "0000-05-22",
        "9999-12-31",
        "sat next to her",
        "the Friday lecture",
        "every Monday",
        "Mondays",
        "Friday's talk",
        "half of 1/2 the residents",
        "24/7 coverage",
        "may I come",
        "march with us",
        "in a room",
        "COVID-19",
        "12-may",
        "ward 7",
        "the 3rd floor",
    ],
)
def test_what_is_no_date_stays_text(text):
    assert read_date(text, TUESDAY) is None


def test_friday_said_on_a_friday_is_today():
    assert day("by Friday", FRIDAY) == FRIDAY
    assert day("by the end of the week", FRIDAY) == FRIDAY
    assert day("next Friday", FRIDAY) == date(2026, 5, 29)
    assert day("last Friday", FRIDAY) == date(2026, 5, 15)


def test_before_friday_never_lands_in_the_past():
    assert day("before Friday", FRIDAY) == FRIDAY


def test_weeks_begin_on_monday_even_on_a_sunday():
    assert day("next week", SUNDAY) == date(2026, 5, 29)
    assert day("next Monday", SUNDAY) == date(2026, 5, 25)


def test_months_end_where_they_end():
    assert day("in a month", date(2026, 1, 31)) == date(2026, 2, 28)
    assert day("by the end of the month", date(2028, 2, 3)) == date(2028, 2, 29)
    assert day("next month", date(2026, 1, 31)) == date(2026, 2, 28)
    assert day("29 February", date(2027, 5, 1)) == date(2028, 2, 29)
    assert day("29 February", TUESDAY) is None
    assert day("by the 31st", date(2026, 6, 1)) == date(2026, 7, 31)


def test_the_ends_of_the_calendar_do_not_crash():
    assert day("tomorrow", date.max) is None
    assert day("yesterday", date.min, past=True) is None
    assert day("next month", date.max) is None
    assert day("in 999 years", TUESDAY) == date(3025, 5, 19)
    assert day("in 999 years", date.max) is None


def test_the_span_holds_the_lead_in_and_the_hour():
    assert phrase("send it by the end of the month please") == "by the end of the month"
    assert phrase("the abstract by noon Friday") == "by noon Friday"
    assert phrase("no later than Fri 22 May, thanks") == "no later than Fri 22 May"
    assert phrase("on Friday at 5pm sharp") == "on Friday at 5pm"
    assert phrase("tomorrow morning then") == "tomorrow morning"


def test_a_deadline_wins_over_a_day_inside_the_thing():
    assert due_date("the slides from the talk on Monday by Friday", TUESDAY) == (FRIDAY, (35, 44))
    assert due_date("by Friday, the slides of 12 May", TUESDAY) == (FRIDAY, (0, 9))
    assert due_date("the slides", TUESDAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at 15:10", time(15, 10)),
        ("at 1510", time(15, 10)),
        ("@ 3pm", time(15)),
        ("3:30 p.m.", time(15, 30)),
        ("3:30", time(15, 30)),
        ("03:30", time(3, 30)),
        ("7:05am", time(7, 5)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("at 3", time(15)),
        ("at 8 on Tuesday", time(8)),
        ("at noon", time(12)),
        ("this morning", time(9)),
        ("last night", time(20)),
        ("Friday evening", time(19)),
        ("yesterday evening at 17:45", time(17, 45)),
        ("at 3 posters", None),
        ("morning report", None),
        ("a 2:1 ratio", None),
        ("25:00", None),
        ("10:30:59:1", None),
    ],
)
def test_a_time_of_day(text, expected):
    found = read_time(text)
    assert (found and found[0]) == expected


@given(st.text(), st.dates(), st.booleans())
def test_any_text_on_any_day_is_read_without_a_crash(text, today, past):
    found = read_date(text, today, past=past)
    if found:
        start, end = found[1]
        assert 0 <= start < end <= len(text)
    due_date(text, today)
    read_time(text)


PIECES = ["by", "on", "the", "next", "last", "end", "of", "friday", "May", "22nd", "31", "February", "5/22"]
PIECES += ["2026", "in", "two", "weeks", "month", "at", "3", "pm", "noon", ",", ".", "the 31st"]


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.dates(date(1900, 1, 1), date(9000, 1, 1)))
def test_words_of_dates_in_any_order_are_read_without_a_crash(pieces, today):
    text = " ".join(pieces)
    due = due_date(text, today)
    assert due is None or today <= due[0] or "last" in pieces or "2026" in pieces
    read_time(text)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 364))
def test_a_written_day_within_the_year_is_read_back(today, ahead):
    wanted = today + timedelta(days=ahead)
    if (wanted.month, wanted.day) != (2, 29):
        assert day(f"by {wanted:%-d %B}", today) == wanted
        assert day(f"by {wanted:%B %-d}", today) == wanted
    assert day(f"by {wanted:%-m/%-d/%Y}", today) == wanted
    assert day(f"{wanted:%Y-%m-%d}", today) == wanted
