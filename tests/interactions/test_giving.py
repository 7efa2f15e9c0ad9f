"""Openings, readings, good turns, and two people introduced to each other, as a browser asks for them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import Contact, Way
from interactions.models import GoodTurn, Interaction, Offer, Opportunity, Pairing, Reading
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
TODAY = START.date()
KEY = "6f0f6d5e-0000-4000-8000-000000000001"
OPENING = {
    "kind": "fellowship",
    "title": "CL fellowship at Lakeshore",
    "heard_on": "2026-05-18",
    "status": "heard",
}
READ = {"title": "Delirium in heart failure", "link": "https://journal.example/hf", "read_on": "2026-05-18"}


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(welcomed(ama))


@pytest.fixture
def grace(ama: User) -> Contact:
    one = person(ama, "Dr. Grace Adeyemi", title="Cardiologist", institution="Tidewater", tags=["hf"])
    Way.objects.create(owner=ama, contact=one, kind="email", value="grace@tidewater.example")
    return one


@pytest.fixture
def volkov(ama: User) -> Contact:
    one = person(ama, "Dr. Irina Volkov")
    Way.objects.create(owner=ama, contact=one, kind="email", value="volkov@lakeshore.example")
    return one


@pytest.fixture
def pair(ama: User, grace: Contact, volkov: Contact) -> Pairing:
    return Pairing.objects.create(owner=ama, one=grace, other=volkov, why="Both study delirium.")


def text_of(answer: Any) -> str:
    """What is read, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def letter_of(answer: Any) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.DOTALL)
    assert found
    return unescape(found[1]).strip()


def undo_of(answer: Any) -> str:
    """Where the last toast's Undo leads."""
    tags = [one.extra_tags for one in get_messages(answer.wsgi_request)]
    return [tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")][-1]


# ------------------------------------------------------------------ openings
def test_p1_an_opening_is_kept_and_stands_on_the_page_of_who_told_of_it(browser, ama, grace) -> None:
    """P1: an opening heard of from Dr. X stands on the page of Dr. X."""
    sent = OPENING | {
        "heard_from": "Dr. Grace Adeyemi",
        "deadline": "2026-06-12",
        "note": "Fourth nights.",
    }
    assert browser.post("/opportunities/new", sent).status_code == 302
    one = Opportunity.objects.get(owner=ama)
    assert (one.heard_from, one.deadline) == (grace, date(2026, 6, 12))
    page = text_of(browser.get(grace.get_absolute_url()))
    assert "Told you of" in page
    assert "CL fellowship at Lakeshore fellowship · heard of · by 12 June" in page
    listed = text_of(browser.get("/opportunities/"))
    assert "from Dr. Grace Adeyemi" in listed
    assert "Fourth nights." in listed


def test_p1_open_ones_come_first_by_deadline(browser, ama) -> None:
    def opening(title: str, **fields: Any) -> None:
        Opportunity.objects.create(owner=ama, title=title, heard_on=TODAY, **fields)

    opening("Let go", status="passed", deadline=TODAY)
    opening("No day", status="heard")
    opening("Later", deadline=TODAY + timedelta(days=40))
    opening("Sent off", deadline=TODAY + timedelta(days=5), status="applied")
    opening("Soon", deadline=TODAY + timedelta(days=9))
    opening("Behind", deadline=TODAY - timedelta(days=2))
    opening("Lakeshore is kind", kind="intel")
    page = text_of(browser.get("/opportunities/"))
    order = ["Sent off", "Soon", "Later", "No day", "Behind", "Lakeshore is kind", "Let go"]
    assert [page.index(title) for title in order] == sorted(page.index(title) for title in order)
    assert "28 May in 9 days Soon" in page
    # What was applied for does not press any more, and what is over says so.
    assert "24 May applied Sent off" in page
    assert "17 May deadline passed Behind" in page


def test_past_openings_lead_back_and_not_to_their_form(browser, ama) -> None:
    Opportunity.objects.create(owner=ama, title="Let go", heard_on=TODAY, status="passed")
    page = browser.get("/opportunities/").content.decode()
    assert re.findall(r"data-main>([^<]+)", page) == ["Open again"]


def test_p1_twice_sent_is_kept_once_and_can_be_taken_back(browser, ama) -> None:
    for _ in range(2):
        answer = browser.post("/opportunities/new", OPENING | {"key": KEY})
        assert answer.status_code == 302
    assert Opportunity.objects.count() == 1
    browser.get("/opportunities/")
    answer = browser.post("/opportunities/new", OPENING | {"title": "Chief year"})
    browser.post(undo_of(answer))
    assert [one.title for one in Opportunity.objects.all()] == [OPENING["title"]]


def test_p1_a_deleted_opening_comes_back_whole(browser, ama, grace) -> None:
    one = Opportunity.objects.create(
        owner=ama, title="Chief year", heard_on=TODAY, deadline=TODAY, heard_from=grace, note="Ask early."
    )
    answer = browser.post(f"/opportunities/{one.pk}/delete")
    assert not Opportunity.objects.exists()
    browser.post(undo_of(answer))
    back = Opportunity.objects.get()
    assert (back.pk, back.title, back.deadline, back.heard_from, back.note, back.version) == (
        one.pk, "Chief year", TODAY, grace, "Ask early.", 1,
    )  # fmt: skip


def test_p1_what_is_too_long_for_undo_is_asked_about_first(browser, ama) -> None:
    words = " ".join(str(uuid.uuid4()) for _ in range(300))
    one = Opportunity.objects.create(owner=ama, title="Chief year", heard_on=TODAY, note=words)
    page = text_of(browser.post(f"/opportunities/{one.pk}/delete"))
    assert "cannot be taken back" in page
    assert Opportunity.objects.exists()
    browser.post(f"/opportunities/{one.pk}/delete", {"sure": "1"})
    assert not Opportunity.objects.exists()


def test_p1_two_windows_overwrite_nothing(browser, ama) -> None:
    one = Opportunity.objects.create(owner=ama, title="Chief year", heard_on=TODAY)
    path = f"/opportunities/{one.pk}/edit"
    assert browser.post(path, OPENING | {"title": "First", "version": "1"}).status_code == 302
    answer = browser.post(path, OPENING | {"title": "Second", "version": "1"})
    assert answer.status_code == 409
    assert "First" in text_of(answer)
    assert 'value="Second"' in answer.content.decode()
    assert Opportunity.objects.get().title == "First"
    assert browser.post(path, OPENING | {"title": "Second", "version": "2"}).status_code == 302


def test_p1_status_moves_with_one_tap_and_back(browser, ama) -> None:
    one = Opportunity.objects.create(owner=ama, title="Chief year", heard_on=TODAY)
    answer = browser.post(f"/opportunities/{one.pk}/status", {"to": "applied"})
    one.refresh_from_db()
    assert (one.status, one.version) == ("applied", 2)
    browser.post(undo_of(answer))
    one.refresh_from_db()
    assert one.status == "heard"
    assert browser.post(f"/opportunities/{one.pk}/status", {"to": "won"}).status_code == 404


def test_p1_bad_input_is_answered_in_words(browser, ama, grace) -> None:
    for field, value, words in [
        ("heard_from", "Dr. Nobody", "Nobody among your people is called that."),
        ("heard_on", "2026-06-01", "still ahead"),
        ("deadline", "0001-01-01", "between 1950 and 2100"),
        ("title", "a\nb", "one line"),
        ("note", "Seen MRN 00482913 there", "looks like a patient number"),
    ]:
        answer = browser.post("/opportunities/new", OPENING | {field: value})
        assert (answer.status_code, words in text_of(answer)) == (422, True), field
    assert not Opportunity.objects.exists()


def test_p1_who_told_of_it_may_be_deleted_and_nothing_is_lost(browser, ama, grace) -> None:
    one = Opportunity.objects.create(owner=ama, title="Chief year", heard_on=TODAY, heard_from=grace)
    grace.trash(START)
    assert "who is in the trash" in text_of(browser.get("/opportunities/"))
    grace.delete()
    assert "Chief year" in text_of(browser.get("/opportunities/"))
    assert browser.get(f"/opportunities/{one.pk}/edit").status_code == 200


def test_p1_two_of_one_name_are_asked_about_unless_begun_on_a_page(browser, ama) -> None:
    _, second = person(ama, "Dr. Ed Vale"), person(ama, "Dr. Ed Vale")
    sent = OPENING | {"heard_from": "Dr. Ed Vale"}
    assert "Several people fit" in text_of(browser.post("/opportunities/new", sent))
    browser.post("/opportunities/new", sent | {"person": str(second.pk)})
    assert Opportunity.objects.get().heard_from == second


# ------------------------------------------------------------------ readings
def test_p63_people_interested_in_hf_are_offered_what_i_read(browser, ama, grace, volkov) -> None:
    """P63: a note tagged HF is saved: people interested in HF are offered."""
    nurse = person(ama, "Jo Reed", discipline="HF nursing")
    person(ama, "Sam Roe", department="Chfx research")
    answer = browser.post("/readings/new", READ | {"tags": "HF", "note": "Half found."}, follow=True)
    page = text_of(answer)
    assert "Dr. Grace Adeyemi" in page
    assert nurse.full_name in page
    assert "Volkov" not in page
    assert "Sam Roe" not in page


def test_p63_sharing_fills_the_letter_and_sending_it_offers_once(browser, ama, grace) -> None:
    one = Reading.objects.create(owner=ama, **READ, note="Half was missed.", tags=["hf"])
    page = browser.get(one.get_absolute_url()).content.decode()
    href = unescape(re.findall(r'href="(/write/[^"]+)"', page)[0])
    letter = letter_of(browser.get(href))
    assert (
        "I read “Delirium in heart failure” and thought of you, because of this: Half was missed." in letter
    )
    assert "https://journal.example/hf" in letter
    assert "[" not in letter
    path, query = href.split("?")
    for _ in range(2):
        answer = browser.post(f"{path}sent?{query}", {"key": KEY, "subject": "x", "body": letter})
        assert answer["Location"] == one.get_absolute_url()
    assert Offer.objects.get().contact == grace
    assert (GoodTurn.objects.get().kind, GoodTurn.objects.get().what) == ("article", one.title)
    assert Interaction.objects.get().people.get() == grace
    assert "Everyone with that interest has it." in text_of(browser.get(one.get_absolute_url()))
    again = browser.post(f"/readings/{one.pk}/share", {"who": "Dr. Grace Adeyemi"})
    assert (again.status_code, "has it already" in text_of(again)) == (422, True)


def test_p61_share_an_article_proposes_what_i_read_of_their_interest(browser, ama, grace, volkov) -> None:
    """P61, P63: from a person's page on, a reading of theirs is one tap, and only once."""
    today = {"owner": ama, "read_on": TODAY}
    hf = Reading.objects.create(title="Delirium in heart failure", tags=["HF"], **today)
    Reading.objects.create(title="Sleep on the ward", tags=["sleep"], **today)
    page = browser.get(f"/write/{grace.pk}/?template=article").content.decode()
    href = f"/write/{grace.pk}/?template=article&amp;reading={hf.pk}"
    assert href in page and "Sleep on the ward" not in page
    assert "Delirium in heart failure" in letter_of(browser.get(unescape(href)))
    assert href not in browser.get(f"/write/{grace.pk}/?template=congratulate").content.decode()
    Offer.objects.create(owner=ama, reading=hf, contact=grace, on=TODAY)
    Offer.objects.create(owner=ama, reading=hf, contact=None, on=TODAY)
    said = text_of(browser.get(f"/write/{grace.pk}/?template=article"))
    assert "Delirium in heart failure" not in said and "None of your readings is about" in said


def test_p63_a_letter_not_sent_after_all_was_no_offer(browser, ama, grace) -> None:
    one = Reading.objects.create(owner=ama, **READ, tags=["hf"])
    answer = browser.post(f"/write/{grace.pk}/sent?template=article&reading={one.pk}", {"key": KEY})
    assert Offer.objects.exists()
    browser.post(undo_of(answer))
    assert not Offer.objects.exists()
    assert not GoodTurn.objects.exists()
    assert not Interaction.objects.owned_by(ama).exists()


def test_p63_a_letter_kept_about_another_reading_does_not_stand_in_for_this_one(browser, ama, grace) -> None:
    first = Reading.objects.create(owner=ama, **READ, tags=["hf"])
    second = Reading.objects.create(owner=ama, title="Sleep on call", read_on=TODAY, tags=["hf"])
    at = f"/write/{grace.pk}/?template=article&reading="
    browser.post(f"{at}{first.pk}", {"subject": "x", "body": "About Delirium in heart failure."})
    assert "About Delirium" in letter_of(browser.get(f"{at}{first.pk}"))
    assert "Sleep on call" in letter_of(browser.get(f"{at}{second.pk}"))


def test_p63_nobody_fits_is_said_kindly(browser, ama) -> None:
    one = Reading.objects.create(owner=ama, **READ, tags=["payment"])
    assert "Nobody of yours is known for payment yet. That is all right" in text_of(
        browser.get(one.get_absolute_url())
    )
    one.tags = []
    one.save()
    assert "Say what it is about" in text_of(browser.get(one.get_absolute_url()))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://j.example/x", "https://", "data:text/html,x"])
def test_p63_only_addresses_of_the_web_are_kept(browser, link) -> None:
    assert browser.post("/readings/new", READ | {"link": link}).status_code == 422
    assert not Reading.objects.exists()


def test_p63_tags_with_signs_find_whom_they_name_and_break_nothing(browser, ama) -> None:
    one = person(ama, "Jo Reed", department="Unit (A+) care", tags=["c++"])
    read = Reading.objects.create(owner=ama, **READ, tags=["c++", "(a", "[x", "\\m"])
    assert one.full_name in text_of(browser.get(read.get_absolute_url()))


def test_p63_a_deleted_reading_comes_back_with_whom_it_went_to(browser, ama, grace) -> None:
    one = Reading.objects.create(owner=ama, **READ, tags=["hf"])
    Offer.objects.create(owner=ama, reading=one, contact=grace, on=TODAY)
    answer = browser.post(f"/readings/{one.pk}/delete")
    assert not Reading.objects.exists()
    browser.post(undo_of(answer))
    assert Reading.objects.get().tags == ["hf"]
    assert Offer.objects.get().contact == grace


def test_p63_two_windows_overwrite_nothing(browser, ama) -> None:
    one = Reading.objects.create(owner=ama, **READ)
    path = f"/readings/{one.pk}/edit"
    assert browser.post(path, READ | {"title": "First", "version": "1"}).status_code == 302
    assert browser.post(path, READ | {"title": "Second", "version": "1"}).status_code == 409
    assert Reading.objects.get().title == "First"


# ------------------------------------------------------------------ good turns
def test_p62_what_i_did_is_one_line_on_their_page(browser, ama, grace) -> None:
    for _ in range(2):
        sent = {"kind": "data", "what": "the cohort table", "key": KEY}
        answer = browser.post(f"/turns/with/{grace.pk}/new", sent)
        assert answer["Location"] == grace.get_absolute_url()
    turn = GoodTurn.objects.get()
    assert (turn.kind, turn.on) == ("data", TODAY)
    assert "I helped with data the cohort table · 19 May" in text_of(browser.get(grace.get_absolute_url()))


def test_p62_thanking_from_the_page_notes_the_day(browser, ama, grace) -> None:
    turn = GoodTurn.objects.create(owner=ama, contact=grace, kind="nominated", what="the award", on=TODAY)
    page = browser.get(grace.get_absolute_url()).content.decode()
    href = unescape(re.findall(r'href="([^"]+)">Thank them', page)[0])
    assert "Thank you for nominating me (the award)." in letter_of(browser.get(href))
    path, query = href.split("?")
    answer = browser.post(f"{path}sent?{query}", {"key": KEY})
    assert GoodTurn.objects.get().thanked_on == TODAY
    assert "thanked 19 May" in text_of(browser.get(grace.get_absolute_url()))
    browser.post(undo_of(answer))
    assert GoodTurn.objects.get(pk=turn.pk).thanked_on is None


def test_p62_a_turn_is_changed_taken_out_and_put_back(browser, ama, grace) -> None:
    turn = GoodTurn.objects.create(owner=ama, contact=grace, kind="taught", what="interns", on=TODAY)
    page = browser.get(f"/turns/{turn.pk}/edit").content.decode()
    was = re.findall(r'name="was" value="(\w+)"', page)[0]
    sent = {"kind": "taught", "what": "students", "on": "2026-05-01", "was": was}
    assert browser.post(f"/turns/{turn.pk}/edit", sent).status_code == 302
    assert browser.post(f"/turns/{turn.pk}/edit", sent | {"what": "others"}).status_code == 409
    assert GoodTurn.objects.get().what == "students"
    answer = browser.post(f"/turns/{turn.pk}/delete")
    assert not GoodTurn.objects.exists()
    browser.post(undo_of(answer))
    assert (GoodTurn.objects.get().what, GoodTurn.objects.get().on) == ("students", date(2026, 5, 1))


def test_p62_something_else_needs_words_and_no_day_is_ahead(browser, grace) -> None:
    path = f"/turns/with/{grace.pk}/new"
    assert browser.post(path, {"kind": "other"}).status_code == 422
    assert browser.post(path, {"kind": "data", "on": "2026-05-20"}).status_code == 422
    assert browser.post(path, {"kind": "nonsense"}).status_code == 422
    assert not GoodTurn.objects.exists()


# ------------------------------------------------------------------ two people
def agree(browser: Client, pair: Pairing, side: str, to: str = "agreed", on: str = "2026-05-18") -> Any:
    return browser.post(f"/introductions/{pair.pk}/consent", {"side": side, "to": to, "on": on})


def test_the_letter_is_offered_only_once_both_have_said_yes(browser, pair) -> None:
    """A control that would refuse is not drawn; the reason stands in its place."""
    page = browser.get(pair.get_absolute_url()).content.decode()
    assert "Write the introduction" not in page
    assert "not said yes yet. The letter waits until both have." in page
    for side in ("one", "other"):
        agree(browser, pair, side)
    assert "Write the introduction" in browser.get(pair.get_absolute_url()).content.decode()


def test_a_yes_from_before_the_question_is_refused_beside_the_field(browser, pair) -> None:
    agree(browser, pair, "other", "asked", "2026-05-10")
    answer = agree(browser, pair, "other", "agreed", "2026-05-09")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="on-other-error"><p>You asked on 10 May 2026; the yes came that day or later.' in page
    assert 'name="on" value="2026-05-09"' in page
    pair.refresh_from_db()
    assert (pair.other_asked_on, pair.other_agreed_on) == (date(2026, 5, 10), None)
    assert agree(browser, pair, "other", "agreed", "2026-05-10").status_code == 302


def test_p62_only_one_side_agreed_and_the_letter_is_refused_with_the_reason(browser, ama, pair) -> None:
    """P62: only one side agreed: nothing is written, and the reason is said."""
    agree(browser, pair, "one")
    answer = browser.post(f"/introductions/{pair.pk}/write")
    assert (answer.status_code, "Dr. Volkov has not said yes yet." in text_of(answer)) == (409, True)
    for path in ("", "sent"):
        at = f"/write/{pair.one_id}/{path}?template=introduce_two&pairing={pair.pk}"
        answer = browser.post(at, {"key": str(uuid.uuid4()), "body": "x"}, follow=True)
        assert "Dr. Volkov has not said yes yet." in text_of(answer)
    assert browser.post(f"/introductions/{pair.pk}/made").status_code == 409
    assert not Interaction.objects.exists()
    assert not GoodTurn.objects.exists()


def test_p62_both_agreed_one_letter_to_both_logs_a_touch_and_a_good_turn_with_each(
    browser, ama, pair, grace, volkov
) -> None:
    agree(browser, pair, "one")
    agree(browser, pair, "other", on="2026-05-19")
    href = browser.post(f"/introductions/{pair.pk}/write")["Location"]
    page = browser.get(href)
    letter = letter_of(page)
    assert letter.startswith("Dear Dr. Adeyemi and Dr. Volkov,")
    assert "Both study delirium." in letter
    assert "[" not in letter
    assert "mailto:grace@tidewater.example,volkov@lakeshore.example?" in unescape(page.content.decode())
    path, query = href.split("?")
    answer = browser.post(f"{path}sent?{query}", {"key": KEY, "body": letter})
    browser.post(f"{path}sent?{query}", {"key": KEY, "body": letter})
    touch = Interaction.objects.get()
    assert set(touch.people.all()) == {grace, volkov}
    assert {(one.contact_id, one.kind) for one in GoodTurn.objects.all()} == {
        (grace.pk, "introduced"), (volkov.pk, "introduced"),
    }  # fmt: skip
    pair.refresh_from_db()
    assert pair.made_at == START
    # Another window, another key: it is made once.
    again = browser.post(f"{path}sent?{query}", {"key": str(uuid.uuid4())}, follow=True)
    assert "introduced already" in text_of(again)
    assert Interaction.objects.count() == 1
    browser.post(undo_of(answer))
    pair.refresh_from_db()
    assert pair.made_at is None
    assert not GoodTurn.objects.exists()


def test_p62_asking_by_letter_notes_that_they_were_asked(browser, pair, volkov) -> None:
    at = f"/write/{volkov.pk}/sent?template=may_introduce&pairing={pair.pk}"
    letter = letter_of(browser.get(at.replace("/sent", "/")))
    assert "May I introduce you to Dr. Grace Adeyemi (Cardiologist, Tidewater)?" in letter
    answer = browser.post(at, {"key": KEY, "body": letter})
    pair.refresh_from_db()
    assert (pair.one_asked_on, pair.other_asked_on, pair.other_agreed_on) == (None, TODAY, None)
    browser.post(undo_of(answer))
    pair.refresh_from_db()
    assert pair.other_asked_on is None


def test_p62_what_each_side_said_keeps_its_day_and_can_be_taken_back(browser, pair) -> None:
    agree(browser, pair, "other", "asked", "2026-05-10")
    answer = agree(browser, pair, "other", "agreed", "2026-05-12")
    pair.refresh_from_db()
    assert (pair.other_asked_on, pair.other_agreed_on) == (date(2026, 5, 10), date(2026, 5, 12))
    assert "said yes 12 May 2026" in text_of(browser.get(pair.get_absolute_url()))
    browser.post(undo_of(answer))
    pair.refresh_from_db()
    assert (pair.other_asked_on, pair.other_agreed_on) == (date(2026, 5, 10), None)
    for on in ("2026-06-01", "nonsense", "0001-01-01"):
        assert agree(browser, pair, "one", on=on).status_code == 422
    assert agree(browser, pair, "third").status_code == 404


def test_p62_begun_from_a_page_and_never_with_oneself_or_twice(browser, ama, grace, volkov) -> None:
    page = browser.get(f"/introductions/new?person={grace.pk}").content.decode()
    assert 'value="Dr. Grace Adeyemi"' in page
    sent = {
        "one": "Dr. Grace Adeyemi",
        "other": "Dr. Irina Volkov",
        "why": "Both study delirium.",
        "key": KEY,
    }
    same = browser.post("/introductions/new", sent | {"other": "Dr. Grace Adeyemi"})
    assert (same.status_code, "same person" in text_of(same)) == (422, True)
    for _ in range(2):
        assert browser.post("/introductions/new", sent).status_code == 302
    pair = Pairing.objects.get()
    assert (pair.one, pair.other) == (grace, volkov)
    turned = {"one": sent["other"], "other": sent["one"], "why": "x", "key": str(uuid.uuid4())}
    assert "already" in text_of(browser.post("/introductions/new", turned))
    volkov.trash(START)
    assert "in your trash" in text_of(browser.get(pair.get_absolute_url()))
    assert "None yet." not in text_of(browser.get("/introductions/"))
    assert browser.post("/introductions/new", sent | {"key": ""}).status_code == 422


def test_p62_let_rest_and_begun_again(browser, pair) -> None:
    answer = browser.post(f"/introductions/{pair.pk}/delete")
    assert not Pairing.objects.exists()
    browser.post(undo_of(answer))
    assert Pairing.objects.get().why == "Both study delirium."


# ------------------------------------------------------------------ all of it
@pytest.mark.parametrize("path", ["/opportunities/", "/readings/", "/introductions/"])
def test_an_empty_list_says_what_to_do(browser, path) -> None:
    assert 'class="empty"' in browser.get(path).content.decode()


def test_undo_of_somebody_else_is_a_404(browser, ben, client_for) -> None:
    answer = browser.post("/opportunities/new", OPENING)
    assert client_for(welcomed(ben)).post(undo_of(answer)).status_code == 404
    assert Opportunity.objects.exists()


def test_strangers_rows_are_404(browser, ben, client_for) -> None:
    theirs = person(ben, "Dr. Quill Feather")
    other = person(ben, "Dr. Other Feather")
    mine = person(User.objects.get(name="Ama"), "Dr. Ida Vale")
    opening = Opportunity.objects.create(owner=ben, title="x", heard_on=TODAY)
    read = Reading.objects.create(owner=ben, **READ)
    turn = GoodTurn.objects.create(owner=ben, contact=theirs, kind="nominated", on=TODAY)
    pair = Pairing.objects.create(owner=ben, one=theirs, other=other, why="x")
    for path in (
        f"/opportunities/{opening.pk}/edit", f"/readings/{read.pk}/", f"/readings/{read.pk}/edit",
        f"/turns/{turn.pk}/edit", f"/introductions/{pair.pk}/", f"/introductions/{pair.pk}/edit",
        f"/turns/with/{theirs.pk}/", f"/turns/with/{theirs.pk}/new",
        f"/opportunities/new?person={theirs.pk}", f"/introductions/new?person={theirs.pk}",
        f"/introductions/new?second={theirs.pk}", f"/write/{mine.pk}/?template=article&reading={read.pk}",
        f"/write/{mine.pk}/?template=thank_turn&turn={turn.pk}",
        f"/write/{mine.pk}/?template=introduce_two&pairing={pair.pk}",
    ):  # fmt: skip
        assert browser.get(path).status_code == 404, path


def test_names_offers_only_my_own(browser, ben, grace) -> None:
    person(ben, "Dr. Grace Quillfeather")
    page = browser.get("/people/names?heard_from=gra").content.decode()
    assert "Dr. Grace Adeyemi" in page
    assert "Quillfeather" not in page


def test_p1_a_deadline_within_two_weeks_stands_quietly_on_today(browser, ama) -> None:
    def opening(title: str, days: int, **fields: Any) -> None:
        on = TODAY + timedelta(days=days)
        Opportunity.objects.create(owner=ama, title=title, heard_on=TODAY, deadline=on, **fields)

    for title, days in [("Tonight", 0), ("In time", 14), ("Too far", 15), ("Behind", -1)]:
        opening(title, days)
    opening("Applied for", 3, status="applied")
    page = text_of(browser.get("/"))
    assert "Tonight by 19 May, today" in page
    assert "In time by 2 June, in 14 days" in page
    assert all(title not in page for title in ("Too far", "Behind", "Applied for"))


def many(ama: User, number: int) -> Contact:
    """So many of everything, with one person."""
    grace = person(ama, "Dr. Grace Adeyemi", tags=["hf"])
    read = None
    for i in range(number):
        one = person(ama, f"Dr. Ida Vale{i}", tags=["hf"])
        Opportunity.objects.create(owner=ama, title=f"O{i}", heard_on=TODAY, heard_from=grace)
        read = Reading.objects.create(owner=ama, title=f"R{i}", read_on=TODAY, tags=["hf"])
        Offer.objects.create(owner=ama, reading=read, contact=grace, on=TODAY)
        GoodTurn.objects.create(owner=ama, contact=grace, kind="nominated", on=TODAY)
        Pairing.objects.create(owner=ama, one=grace, other=one, why="x")
    return grace


def test_the_pages_take_the_same_few_statements_with_3_and_300(browser, ama, ben, client_for) -> None:
    taken: list[dict[str, int]] = []
    for user, number in ((ama, 3), (ben, 300)):
        client, grace = client_for(welcomed(user)), many(user, number)
        counted = {}
        for name, path in {
            "openings": "/opportunities/", "readings": "/readings/", "pairs": "/introductions/",
            "reading": Reading.objects.owned_by(user)[0].get_absolute_url(), "edit":
            f"/opportunities/{Opportunity.objects.owned_by(user)[0].pk}/edit",
            "pair": Pairing.objects.owned_by(user)[0].get_absolute_url(), "new": "/introductions/new",
            "turns": f"/turns/with/{grace.pk}/", "person": grace.get_absolute_url(),
        }.items():  # fmt: skip
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            counted[name] = len(seen)
        taken.append(counted)
    assert taken[0] == taken[1]
    assert max(taken[1].values()) <= 10, taken[1]


def test_long_lists_have_pages(browser, ama) -> None:
    grace = many(ama, 51)
    for path in ("/opportunities/", "/readings/", "/introductions/", f"/turns/with/{grace.pk}/"):
        assert "?page=2" in browser.get(path).content.decode(), path
        assert browser.get(f"{path}?page=2").status_code == 200
