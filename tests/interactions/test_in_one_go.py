"""Several people at one event, one a line: read, asked about, saved at once, taken back at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.models import Contact
from followups.models import FollowUp
from followups.windows import Basis
from interactions.fields import split_line
from interactions.models import Interaction, Kind
from tests.making import person

pytestmark = pytest.mark.django_db
KEY = "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11"


@pytest.fixture
def send(browser, apa):
    def post(lines, **fields):
        headers = fields.pop("headers", {})
        address = reverse("event_people", args=[apa.pk])
        return browser.post(address, {"lines": lines, "kind": "met", **fields}, headers=headers)

    return post


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        ("Grace Adeyemi — start a case log", "Grace Adeyemi", "start a case log"),
        ("Grace Adeyemi – start a case log", "Grace Adeyemi", "start a case log"),
        ("Grace Adeyemi - start a case log", "Grace Adeyemi", "start a case log"),
        ("Grace Adeyemi—start", "Grace Adeyemi", "start"),
        ("Grace Adeyemi: start: a log", "Grace Adeyemi", "start: a log"),
        ("Grace Adeyemi\tstart", "Grace Adeyemi", "start"),
        ("  Wen-Li Chao  ", "Wen-Li Chao", ""),
        ("Adeyemi, Grace MD — x", "Adeyemi, Grace MD", "x"),
        ("— only words", "", "only words"),
        ("Sam Ito, chief resident at Duke", "Sam Ito", "chief resident at Duke"),
        (
            "Renata Volkov, MD, residency director, Northfield",
            "Renata Volkov, MD",
            "residency director, Northfield",
        ),
        ("van der Berg, Anna", "van der Berg, Anna", ""),
        ("Hana Mori, pharmd", "Hana Mori, pharmd", ""),
        ("hana mori, pharmd", "hana mori, pharmd", ""),
        ("Volkov, renata", "Volkov, renata", ""),
    ],
)
def test_a_line_is_a_name_and_what_was_said(line, name, said):
    assert split_line(line) == (name, said)


def test_everybody_is_saved_at_once(send, grace, apa, clock):
    answer = send(
        "Dr. Grace Adeyemi — start a case log\r\n\r\nDr. Ngozi Okafor: family-led\nHana Mori", all_good="on"
    )
    assert answer.url == apa.get_absolute_url()
    touches = Interaction.objects.order_by("pk")
    assert [(one.people.get().full_name, one.takeaway) for one in touches] == [
        ("Dr. Grace Adeyemi", "start a case log"),
        ("Dr. Ngozi Okafor", "family-led"),
        ("Hana Mori", ""),
    ]
    assert {(one.event, one.at, one.kind, one.meaningful) for one in touches} == {
        (apa, clock.now(), Kind.MET, True)
    }
    assert FollowUp.objects.filter(basis=Basis.CONFERENCE).count() == 3
    assert Contact.objects.get(family_name="Okafor").met_via == "APA Annual Meeting"
    assert grace.interactions.count() == 1


def test_the_preview_says_what_each_line_reads_as_and_saves_nothing(send, ama, grace):
    person(ama, "Dr. Samuel Feld")
    person(ama, "Dr. Jonah Feld")
    answer = send(
        "Grace Adeyemi — log\nFeld\nHana Mori",
        preview="1",
        headers={"HX-Request": "true", "HX-Target": "one-go"},
    )
    assert answer.status_code == 200 and b"<html" not in answer.content
    lines = answer.context["form"].read
    assert [(line.who, line.words) for line in lines] == [
        (str(grace.pk), "you know them"),
        ("", "may be somebody you know"),
        ("new", "new"),
    ]
    assert not Interaction.objects.exists()


def test_when_two_fit_it_asks_and_takes_the_answer(send, ama, apa):
    person(ama, "Dr. Samuel Feld")
    jonah = person(ama, "Dr. Jonah Feld")
    answer = send("Feld — same question", **{"good-0": "on"})
    assert answer.status_code == 422
    assert answer.context["form"].read[0].errors == ["Somebody you know may be meant. Choose who it is."]
    assert b"same question" in answer.content
    send("Feld — same question", **{"name-0": "Feld", "who-0": str(jonah.pk), "good-0": "on"})
    one = Interaction.objects.get()
    assert (one.people.get(), one.meaningful) == (jonah, True)
    send("Feld", **{"name-0": "Feld", "who-0": "new"})
    assert Contact.objects.filter(family_name="Feld").count() == 3


def test_a_choice_made_for_another_name_does_not_count(send, grace):
    answer = send("Dr. Hana Mori", **{"name-0": "Grace Adeyemi", "who-0": str(grace.pk)})
    assert answer.status_code == 302
    assert Interaction.objects.get().people.get().full_name == "Dr. Hana Mori"


def test_bens_people_are_nobody(send, ben):
    his = person(ben, "Dr. Samir Bhatt")
    preview = send("Dr. Samir Bhatt", preview="1")
    assert preview.context["form"].read[0].who == "new"
    answer = send("Dr. Samir Bhatt", **{"name-0": "Dr. Samir Bhatt", "who-0": str(his.pk)})
    assert answer.status_code == 422
    assert answer.context["form"].read[0].errors == ["This person is not among yours. Choose again."]
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "Write at least one name."),
        ("\n \n", "Write at least one name."),
        ("\n".join(f"Person{n} Bell{n}" for n in range(101)), "Log at most 100 people at once."),
        ("n" * 20_001, "Keep this to 20000 characters; it has 20001."),
        ("Anna\x00 Bell", "Null characters are not allowed."),
        ("— only words", "Some lines need another look."),
        ("x" * 101, "Some lines need another look."),
        (f"Anna Bell — {'s' * 301}", "Some lines need another look."),
    ],
)
def test_lines_that_cannot_be(send, lines, said):
    answer = send(lines)
    assert answer.status_code == 422
    assert said in answer.context["form"].errors["lines"]
    assert not Interaction.objects.exists() and not Contact.objects.exists()


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        ("2026-05-17T15:10", "2026-05-17 19:10"),
        ("", "2026-05-19 17:40"),
        ("2026-05-19T13:40", "2026-05-19 17:40"),
    ],
)
def test_the_time_is_event_time(send, at, utc):
    send("Hana Mori", at=at)
    assert Interaction.objects.get().at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("at", ["2026-05-19T13:50", "2026-02-31T10:00", "9999-01-01T10:00"])
def test_times_that_cannot_be(send, at):
    answer = send("Hana Mori", at=at)
    assert answer.status_code == 422 and answer.context["form"].errors["at"]
    assert not Interaction.objects.exists()


def test_sent_twice_is_once(send):
    for _ in range(2):
        send("Hana Mori", key=KEY)
    assert Interaction.objects.count() == Contact.objects.count() == 1


def test_taken_back_together(browser, send, ben, client_for, clock, grace, apa):
    clock.advance(hours=1)
    answer = send("Dr. Grace Adeyemi\nHana Mori", all_good="on")
    (message,) = browser.get(answer.url).context["messages"]
    assert str(message) == "Logged 2 people."
    undo = message.extra_tags.removeprefix("undo:")
    client_for(ben).post(undo)
    assert FollowUp.objects.owed().count() == 2
    assert browser.post(f"{undo}x").status_code == 404
    browser.post(undo)
    assert not FollowUp.objects.owed().exists()
    assert list(Contact.objects.filter(trashed_at=None)) == [grace]


def test_without_words_the_address_leads_back(browser, apa):
    assert browser.get(reverse("event_people", args=[apa.pk])).url == apa.get_absolute_url()
