"""Which five, and in what order. The statement is held against the rules of `windows`, row by row."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import Contact
from followups.choosing import MEETINGS_AHEAD, SECTION_OF, Choice, Reader, Section, choose
from followups.models import FollowUp
from followups.windows import Basis, State
from tests.conftest import START

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def hana(ama: User) -> Contact:
    return Contact.objects.create(owner=ama, given_name="Hana")


class Owe:
    """Adds follow-ups with one person; hours from now."""

    def __init__(self, contact: Contact) -> None:
        self.contact, self.names = contact, dict[int, int]()

    def __call__(
        self, name: int, basis: Basis, opens: float = -24, due: float = 240, late: float = 480
    ) -> FollowUp:
        moments = [START + HOUR * hours for hours in (min(opens, -25), opens, due, late)]
        columns = dict(zip(("starts_at", "opens_at", "due_at", "late_at"), moments, strict=True))
        row = FollowUp.objects.create(
            owner=self.contact.owner, contact=self.contact, basis=basis, because="So.",
            occurrence=str(name), **columns,
        )  # fmt: skip
        self.names[row.pk] = name
        return row

    def chosen(self, most: int = 5) -> list[int]:
        return [self.names[pk] for pk in self.choice(most).ids]

    def choice(self, most: int = 5) -> Choice:
        reader = Reader(self.contact.owner_id, most)
        return choose([reader], START).get(reader.owner_id, Choice((), 0))


@pytest.fixture
def owe(hana: Contact) -> Owe:
    return Owe(hana)


def test_p74_promises_then_72_hours_then_windows_then_meetings(owe: Owe) -> None:
    """P74: an open promise is the first section."""
    owe(1, Basis.PREPARATION, late=48)
    owe(2, Basis.UPDATE)
    owe(3, Basis.CONFERENCE)
    owe(4, Basis.PROMISE)
    assert owe.chosen() == [4, 3, 2, 1]


def test_every_kind_of_follow_up_has_its_place() -> None:
    assert set(SECTION_OF) == set(Basis)


def test_a_late_promise_comes_after_others_and_before_everything_else(owe: Owe) -> None:
    owe(1, Basis.CONFERENCE, due=1)
    owe(2, Basis.PROMISE, opens=-400, due=-300, late=-200)
    owe(3, Basis.PROMISE, due=100)
    assert owe.chosen() == [3, 2, 1]


def test_late_72_hours_come_last_among_them_the_earliest_due_first(owe: Owe) -> None:
    owe(1, Basis.CONFERENCE, opens=-300, due=-200, late=-100)
    owe(2, Basis.THANKS, due=20)
    owe(3, Basis.INTRODUCTION, due=10)
    assert owe.chosen() == [3, 2, 1]


def test_windows_that_close_come_first_and_late_ones_last(owe: Owe) -> None:
    owe(1, Basis.UPDATE, opens=-3000, due=-2000, late=-1000)
    owe(2, Basis.UPDATE, due=24 * 20)
    owe(3, Basis.CHECK_IN, opens=-2000, due=-100, late=2000)
    owe(4, Basis.CHECK_IN, due=24 * 6)
    assert owe.chosen() == [4, 3, 2, 1]


def test_my_own_reminders_stand_among_the_windows(owe: Owe) -> None:
    owe(1, Basis.UPDATE, due=24 * 30)
    owe(2, Basis.MANUAL, due=1)
    owe(3, Basis.CONFERENCE)
    owe(4, Basis.PREPARATION, late=48)
    assert owe.chosen() == [3, 2, 1, 4]


@pytest.mark.parametrize(
    ("late", "listed"),
    [(-1, False), (0, False), (1, True), (24 * 7, True), (24 * 7 + 1, False)],
)
def test_p54_a_meeting_is_listed_when_it_is_in_the_seven_days_ahead(
    owe: Owe, late: int, listed: bool
) -> None:
    owe(1, Basis.PREPARATION, opens=late - 72, due=late - 24, late=late)
    assert owe.chosen() == [1] * listed


def test_what_has_not_opened_waits(owe: Owe) -> None:
    owe(1, Basis.UPDATE, opens=1)
    owe(2, Basis.UPDATE, opens=0)
    assert owe.chosen() == [2]


def test_at_most_five_and_the_others_are_counted(owe: Owe) -> None:
    for n in range(1, 9):
        owe(n, Basis.PROMISE, due=n)
    assert (owe.chosen(), owe.choice().more) == ([1, 2, 3, 4, 5], 3)
    assert (owe.chosen(1), owe.choice(1).more) == ([1], 7)


@pytest.mark.parametrize(("hours", "rides"), [(1, False), (0, True), (-1, True)])
def test_p68_what_a_heavy_block_holds_back_waits_until_it_is_told(owe: Owe, hours: int, rides: bool) -> None:
    held = owe(1, Basis.UPDATE, opens=-48)
    owe(2, Basis.PROMISE, opens=-48)
    FollowUp.objects.filter(pk=held.pk).update(told_at=START + HOUR * hours)
    assert owe.chosen() == [2, 1] if rides else [2]
    assert owe.choice(1).more == rides


def test_each_reader_has_a_list_of_their_own(ama: User, ben: User, hana: Contact) -> None:
    mine = Owe(hana)(1, Basis.PROMISE)
    his = Owe(Contact.objects.create(owner=ben, given_name="Jo"))
    theirs = [his(n, Basis.PROMISE, due=n).pk for n in range(3)]
    found = choose([Reader(ama.pk, 5), Reader(ben.pk, 2), Reader(0, 5)], START)
    assert found == {ama.pk: Choice((mine.pk,), 0), ben.pk: Choice(tuple(theirs[:2]), 1)}


# ------------------------------------------------------------------ against the rules of one row
URGENCY = {State.CLOSING: 0, State.DUE: 1, State.OPEN: 2, State.WAITING: 2, State.LATE: 3}
HOURS = st.one_of(st.integers(-5000, 5000), st.integers(-200, 200))


def place(one: FollowUp) -> tuple[int, int, datetime, int]:
    section, state = SECTION_OF[Basis(one.basis)], one.state(START)
    urgency = URGENCY[state] if section == Section.WINDOWS else 3 * (state == State.LATE)
    return section, urgency, one.due_at, one.pk


def belongs(one: FollowUp) -> bool:
    if one.basis == Basis.PREPARATION:
        return START < one.late_at <= START + MEETINGS_AHEAD
    return one.opens_at <= START


@given(rows=st.lists(st.tuples(st.sampled_from(list(Basis)), HOURS, HOURS, HOURS), max_size=12))
@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_open_is_dropped_however_late(hana: Contact, rows: list[tuple[Basis, int, int, int]]) -> None:
    FollowUp.objects.all().delete()
    owe = Owe(hana)
    ones = [owe(n, basis, *sorted(hours)) for n, (basis, *hours) in enumerate(rows)]
    due = sorted((one for one in ones if belongs(one)), key=place)
    assert owe.choice() == Choice(tuple(one.pk for one in due[:5]), max(len(due) - 5, 0))
