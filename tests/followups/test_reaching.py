"""When and how to write to somebody: pure."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from followups.reaching import Reader, reach

NEW_YORK, DENVER = ZoneInfo("America/New_York"), ZoneInfo("America/Denver")
HER = Reader("Dr. Adeyemi", ("email",), time(7), time(11), NEW_YORK, False, "she/her")


def there(hour: int, minute: int = 0, day: int = 19) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


def test_p69_a_text_that_was_not_invited_is_warned_about_with_the_rule() -> None:
    warned = reach(HER, "text", there(9), DENVER).warnings
    assert warned == (
        "Dr. Adeyemi has not invited you to text. No texts or late calls unless invited: "
        "an email is always welcome.",
    )
    invited = Reader("Dr. A", ("email",), may_text=True)
    assert reach(invited, "text", there(9), DENVER).warnings == ()


def test_p69_at_half_past_ten_their_time_an_email_is_scheduled_for_morning() -> None:
    seen = reach(HER, "email", there(22, 30), DENVER)
    assert "It is 22:30 for her" in seen.warnings[0]
    assert "schedule for morning" in seen.warnings[0]
    assert seen.morning == there(7, day=20)


def test_p69_without_hours_of_their_own_nights_are_still_nights() -> None:
    bare = Reader("Dr. A", zone=NEW_YORK)
    assert "22:30 for them" in reach(bare, "email", there(22, 30), DENVER).warnings[0]
    assert reach(bare, "email", there(20), DENVER).warnings == ()
    assert reach(Reader("Dr. A"), "email", there(3), DENVER).warnings == ()


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (there(9), "email, 07:00–11:00 her time"),
        (there(13, 40), "email, 07:00–11:00 her time, now 13:40"),
    ],
)
def test_the_line_says_her_hours_and_her_clock_when_it_is_outside_them(at, line) -> None:
    assert reach(HER, "email", at, DENVER).line == line


@pytest.mark.parametrize(
    ("at", "morning"),
    [(there(6), there(7)), (there(7), there(7, day=20)), (there(12), there(7, day=20))],
)
def test_morning_is_the_next_beginning_of_her_hours(at, morning) -> None:
    assert reach(HER, "email", at, DENVER).morning == morning


def test_hours_that_cross_midnight_are_one_stretch() -> None:
    owl = Reader("Dr. O", (), time(20), time(2), NEW_YORK)
    assert not reach(owl, "email", there(1), DENVER).outside
    assert reach(owl, "email", there(12), DENVER).outside


def test_another_channel_than_theirs_is_said_kindly() -> None:
    assert "LinkedIn is not among them" in reach(HER, "linkedin", there(9), DENVER).warnings[0]


@pytest.mark.parametrize(
    ("pronouns", "their"), [("she/her", "her"), ("he/him", "his"), ("they/them", "their"), ("", "their")]
)
def test_the_page_speaks_of_them_as_they_do(pronouns, their) -> None:
    assert Reader("X", pronouns=pronouns).their == their
