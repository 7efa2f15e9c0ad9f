"""Twenty people met at one event are never more than five due on one day, and none late first."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from followups.cadence import conference_window
from followups.rules import numbers
from followups.spread import Encounter, days_later

DENVER = ZoneInfo("America/Denver")
N = numbers()
SUNDAY = datetime(2026, 5, 17, 15, tzinfo=DENVER)


def due_days(encounters):
    waits = days_later(encounters, DENVER, N)
    windows = {one.key: conference_window(one.met, DENVER, N, waits[one.key]) for one in encounters}
    assert all(found.opens < found.due < found.late for found in windows.values())
    return {key: found.due.astimezone(DENVER).date() for key, found in windows.items()}


def met(count, *, first=0, at=SUNDAY, weight=0):
    return [Encounter(first + n, first + n, at + timedelta(minutes=n), weight) for n in range(count)]


def test_five_people_are_all_due_after_72_hours():
    assert set(days_later(met(5), DENVER, N).values()) == {0}
    assert Counter(days_later(met(6), DENVER, N).values()) == {0: 5, 1: 1}


def test_twenty_people_of_one_day():
    assert sorted(Counter(due_days(met(20)).values()).values()) == [5, 5, 5, 5]


def test_twenty_people_of_two_days_share_the_days_they_have():
    both = met(10) + met(10, first=10, at=SUNDAY + timedelta(days=1))
    assert max(Counter(due_days(both).values()).values()) == 5


def test_the_most_meaningful_of_a_day_come_first():
    crowd = met(6, weight=1) + met(3, first=6, weight=3)
    waits = days_later(crowd, DENVER, N)
    assert [waits[key] for key in (6, 7, 8)] == [0, 0, 0]
    assert Counter(waits.values()) == {0: 5, 1: 4}


def test_more_than_fit_are_shared_out_evenly():
    assert sorted(Counter(due_days(met(42)).values()).values()) == [10, 10, 11, 11]


def test_nobody_met_needs_no_place():
    assert days_later([], DENVER, N) == {}


def test_a_change_of_clocks_in_the_week_changes_nothing():
    friday = datetime(2026, 3, 6, 15, tzinfo=DENVER)
    assert sorted(Counter(due_days(met(20, at=friday)).values()).values()) == [5, 5, 5, 5]


@given(
    st.lists(
        st.builds(
            lambda hours, weight: (hours, weight),
            st.integers(0, 120),
            st.integers(0, 3),
        ),
        max_size=60,
    ),
    st.randoms(use_true_random=False),
)
def test_places_do_not_depend_on_the_order_asked(told, random):
    encounters = [
        Encounter(n, n, datetime(2026, 5, 13, tzinfo=UTC) + timedelta(hours=hours), weight)
        for n, (hours, weight) in enumerate(told)
    ]
    due_days(encounters)
    shuffled = random.sample(encounters, len(encounters))
    assert days_later(shuffled, DENVER, N) == days_later(encounters, DENVER, N)
