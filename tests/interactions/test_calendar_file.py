"""Sessions from a calendar file: bounded, said, and updated in place when read again (P22)."""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.calendar_file import NotACalendar, read_calendar
from interactions.pasted_times import Days

NEW_YORK = ZoneInfo("America/New_York")
APA = Days(date(2026, 5, 16), date(2026, 5, 20))
TEN = "DTSTART:20260519T100000"


def entry(*lines, uid="1", title="Delirium"):
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def calendar(*entries):
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", *entries, "END:VCALENDAR", ""]
    ).encode()


def read(*entries, days=APA, zone=NEW_YORK):
    return read_calendar(calendar(*entries), days, zone)


def times(found, zone=NEW_YORK):
    return [
        f"{row.starts_at.astimezone(zone):%a %H:%M}"
        + (f"–{row.ends_at.astimezone(zone):%H:%M}" if row.ends_at else "")
        for row in found.rows
        if not row.errors
    ]


@pytest.mark.parametrize(
    ("lines", "expected", "said"),
    [
        ([TEN], ["Tue 10:00"], ""),
        (["DTSTART:20260519T140000Z", "DTEND:20260519T150000Z"], ["Tue 10:00–11:00"], ""),
        (["DTSTART;TZID=America/Chicago:20260519T100000"], ["Tue 11:00"], ""),
        (["DTSTART;TZID=Eastern Standard Time:20260519T100000"], ["Tue 10:00"], ""),
        (["DTSTART;TZID=Nowhere/Land:20260519T100000"], ["Tue 10:00"], "Its zone, “Nowhere/Land”, is not"),
        ([TEN, "DURATION:PT90M"], ["Tue 10:00–11:30"], ""),
        ([TEN, "DTEND:20260519T090000"], ["Tue 10:00"], "It ends before it begins, so its end is left out."),
        (["DTSTART:20260519T230000", "DTEND:20260520T003000"], ["Tue 23:00–00:30"], ""),
        # repeated: days and weeks, to a number, to a day, with one left out
        ([TEN, "RRULE:FREQ=DAILY"], ["Tue 10:00", "Wed 10:00"], ""),
        (["DTSTART:20260514T073000", "RRULE:FREQ=DAILY;COUNT=4"], ["Sat 07:30", "Sun 07:30"], ""),
        (["DTSTART:20260516T073000", "RRULE:FREQ=DAILY;UNTIL=20260518T113000Z"],
         ["Sat 07:30", "Sun 07:30", "Mon 07:30"], ""),
        (["DTSTART:20260516T073000", "RRULE:FREQ=DAILY;INTERVAL=2"],
         ["Sat 07:30", "Mon 07:30", "Wed 07:30"], ""),
        (["DTSTART:20260512T073000", "RRULE:FREQ=WEEKLY;BYDAY=TU,WE"], ["Tue 07:30", "Wed 07:30"], ""),
        (["DTSTART:20260516T073000", "RRULE:FREQ=DAILY", "EXDATE:20260517T073000,20260519T073000"],
         ["Sat 07:30", "Mon 07:30", "Wed 07:30"], ""),
        ([TEN, "RRULE:FREQ=MONTHLY"], ["Tue 10:00"], "It repeats in a way that is not read here"),
        ([TEN, "RRULE:FREQ=SECONDLY"], ["Tue 10:00"], "It repeats in a way that is not read here"),
        ([TEN, "RRULE:FREQ=DAILY;INTERVAL=0"], ["Tue 10:00"], "It repeats in a way that is not read here"),
        ([TEN, "RRULE:FREQ=DAILY;COUNT=x"], ["Tue 10:00"], "It repeats in a way that is not read here"),
        ([TEN, "RDATE:20260520T100000"], ["Tue 10:00"], "Its further dates are not taken."),
    ],
)  # fmt: skip
def test_p22_what_an_entry_reads_as(lines, expected, said):
    found = read(entry(*lines))
    assert times(found) == expected
    assert all(said in " ".join(row.said) for row in found.rows) and (said or not found.rows[0].said)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (entry("DTSTART;VALUE=DATE:20260519"), "19 May, all day"),
        (entry("DTSTART:2026-05-19"), "It has no time that can be read."),
        (entry(), "It has no time that can be read."),
        (entry(TEN, title=""), "It has no title."),
        (entry(TEN, "STATUS:CANCELLED"), "It is cancelled."),
        (entry(TEN, "DTEND:20260521T100000"), "It lasts longer than a day."),
        (entry("DTSTART:20190519T100000", "RRULE:FREQ=DAILY"), "It repeats since long before the event"),
    ],
)
def test_what_is_not_taken_is_said(one, said):
    (row,) = read(one).rows
    assert said in row.errors[0] and times(read(one)) == []


def test_only_the_days_of_the_event():
    others = [entry(f"DTSTART:202605{day}T100000", uid=str(day)) for day in (14, 15, 16, 20, 21)]
    found = read(
        *others, entry("DTSTART;VALUE=DATE:20260701", uid="x"), entry("DTSTART:99991231T235900Z", uid="y")
    )
    assert times(found) == ["Sat 10:00", "Wed 10:00"] and found.elsewhere == 5


def test_a_time_that_was_moved_takes_the_place_of_the_repeated_one():
    found = read(
        entry("DTSTART:20260518T080000", "RRULE:FREQ=DAILY", uid="b", title="Breakfast"),
        entry("RECURRENCE-ID:20260519T080000", "DTSTART:20260519T090000", uid="b", title="Late breakfast"),
    )
    assert times(found) == ["Mon 08:00", "Tue 09:00", "Wed 08:00"]
    assert len({row.uid for row in found.rows}) == 3


def test_the_same_entry_twice_counts_once_and_two_of_one_name_both():
    assert times(read(entry(TEN), entry(TEN))) == ["Tue 10:00"]
    found = read(entry(TEN, uid=""), entry("DTSTART:20260519T110000", uid=""))
    assert times(found) == ["Tue 10:00", "Tue 11:00"] and len({row.uid for row in found.rows}) == 2
    found = read(entry(TEN, uid="1"), entry(TEN, uid="1", title="Other"))
    assert len({row.uid for row in found.rows}) == 2


def test_names_are_made_plain_and_short():
    (row,) = read(
        entry(TEN, "LOCATION:Room 4\\, left", uid="u" * 400, title="A\\nB\u202e C\x07" + "t" * 300)
    ).rows
    assert row.title.startswith("A B C t") and len(row.title) == 200 and row.room == "Room 4, left"
    assert len(row.uid) <= 255


def test_overlapping_entries_are_all_taken():
    assert len(times(read(*(entry(TEN, "DURATION:PT2H", uid=str(n), title=f"T{n}") for n in range(5))))) == 5


def test_over_the_clock_change_and_the_date_line():
    march = Days(date(2026, 3, 7), date(2026, 3, 9))
    found = read(entry("DTSTART:20260307T090000", "RRULE:FREQ=DAILY;COUNT=3"), days=march)
    assert times(found) == ["Sat 09:00", "Sun 09:00", "Mon 09:00"]
    assert [row.starts_at.hour for row in found.rows] == [14, 13, 13]
    (row,) = read(entry("DTSTART:20260308T023000"), days=march).rows
    assert row.starts_at == datetime(2026, 3, 8, 7, tzinfo=ZoneInfo("UTC"))
    kiritimati = ZoneInfo("Pacific/Kiritimati")
    found = read(entry("DTSTART:20260515T120000Z"), days=APA, zone=kiritimati)
    assert times(found, kiritimati) == ["Sat 02:00"]
    assert read(entry("DTSTART:20260515T095900Z"), days=APA, zone=kiritimati).elsewhere == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This is not a calendar file."),
        (b"%PDF-1.7", "This is not a calendar file."),
        (b"BEGIN:VCALENDAR\r\n", "The file has no entries."),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR", "The file is damaged"),
        (calendar(), "The file has no entries."),
        (b"x" * 1_000_001, "Choose a file under 1 MB."),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 30_000, "The file is damaged"),
        (calendar(*(entry(TEN, uid=str(n)) for n in range(301))), "More than 300 entries"),
    ],
)
def test_files_that_cannot_be_read(data, said):
    with pytest.raises(NotACalendar, match=said):
        read_calendar(data, APA, NEW_YORK)


def test_ten_thousand_entries_are_refused_at_once_and_five_thousand_read():
    began = time.perf_counter()
    with pytest.raises(NotACalendar, match="10,000 entries; at most 5,000 are read"):
        read(*(entry(TEN, uid=str(n), title="x") for n in range(10_000)))
    assert time.perf_counter() - began < 2
    other = [entry("DTSTART:20250519T100000", uid=str(n)) for n in range(4_999)]
    assert times(read(*other, entry(TEN, uid="here"))) == ["Tue 10:00"]


def test_endless_repetition_has_an_end():
    old = [entry("DTSTART:19700101T000000", "RRULE:FREQ=DAILY", uid=str(n)) for n in range(500)]
    began = time.perf_counter()
    assert times(read(*old)) == [] and time.perf_counter() - began < 20


ODD_LINES = [
    "BEGIN:VEVENT", "END:VEVENT", TEN, "DTSTART;TZID=:20260519", "DTSTART;VALUE=DATE:20260519", "DTEND:x",
    "RRULE:", "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20260520T100000", "EXDATE:x",
    "RECURRENCE-ID:x", "RECURRENCE-ID:20260519T100000", "SUMMARY:a", 'SUMMARY;X="', "DURATION:-PT1H",
    "DURATION:x", "UID:1", "é", "BEGIN:VALARM", "END:VALARM", "LOCATION", ":", ";", "STATUS:CANCELLED",
    "RRULE:FREQ=WEEKLY;BYDAY=XX", "DTSTART:00010101T000000Z",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(ODD_LINES), max_size=25))
def test_any_file_is_read_or_refused(lines):
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode()
    try:
        found = read_calendar(data, APA, NEW_YORK)
    except NotACalendar:
        return
    assert all(row.errors or (row.starts_at and row.title) for row in found.rows)
