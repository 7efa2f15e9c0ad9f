"""Quick capture through the browser's requests: shown, edited, saved once, nothing lost."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups.models import FollowUp
from followups.windows import Basis
from interactions import recording
from interactions.models import Event, Interaction
from residents.models import Resident
from tests.conftest import Clock
from tests.making import person, welcomed

Browser = Callable[[User], Client]
LINE = "Met Dr. Okafor after her CL talk, send her the delirium paper by Friday"


@pytest.fixture
def at_apa(ama: User, clock: Clock) -> Event:
    today = clock.now().date()
    return Event.objects.create(
        owner=ama,
        name="APA Annual Meeting",
        time_zone="America/New_York",
        starts_on=today - timedelta(days=2),
        ends_on=today + timedelta(days=2),
    )


def send(client: Client, line: str, **more: Any) -> Any:
    return client.post("/capture/", {"line": line, "key": str(uuid.uuid4()), **more})


def test_a_line_becomes_a_person_a_touch_and_a_promise_due_friday(
    ama: User, client_for: Browser, at_apa: Event
) -> None:
    assert send(client_for(ama), LINE).status_code == 302
    contact = Contact.objects.get()
    touch = Interaction.objects.get()
    promise = FollowUp.objects.get(basis=Basis.PROMISE)
    assert (contact.full_name, contact.met_via, contact.direction) == (
        "Dr. Okafor",
        "APA Annual Meeting",
        "senior",
    )
    assert (touch.event, touch.meaningful, list(touch.people.all())) == (at_apa, True, [contact])
    assert "delirium paper" in promise.what
    assert promise.due_at.astimezone(ama.zone).strftime("%A %d %H:%M") == "Friday 22 18:00"
    follow_up = FollowUp.objects.get(basis=Basis.CONFERENCE)
    assert follow_up.due_at - touch.at == timedelta(hours=72)


def test_p27_a_name_alone_is_enough(ama: User, client_for: Browser, clock: Clock) -> None:
    """P27: one contact and one interaction dated today."""
    send(client_for(ama), "okafor")
    assert Contact.objects.get().full_name == "Okafor"
    assert Interaction.objects.get().at == clock.now()


def test_p10_the_last_way_of_meeting_is_kept(ama: User, client_for: Browser, at_apa: Event) -> None:
    """P10: met at a conference, the next one by form is offered the same words."""
    browser = client_for(ama)
    send(browser, "Dr. Okafor")
    assert b'value="APA Annual Meeting"' in browser.get("/people/new/").content


@pytest.mark.parametrize(
    ("line", "training", "title", "direction", "note"),
    [
        (
            "Met Dr. Marisol Ruiz, PGY-4, about nights; likes cycling",
            "PGY-2",
            "PGY-4",
            "peer",
            "likes cycling",
        ),
        ("Met Dr. Ruiz, PGY-4", "fellow", "PGY-4", "junior", ""),
        ("Coffee with Sam Lee, MS3", "PGY-2", "MS3", "junior", ""),
        ("Met fellow Tessa Lindgren at APA", "PGY-2", "fellow", "senior", ""),
        ("Met the chief resident Ana Boyd", "PGY-2", "chief resident", "peer", ""),
        ("Met Dr. Ruiz, resident dinner was great", "PGY-2", "", "senior", "resident dinner was great"),
    ],
)
def test_p11_what_somebody_is_stands_beside_the_name(
    ama: User, client_for: Browser, line: str, training: str, title: str, direction: str, note: str
) -> None:
    """P11: a captured title says where they stand, not the “Dr.” before the name."""
    browser = client_for(welcomed(ama))
    Resident.objects.filter(user=ama).update(training_stage=training)
    send(browser, line)
    contact, touch = Contact.objects.get(), Interaction.objects.get()
    assert (contact.title, contact.direction, touch.note) == (title, direction, note)


def test_the_title_of_somebody_known_stays_and_the_words_are_kept(ama: User, client_for: Browser) -> None:
    person(ama, "Dr. Marisol Ruiz", title="chief resident", direction="peer")
    browser = client_for(ama)
    send(browser, "Met Dr. Marisol Ruiz, attending now; PGY-4")
    send(browser, "Met Dr. Ruiz, PGY-4", name_0="Dr. Ruiz", is_0=str(Contact.objects.get().pk), title="PGY-4",
         kind="met", at="2026-05-19T12:00")  # fmt: skip
    known = Contact.objects.get()
    assert (known.title, known.direction) == ("chief resident", "peer")
    assert [one.note for one in Interaction.objects.order_by("pk")] == ["attending now; PGY-4", "PGY-4"]


def test_typing_shows_editable_parts(ama: User, client_for: Browser, at_apa: Event) -> None:
    part = client_for(ama).get(
        "/capture/", {"line": LINE}, headers={"HX-Request": "true", "HX-Target": "reads-page"}
    )
    words = part.content.decode()
    assert "<html" not in words
    for value in ("Dr. Okafor", "2026-05-22", "delirium paper", "APA Annual Meeting"):
        assert value in words


def test_edited_parts_win_over_the_line(ama: User, client_for: Browser) -> None:
    parts = {
        "read_from": LINE,
        "name_0": "Dr. Ngozi Okafor",
        "is_0": "new",
        "kind": "met",
        "at": "2026-05-19T09:00",
        "takeaway": "Screen early",
        "what_0": "send her the paper",
        "by_0": "2026-05-25",
        "whose_0": "me",
        "note": "kept",
    }
    assert send(client_for(ama), LINE, **parts).status_code == 302
    touch = Interaction.objects.get()
    assert Contact.objects.get().full_name == "Dr. Ngozi Okafor"
    assert (touch.takeaway, touch.note) == ("Screen early", "kept")
    assert touch.at == datetime(2026, 5, 19, 15, 0, tzinfo=UTC)
    assert FollowUp.objects.get(basis=Basis.PROMISE).due_at.date() == date(2026, 5, 26)


def test_two_who_fit_are_asked_about_and_nothing_is_saved(ama: User, client_for: Browser) -> None:
    first = person(ama, "Dr. Ngozi Okafor", institution="Lakeshore")
    person(ama, "Dr. Ben Okafor", institution="Northfield")
    browser = client_for(ama)
    answer = send(browser, "Met Dr. Okafor")
    assert answer.status_code == 422
    assert b"Dr. Ngozi Okafor, Lakeshore" in answer.content
    assert Interaction.objects.count() == 0
    parts = {"read_from": "Met Dr. Okafor", "name_0": "Dr. Okafor", "kind": "met"}
    assert send(browser, "Met Dr. Okafor", **parts, is_0="").status_code == 422
    assert send(browser, "Met Dr. Okafor", **parts, is_0=str(first.pk)).status_code == 302
    assert Interaction.objects.get().people.get() == first
    assert Contact.objects.count() == 2


def test_one_who_fits_is_taken(ama: User, client_for: Browser) -> None:
    known = person(ama, "Dr. Ngozi Okafor")
    send(client_for(ama), "Met Dr. Okafor at breakfast")
    assert Interaction.objects.get().people.get() == known


def test_somebody_elses_contact_is_refused_and_never_offered(
    ama: User, ben: User, client_for: Browser
) -> None:
    theirs = person(ama, "Dr. Ngozi Okafor", institution="Lakeshore")
    browser = client_for(ben)
    parts = {"read_from": "Okafor", "name_0": "Okafor", "kind": "met", "is_0": str(theirs.pk)}
    answer = send(browser, "Okafor", **parts)
    assert answer.status_code == 422
    assert b"not among yours" in answer.content
    assert b"Lakeshore" not in answer.content
    assert not theirs.interactions.exists()


def test_sent_twice_makes_one(ama: User, client_for: Browser) -> None:
    browser, key = client_for(ama), str(uuid.uuid4())
    for _ in range(2):
        assert browser.post("/capture/", {"line": "Dr. Okafor", "key": key}).status_code == 302
    assert Contact.objects.count() == Interaction.objects.count() == 1


@pytest.mark.parametrize(("written", "kept"), [("Zora Quill", "Zora Quill"), ("Bhatt", "Dr. Samir Bhatt")])
def test_a_name_written_where_none_was_read_is_kept(
    ama: User, client_for: Browser, written: str, kept: str
) -> None:
    """Nobody fits: somebody new. One fits: that one. Only two are asked about."""
    person(ama, "Dr. Samir Bhatt")
    line = "the delirium paper"
    parts = {"read_from": line, "name_0": written, "is_0": "", "kind": "met"}
    assert send(client_for(ama), line, **parts).status_code == 302
    assert Interaction.objects.get().people.get().full_name == kept


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("I owe Hana the poster file", "Hana"),
        ("owe Priya Raman an email by Monday", "Priya Raman"),
        ("promised Dr. Samir Bhatt a draft of the abstract by 5 December", "Dr. Samir Bhatt"),
    ],
)
def test_what_is_owed_to_somebody_names_them(ama: User, client_for: Browser, line: str, who: str) -> None:
    send(client_for(ama), line)
    assert FollowUp.objects.get(basis=Basis.PROMISE).contact.full_name == who
    assert not Interaction.objects.filter(kind="met").exists()


def test_nobody_in_the_line_is_asked_about_and_the_words_stay(ama: User, client_for: Browser) -> None:
    answer = send(client_for(ama), "great talk on delirium")
    assert answer.status_code == 422
    assert b"great talk on delirium" in answer.content


@pytest.mark.parametrize("line", ["", "   "])
def test_an_empty_line_says_what_is_missing(ama: User, client_for: Browser, line: str) -> None:
    answer = send(client_for(ama), line)
    assert answer.status_code == 422
    assert b"one word is enough" in answer.content


@pytest.mark.parametrize(
    "line", ["Met Dr. Okafor 😀 at lunch", "التقيت دكتور خالد", "Zoe\u0301 Nguye\u0302\u0303n", "x" * 2000]
)
def test_odd_letters_are_kept_or_asked_about(ama: User, client_for: Browser, line: str) -> None:
    assert send(client_for(ama), line).status_code in (302, 422)


def test_a_line_that_is_too_long_is_not_cut(ama: User, client_for: Browser) -> None:
    answer = send(client_for(ama), "Met Dr. Okafor. " + "papaya " * 2000)
    assert answer.status_code == 422
    assert b"nothing was cut" in answer.content
    assert answer.content.count(b"papaya") == 2000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "0000-01-01T00:00"),
        ("at", "9999-12-31T23:59"),
        ("at", "2026-02-31T10:00"),
        ("by_0", "2026-02-31"),
        ("by_0", "9999-01-01"),
        ("name_0", "a\nb"),
        ("name_0", "x" * 10_000),
        ("name_0", "a\x00b"),
        ("takeaway", "x" * 10_000),
        ("title", "x" * 121),
        ("title", "MRN 12345678"),
        ("institution", "x" * 121),
        ("introduced_by", "x" * 201),
        ("note", "x" * 20_001),
        ("event", "999999"),
    ],
)
def test_bad_parts_get_a_field_error_and_keep_what_was_typed(
    ama: User, client_for: Browser, field: str, value: str
) -> None:
    parts = {
        "read_from": "Okafor",
        "name_0": "Okafor",
        "is_0": "new",
        "kind": "met",
        "what_0": "write",
        "whose_0": "me",
    }
    answer = send(client_for(ama), "Okafor", **{**parts, field: value})
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
    assert Contact.objects.count() == 0


def test_a_capture_ahead_becomes_a_planned_meeting(ama: User, client_for: Browser) -> None:
    parts = {
        "read_from": "Okafor",
        "name_0": "Okafor",
        "is_0": "new",
        "kind": "coffee",
        "at": "2026-05-21T12:15",
        "what_0": "send the CV",
        "whose_0": "me",
    }
    send(client_for(ama), "Okafor", **parts)
    assert Interaction.objects.get().is_planned
    assert FollowUp.objects.filter(basis=Basis.PREPARATION).exists()
    promise = FollowUp.objects.get(basis=Basis.PROMISE)
    assert promise.is_owed
    recording.delete(Interaction.objects.get(), promise.created_at)
    promise.refresh_from_db()
    assert not promise.is_owed


def test_undo_takes_the_touch_and_the_new_person_back(ama: User, ben: User, client_for: Browser) -> None:
    welcomed(ama)
    browser = client_for(ama)
    page = browser.post("/capture/", {"line": LINE, "key": str(uuid.uuid4())}, follow=True).content.decode()
    address = page.split('action="/capture/undo/')[1].split('"')[0]
    assert client_for(ben).post(f"/capture/undo/{address}").status_code == 404
    browser.post(f"/capture/undo/{address}")
    assert not Contact.objects.owned_by(ama).exists()
    assert not Interaction.objects.owned_by(ama).exists()
    assert not FollowUp.objects.owned_by(ama).owed().exists()


def test_a_promise_alone_is_no_touch(ama: User, client_for: Browser, clock: Clock) -> None:
    contact = person(ama, "Dr. Samir Bhatt", cadence="update")
    welcomed(ama)
    browser = client_for(ama)
    page = browser.post(
        "/capture/", {"line": "remember to email Dr. Bhatt by Friday"}, follow=True
    ).content.decode()
    assert not Interaction.objects.exists()
    assert FollowUp.objects.get(contact=contact, basis=Basis.PROMISE).is_owed
    contact.refresh_from_db()
    assert contact.last_touch_at is None
    browser.post("/capture/undo/" + page.split('action="/capture/undo/')[1].split('"')[0])
    assert not FollowUp.objects.get(contact=contact, basis=Basis.PROMISE).is_owed


def test_every_word_of_where_and_when_is_kept(ama: User, client_for: Browser) -> None:
    send(client_for(ama), LINE)
    touch = Interaction.objects.get()
    assert "after her CL talk" in touch.takeaway + touch.note
