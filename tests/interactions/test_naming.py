"""Naming the mentorship: recurring after three meetings, a word at the third and the fourth, then none (P53)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from contacts.models import Contact, Direction, Stage
from contacts.naming import asks
from interactions import recording
from interactions.models import MEETINGS, Kind
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORTH = "May be worth naming"


@pytest.fixture
def meet(clock, touch):
    """One more meeting, a day later."""

    def log(contact: Contact, **fields: Any):
        clock.advance(days=1)
        return touch(contact, **{"kind": Kind.COFFEE, **fields})

    return log


def stage_of(contact: Contact) -> str:
    return Contact.objects.get(pk=contact.pk).stage


def words(browser, contact: Contact) -> str:
    page = browser.get(contact.get_absolute_url()).content.decode().split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


# ------------------------------------------------------------------ recurring
def test_p53_three_meetings_make_it_recurring_and_taking_one_out_puts_it_back(clock, meet, grace):
    made = [meet(grace) for _ in range(3)]
    assert stage_of(grace) == Stage.RECURRING
    for one in made:
        recording.delete(one, clock.now())
        assert stage_of(grace) == Stage.MET
        recording.restore(one, clock.now())
        assert stage_of(grace) == Stage.RECURRING


@pytest.mark.parametrize("kind", [one for one in Kind if one not in MEETINGS])
def test_p53_a_letter_a_call_or_rounds_is_no_meeting(meet, grace, kind):
    for _ in range(2):
        meet(grace)
    for _ in range(3):
        meet(grace, kind=kind)
    assert stage_of(grace) == Stage.MET


def test_p53_a_planned_meeting_counts_once_it_was_held(ama, clock, meet, grace):
    meet(grace), meet(grace)
    one = recording.plan(ama, [grace], Kind.MEETING, clock.now() + DAY, now=clock.now())
    assert stage_of(grace) == Stage.MET
    clock.advance(days=2)
    recording.hold(one, clock.now())
    assert stage_of(grace) == Stage.RECURRING


@pytest.mark.parametrize("first", [Stage.IDENTIFIED, Stage.CONTACTED, Stage.MET])
def test_p53_all_the_way_and_all_the_way_back(ama, clock, meet, first):
    someone = person(ama, "Dr. Ngozi Okafor", stage=first)
    made = [meet(someone) for _ in range(4)]
    # Changing the first or the third writes the steps anew, and forgets none.
    for one in (made[0], made[2], made[0]):
        recording.change(one, now=clock.now(), takeaway=f"again {one.version}")
        assert stage_of(someone) == Stage.RECURRING
    for one in made[:2]:
        recording.delete(one, clock.now())
    assert stage_of(someone) == Stage.MET
    for one in made[2:]:
        recording.delete(one, clock.now())
    assert stage_of(someone) == first


@pytest.mark.parametrize("chosen", [Stage.MET, Stage.NAMED, Stage.DORMANT, Stage.ENDED])
def test_p53_what_i_chose_by_hand_stays(clock, meet, grace, chosen):
    made = [meet(grace) for _ in range(3)]
    Contact.objects.filter(pk=grace.pk).update(stage=chosen)
    meet(grace)
    assert stage_of(grace) == chosen
    recording.delete(made[0], clock.now())
    assert stage_of(grace) == chosen
