"""I7, the small version: six weeks round a change of the clocks, and the end of a year of 53 weeks."""

from datetime import date

import pytest

from tests.faults import year
from tests.faults.year import simulate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 12, 14), date(2027, 1, 10)),
        (date(2027, 3, 8), date(2027, 4, 11)),
        (date(2027, 9, 20), date(2027, 11, 14)),
    ],
    ids=["week 53", "spring", "autumn"],
)
def test_each_week_leaves_once_in_its_ten_minutes(first: date, last: date) -> None:
    clocks = year.clocks_of(year.ZONES, first, last)
    out = simulate(year.people(8, clocks, first), clocks, first, last)
    print(out)
    assert out.holds, out
