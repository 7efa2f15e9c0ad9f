"""The evening recap of a day at an event, and its prompt on Today."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Contact
from interactions import recording
from interactions.event_day import evening_of, recapped
from interactions.models import Event, Kind
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
PROMPT = "Choose your one follow-up"


@pytest.fixture
def at(clock, apa):
    def go(day, hour, minute=0):
        clock.set(datetime(2026, 5, day, hour, minute, tzinfo=apa.zone))

    return go


def recap(browser, event, **query):
    return browser.get(reverse("event_recap", args=[event.pk]), query)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "evening", "told"),
    [
        # The 16th to the 20th: the evening lasts until noon, the recap tells of yesterday until then.
        (15, 21, 0, None, 16),
        (16, 20, 59, None, 16),
        (16, 21, 0, 16, 16),
        (17, 0, 0, 16, 16),
        (17, 11, 59, 16, 16),
        (17, 12, 0, None, 17),
        (20, 21, 0, 20, 20),
        (21, 11, 59, 20, 20),
        (21, 12, 0, None, 20),
        (21, 21, 0, None, 20),
    ],
)
def test_p30_whose_evening_it_is(apa, clock, at, day, hour, minute, evening, told):
    at(day, hour, minute)
    assert evening_of(apa, clock.now()) == (date(2026, 5, evening) if evening else None)
    assert recapped(apa, clock.now()) == date(2026, 5, told)


def test_p30_past_midnight_the_recap_still_shows_the_day_before(browser, apa, at, touch, grace):
    at(19, 22)
    touch(grace, event=apa, meaningful=True)
    at(20, 0, 30)
    answer = recap(browser, apa)
    assert (answer.context["on"], answer.context["counted"].new) == (date(2026, 5, 19), 1)
    assert "The evening of Tuesday" in answer.content.decode() and PROMPT in answer.content.decode()
    assert recap(browser, apa, day="2026-05-18").context["counted"].new == 0
    for wrong in ("2026-06-30", "2026-02-31", "x"):
        assert recap(browser, apa, day=wrong).context["on"] == date(2026, 5, 19)


def test_the_recap_can_be_opened_before_21_00(browser, apa, at, touch, grace):
    at(19, 15)
    touch(grace, event=apa)
    assert "Tuesday so far" in recap(browser, apa).content.decode()
    assert reverse("event_recap", args=[apa.pk]) in browser.get(apa.get_absolute_url()).content.decode()


# ------------------------------------------------------------------ details to add
def test_p32_those_saved_with_a_name_only_are_listed(browser, ama, apa, at, touch, grace):
    """P32: saved without role, institution and what was discussed, listed “add details”."""
    at(19, 14)
    bare = person(ama, "Hana Mori")
    noted = person(ama, "Dr. Noor Kaplan", title="Fellow", institution="Lakeshore")
    unsaid = person(ama, "Dr. Inés Castellanos", title="Director")
    touch(unsaid, event=apa)
    touch(bare, event=apa)
    touch(noted, event=apa, takeaway="cohort design")
    touch(grace, event=apa, takeaway="case log")
    answer = recap(browser, apa)
    assert [form.talk.contact for form in answer.context["to_add"]] == [bare, unsaid]
    assert answer.content.decode().count("add details") == 2


def test_p32_role_institution_and_one_line_are_saved_in_place(browser, ama, apa, at, touch):
    at(19, 14)
    bare = person(ama, "Hana Mori", note="kept")
    talk = touch(bare, event=apa, meaningful=True)
    bare.refresh_from_db()
    part = f"add-{bare.pk}"
    told = {
        f"{part}-title": "PharmD", f"{part}-institution": "Marlowe", f"{part}-takeaway": "QT monitoring",
        f"{part}-version": bare.version, f"{part}-touch_version": talk.version, "day": "2026-05-19",
    }  # fmt: skip
    address = reverse("event_recap_person", args=[apa.pk, bare.pk])
    answer = browser.post(address, told, headers={"HX-Request": "true", "HX-Target": part})
    assert answer.status_code == 200 and b"noted" in answer.content and b"<html" not in answer.content
    bare.refresh_from_db()
    talk.refresh_from_db()
    assert (bare.title, bare.institution, bare.note) == ("PharmD", "Marlowe", "kept")
    assert (talk.takeaway, talk.meaningful) == ("QT monitoring", True)
    assert recap(browser, apa).context["to_add"] == []
    assert Contact.objects.owned_by(ama).matching(ama, "marlowe monitoring").exists()
    # The old versions again: nothing is overwritten, both are shown.
    again = browser.post(address, {**told, f"{part}-title": "Other"})
    assert again.status_code == 409
    bare.refresh_from_db()
    assert bare.title == "PharmD"
    wrong = browser.post(address, {**told, f"{part}-title": "x" * 121, f"{part}-version": bare.version})
    assert wrong.status_code == 422


def test_p32_without_javascript_it_leads_back(browser, ama, apa, at, touch):
    at(19, 14)
    bare = person(ama, "Hana Mori")
    talk = touch(bare, event=apa)
    part = f"add-{bare.pk}"
    told = {f"{part}-title": "PharmD", f"{part}-version": 1, f"{part}-touch_version": talk.version}
    answer = browser.post(reverse("event_recap_person", args=[apa.pk, bare.pk]), told)
    assert answer.url == f"{reverse('event_recap', args=[apa.pk])}?day=2026-05-19"


# ------------------------------------------------------------------ on Today
def test_p30_today_asks_after_21_00_event_time(browser, ama, apa, at, touch, grace):
    """In Denver it is 19:00."""
    welcomed(ama)
    at(19, 14)
    talk = touch(grace, event=apa, meaningful=True)
    at(19, 20, 59)
    assert PROMPT not in browser.get("/").content.decode()
    at(19, 21, 0)
    text = browser.get("/").content.decode()
    assert PROMPT in text and f"{reverse('event_recap', args=[apa.pk])}?day=2026-05-19#one" in text
    at(20, 11, 59)
    assert PROMPT in browser.get("/").content.decode()
    at(20, 12)
    assert PROMPT not in browser.get("/").content.decode()
    at(19, 21, 30)
    told = {"who": talk.participants.get().pk, "what": "write", "by": "2026-05-22", "day": "2026-05-19"}
    browser.post(reverse("event_choose", args=[apa.pk]), told)
    assert PROMPT not in browser.get("/").content.decode()


def test_p30_today_asks_beyond_the_date_line(browser, ama, clock, touch, grace):
    welcomed(ama)
    event = Event.objects.create(
        owner=ama, name="RANZCP", time_zone="Pacific/Auckland",
        starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 20),
    )  # fmt: skip
    clock.set(datetime(2026, 5, 20, 20, 59, tzinfo=event.zone))
    touch(grace, event=event, meaningful=True)
    assert PROMPT not in browser.get("/").content.decode()
    clock.advance(minutes=1)
    assert PROMPT in browser.get("/").content.decode()
    # Past midnight there the event is over, and its evening is not.
    clock.advance(hours=8)
    assert PROMPT in browser.get("/").content.decode()


@pytest.mark.parametrize("count", [3, 300])
def test_the_recap_asks_ten_questions_at_most(
    browser, ama, apa, at, clock, count, django_assert_max_num_queries
):
    at(19, 21)
    everybody = Contact.objects.bulk_create(
        Contact(owner=ama, given_name="Anna", family_name=f"Number{n}").prepare() for n in range(count)
    )
    told = [recording.Told([one]) for one in everybody]
    recording.record_each(
        ama, told, kind=Kind.MET, at=clock.now() - timedelta(hours=1), event=apa, now=clock.now()
    )
    recap(browser, apa)
    with django_assert_max_num_queries(10):
        answer = recap(browser, apa)
    assert len(answer.context["to_add"]) == min(count, 20)
