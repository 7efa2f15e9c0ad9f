"""Naming the mentorship: recurring after three meetings, said at the third and the fourth (P53)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from contacts.models import Contact, Direction, RoleTerm, Stage
from contacts.naming import asks
from interactions import recording
from interactions.models import MEETINGS, Kind
from tests.making import person

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


# ------------------------------------------------------------------ the suggestion
def answer(browser, contact: Contact, **told: Any):
    return browser.post(reverse("person_naming", args=[contact.pk]), told)


def test_p53_said_at_the_third_meeting_once_more_at_the_fourth_then_never(browser, meet, grace):
    """P53: dismissed at the third, a fourth is saved: once more; at the fifth: none."""
    for number, said in ((1, False), (2, False), (3, True), (4, True), (5, False), (6, False)):
        meet(grace)
        page = words(browser, grace)
        assert (WORTH.lower() in page, "Draft a word" in page) == (said, said), number
        if said:
            times = {3: "three times", 4: "four times"}[number]
            assert f"You have met Dr. Adeyemi {times}. It may be worth naming." in page
            assert "“You have become a mentor to me, and I wanted to say so.”" in page
            assert answer(browser, grace, meetings=number).url == grace.get_absolute_url()
            assert WORTH.lower() not in words(browser, grace)


def test_p53_not_answered_it_stays_until_the_fourth_and_is_silent_at_the_fifth(browser, meet, grace):
    for number in range(1, 6):
        meet(grace)
        assert ("Draft a word" in words(browser, grace)) is (number in (3, 4))


def test_p53_named_sets_the_stage_and_can_be_taken_back(browser, meet, grace):
    for _ in range(3):
        meet(grace)
    assert (
        f"{reverse('write', args=[grace.pk])}?template=name_it"
        in browser.get(grace.get_absolute_url()).content.decode()
    )
    for _ in range(2):
        answer(browser, grace, named=1, meetings=3)
        assert stage_of(grace) == Stage.NAMED
    (message,) = browser.get(grace.get_absolute_url()).context["messages"]
    assert "Draft a word" not in words(browser, grace)
    assert [(one.role, one.ends_on) for one in grace.role_terms.all()] == [("mentor", None)]
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert stage_of(grace) == Stage.RECURRING and not grace.role_terms.exists()
    assert "Draft a word" in words(browser, grace)


def test_p53_a_mentor_by_function_already_keeps_their_term(browser, clock, meet, grace):
    for _ in range(3):
        meet(grace)
    since = clock.at.date() - 400 * DAY
    RoleTerm.objects.create(owner=grace.owner, contact=grace, role="mentor", starts_on=since)
    answer(browser, grace, named=1, meetings=3)
    (message,) = browser.get(grace.get_absolute_url()).context["messages"]
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert stage_of(grace) == Stage.RECURRING
    assert [(one.starts_on, one.ends_on) for one in grace.role_terms.all()] == [(since, None)]


def test_p53_put_off_can_be_taken_back_and_tells_the_other_window(browser, meet, grace):
    for _ in range(3):
        meet(grace)
    grace.refresh_from_db()
    answer(browser, grace, meetings=3)
    (message,) = browser.get(grace.get_absolute_url()).context["messages"]
    assert "once more after the next meeting" in str(message)
    assert Contact.objects.get().version == grace.version + 1
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert "Draft a word" in words(browser, grace)


@pytest.mark.parametrize(
    ("direction", "stage", "said"),
    [
        (Direction.SENIOR, Stage.RECURRING, True),
        (Direction.PEER, Stage.RECURRING, True),
        (Direction.JUNIOR, Stage.RECURRING, False),
        (Direction.SENIOR, Stage.MET, False),
        (Direction.SENIOR, Stage.NAMED, False),
        (Direction.SENIOR, Stage.ENDED, False),
    ],
)
def test_p53_only_of_whom_it_can_be_said(direction, stage, said):
    assert asks(stage, direction, 3, 0) is said


@pytest.mark.parametrize("told", [{}, {"meetings": "99"}, {"meetings": "x"}, {"meetings": ""}])
def test_p53_what_is_no_answer_changes_nothing(browser, meet, grace, told):
    for _ in range(3):
        meet(grace)
    before = Contact.objects.values().get()
    assert answer(browser, grace, **told).status_code == 302
    browser.post(reverse("person_naming", args=[grace.pk]) + "?back=99")
    assert Contact.objects.values().get() == before


def test_p53_nobody_elses(client_for, ben, meet, grace):
    for _ in range(3):
        meet(grace)
    assert answer(client_for(ben), grace, named=1).status_code == 404
    assert stage_of(grace) == Stage.RECURRING
