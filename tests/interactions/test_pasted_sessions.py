"""Sessions pasted as lines: what a line reads as, and what is wrong with it (P22)."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.pasted_sessions import MOST_LINES, read_sessions, too_many
from interactions.pasted_times import Days

NEW_YORK = ZoneInfo("America/New_York")
# Saturday to Wednesday.
APA = Days(date(2026, 5, 16), date(2026, 5, 20))


def read(text, days=APA, zone=NEW_YORK, default=date(2026, 5, 16)):
    return read_sessions(text, days, zone, default)


def words(row, zone=NEW_YORK):
    """“Tue 10:00–11:15 | title | room | speaker”."""
    begins = row.starts_at.astimezone(zone)
    ends = f"–{row.ends_at.astimezone(zone):%H:%M}" if row.ends_at else ""
    rest = " | ".join(part for part in (row.title, row.room, row.speaker) if part)
    return f"{begins:%a %H:%M}{ends} | {rest}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # the line of the issue
        (
            "10:00 Room 204 Delirium after cardiac surgery",
            "Sat 10:00 | Delirium after cardiac surgery | Room 204",
        ),
        # times
        ("10:00–11:15 Delirium", "Sat 10:00–11:15 | Delirium"),
        ("10:00 - 11:15 Delirium", "Sat 10:00–11:15 | Delirium"),
        ("10.00 to 11.15 Delirium", "Sat 10:00–11:15 | Delirium"),
        ("10h30 Delirium", "Sat 10:30 | Delirium"),
        ("0900-1030 Delirium", "Sat 09:00–10:30 | Delirium"),
        ("9 am Delirium", "Sat 09:00 | Delirium"),
        ("9:30 a.m. Delirium", "Sat 09:30 | Delirium"),
        ("9–10:30 am Delirium", "Sat 09:00–10:30 | Delirium"),
        ("11 am–1 pm Delirium", "Sat 11:00–13:00 | Delirium"),
        ("11:30–1 pm Delirium", "Sat 11:30–13:00 | Delirium"),
        ("9–10:30 pm Delirium", "Sat 21:00–22:30 | Delirium"),
        ("1:30–3:00 pm Delirium", "Sat 13:30–15:00 | Delirium"),
        ("11:00–1:30 Lunch", "Sat 11:00–13:30 | Lunch"),
        ("1:30 Delirium", "Sat 13:30 | Delirium"),
        ("12 am Delirium", "Sat 00:00 | Delirium"),
        ("12:15 pm Delirium", "Sat 12:15 | Delirium"),
        ("noon Lunch", "Sat 12:00 | Lunch"),
        ("12 noon–1 pm Lunch", "Sat 12:00–13:00 | Lunch"),
        ("22:00–00:30 Party", "Sat 22:00–00:30 | Party"),
        ("10 pm–midnight Party", "Sat 22:00–00:00 | Party"),
        ("Delirium after surgery, 14:00–15:00", "Sat 14:00–15:00 | Delirium after surgery"),
        # days
        ("Tue 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("Tuesday, 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("Tue 19 May 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("May 19 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("May 19, 2026, 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("2026-05-19 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("5/19 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("19/5/2026 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("19.5.2026 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("Day 4 10:00 Delirium", "Tue 10:00 | Delirium"),
        ("• Mon 8:00 AM Breakfast", "Mon 08:00 | Breakfast"),
        # places and people
        ("10:00 | Hall C | Poster session", "Sat 10:00 | Poster session | Hall C"),
        ("10:00\tPoster session\tHall C\tDr. Volkov", "Sat 10:00 | Poster session | Hall C | Dr. Volkov"),
        ("10:00 Poster session (Hall C)", "Sat 10:00 | Poster session | Hall C"),
        ("10:00 Poster session, Room N-231", "Sat 10:00 | Poster session, Room N-231"),
        ("10:00 Poster session @ Room 20-21", "Sat 10:00 | Poster session | Room 20-21"),
        ("10:00 Reception, Terrace", "Sat 10:00 | Reception | Terrace"),
        ("10:00 Grand Ballroom A: Plenary", "Sat 10:00 | Plenary | Grand Ballroom A"),
        ("10:00 Hall of fame lecture", "Sat 10:00 | Hall of fame lecture"),
        ("10:00 Room to breathe", "Sat 10:00 | Room to breathe"),
        ("10:00 Online learning", "Sat 10:00 | Online learning"),
        ("10:00 Plenary (Dr. Ngozi Okafor)", "Sat 10:00 | Plenary | Dr. Ngozi Okafor"),
        ("10:00 Lunch with Prof. Ada Lakatos", "Sat 10:00 | Lunch | Prof. Ada Lakatos"),
        ("10:00 5 posters in 10 minutes", "Sat 10:00 | 5 posters in 10 minutes"),
    ],
)
def test_p22_what_a_line_reads_as(line, expected):
    (row,) = read(line)
    assert not row.errors and words(row) == expected


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("11:00–10:00 Delirium", "It ends before it begins."),
        ("08:00–02:00 Delirium", "It ends before it begins."),
        ("10:00–10:00 Delirium", "It ends before it begins."),
        ("25:00 Delirium", "There is no such time."),
        ("10:75 Delirium", "There is no such time."),
        ("13:00 pm Delirium", "There is no such time."),
        ("Delirium after cardiac surgery", "Begin with the time, such as 10:00 or 1:30 pm."),
        ("5 posters to see", "Begin with the time, such as 10:00 or 1:30 pm."),
        ("10:00", "Write what it is, too."),
        ("Fri 10:00 Delirium", "Fri is not a day of this event."),
        ("Tue 18 May 10:00 Delirium", "Tue 18 May is not a day of this event."),
        ("May 19, 2025 10:00 Delirium", "May 19, 2025 is not a day of this event."),
        ("Day 6 10:00 Delirium", "Day 6 is not a day of this event."),
        ("Day 0 10:00 Delirium", "Day 0 is not a day of this event."),
        (f"10:00 {'t' * 201}", "Keep the title under 200 characters."),
        (f"10:00 Delirium | {'r' * 121} room", "Keep the room under 120 characters."),
        ("10:00 Deli\u202erium", "Use one line: no line breaks or control characters."),
    ],
)
def test_lines_that_need_another_look(line, said):
    (row,) = read(line)
    assert list(row.errors) == [said]


def test_days_above_the_lines_hold_until_the_next():
    text = (
        "Sunday\n\n9:00 One\n10:00 Two\n--- Tuesday, May 19, 2026 ---\n9:00 Three\nMon 9:00 Four\n9:30 Five"
    )
    assert [words(row) for row in read(text)] == [
        "Sun 09:00 | One", "Sun 10:00 | Two", "Tue 09:00 | Three", "Mon 09:00 | Four", "Tue 09:30 | Five",
    ]  # fmt: skip


def test_errors_carry_the_number_of_the_line_in_the_text():
    rows = read("10:00 One\n\n\nno time\n11:00 Two\nFriday\n12:00 Three")
    assert [(row.n, bool(row.errors)) for row in rows] == [
        (1, False),
        (4, True),
        (5, False),
        (6, True),
        (7, True),
    ]


def test_a_weekday_that_comes_twice_asks_for_the_date():
    fortnight = Days(date(2026, 5, 11), date(2026, 5, 24))
    (row,) = read("Tue 10:00 Delirium", days=fortnight)
    assert row.errors == ("Tue may be several days of this event. Write the date.",)


def test_no_day_at_all():
    (row,) = read("10:00 Delirium", default=None)
    assert row.errors == ("Which day? Write it before the time, or above.",)


def test_overlapping_lines_are_said_and_kept_and_the_same_line_twice_is_not():
    rows = read("10:00–11:00 One\n10:30 Two\n11:00 Three\n10:00 one")
    assert [row.said for row in rows[:3]] == [(), ("At the same time as line 1.",), ()]
    assert [bool(row.errors) for row in rows] == [False, False, False, True]
    assert rows[3].errors == ("The same as line 1.",)


def test_midnight_is_crossed_and_said():
    (row,) = read("22:00–01:00 Party")
    assert row.said == ("Ends after midnight.",)
    assert row.ends_at.astimezone(NEW_YORK) == datetime(2026, 5, 17, 1, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("line", "begins", "ends"),
    [
        # The night of 8 March 2026 has no 02:30; the one of 1 November has two.
        ("Sun 8 Mar 02:30–03:30 Night", "2026-03-08T07:00", "2026-03-08T07:30"),
        ("Sat 7 Mar 23:00–01:30 Night", "2026-03-08T04:00", "2026-03-08T06:30"),
        ("Sun 8 Mar 10:00 Morning", "2026-03-08T14:00", None),
        ("Sat 7 Mar 10:00 Morning", "2026-03-07T15:00", None),
    ],
)
def test_an_event_over_the_night_the_clocks_change(line, begins, ends):
    (row,) = read(line, days=Days(date(2026, 3, 7), date(2026, 3, 9)))
    utc = ZoneInfo("UTC")
    assert row.starts_at == datetime.fromisoformat(begins).replace(tzinfo=utc)
    assert row.ends_at == (datetime.fromisoformat(ends).replace(tzinfo=utc) if ends else None)
    assert any("clocks skip" in said for said in row.said) == ("02:30" in line)


def test_across_the_date_line():
    rows = read(
        "Sat 00:00 First\nSun 23:59 Last",
        Days(date(2026, 5, 16), date(2026, 5, 17)),
        ZoneInfo("Pacific/Kiritimati"),
    )
    assert [f"{row.starts_at:%d %H:%M}" for row in rows] == ["15 10:00", "17 09:59"]
    rows = read("Sat 00:00 First", Days(date(2026, 5, 16), date(2026, 5, 17)), ZoneInfo("Pacific/Pago_Pago"))
    assert f"{rows[0].starts_at:%d %H:%M}" == "16 11:00"


def test_an_event_of_one_day_and_too_many_lines():
    one = Days(date(2026, 5, 19), date(2026, 5, 19))
    (row,) = read("10:00 Delirium", days=one, default=date(2026, 5, 19))
    assert words(row) == "Tue 10:00 | Delirium"
    assert not too_many("10:00 x\n" * MOST_LINES) and too_many("10:00 x\n" * (MOST_LINES + 1))


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_is_read_without_falling_over(text):
    for row in read(text):
        assert row.errors or (
            row.starts_at and row.title and (row.ends_at is None or row.ends_at >= row.starts_at)
        )
        assert not re.search(r"[\x00-\x1f]", row.title) or row.errors


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 4))
def test_any_time_written_to_24_is_that_time(hour, minute, day):
    names = ["Sat", "Sun", "Mon", "Tue", "Wed"]
    (row,) = read(f"{names[day]} {hour:02d}:{minute:02d} Talk\n")[:1]
    there = row.starts_at.astimezone(NEW_YORK)
    if hour >= 10 or hour == 0:
        assert (there.hour, there.minute, f"{there:%a}") == (hour, minute, names[day])
