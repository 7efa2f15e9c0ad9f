"""The board of advisors as a page: seats, gaps, measures, past days, offering a seat, sponsors."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import SEATS, Contact, RoleTerm
from interactions import recording
from interactions.models import Event, GoodTurn
from residents.models import Rotation, resident_of
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LONG_AGO, TODAY = date(2025, 7, 1), date(2026, 5, 19)
DAY = timedelta(days=1)


@pytest.fixture
def browser(ama: User, client_for: ClientFor) -> Client:
    return client_for(welcomed(ama))


def seat(contact: Contact, *roles: str, starts: date = LONG_AGO, ends: date | None = None) -> Contact:
    for role in roles:
        RoleTerm.objects.create(
            owner=contact.owner, contact=contact, role=role, starts_on=starts, ends_on=ends
        )
    return contact


def text(answer: Any) -> str:
    """What a reader sees, in one line."""
    page = answer.content.decode().split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def open_seats(answer: Any) -> list[str]:
    return re.findall(r"(\S+), open", text(answer))


def cards(answer: Any) -> list[str]:
    return re.findall(r'data-card="(\w+)"', answer.content.decode())


# ------------------------------------------------------------------ seats
def test_p50_three_open_seats_say_what_each_gives(ama: User, browser: Client) -> None:
    """P50: only clinical is filled: three open seats, with what each gives."""
    seat(person(ama, "Dr. Thomas Halloran", title="clerkship director"), "clinical")
    page = browser.get("/board/")
    assert open_seats(page) == ["Research", "navigator", "Near-peer"]
    words = text(page)
    for gives in (
        "how a question becomes a paper",
        "knows the road ahead",
        "Someone one to three years ahead",
    ):
        assert gives in words
    assert words.count("Offer the seat") >= 3
    assert "since July 2025 · clerkship director" in words
    assert "1 of 4 kinds of help" in words


def test_the_board_in_words_for_those_who_do_not_see_it(ama: User, browser: Client) -> None:
    seat(person(ama, "Dr. Thomas Halloran"), *SEATS[:3])
    page = browser.get("/board/").content.decode()
    said = "Clinical: Dr. Thomas Halloran. Research: Dr. Thomas Halloran."
    assert f'role="img" aria-label="{said}' in page
    assert "Near-peer: open. Dr. Thomas Halloran sits in three seats." in page
    assert "style=" not in page


def test_p51_one_person_in_three_seats_is_noted_softly(ama: User, browser: Client) -> None:
    """P51: one person in three seats: a soft note."""
    halloran = seat(person(ama, "Dr. Thomas Halloran"), "clinical", "research")
    assert "sits in three" not in text(browser.get("/board/"))
    seat(halloran, "navigator")
    person(ama, "Dr. Inés Castellanos", title="CL fellowship director")
    page = browser.get("/board/")
    words = text(page)
    assert "TH sits in three" in words
    assert "Dr. Halloran is generous, and it is a lot to ask of one person." in words
    assert "Dr. Inés Castellanos could share one of them." in words
    assert "Add a second navigator" in words
    assert page.content.decode().count('class="thread"') == 1


def test_p59_the_origin_reads_assigned_and_chosen_is_not_said(ama: User, browser: Client) -> None:
    """P59: assigned by the program: the origin reads “assigned”."""
    given = seat(person(ama, "Dr. Thomas Halloran", origin="assigned"), "clinical")
    chosen = seat(person(ama, "Dr. Elin Lindqvist"), "research")
    assert text(browser.get("/board/")).count("assigned by your program") == 1
    assert "Assigned by your program" in text(browser.get(given.get_absolute_url()))
    assert "Assigned" not in text(browser.get(chosen.get_absolute_url()))


def test_p59_my_own_mentees_are_listed(ama: User, ben: User, browser: Client) -> None:
    person(ama, "Tomas Wieczorek", title="fourth-year student", direction="junior")
    person(ama, "Adaeze Obi", direction="junior", stage="identified")
    person(ben, "Secret Student", direction="junior")
    words = text(browser.get("/board/"))
    assert "My own mentees whom I mentor Tomas Wieczorek fourth-year student" in words
    assert "Adaeze" not in words
    assert "Secret" not in words


# ------------------------------------------------------------------ gaps
def test_p50_the_open_seat_names_one_of_my_own_people(ama: User, browser: Client) -> None:
    resident = resident_of(ama)
    resident.training_stage = "PGY-2"
    resident.save()
    ruiz = person(ama, "Dr. Marisol Ruiz", title="PGY-4, chief resident", direction="peer")
    for days in (20, 40):
        recording.record(ama, people=[ruiz], kind="coffee", at=START - days * DAY, now=START)
    seat(person(ama, "Dr. Thomas Halloran"), "clinical")
    page = browser.get("/board/")
    assert "You met Dr. Marisol Ruiz , PGY-4, twice this spring. Ask to meet once" in text(page)
    assert f"/write/{ruiz.pk}/?template=once" in page.content.decode()
    assert browser.get(f"/write/{ruiz.pk}/?template=once").status_code == 200


@pytest.mark.parametrize("how", ["often", "named", "new"])
def test_p52_whoever_is_known_well_is_not_asked_to_meet_once(ama: User, browser: Client, how: str) -> None:
    resident = resident_of(ama)
    resident.training_stage = "PGY-2"
    resident.save()
    seat(person(ama, "Dr. Thomas Halloran"), "clinical")
    named = {"stage": "named"} if how == "named" else {}
    ruiz = person(ama, "Dr. Marisol Ruiz", title="PGY-4", direction="peer", **named)
    for days in range(1, 6 if how == "often" else 2):
        recording.record(ama, people=[ruiz], kind="coffee", at=START - days * DAY, now=START)
    letter = f"/write/{ruiz.pk}/?template={'once' if how == 'new' else 'check_in'}"
    for page in (browser.get("/board/"), browser.get("/board/near_peer/")):
        assert letter in page.content.decode()
        assert ("Draft the once-only ask" in text(page)) is (how == "new")
        assert ("Ask to meet once" in text(page)) is (how == "new")
    beginnings = text(browser.get(f"/write/{ruiz.pk}/?template=thanks"))
    assert ("Ask to meet once" in beginnings) is (how == "new")


def test_p7_twelve_contacts_of_my_department_name_no_one_outside(ama: User, browser: Client) -> None:
    """P7: twelve people, all in my department: “no one outside your department”."""
    for number in range(12):
        person(ama, f"Dr. Ida Vale{number}", department="Psychiatry", is_anchor=number < 3)
    Event.objects.create(owner=ama, name="Delirium rounds", kind="rounds", starts_on=TODAY, ends_on=TODAY)
    page = browser.get("/board/")
    assert "No one outside your department" in text(page)
    assert "Delirium rounds may bring nurses" in text(page)
    assert "/events/new/?kind=rounds" in page.content.decode()
    assert '<option value="rounds" selected>' in browser.get("/events/new/?kind=rounds").content.decode()
    person(ama, "Hana Mori", department="Pharmacy", discipline="pharmacy")
    assert "One person outside psychiatry so far, Hana Mori among them" in text(browser.get("/board/"))


def test_p11_no_peers_this_quarter_and_one_action(ama: User, browser: Client) -> None:
    """P11: nobody alongside was in touch: “no peers logged this quarter”, and one action."""
    for number in range(10):
        seat(person(ama, f"Dr. Ida Vale{number}", is_anchor=True), *SEATS[number : number + 1])
    page = browser.get("/board/")
    assert cards(page) == ["peers"]
    assert "No peers logged this quarter" in text(page)
    peer = person(ama, "Jo Feld", direction="peer")
    assert f"/write/{peer.pk}/?template=check_in" in browser.get("/board/").content.decode()
    recording.record(ama, people=[peer], kind="met", at=START - DAY, now=START)
    assert cards(browser.get("/board/")) == []


def test_p47_two_anchors_read_one_to_three_more_is_typical(ama: User, browser: Client) -> None:
    """P47: with two anchors, “1–3 more is typical”."""
    for number, role in enumerate(SEATS):
        seat(person(ama, f"Dr. Ida Vale{number}", is_anchor=number < 2, direction="peer"), role)
    recording.record(ama, people=list(Contact.objects.all()[:1]), kind="met", at=START - DAY, now=START)
    page = browser.get("/board/")
    assert cards(page) == ["anchors"]
    assert text(page).count("1–3 more is typical.") == 2
    assert "2 faculty anchors Drs. Vale0, Vale1" in text(page)


def test_p58_three_core_mentors_are_hinted_at_and_allowed(ama: User, browser: Client) -> None:
    """P58: a third core mentor is saved: a hint, and allowed."""
    for number in range(2):
        person(ama, f"Dr. Ida Vale{number}", is_core=True)
    third = person(ama, "Dr. Grace Adeyemi")
    form = {"family_name": "Adeyemi", "direction": "senior", "stage": "met", "origin": "chosen"}
    answer = browser.post(
        f"/people/{third.pk}/details/", {**form, "is_core": "on", "version": "1"}, follow=True
    )
    assert "Kept: 3 core mentors. 1–2 usually speak for you." in text(answer)
    assert Contact.objects.filter(is_core=True).count() == 3
    again = browser.post(
        f"/people/{third.pk}/details/", {**form, "is_core": "on", "version": "2"}, follow=True
    )
    assert "core mentors" not in text(again)
    assert "3 core mentors" in text(browser.get("/board/"))


def test_nothing_is_scored(ama: User, browser: Client) -> None:
    seat(person(ama, "Dr. Thomas Halloran", is_anchor=True, is_core=True), *SEATS)
    words = text(browser.get("/board/"))
    assert "%" not in words
    assert "three separate measures, never one score" in words


# ------------------------------------------------------------------ past days
def test_p5_the_board_of_april_shows_the_role_of_april(ama: User, browser: Client) -> None:
    halloran = person(ama, "Dr. Thomas Halloran")
    seat(halloran, "clinical", ends=date(2026, 5, 1))
    seat(halloran, "navigator", starts=date(2026, 5, 1))
    now, april = browser.get("/board/"), browser.get("/board/?as_of=2026-04")
    assert "Clinical" in open_seats(now)
    assert "Clinical" not in open_seats(april)
    assert "navigator" in open_seats(april)
    assert "as it was on 30 April 2026" in text(april)
    assert "Clinical" in open_seats(browser.get("/board/?as_of=2026-05-01"))
    assert cards(april) == []
    assert "Offer the seat" not in text(april)
    assert "/board/?as_of=2026-04" in now.content.decode()


@pytest.mark.parametrize("asked", ["April", "2026-13", "1800-01", "2026-02-30", "<b>"])
def test_what_is_no_month_is_said_beside_the_field(asked: str, browser: Client) -> None:
    answer = browser.get("/board/", {"as_of": asked})
    assert answer.status_code == 422
    assert "There is no such month. Write it as 2026-04" in text(answer)


@pytest.mark.parametrize(("asked", "written"), [("2030-01", "2030-01"), ("2026-05-30", "2026-05")])
def test_a_month_to_come_is_said_beside_the_field(asked: str, written: str, browser: Client) -> None:
    answer = browser.get("/board/", {"as_of": asked})
    assert answer.status_code == 422
    assert "That is still to come, so this is the board of today." in text(answer)
    assert "That is still to come. Write it as 2026-04" in text(answer)
    assert f'value="{written}"' in answer.content.decode()


@pytest.mark.parametrize(("asked", "written"), [("2025-07-15", "2025-07"), ("", "2026-05")])
def test_the_field_holds_the_month_that_is_shown(asked: str, written: str, browser: Client) -> None:
    assert (
        f'placeholder="2026-04" value="{written}"' in browser.get(f"/board/?as_of={asked}").content.decode()
    )


@pytest.mark.parametrize("asked", ["2026-05", "", "  "])
def test_this_month_is_today(asked: str, ama: User, browser: Client) -> None:
    seat(person(ama, "Dr. Thomas Halloran"), "clinical")
    answer = browser.get("/board/", {"as_of": asked})
    assert answer.status_code == 200
    assert "as it was on" not in text(answer)
    assert cards(answer)


def test_people_in_the_trash_sit_nowhere(ama: User, browser: Client) -> None:
    halloran = seat(person(ama, "Dr. Thomas Halloran", is_anchor=True), "clinical")
    halloran.trash(START)
    assert "Halloran" not in text(browser.get("/board/"))
    assert len(open_seats(browser.get("/board/"))) == 4


# ------------------------------------------------------------------ offering a seat
def test_offering_a_seat_adds_a_term_from_today_and_is_taken_back(ama: User, browser: Client) -> None:
    ruiz = person(ama, "Dr. Marisol Ruiz", title="PGY-4", direction="peer")
    page = browser.get("/board/near_peer/")
    assert f'value="{ruiz.pk}" checked' in page.content.decode()
    key = str(uuid.uuid4())
    sent = {"person": ruiz.pk, "starts_on": "2026-05-19", "key": key}
    for _ in range(2):
        assert browser.post("/board/near_peer/", sent).headers["Location"] == "/board/"
    term = RoleTerm.objects.get()
    assert (term.role, term.starts_on, term.ends_on) == ("near_peer", TODAY, None)
    shown = browser.get("/board/").content.decode()
    assert "Dr. Ruiz sits in the near-peer seat." in unescape(shown)
    undo = re.search(r"/board/taken-back/[^/\"]+/", shown)
    assert undo
    assert browser.post(undo[0]).status_code == 302
    assert not RoleTerm.objects.exists()
    assert browser.post("/board/taken-back/x/").status_code == 404


def test_the_undo_of_somebody_else_is_a_404(
    ama: User, ben: User, browser: Client, client_for: ClientFor
) -> None:
    ruiz = person(ama, "Dr. Marisol Ruiz")
    browser.post("/board/clinical/", {"person": ruiz.pk, "starts_on": "2026-05-19"})
    undo = re.search(r"/board/taken-back/[^/\"]+/", browser.get("/board/").content.decode())
    assert undo
    assert client_for(welcomed(ben)).post(undo[0]).status_code == 404
    assert RoleTerm.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"person": ""}, "Choose who sits here."),
        ({"person": "0"}, "Choose one of your people."),
        ({"person": "x"}, "Choose one of your people."),
        ({"starts_on": "2026-05-20"}, "Choose today or a day before it."),
        ({"starts_on": "2026-02-31"}, "There is no such day."),
    ],
)
def test_an_offer_that_cannot_be(ama: User, browser: Client, change: dict[str, str], said: str) -> None:
    ruiz = person(ama, "Dr. Marisol Ruiz")
    answer = browser.post("/board/clinical/", {"person": ruiz.pk, "starts_on": "2026-05-19"} | change)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not RoleTerm.objects.exists()


def test_a_stranger_cannot_be_seated_and_nobody_twice(ama: User, ben: User, browser: Client) -> None:
    theirs, mine = person(ben, "Dr. Quill Feather"), seat(person(ama, "Dr. Marisol Ruiz"), "clinical")
    for one in (theirs, mine):
        answer = browser.post("/board/clinical/", {"person": one.pk, "starts_on": "2026-05-19"})
        assert answer.status_code == 422
        assert "Quill" not in text(answer)
    assert RoleTerm.objects.count() == 1
    assert browser.get("/board/mentor/").status_code == 404


def test_others_are_found_by_name(ama: User, ben: User, browser: Client) -> None:
    person(ama, "Dr. Marisol Ruiz")
    person(ben, "Dr. Rufus Ruiz")
    words = text(browser.get("/board/research/?q=rui"))
    assert "Dr. Marisol Ruiz" in words
    assert "Rufus" not in words
    assert "Nobody of yours is called that." in text(browser.get("/board/research/?q=zzzzzz"))


# ------------------------------------------------------------------ the days of a role
def test_a_term_that_ends_before_it_starts_is_refused_beside_the_field(ama: User, browser: Client) -> None:
    contact = person(ama)
    sent = {"role": "clinical", "starts_on": "2026-03-01", "ends_on": "2026-02-01"}
    answer = browser.post(f"/people/{contact.pk}/roles/", sent)
    assert answer.status_code == 422
    error = re.search(r'id="id_ends_on_error">(.*?)</div>', answer.content.decode())
    assert error
    assert "It ends before it starts." in error[1]
    assert not RoleTerm.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "refused"),
    [
        ("2025-12-01", "2026-01-01", False),
        ("2025-12-01", "2026-01-02", True),
        ("2026-01-15", "2026-01-20", True),
        ("2025-12-01", "", True),
        ("2026-03-01", "", False),
        ("2026-02-28", "", True),
    ],
)
def test_terms_of_one_role_do_not_overlap(
    ama: User, browser: Client, starts: str, ends: str, refused: bool
) -> None:
    contact = seat(person(ama), "clinical", starts=date(2026, 1, 1), ends=date(2026, 3, 1))
    sent = {"role": "clinical", "starts_on": starts, "ends_on": ends}
    answer = browser.post(f"/people/{contact.pk}/roles/", sent)
    assert (answer.status_code == 422) is refused
    assert ("the days overlap" in answer.content.decode()) is refused
    assert browser.post(f"/people/{contact.pk}/roles/", sent | {"role": "coach"}).status_code == 302


def test_p5_the_days_of_a_term_are_corrected_and_a_mistake_is_taken_out(ama: User, browser: Client) -> None:
    contact = seat(person(ama), "clinical", starts=date(2026, 1, 1), ends=date(2026, 2, 1))
    seat(contact, "clinical", starts=date(2026, 3, 1))
    first, second = RoleTerm.objects.order_by("starts_on")
    path = f"/people/{contact.pk}/roles/{first.pk}/"
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"starts_on": "2026-01-01", "ends_on": "2026-04-01"}).status_code == 422
    assert browser.post(path, {"starts_on": "2026-01-01", "ends_on": "2026-03-01"}).status_code == 302
    first.refresh_from_db()
    assert first.ends_on == date(2026, 3, 1)
    assert browser.post(f"/people/{contact.pk}/roles/{second.pk}/", {"mistake": "1"}).status_code == 302
    assert list(RoleTerm.objects.all()) == [first]


def test_the_roles_of_somebody_else_are_a_404(ama: User, ben: User, browser: Client) -> None:
    theirs = seat(person(ben), "clinical")
    mine, term = person(ama), RoleTerm.objects.get()
    for pk in (theirs.pk, mine.pk):
        assert browser.get(f"/people/{pk}/roles/{term.pk}/").status_code == 404
        assert browser.post(f"/people/{pk}/roles/{term.pk}/", {"mistake": "1"}).status_code == 404
    assert browser.post(f"/people/{theirs.pk}/sponsor").status_code == 404
    assert RoleTerm.objects.count() == 1


def test_a_role_added_twice_by_one_form_is_one(ama: User, browser: Client) -> None:
    contact, key = person(ama), str(uuid.uuid4())
    sent = {"role": "clinical", "starts_on": "2026-03-01", "key": key}
    for _ in range(2):
        assert browser.post(f"/people/{contact.pk}/roles/", sent).status_code == 302
    assert RoleTerm.objects.count() == 1


# ------------------------------------------------------------------ functions
def test_p3_a_nomination_offers_sponsor_and_keeps_mentor(ama: User, browser: Client) -> None:
    """P3: “nominated me” is logged of a mentor: sponsor is offered, mentor stays."""
    contact = seat(person(ama, "Dr. Elin Lindqvist"), "mentor")
    path = contact.get_absolute_url()
    assert "Add “sponsor”" not in text(browser.get(path))
    GoodTurn.objects.create(owner=ama, contact=contact, kind="nominated", what="teaching award", on=TODAY)
    words = text(browser.get(path))
    assert "Dr. Lindqvist nominated you (teaching award). Opening doors is what a sponsor does." in words
    assert "Dr. Lindqvist stays a mentor." in words
    for _ in range(2):
        assert browser.post(f"/people/{contact.pk}/sponsor").status_code == 302
    held = RoleTerm.objects.filter(ends_on__isnull=True).values_list("role", flat=True)
    assert sorted(held) == ["mentor", "sponsor"]
    assert "Add “sponsor”" not in text(browser.get(path))


def test_p3_what_i_did_for_them_offers_nothing(ama: User, browser: Client) -> None:
    contact = person(ama, "Dr. Elin Lindqvist")
    GoodTurn.objects.create(owner=ama, contact=contact, kind="article", what="sleep", on=TODAY)
    assert "Add “sponsor”" not in text(browser.get(contact.get_absolute_url()))


def test_p3_functions_stand_beside_the_seat(ama: User, browser: Client) -> None:
    seat(person(ama, "Dr. Elin Lindqvist", is_core=True), "research", "mentor", "sponsor", "connector")
    assert "since July 2025 · core mentor · sponsor · connector" in text(browser.get("/board/"))


# ------------------------------------------------------------------ Today
def test_today_shows_board_month_and_rotation(ama: User, browser: Client) -> None:
    halloran = seat(person(ama, "Dr. Thomas Halloran"), *SEATS[:3])
    recording.record(ama, people=[halloran], kind="coffee", at=START - 2 * DAY, now=START)
    for name, first, last, load in (
        ("Consults", date(2026, 5, 1), date(2026, 5, 31), "normal"),
        ("Neuro ICU", date(2026, 6, 1), date(2026, 6, 28), "heavy"),
    ):
        Rotation.objects.create(owner=ama, name=name, starts_on=first, ends_on=last, intensity=load)
    words = text(browser.get("/"))
    assert "Board of advisors one seat open" in words
    assert "The near-peer seat is open. Dr. Halloran sits in three, which is a lot to ask" in words
    assert "1 of 1–2 this month’s aim is met" in words
    assert "Sun 17: coffee with Dr. Halloran. A second is welcome, not needed." in words
    assert "Rotation Consults, normal From 1 June you are on Neuro ICU, a heavy block." in words
    assert "New update windows will wait until 29 June; promises and 72-hour follow-ups stay." in words


def test_todays_month_names_nobody_in_the_trash(ama: User, browser: Client) -> None:
    grace, noor = person(ama, "Dr. Grace Adeyemi"), person(ama, "Dr. Noor Haddad")
    recording.record(ama, people=[grace, noor], kind="coffee", at=START - 2 * DAY, now=START)
    assert "Sun 17: coffee with Dr. Adeyemi." in text(browser.get("/"))
    grace.trash(START)
    assert "Sun 17: coffee with Dr. Haddad." in text(browser.get("/"))
    noor.trash(START)
    words = text(browser.get("/"))
    assert "Sun 17: coffee." in words and "Adeyemi" not in words and "1 of 1–2" in words


def test_todays_side_is_only_mine(ama: User, ben: User, browser: Client) -> None:
    seat(person(ben, "Dr. Quill Feather"), *SEATS)
    recording.record(ben, people=list(Contact.objects.all()), kind="coffee", at=START - DAY, now=START)
    Rotation.objects.create(owner=ben, name="Quill ward", starts_on=TODAY, ends_on=TODAY)
    for path in ("/", "/board/"):
        assert "Quill" not in text(browser.get(path))
    assert "All four seats are open. One at a time is plenty." in text(browser.get("/"))


# ------------------------------------------------------------------ statements
def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def crowd(owner: User, number: int) -> None:
    for at in range(number):
        contact = person(owner, f"Dr. Ida Vale{at}", is_anchor=at % 3 == 0, department=f"D{at % 7}")
        seat(contact, SEATS[at % 4], "mentor", ends=None if at % 2 else date(2026, 1, 1))


def test_p5_a_past_day_shows_the_functions_of_then_and_nothing_undated(ama: User, browser: Client) -> None:
    """P3, P5: mentor until 1 May, sponsor from then on; neither is overwritten."""
    elin = person(ama, "Dr. Elin Lindqvist", is_core=True)
    seat(elin, "mentor", ends=date(2026, 5, 1)), seat(elin, "sponsor", starts=date(2026, 5, 1))
    seat(elin, "research")
    now, april = text(browser.get("/board/")), text(browser.get("/board/?as_of=2026-04"))
    assert "Mentor Dr. Elin Lindqvist since July 2025" in april and "Sponsor" not in april
    assert "Sponsor Dr. Elin Lindqvist since May 2026" in now and "Mentor Dr." not in now
    assert "core mentor · sponsor" in now and "core mentor" not in april


@pytest.mark.parametrize("path", ["/board/", "/board/?as_of=2026-04", "/board/research/"])
def test_ten_statements_at_most_with_three_people_and_with_three_hundred(
    ama: User, ben: User, client_for: ClientFor, path: str
) -> None:
    crowd(welcomed(ama), 3)
    crowd(welcomed(ben), 300)
    few, many = statements(client_for(ama), path), statements(client_for(ben), path)
    assert few == many <= 10
