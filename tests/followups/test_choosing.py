"""Which five, and in what order."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.choosing import SECTION_OF, Owed, choose
from followups.rules import numbers
from followups.windows import Basis, Window
from tests.conftest import START

HOUR = timedelta(hours=1)


def owed(pk: int, basis: Basis, opens: float = -24, due: float = 240, late: float = 480) -> Owed:
    """Hours from now."""
    moments = [START + HOUR * hours for hours in (min(opens, -25), opens, due, late)]
    return Owed(pk, basis, Window(*moments))


def chosen(*ones: Owed, most: int = 5) -> list[int]:
    return list(choose(ones, START, numbers(), most).ids)


def test_p74_promises_then_72_hours_then_windows_then_meetings() -> None:
    ones = [
        owed(1, Basis.PREPARATION, late=48),
        owed(2, Basis.UPDATE),
        owed(3, Basis.CONFERENCE),
        owed(4, Basis.PROMISE),
    ]
    assert chosen(*ones) == [4, 3, 2, 1]


def test_every_kind_of_follow_up_has_its_place() -> None:
    assert set(SECTION_OF) == set(Basis)


def test_a_late_promise_comes_after_others_and_before_everything_else() -> None:
    ones = [
        owed(1, Basis.CONFERENCE, due=1),
        owed(2, Basis.PROMISE, opens=-400, due=-300, late=-200),
        owed(3, Basis.PROMISE, due=100),
    ]
    assert chosen(*ones) == [3, 2, 1]


def test_late_72_hours_come_last_among_them_the_earliest_due_first() -> None:
    late = owed(1, Basis.CONFERENCE, opens=-300, due=-200, late=-100)
    soon, sooner = owed(2, Basis.THANKS, due=20), owed(3, Basis.INTRODUCTION, due=10)
    assert chosen(late, soon, sooner) == [3, 2, 1]


def test_windows_that_close_come_first_and_late_ones_last() -> None:
    ones = [
        owed(1, Basis.UPDATE, opens=-3000, due=-2000, late=-1000),
        owed(2, Basis.UPDATE, due=24 * 20),
        owed(3, Basis.CHECK_IN, opens=-2000, due=-100, late=2000),
        owed(4, Basis.CHECK_IN, due=24 * 6),
    ]
    assert chosen(*ones) == [4, 3, 2, 1]


def test_my_own_reminders_stand_among_the_windows() -> None:
    ones = [
        owed(1, Basis.UPDATE, due=24 * 30),
        owed(2, Basis.MANUAL, due=1),
        owed(3, Basis.CONFERENCE),
        owed(4, Basis.PREPARATION, late=48),
    ]
    assert chosen(*ones) == [3, 2, 1, 4]


@pytest.mark.parametrize(
    ("late", "listed"),
    [(-1, False), (0, False), (1, True), (24 * 7, True), (24 * 7 + 1, False)],
)
def test_p54_a_meeting_is_listed_when_it_is_in_the_seven_days_ahead(late: int, listed: bool) -> None:
    meeting = owed(1, Basis.PREPARATION, opens=late - 72, due=late - 24, late=late)
    assert chosen(meeting) == [1] * listed


def test_what_has_not_opened_waits() -> None:
    assert chosen(owed(1, Basis.UPDATE, opens=1), owed(2, Basis.UPDATE, opens=0)) == [2]


def test_at_most_five_and_the_others_are_counted() -> None:
    choice = choose([owed(n, Basis.PROMISE, due=n) for n in range(1, 9)], START, numbers(), 5)
    assert (list(choice.ids), choice.more) == ([1, 2, 3, 4, 5], 3)


HOURS = st.integers(-5000, 5000)


@given(st.lists(st.tuples(st.sampled_from(list(Basis)), HOURS, HOURS, HOURS)))
def test_nothing_open_is_dropped_however_late(rows: list[tuple[Basis, int, int, int]]) -> None:
    ones = [owed(n, basis, *sorted(hours)) for n, (basis, *hours) in enumerate(rows)]
    choice = choose(ones, START, numbers(), 5)
    opened = [one for one in ones if one.basis != Basis.PREPARATION and one.window.opens <= START]
    assert len(choice.ids) + choice.more >= len(opened)
    assert len(choice.ids) <= 5
    assert len(choice.ids) == 5 or choice.more == 0
