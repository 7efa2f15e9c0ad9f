"""An event afterwards: the queue, who is to be told, what is to be added, what it brought."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Contact
from followups import planning
from followups.models import FollowUp, Outcome
from followups.windows import Basis
from interactions import ending, recording
from interactions.models import Goal, Kind, Session, Target
from interactions.recording import PromiseMade
from tests.making import person

pytestmark = pytest.mark.django_db
OVER = datetime(2026, 5, 21, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def page(browser, event, **query):
    answer = browser.get(reverse("event_after", args=[event.pk]), query)
    assert answer.status_code == 200
    return answer


def names(answer):
    return [[row.follow_up.contact.family_name for row in group.rows] for group in answer.context["groups"]]


@pytest.fixture
def twelve(ama, touch, apa):
    """Twelve good conversations on one day; the last two with a promise, the one before with a takeaway."""
    people = [person(ama, f"Ann Number{n}") for n in range(12)]
    for n, one in enumerate(people):
        promises = [PromiseMade(one, "send the paper")] if n >= 10 else []
        said = "start early" if n == 9 else ""
        touch(one, event=apa, meaningful=True, takeaway=said, promises=promises)
    return people


def test_p36_the_most_meaningful_first_and_the_rest_spread_over_days(browser, apa, twelve):
    """P36: twelve met on one day; five are due on the first, the others wait, at most five a day."""
    answer = page(browser, apa)
    first, second, third = names(answer)
    assert first == ["Number10", "Number11", "Number9", "Number0", "Number1"]
    assert (len(second), len(third)) == (5, 2)
    titles = [group.title for group in answer.context["groups"]]
    assert titles[0] == "" and all(one.startswith("Waits until ") for one in titles[1:])
    assert answer.context["left"].words.startswith("5 to write to now. The rest wait from ")
    assert answer.context["left"].words.endswith(", at most 5 a day.")
    text = answer.content.decode()
    one = FollowUp.objects.get(contact=twelve[10], basis=Basis.CONFERENCE)
    assert f"{reverse('write', args=[twelve[10].pk])}?follow_up={one.pk}" in text  # the draft (P36, P37)
    assert reverse("done", args=[one.pk]) in text and "LinkedIn note" in text


def test_what_was_written_leaves_the_queue_and_what_was_snoozed_waits(browser, apa, clock, twelve):
    done, snoozed = (
        FollowUp.objects.get(contact=one, basis=Basis.CONFERENCE) for one in (twelve[10], twelve[11])
    )
    planning.finish(done, Outcome.DONE, clock.now())
    planning.snooze(snoozed, clock.now() + 2 * DAY)
    answer = page(browser, apa)
    assert names(answer)[0] == ["Number9", "Number0", "Number1"]
    assert "Number11" in [name for group in names(answer)[1:] for name in group]
    assert (answer.context["left"].written, len(answer.context["left"].order)) == (1, 11)


def test_an_empty_event_says_so_kindly(browser, apa):
    text = page(browser, apa).content.decode()
    assert "Nothing is owed." in text and "Nobody yet." in text


def test_p38_whoever_recommended_them_stands_on_the_page(browser, ama, apa, touch, clock, grace, jonah):
    Target.objects.create(owner=ama, event=apa, contact=jonah, recommended_by=grace)
    touch(jonah, event=apa)
    clock.set(OVER)
    ending.close_over(OVER)
    answer = page(browser, apa)
    assert [row.follow_up.contact for row in answer.context["tell"]] == [grace]
    assert "Tell Dr. Adeyemi: you met Dr. Jonah Feld" in answer.content.decode()


def test_names_only_ask_for_details_on_their_day(browser, ama, apa, touch, clock):
    one = person(ama, "Ann")
    touch(one, event=apa)
    clock.set(OVER + 2 * DAY)
    late = person(ama, "Bea")
    touch(late, event=apa)
    addresses = {row.participant.contact: row.address for row in page(browser, apa).context["to_add"]}
    recap = reverse("event_recap", args=[apa.pk])
    assert addresses == {one: f"{recap}?day=2026-05-19#add-{one.pk}", late: late.get_absolute_url()}


def test_what_it_brought_is_counted_and_never_scored(browser, ama, apa, touch, clock, twelve):
    Goal.objects.create(owner=ama, event=apa, measure="new", wanted=5)
    Goal.objects.create(owner=ama, event=apa, measure="questions", wanted=2)
    Session.objects.create(owner=ama, event=apa, title="Sleep", starts_at=clock.now(), asked_question=True)
    Target.objects.create(owner=ama, event=apa, program="Northfield", talked_at=clock.now())
    touch(twelve[0], kind=Kind.MET, event=apa, promises=[PromiseMade(twelve[0], "the slides", to_me=True)])
    promise = FollowUp.objects.filter(basis=Basis.PROMISE).first()
    planning.finish(promise, Outcome.DONE, clock.now())
    for address in (reverse("event_after", args=[apa.pk]), reverse("event_yield", args=[apa.pk])):
        answer = browser.get(address)
        brought = answer.context["brought"]
        assert (brought.people, brought.new, brought.talks) == (12, 12, 12)
        assert (brought.questions, brought.programs, brought.reached) == (1, 1, 1)
        assert (len(brought.made), brought.kept, len(brought.offered)) == (2, 1, 1)
        text = answer.content.decode()
        assert "2 made, 1 kept" in text and "score" not in text.lower()
    assert "the slides" in text and "Ann Number3" in text


def test_another_page_of_the_queue_leaves_the_people_where_they_are(browser, ama, apa, clock):
    people = [person(ama, f"Ann Number{n}") for n in range(30)]
    told = [recording.Told([one], "x", meaningful=True) for one in people]
    recording.record_each(ama, told, kind=Kind.MET, at=clock.now(), event=apa, now=clock.now())
    first, second = page(browser, apa), page(browser, apa, queue="2")
    assert (sum(map(len, names(first))), sum(map(len, names(second)))) == (20, 10)
    assert "?queue=2" in first.content.decode()
    assert len(first.context["met"]) == len(second.context["met"]) == 30
    assert sum(map(len, names(page(browser, apa, queue="nine", page="x")))) == 20


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize("name", ["event_after", "event_yield"])
def test_ten_questions_whatever_the_number(
    browser, ama, clock, apa, count, name, django_assert_max_num_queries
):
    people = Contact.objects.bulk_create(
        Contact(owner=ama, given_name="Anna", family_name=f"Number{n}").prepare() for n in range(count)
    )
    told = [recording.Told([one], "start a log", meaningful=True) for one in people]
    recording.record_each(ama, told, kind=Kind.MET, at=clock.now(), event=apa, now=clock.now())
    Target.objects.bulk_create(
        Target(owner=ama, event=apa, contact=one, recommended_by=people[0], ask="asked") for one in people[1:]
    )
    Goal.objects.bulk_create(
        Goal(owner=ama, event=apa, measure=one, words="x") for one in Goal.Measure.values
    )
    clock.set(OVER)
    ending.close_over(OVER)
    address = reverse(name, args=[apa.pk])
    browser.get(address)
    with django_assert_max_num_queries(10):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("name", ["event_after", "event_yield"])
def test_a_stranger_sees_none_of_it(client_for, ben, apa, name):
    assert client_for(ben).get(reverse(name, args=[apa.pk])).status_code == 404


def test_the_event_before_it_begins(browser, apa, clock):
    clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    assert page(browser, apa).status_code == 200
    assert date(2026, 5, 16) == apa.starts_on
