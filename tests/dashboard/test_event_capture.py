"""The dock of an event's day: saved at once, once, and asked about rather than doubled."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact, Stage
from dashboard.event_lines import moment
from followups.models import FollowUp
from followups.windows import Basis
from interactions.models import Event, HeldLine, Interaction
from residents.models import resident_of
from tests.conftest import START, Clock
from tests.making import person

ClientFor = Callable[[User], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture
def apa(ama: User) -> Event:
    """On from Saturday 16 to Wednesday 20 May 2026 in New York."""
    days = {"starts_on": date(2026, 5, 16), "ends_on": date(2026, 5, 20)}
    return Event.objects.create(owner=ama, name="APA Annual Meeting", time_zone="America/New_York", **days)


@pytest.fixture
def browser(ama: User, client_for: ClientFor) -> Client:
    return client_for(ama)


def send(browser: Client, event: Event, line: str, **more: Any) -> Any:
    """As the phone's script sends it."""
    told = {"line": line, "key": str(uuid.uuid4()), "at": START.isoformat(), **more}
    return browser.post(reverse("event_capture", args=[event.pk]), told, headers=JSON)


def test_p27_a_name_alone_is_one_contact_and_one_touch_dated_today(browser: Client, apa: Event) -> None:
    """P27: one field, no other is required."""
    page = browser.get(reverse("event_day", args=[apa.pk])).content.decode()
    dock = page[page.index('class="dock"') :]
    assert dock.count(" required") == 1
    answer = send(browser, apa, "Hana Mori")
    assert (answer.status_code, answer.json()["who"]) == (200, "Hana Mori")
    contact, touch = Contact.objects.get(), Interaction.objects.get()
    assert (contact.met_via, contact.met_on) == ("APA Annual Meeting", START.astimezone(apa.zone).date())
    assert (touch.event, touch.at, list(touch.people.all())) == (apa, START, [contact])
    assert not touch.meaningful


def test_p11_what_they_are_is_their_title_and_was_not_said(browser: Client, apa: Event) -> None:
    send(browser, apa, "Sam Lee, PGY-4")
    contact, touch = Contact.objects.get(), Interaction.objects.get()
    assert (contact.title, contact.direction) == ("PGY-4", "peer")
    assert (touch.takeaway, touch.note) == ("", "")


def test_p10_the_event_is_the_next_way_of_meeting(ama: User, browser: Client, apa: Event) -> None:
    """P10: met here, the next person added anywhere is offered the same words."""
    send(browser, apa, "Dr. Okafor")
    assert resident_of(User.objects.get(pk=ama.pk)).last_met_via == "APA Annual Meeting"
    assert b'value="APA Annual Meeting"' in browser.get("/people/new/").content


def test_a_line_keeps_its_takeaway_and_its_promise(ama: User, browser: Client, apa: Event) -> None:
    send(browser, apa, "Dr. Okafor, screen for delirium early, send her the paper by Friday")
    touch = Interaction.objects.get()
    assert touch.meaningful
    assert FollowUp.objects.filter(basis=Basis.CONFERENCE).count() == 1
    assert "paper" in FollowUp.objects.get(basis=Basis.PROMISE).what


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Jonah Feld, fellow at Tidewater, send him the paper by Friday", "fellow at Tidewater"),
        ("Renata Volkov, residency director at Northfield", "residency director at Northfield"),
        ("Sam Ito - chief resident, Duke", "chief resident, Duke"),
        ("Mei Lin at the poster", "at the poster"),
    ],
)
def test_one_line_stays_in_one_piece(browser: Client, apa: Event, line: str, kept: str) -> None:
    """What is said of somebody is one line: the place in it is not cut out and kept alone."""
    send(browser, apa, line)
    touch = Interaction.objects.get()
    assert (touch.takeaway, touch.note) == (kept, "")


def test_only_promised_was_still_met_here(browser: Client, apa: Event) -> None:
    send(browser, apa, "Send Dr. Bhatt the QT table by Friday")
    touch = Interaction.objects.get()
    assert (touch.event, touch.kind, touch.is_planned) == (apa, "met", False)


def test_a_meeting_ahead_is_planned_in_the_events_own_days(browser: Client, apa: Event, clock: Clock) -> None:
    clock.set(datetime(2026, 5, 20, 3, 30, tzinfo=UTC))  # still Tuesday 23:30 there, 21:30 at home
    send(browser, apa, "Coffee with Dr. Chen tomorrow 10:00", at=clock.now().isoformat())
    touch = Interaction.objects.get()
    assert touch.is_planned
    assert touch.at.astimezone(apa.zone).strftime("%a %H:%M") == "Wed 10:00"


def test_what_is_remembered_the_day_after_still_belongs_to_the_event(
    browser: Client, apa: Event, clock: Clock
) -> None:
    clock.set(datetime(2026, 5, 22, 15, tzinfo=UTC))
    send(browser, apa, "Hana Mori", at=clock.now().isoformat())
    assert Interaction.objects.get().event == apa
    assert Contact.objects.get().met_via == "APA Annual Meeting"


def test_a_day_before_the_event_is_not_the_day_of_the_meeting(browser: Client, apa: Event) -> None:
    send(browser, apa, "Dr. Okafor and Hana Mori, slides by Friday")
    touch = Interaction.objects.get()
    assert (touch.at, touch.people.count()) == (START, 2)
    assert "by Friday" in touch.takeaway


def test_the_same_key_saves_once_and_answers_saved_again(browser: Client, apa: Event) -> None:
    key = str(uuid.uuid4())
    first, second = send(browser, apa, "Hana Mori", key=key), send(browser, apa, "Hana Mori", key=key)
    assert [one.status_code for one in (first, second)] == [200, 200]
    assert first.json()["saved"] == second.json()["saved"] == key
    assert (Contact.objects.count(), Interaction.objects.count()) == (1, 1)


def test_three_spellings_are_asked_not_doubled(ama: User, browser: Client, apa: Event) -> None:
    """The same person three times: what is sure is joined, what is not is kept and asked."""
    send(browser, apa, "Dr. Ngozi Okafor, runs the delirium clinic")
    send(browser, apa, "Dr. Okafor, slides are online")
    third = send(browser, apa, "Dr. Okofor, wants our protocol")
    assert third.status_code == 200
    assert (Contact.objects.count(), Interaction.objects.count()) == (1, 2)
    held = HeldLine.objects.get()
    day = browser.get(reverse("event_day", args=[apa.pk])).content.decode()
    assert "Who was it?" in day
    assert "wants our protocol" in day
    contact = Contact.objects.get()
    where = reverse("event_held", args=[apa.pk, held.pk])
    assert browser.post(where, {"who": contact.pk}).status_code == 302
    assert (Contact.objects.count(), HeldLine.objects.count()) == (1, 0)
    assert Interaction.objects.with_person(contact).count() == 3
    assert browser.post(where, {"who": contact.pk}).status_code == 302
    assert Interaction.objects.count() == 3


def test_two_people_who_fit_are_asked_about_and_neither_is_touched(
    ama: User, browser: Client, apa: Event
) -> None:
    one, other = person(ama, "Dr. Ada Okafor"), person(ama, "Dr. Ngozi Okafor")
    assert "Dr. Okafor" in send(browser, apa, "Dr. Okafor, good slides").json()["words"]
    assert not Interaction.objects.exists()
    held = HeldLine.objects.get()
    assert {one, other} == set(held.fits.all())
    browser.post(reverse("event_held", args=[apa.pk, held.pk]), {"who": "new"})
    assert Contact.objects.count() == 3
    assert Interaction.objects.get().at == START


def test_a_line_without_a_name_is_kept_until_somebody_says_who(browser: Client, apa: Event) -> None:
    assert send(browser, apa, "great talk about sleep").status_code == 200
    held = HeldLine.objects.get()
    where = reverse("event_held", args=[apa.pk, held.pk])
    page = browser.get(where)
    assert b"great talk about sleep" in page.content
    form = page.context["form"]
    data = {"name_0": "Dr. Ida Vale", "is_0": "new", "kind": "met", "event": apa.pk, "line": held.line}
    data |= {"at": "", "takeaway": str(form.initial["takeaway"]), "meaningful": "on"}
    assert browser.post(where, data).status_code == 302
    touch = Interaction.objects.get()
    assert (touch.at, touch.event, touch.takeaway) == (START, apa, "great talk about sleep")
    assert not HeldLine.objects.exists()


def test_a_held_line_can_be_removed_and_a_strangers_is_a_404(
    ama: User, ben: User, browser: Client, client_for: ClientFor, apa: Event
) -> None:
    send(browser, apa, "great talk about sleep")
    held = HeldLine.objects.get()
    where = reverse("event_held", args=[apa.pk, held.pk])
    stranger = client_for(ben)
    assert stranger.get(where).status_code == 404
    assert stranger.post(where, {"remove": "1"}).status_code == 404
    theirs = Event.objects.create(
        owner=ben, name="Rounds", time_zone="UTC", starts_on=apa.starts_on, ends_on=apa.ends_on
    )
    assert stranger.post(reverse("event_held", args=[theirs.pk, held.pk]), {"remove": "1"}).status_code == 404
    other = Event.objects.create(
        owner=ama, name="Rounds", time_zone="UTC", starts_on=apa.starts_on, ends_on=apa.ends_on
    )
    assert browser.get(reverse("event_held", args=[other.pk, held.pk])).status_code == 404
    somebody = person(ben, "Dr. Quill Feather")
    assert browser.post(where, {"who": somebody.pk}).status_code == 422
    assert browser.post(where, {"remove": "1"}).status_code == 302
    assert not HeldLine.objects.exists()


def test_whom_i_hoped_to_meet_is_met(ama: User, browser: Client, apa: Event) -> None:
    """P25: somebody known only by name is not added a second time."""
    hoped = person(ama, "Dr. Renata Volkov", stage=Stage.IDENTIFIED)
    send(browser, apa, "Renata Volkov, protects Wednesdays for research")
    hoped.refresh_from_db()
    assert (Contact.objects.count(), hoped.stage) == (1, Stage.MET)


@pytest.mark.parametrize(
    ("line", "words"),
    [("", "Write a name"), ("   ", "Write a name"), ("x" * 2001, "nothing was cut"), ("a\x00b", "")],
)
def test_what_cannot_be_read_is_refused_in_words(browser: Client, apa: Event, line: str, words: str) -> None:
    answer = send(browser, apa, line)
    assert answer.status_code == 422
    assert words in answer.json()["error"]


def test_a_patient_number_stays_on_the_phone_until_it_is_called_something_else(
    browser: Client, apa: Event
) -> None:
    line = "Dr. Okafor, poster MRN 00482913"
    refused = send(browser, apa, line)
    assert refused.status_code == 422
    assert not HeldLine.objects.exists()
    assert send(browser, apa, line, not_patient=refused.json()["not_patient"]).status_code == 200
    assert Interaction.objects.get().people.get().full_name == "Dr. Okafor"


def test_dictated_line_breaks_are_spaces(browser: Client, apa: Event) -> None:
    assert send(browser, apa, "Dr. Okafor\nsaid write early").status_code == 200
    assert Contact.objects.get().full_name == "Dr. Okafor"


def test_a_stranger_a_guest_and_somebody_else_on_the_phone(
    ama: User, ben: User, browser: Client, client_for: ClientFor, apa: Event
) -> None:
    assert send(client_for(ben), apa, "Hana Mori").status_code == 404
    assert send(Client(), apa, "Hana Mori")["Location"].startswith("/account/login/")
    assert send(browser, apa, "Hana Mori", person=ben.pk).status_code == 409
    assert send(browser, apa, "Hana Mori", person=ama.pk).status_code == 200
    assert Contact.objects.count() == 1


def test_without_a_script_the_form_leads_back_with_a_toast(browser: Client, apa: Event) -> None:
    where, day = reverse("event_capture", args=[apa.pk]), reverse("event_day", args=[apa.pk])
    sent = {"line": "Hana Mori", "key": str(uuid.uuid4())}
    answer = browser.post(where, sent, headers={"Accept": "text/html,*/*"}, follow=True)
    assert answer.redirect_chain == [(day, 302)]
    assert "Kept: Hana Mori." in answer.content.decode()
    assert browser.post(where, sent | {"line": ""}, headers={"Accept": "text/html"}).status_code == 422


def test_undo_takes_it_back_and_returns_to_the_event(browser: Client, apa: Event) -> None:
    undo = send(browser, apa, "Hana Mori").json()["undo"]
    day = reverse("event_day", args=[apa.pk])
    assert browser.post(undo, {"next": day})["Location"] == day
    assert not Interaction.objects.owned_by(apa.owner).exists()
    assert not Contact.objects.filter(trashed_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-05-18T09:00:00-04:00", datetime(2026, 5, 18, 13, tzinfo=UTC)),
        (str(int((START - timedelta(hours=2)).timestamp() * 1000)), START - timedelta(hours=2)),
        ((START + timedelta(minutes=4)).isoformat(), START),
        ((START + timedelta(minutes=6)).isoformat(), START),
        ("2026-05-14T12:00:00Z", START),
        ("1970-01-01T00:00:00Z", START),
        ("2026-05-18T09:00:00", START),
        ("99999999999999999999", START),
        ("0001-01-01T00:00:00+14:00", START),
        ("yesterday", START),
        ("", START),
    ],
)
def test_the_phones_clock_is_believed_when_it_can_be(apa: Event, said: str, meant: datetime) -> None:
    assert moment(said, apa, START) == meant


def test_deleting_the_event_says_which_lines_go_with_it(browser: Client, apa: Event) -> None:
    send(browser, apa, "great talk about sleep")
    assert b"great talk about sleep" in browser.get(reverse("event_delete", args=[apa.pk])).content
