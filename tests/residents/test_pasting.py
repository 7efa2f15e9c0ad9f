"""Schedules as people paste them: what each line reads as, and what is said when it reads as nothing."""

from __future__ import annotations

import time
from datetime import date

import pytest

from residents.pasting import MOST_LINES, read_lines, too_many

TODAY = date(2026, 5, 19)
MONTH_FIRST, DAY_FIRST = "Read with the month first.", "Read with the day first."


def read(text: str):
    (line,) = read_lines(text, TODAY)
    return line


def days(first: str, last: str):
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("text", "name", "first", "last", "intensity", "said"),
    [
        ("Neuro ICU, 1 Jun - 28 Jun 2027, heavy", "Neuro ICU", "2027-06-01", "2027-06-28", "heavy", ""),
        ("2027-06-29 to 2027-07-26 Outpatient light", "Outpatient", "2027-06-29", "2027-07-26", "light", ""),
        ("Night float 1/5/2027-14/5/2027", "Night float", "2027-05-01", "2027-05-14", "normal", DAY_FIRST),
        ("Consults 1–28 Sep 2027", "Consults", "2027-09-01", "2027-09-28", "normal", ""),
        ("Child Oct 1-28, 2027 (light)", "Child", "2027-10-01", "2027-10-28", "light", ""),
        ("Elective\t11/1/2027\t11/28/2027\teasy", "Elective",
         "2027-11-01", "2027-11-28", "light", MONTH_FIRST),
        ("Emergency, 1.2.2029 - 28.2.2029: busy", "Emergency",
         "2029-02-01", "2029-02-28", "heavy", DAY_FIRST),
        ("- Geriatric, March 1st 2029 until March 28th 2029", "Geriatric",
         "2029-03-01", "2029-03-28", "normal", ""),
        ("12. ICU from 2027-06-01 through 2027-06-28", "ICU", "2027-06-01", "2027-06-28", "normal", ""),
        ("ICU 7/1/26-7/28/26 HEAVY", "ICU", "2026-07-01", "2026-07-28", "heavy", MONTH_FIRST),
        ("ICU 2027-06-01..2027-06-28", "ICU", "2027-06-01", "2027-06-28", "normal", ""),
        ("ICU 2027-06-01 → 2027-06-28", "ICU", "2027-06-01", "2027-06-28", "normal", ""),
        ("29 Feb 2028 – 3 Mar 2028: Leap clinic", "Leap clinic", "2028-02-29", "2028-03-03", "normal", ""),
        ("1 Jun 2027 ICU 28 Jun 2027", "ICU", "2027-06-01", "2027-06-28", "normal", ""),
        ("Ward 5/6 2027-06-01 – 2027-06-28", "Ward 5/6", "2027-06-01", "2027-06-28", "normal", ""),
        ("Light therapy clinic 1 Jun 2027 - 3 Jun 2027", "Light therapy clinic", "2027-06-01", "2027-06-03",
         "normal", ""),
        ("Psych ICU, heavy, Tue 1 Jun - Mon 28 Jun 2027", "Psych ICU",
         "2027-06-01", "2027-06-28", "heavy", ""),
        ("One day 2027-06-01 - 2027-06-01", "One day", "2027-06-01", "2027-06-01", "normal", ""),
        # A year that was left out: the other one's, over New Year too, or the coming one.
        ("ICU 15 Dec - 11 Jan 2027", "ICU", "2026-12-15", "2027-01-11", "normal", ""),
        ("ICU 15 Dec 2026 - 11 Jan", "ICU", "2026-12-15", "2027-01-11", "normal", ""),
        ("ICU 1 Jun - 28 Jun", "ICU", "2026-06-01", "2026-06-28", "normal", ""),
        ("ICU 4 May - 31 May", "ICU", "2026-05-04", "2026-05-31", "normal", ""),
        ("ICU 1 Apr - 28 Apr", "ICU", "2027-04-01", "2027-04-28", "normal", ""),
        ("ICU 28 Dec - 24 Jan", "ICU", "2026-12-28", "2027-01-24", "normal", ""),
        # Both numbers may be the month: the month first, unless the block would end before it begins.
        ("ICU 1/2/2027 - 5/2/2027", "ICU", "2027-01-02", "2027-05-02", "normal", MONTH_FIRST),
        ("ICU 5/2/2027 - 1/3/2027", "ICU", "2027-02-05", "2027-03-01", "normal", DAY_FIRST),
        ("Núcleo 危重 1 Jun 2027 - 2 Jun 2027", "Núcleo 危重", "2027-06-01", "2027-06-02", "normal", ""),
    ],
)  # fmt: skip
def test_what_a_line_reads_as(text, name, first, last, intensity, said):
    line = read(text)
    assert (line.name, line.intensity, line.said, line.errors) == (name, intensity, said, ())
    assert (line.first, line.last) == days(first, last)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("X 31 Feb 2030 - 5 Mar 2030", "There is no 31 February 2030."),
        ("X 1 Feb 2030 - 29 Feb 2030", "There is no 29 February 2030."),
        ("X 2027-02-30 - 2027-03-05", "There is no 30 February 2027."),
        ("X 13/13/2033 - 14/14/2033", "There is no such month."),
        ("X 0000-01-01 to 0000-01-02", "Choose days between 1950 and 2100."),
        ("X 9999-01-01 to 9999-12-31", "Choose days between 1950 and 2100."),
        ("X 5 Jun 2030 - 1 Jun 2030", "The last day is before the first."),
        ("X 2027-01-01 - 2029-01-01", "A block lasts at most a year."),
        ("Nothing here", "No days are there, such as 1 Jun – 28 Jun 2027."),
        ("Only 1 Jun 2030", "Only one day is there. Write the first and the last."),
        ("A 1 Jun 2040 2 Jun 2040 3 Jun 2040", "More than two days are there."),
        ("1 Jun 2030 - 2 Jun 2030, heavy", "Write the name of the block, too."),
        ("N" * 81 + " 2027-01-01 - 2027-01-02", "Keep the name under 80 characters."),
    ],
)  # fmt: skip
def test_what_is_said_of_a_line_that_reads_as_nothing(text, error):
    assert read(text).errors == (error,)


def test_a_line_that_is_certain_decides_for_those_that_are_not():
    lines = read_lines("ICU 1/6/2027-28/6/2027\n\nWard 1/7/2027-8/7/2027\nClinic 1 Sep - 9 Sep 2027", TODAY)
    assert [line.n for line in lines] == [1, 3, 4]
    assert (lines[1].first, lines[1].last, lines[1].said) == (*days("2027-07-01", "2027-07-08"), DAY_FIRST)
    # Lines that are certain of different orders decide nothing.
    lines = read_lines("A 1/6/2027-28/6/2027\nB 7/1/2027-7/28/2027\nC 8/9/2027-9/9/2027", TODAY)
    assert (lines[2].first, lines[2].said) == (date(2027, 8, 9), MONTH_FIRST)


def test_night_float_is_heard_in_the_name():
    told = ["Night float", "Nights", "night-float ward", "Knights Hospital"]
    assert [read(f"{name} 2027-01-01 - 2027-01-09").nights for name in told] == [True, True, True, False]


def test_lines_that_share_a_day_name_each_other():
    text = "A 1 Jun - 28 Jun 2027\nB 28 Jun - 30 Jun 2027\nC 1 Jul - 2 Jul 2027"
    assert [line.errors for line in read_lines(text, TODAY)] == [(), ("Shares days with line 1, A.",), ()]


def test_at_most_two_hundred_lines():
    assert not too_many("x\n\n" * MOST_LINES)
    assert too_many("x\n" * (MOST_LINES + 1))


@pytest.mark.parametrize("piece", ["1-", "1 ", "jun 1 ", "1/", "1 jun - ", "light,", "from ", "1" + " " * 99])
def test_no_text_takes_long(piece):
    began = time.perf_counter()
    read_lines((piece * 10_000)[:20_000], TODAY)
    assert time.perf_counter() - began < 2
