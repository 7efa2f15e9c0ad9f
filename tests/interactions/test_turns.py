"""Whose turn it is to lead, and when a group meets next, at their edges (P12)."""

from __future__ import annotations

from datetime import date

import pytest

from interactions.turns import Place, next_meeting, round_of, whose_turn

MAY = date(2026, 5, 19)


def order(*led: date | None) -> list[int]:
    return [one.place for one in round_of(Place(n, n, day) for n, day in enumerate(led, 1))]


@pytest.mark.parametrize(
    ("led", "places"),
    [
        ((None, None, None, None), [1, 2, 3, 4]),
        ((MAY, None, None, None), [2, 3, 4, 1]),
        ((MAY, None, date(2026, 4, 1), None), [2, 4, 3, 1]),
        # The second was passed over on the day the third led: the round goes on with the fourth.
        ((date(2026, 4, 1), MAY, MAY, None), [4, 1, 2, 3]),
        ((date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)), [1, 2, 3, 4]),
        ((MAY,), [1]),
        ((), []),
    ],
)
def test_p12_the_lead_goes_round(led: tuple[date | None, ...], places: list[int]) -> None:
    assert order(*led) == places


def test_p12_nobody_leads_a_group_without_members() -> None:
    assert whose_turn([]) is None


@pytest.mark.parametrize(
    ("last", "every", "today", "found"),
    [
        ("2026-05-19", "week", "2026-05-19", "2026-05-26"),
        ("2026-05-12", "week", "2026-05-19", "2026-05-26"),
        ("2026-05-13", "week", "2026-05-19", "2026-05-20"),
        ("2026-05-19", "fortnight", "2026-05-19", "2026-06-02"),
        ("2026-01-31", "month", "2026-01-31", "2026-02-28"),
        ("2028-01-31", "month", "2028-01-31", "2028-02-29"),
        ("2028-02-29", "month", "2028-02-29", "2028-03-29"),
        ("2026-01-31", "month", "2026-02-28", "2026-03-31"),
        ("2026-12-31", "month", "2026-12-31", "2027-01-31"),
        ("2026-06-30", "month", "2026-07-01", "2026-07-30"),
        ("2025-05-19", "month", "2026-05-19", "2026-06-19"),
    ],
)
def test_the_next_meeting_is_after_the_last_and_ahead(last: str, every: str, today: str, found: str) -> None:
    day = next_meeting(date.fromisoformat(last), every, date.fromisoformat(today))
    assert day == date.fromisoformat(found)


def test_no_rhythm_no_next_day() -> None:
    assert next_meeting(MAY, "none", MAY) is None
