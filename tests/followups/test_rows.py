"""A row's margin: the words of each kind that are its own."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from followups.rows import row
from followups.windows import Basis
from tests.conftest import Clock
from tests.making import owed, person


def margin(ama: User, basis: str, opens: datetime, now: datetime) -> tuple[str, str]:
    shown = row(owed(person(ama), basis, opens), now, ama.zone)
    return shown.words, shown.date


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Today"), (1, "Wed 20 May"), (6, "Mon 25 May"), (60, "Sat 18 Jul"), (360, "Fri 14 May 2027")],
)
def test_what_is_hoped_for_has_its_day(ama: User, clock: Clock, days: int, words: str) -> None:
    evening = clock.now() + timedelta(days=days, hours=6)
    assert margin(ama, Basis.PROMISE_TO_ME, evening, clock.now()) == (words, "hoped for")


def test_a_promise_due_today_says_so_before_and_after_its_hour(ama: User, clock: Clock) -> None:
    noon = clock.now() - timedelta(hours=1)
    assert margin(ama, Basis.PROMISE, noon - timedelta(days=1), noon - timedelta(hours=1)) == (
        "Today",
        "by evening",
    )
    assert margin(ama, Basis.PROMISE, noon - timedelta(days=1), clock.now()) == ("Due", "today")
