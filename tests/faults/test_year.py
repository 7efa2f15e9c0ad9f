"""I7, the small version: six weeks round a change of the clocks, and the end of a year of 53 weeks."""

from datetime import date

import pytest

from tests.faults.year import whole

pytestmark = pytest.mark.django_db
SPANS = {
    "week 53": (date(2026, 12, 14), date(2027, 1, 10)),
    "spring": (date(2027, 3, 8), date(2027, 4, 11)),
    "autumn": (date(2027, 9, 20), date(2027, 11, 14)),
}


@pytest.mark.parametrize("name", SPANS)
def test_each_week_leaves_once_in_its_ten_minutes(name: str) -> None:
    first, last = SPANS[name]
    out = whole(8, False, first, last)
    print(out.line)
    assert out.holds, out.line
    assert out.due == 8 * ((last - first).days // 7 + 1)


def test_flying_about_and_turning_it_off_and_on_brings_each_week_once_at_most() -> None:
    out = whole(8, True, *SPANS["autumn"])
    print(out.line)
    assert out.holds, out.line
