"""Events have days in a zone of their own; what is logged at them stays whatever becomes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Contact
from followups import planning
from followups.models import FollowUp
from interactions import recording
from interactions.models import Event, Interaction, Kind
from interactions.recording import PromiseMade
from tests.making import person

pytestmark = pytest.mark.django_db


def event(owner, first="2026-05-19", last=None, **fields):
    first, last = date.fromisoformat(first), date.fromisoformat(last or first)
    told = {"name": "Rounds", "time_zone": "America/Denver", **fields}
    return Event.objects.create(owner=owner, starts_on=first, ends_on=last, **told)


# ------------------------------------------------------------------ days
@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        # The 16th to the 20th. A day begins at midnight there, wherever I am.
        ("America/New_York", "2026-05-16 03:59", 0),
        ("America/New_York", "2026-05-16 04:00", 1),
        ("America/New_York", "2026-05-21 03:59", 5),
        ("America/New_York", "2026-05-21 04:00", 6),
        ("Pacific/Kiritimati", "2026-05-15 09:59", 0),
        ("Pacific/Kiritimati", "2026-05-15 10:00", 1),
        ("Pacific/Pago_Pago", "2026-05-21 10:59", 5),
        ("Pacific/Pago_Pago", "2026-05-21 11:00", 6),
    ],
)
def test_which_day_it_is_there(ama, browser, clock, zone, now, day):
    one = event(ama, "2026-05-16", "2026-05-20", time_zone=zone, name="APA")
    clock.set(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert (one.day(clock.now()), one.is_on(clock.now())) == (day, 1 <= day <= 5)
    page = browser.get(one.get_absolute_url()).content.decode()
    assert (f"day {day} of 5" in page) == (1 <= day <= 5)
    listed = browser.get(reverse("events")).context
    assert [one.pk for one, _ in listed["on_now"]] == ([one.pk] if 1 <= day <= 5 else [])
    assert [one.pk for one in listed["ahead"]] == ([one.pk] if day < 1 else [])
    assert [one.pk for one in listed["past"]] == ([one.pk] if day > 5 else [])


def test_a_day_of_23_hours_and_one_of_25_are_days(ama, clock):
    spring = event(ama, "2026-03-08", "2026-03-09")
    clock.set(datetime(2026, 3, 9, 6, 0, tzinfo=UTC))
    assert spring.day(clock.now()) == 2
    autumn = event(ama, "2026-11-01", "2026-11-02")
    clock.set(datetime(2026, 11, 2, 6, 59, tzinfo=UTC))
    assert autumn.day(clock.now()) == 1


def test_event_time_is_shown_at_the_event(ama, browser, touch, grace, apa):
    touch(grace, event=apa, takeaway="x")
    page = browser.get(apa.get_absolute_url()).content.decode()
    assert "event time 13:40" in page and "Tue 13:40" in page


# ------------------------------------------------------------------ the form
def told(**fields):
    return {
        "name": "APA",
        "kind": "conference",
        "time_zone": "America/New_York",
        "starts_on": "2026-05-16",
        **fields,
    }


def test_a_name_and_a_day_are_enough(browser, ama):
    assert b'value="America/Denver" selected' in browser.get(reverse("event_new")).content
    answer = browser.post(reverse("event_new"), told())
    one = Event.objects.get()
    assert answer.url == one.get_absolute_url()
    assert (one.owner, one.ends_on, one.time_zone) == (ama, date(2026, 5, 16), "America/New_York")


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"ends_on": "2026-05-15"}, "ends_on", "The last day is before the first."),
        ({"ends_on": "2027-06-01"}, "ends_on", "An event lasts at most a year."),
        ({"starts_on": "2026-02-31"}, "starts_on", "There is no such day."),
        ({"starts_on": "0000-05-01"}, "starts_on", "There is no such day."),
        ({"starts_on": "1949-12-31"}, "starts_on", "Choose a day between 1950 and 2100."),
        ({"starts_on": "9999-12-31"}, "starts_on", "Choose a day between 1950 and 2100."),
        ({"starts_on": ""}, "starts_on", "Please fill this in."),
        ({"name": " "}, "name", "Please fill this in."),
        ({"name": "n" * 121}, "name", "Keep this to 120 characters; it has 121."),
        ({"name": "a\nb"}, "name", "Use one line: no line breaks or control characters."),
        ({"name": "a\x00b"}, "name", "Null characters are not allowed."),
        ({"note": "n" * 20_001}, "note", "Keep this to 20000 characters; it has 20001."),
        ({"kind": "party"}, "kind", None),
        ({"time_zone": "Mars/Phobos"}, "time_zone", None),
    ],
)
def test_events_that_cannot_be(browser, fields, field, said):
    answer = browser.post(reverse("event_new"), told(place="Hall C", **fields))
    assert answer.status_code == 422 and b"Hall C" in answer.content
    assert said is None or said in answer.context["form"].errors[field]
    assert list(answer.context["form"].errors) == [field]
    assert not Event.objects.exists()


def test_sent_twice_is_one_event(browser):
    key = "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11"
    answers = [browser.post(reverse("event_new"), told(key=key)) for _ in range(2)]
    assert answers[0].url == answers[1].url == Event.objects.get().get_absolute_url()


def test_editing_and_two_tabs(browser, apa):
    address = reverse("event_edit", args=[apa.pk])
    assert browser.post(address, told(name="APA 2026", version=1)).url == apa.get_absolute_url()
    answer = browser.post(address, told(name="APA again", version=1))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "APA 2026" in page and "APA again" in page and 'name="version" value="2"' in page
    apa.refresh_from_db()
    assert (apa.name, apa.version) == ("APA 2026", 2)


# ------------------------------------------------------------------ who was met
def test_people_met_there_with_what_followed(browser, touch, clock, grace, jonah, apa):
    touch(grace, event=apa, meaningful=True, takeaway="start a case log")
    touch(jonah, event=apa)
    clock.advance(hours=46)
    rows = browser.get(apa.get_absolute_url()).context["met"]
    assert [(row.participant.contact, row.owed and row.owed.words) for row in rows] == [
        (jonah, None),
        (grace, "26 h left"),
    ]
    clock.advance(hours=1)
    touch(grace, kind=Kind.EMAIL)
    assert [row.ended for row in browser.get(apa.get_absolute_url()).context["met"]] == ["", "done"]
    recording.change(Interaction.objects.get(people=grace, event=apa), now=clock.now(), meaningful=False)
    assert [row.ended for row in browser.get(apa.get_absolute_url()).context["met"]] == ["", ""]


def test_deleted_touches_planned_meetings_and_trashed_people_are_not_listed(
    ama, browser, touch, clock, grace, jonah, apa
):
    recording.delete(touch(grace, event=apa), clock.now())
    recording.plan(ama, [grace], Kind.COFFEE, clock.now() + timedelta(hours=1), event=apa, now=clock.now())
    touch(jonah, event=apa)
    jonah.trash(clock.now())
    planning.hush(jonah)
    assert browser.get(apa.get_absolute_url()).context["met"] == []


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_asks_the_same_few_questions_of_many(
    browser, ama, clock, apa, count, django_assert_max_num_queries
):
    people = Contact.objects.bulk_create(
        Contact(owner=ama, given_name="Anna", family_name=f"Number{n}").prepare() for n in range(count)
    )
    told = [
        recording.Told([contact], "start a case log", meaningful=n < 40) for n, contact in enumerate(people)
    ]
    recording.record_each(ama, told, kind=Kind.MET, at=clock.now(), event=apa, now=clock.now())
    browser.get(apa.get_absolute_url())
    with django_assert_max_num_queries(10):
        page = browser.get(apa.get_absolute_url())
    assert len(page.context["met"]) == min(count, 50)
    with django_assert_max_num_queries(10):
        part = browser.get(
            apa.get_absolute_url(), {"page": "2"}, headers={"HX-Request": "true", "HX-Target": "met"}
        )
    assert b"<html" not in part.content


def test_p30_three_two_one(ama, browser, touch, clock, grace, jonah, apa):
    old = person(ama, "Hana Mori")
    touch(old, at=clock.now() - timedelta(days=90))
    for contact in (grace, jonah, old):
        touch(contact, event=apa, meaningful=contact != old)
    touch(grace, event=apa)
    touch(person(ama, "Yesterday Only"), event=apa, at=clock.now() - timedelta(days=1), meaningful=True)
    day = browser.get(apa.get_absolute_url()).context["counted"]
    assert (day.new, day.conversations, day.promised, day.choose_one) == (2, 2, 0, False)
    clock.set(datetime(2026, 5, 20, 1, 0, tzinfo=UTC))  # 21:00 in New York
    assert browser.get(apa.get_absolute_url()).context["counted"].choose_one
    touch(jonah, event=apa, promises=[PromiseMade(jonah, "send the protocol", date(2026, 5, 22))])
    day = browser.get(apa.get_absolute_url()).context["counted"]
    assert (day.promised, day.choose_one) == (1, False)


def test_p67_one_tap_opens_todays_instance(browser, ama):
    """P67: weekly rounds: one tap opens today's instance."""
    weekly = event(ama, "2026-05-12", name="Grand rounds", kind="rounds", place="Room 204", preset="quiet")
    assert b"Again today" in browser.get(weekly.get_absolute_url()).content
    answers = [browser.post(reverse("event_again", args=[weekly.pk])) for _ in range(2)]
    today = Event.objects.exclude(pk=weekly.pk).get()
    assert {answer.url for answer in answers} == {today.get_absolute_url()}
    assert (today.name, today.kind, today.place) == ("Grand rounds", "rounds", "Room 204")
    assert today.preset == "quiet"
    assert today.starts_on == today.ends_on == date(2026, 5, 19)


def test_the_past_has_pages(browser, ama):
    for n in range(52):
        event(ama, str(date(2025, 1, 1) + timedelta(days=n)), name=f"Rounds {n}")
    first = browser.get(reverse("events"))
    assert [one.name for one in first.context["past"]][:2] == ["Rounds 51", "Rounds 50"]
    assert len(first.context["past"]) == 50
    assert len(browser.get(reverse("events"), {"page": "2"}).context["past"]) == 2


def test_deleting_an_event_asks_and_keeps_what_was_logged(browser, touch, grace, apa):
    one = touch(grace, event=apa, meaningful=True)
    address = reverse("event_delete", args=[apa.pk])
    page = browser.get(address).content
    assert b"stay with each person" in page and b"Only the event itself goes." in page
    assert Event.objects.exists()
    answer = browser.post(address)
    (message,) = browser.get(answer.url).context["messages"]
    assert str(message) == "APA Annual Meeting is deleted. What you logged there stays."
    assert Interaction.objects.get().pk == one.pk
    assert FollowUp.objects.owed().count() == 1
    assert browser.get(one.get_absolute_url()).status_code == 200
