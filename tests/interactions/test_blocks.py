"""A block of the calendar ends, and a thank-you is proposed for whoever I worked with there (P60)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from followups import planning
from followups.models import FollowUp, Outcome
from followups.windows import Basis
from interactions import blocks, recording
from interactions.models import Kind
from residents.models import Rotation
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Wednesday 20 May is over in Denver.
OVER = datetime(2026, 5, 21, 6, tzinfo=UTC)


@pytest.fixture
def neuro(ama):
    return Rotation.objects.create(
        owner=ama, name="Neuro ICU", starts_on=date(2026, 4, 22), ends_on=date(2026, 5, 20)
    )


def proposed():
    return {one.contact for one in FollowUp.objects.filter(basis=Basis.THANKS, outcome=Outcome.OPEN)}


def test_p60_the_day_after_a_block_a_thank_you_is_proposed_for_its_people(
    ama, ben, neuro, touch, grace, jonah
):
    """P60: an elective ends; the next day thank-you tasks are proposed for whoever was met there."""
    touch(grace, kind=Kind.ROUNDS)
    met = person(ama, "Dr. Met Here", met_via="neuro icu")
    touch(met)
    touch(jonah, kind=Kind.COFFEE)  # a mentor seen in those weeks
    touch(person(ama, "Dr. Before"), kind=Kind.ROUNDS, at=datetime(2026, 4, 22, 5, 59, tzinfo=UTC))
    touch(person(ama, "Dr. By Mail", met_via="Neuro ICU"), kind=Kind.EMAIL)
    assert (blocks.close_over(OVER - timedelta(minutes=1)), proposed()) == (0, set())
    assert (blocks.close_over(OVER), proposed()) == (1, {grace, met})
    assert FollowUp.objects.get(contact=grace, basis=Basis.THANKS).because.startswith("Neuro ICU is over.")
    assert blocks.close_over(OVER + DAY) == 0


@pytest.mark.parametrize(
    ("about", "on", "proposes"),
    [
        ({}, date(2026, 4, 22), True),
        ({}, date(2026, 5, 20), True),
        ({}, date(2026, 4, 21), False),
        ({}, None, False),
        ({"met_via": "a friend's wedding"}, date(2026, 5, 12), False),
    ],
)
def test_p60_somebody_new_in_its_days_counts_unless_it_is_said_where(ama, neuro, touch, about, on, proposes):
    met = person(ama, "Dr. New Here", met_on=on, **about)
    touch(met, kind=Kind.MET, at=datetime(2026, 5, 12, 18, tzinfo=UTC))
    blocks.close_over(OVER)
    assert proposed() == ({met} if proposes else set())


def test_p60_what_was_let_go_of_is_not_proposed_again_when_the_block_is_changed(
    ama, client_for, clock, neuro, touch, grace
):
    touch(grace, kind=Kind.ROUNDS)
    blocks.close_over(OVER)
    planning.finish(FollowUp.objects.get(basis=Basis.THANKS), Outcome.DISMISSED, OVER)
    clock.set(OVER + DAY)
    days = {"name": "Neuro ICU", "starts_on": "2026-04-22", "ends_on": "2026-05-19", "intensity": "light"}
    page = client_for(welcomed(ama)).post(reverse("rotation_edit", args=[neuro.pk]), {**days, "version": 1})
    assert page.status_code == 302
    assert (blocks.close_over(clock.now()), proposed()) == (1, set())


def test_p60_it_agrees_with_what_is_logged_late_changed_and_taken_back(ama, clock, neuro, touch, grace):
    there = datetime(2026, 5, 12, 18, tzinfo=UTC)
    assert blocks.close_over(OVER) == 1 and proposed() == set()
    clock.set(OVER + 2 * DAY)
    late = touch(grace, kind=Kind.ROUNDS, at=there)
    assert proposed() == {grace}
    recording.change(late, at=datetime(2026, 4, 20, 18, tzinfo=UTC), now=clock.now())
    assert proposed() == set()
    recording.change(late, at=there, now=clock.now())
    assert proposed() == {grace}
    recording.delete(late, clock.now())
    assert proposed() == set()
    recording.restore(late, clock.now())
    planning.finish(FollowUp.objects.get(basis=Basis.THANKS, closed_at=None), Outcome.DISMISSED, clock.now())
    noor = person(ama, "Dr. Noor Haddad")
    touch(noor, kind=Kind.ROUNDS, at=there)
    assert proposed() == {noor}
    clock.set(OVER + 15 * DAY)
    touch(person(ama, "Dr. Much Later"), kind=Kind.ROUNDS, at=there)
    assert proposed() == {noor}
    recording.delete(noor.interactions.get(), clock.now())
    assert proposed() == set()


def test_p60_an_event_has_its_own_thanks_and_a_block_long_over_none(ama, apa, neuro, touch, grace, jonah):
    touch(grace, kind=Kind.ROUNDS, event=apa)
    assert (blocks.close_over(OVER), proposed()) == (1, set())
    Rotation.objects.update(closed_at=None)
    touch(jonah, kind=Kind.ROUNDS)
    assert (blocks.close_over(OVER + 15 * DAY), proposed()) == (1, set())
