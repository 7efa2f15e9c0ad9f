"""The page of a letter, as a browser asks for it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import time, timedelta
from html import unescape

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contacts.models import Contact, Introduction, Stage, Way
from dashboard.tidying import tidy
from followups import letters, planning
from followups.models import FollowUp, Letter
from followups.windows import Basis
from interactions import recording
from interactions.models import Advice, Event, Interaction, Target
from residents.models import Achievement, resident_of
from tests.conftest import START, Clock
from tests.making import owed, person, welcomed

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    mine = resident_of(ama)
    mine.training_stage, mine.specialty, mine.institution, mine.credentials = (
        "PGY-2",
        "Psychiatry",
        "Marlowe",
        "MD",
    )
    mine.save()
    return client_for(welcomed(ama))


@pytest.fixture
def apa(ama: User) -> Event:
    days = {"starts_on": START.date() - timedelta(days=3), "ends_on": START.date() + timedelta(days=1)}
    return Event.objects.create(owner=ama, name="APA Annual Meeting", time_zone="America/New_York", **days)


@pytest.fixture
def grace(ama: User) -> Contact:
    one = person(ama, "Dr. Grace Adeyemi", pronouns="she/her", met_via="APA Annual Meeting")
    Way.objects.create(owner=ama, contact=one, kind="email", value="g.adeyemi@tidewater.example")
    return one


@pytest.fixture
def spoke(ama: User, grace: Contact, apa: Event) -> Interaction:
    return recording.record(
        ama,
        people=[grace],
        kind="met",
        at=START - timedelta(days=2),
        event=apa,
        takeaway="Start a log of consults early.",
        note="She laughed about her first notes.",
        meaningful=True,
        now=START,
    )


@pytest.fixture
def follow_up(spoke: Interaction) -> FollowUp:
    return spoke.opened.get(basis=Basis.CONFERENCE)


def at(contact: Contact, act: str = "", **query: object) -> str:
    question = "&".join(f"{key}={value}" for key, value in query.items())
    return f"/write/{contact.pk}/{act}" + (f"?{question}" if question else "")


def test_p36_the_letter_is_built_from_how_you_met_and_the_takeaway(browser, grace, follow_up) -> None:
    page = browser.get(at(grace, follow_up=follow_up.pk))
    body = page.context["letter"].body
    assert page.context["letter"].subject == "After APA Annual Meeting"
    assert body.startswith("Dear Dr. Adeyemi,\n\nWe spoke at APA Annual Meeting on Sunday")
    assert "a second-year psychiatry resident at Marlowe" in body
    assert "What stayed with me: Start a log of consults early." in body
    assert "may I write again later?" in body
    assert "Thank you for your time." in body
    assert body.endswith("Ama, MD\nPGY-2, Marlowe")


def body_of(browser: Client, contact: Contact, **query: object) -> str:
    return str(browser.get(at(contact, **query)).context["letter"].body)


def words_of(page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


# ------------------------------------------------------------------ which letter
@pytest.mark.parametrize(
    ("stage", "slug"),
    [(Stage.CONTACTED, "once"), (Stage.IDENTIFIED, "interview"), (Stage.RECURRING, "check_in")],
)
def test_p52_once_contacted_the_ask_is_to_meet_once(browser, grace, stage, slug) -> None:
    """P52: at the stage “contacted” the draft asks to meet once."""
    Contact.objects.filter(pk=grace.pk).update(stage=stage)
    page = browser.get(at(grace))
    assert page.context["desk"].slug == slug
    if slug == "once":
        assert "Could we meet once to discuss it" in page.context["letter"].body


@pytest.mark.parametrize("met_via", ["assigned in the first week", "inpatient unit", "Dr. Ruth Abrams"])
@pytest.mark.parametrize("slug", ["once", "conference"])
def test_free_words_of_how_you_met_stay_out_of_a_sentence(browser, ama, slug, met_via) -> None:
    one = person(ama, "Dr. Wen-Li Chao", met_via=met_via)
    body = body_of(browser, one, template=slug)
    assert met_via not in body
    assert " through" not in body
    assert body.split("\n\n")[1].startswith(
        ("I am a second-year psychiatry resident at Marlowe. ", "We spoke; I am")
    )


@pytest.mark.parametrize(
    ("basis", "slug"),
    [
        (Basis.THANKS, "thanks"),
        (Basis.UPDATE, "update"),
        (Basis.CHECK_IN, "check_in"),
        (Basis.PROMISE, "promise"),
        (Basis.PROMISE_TO_ME, "promise_to_me"),
        (Basis.INTRODUCTION, "after_introduction"),
        (Basis.CLOSE_LOOP, "close_loop"),
        (Basis.PREPARATION, "ahead"),
        (Basis.MANUAL, "check_in"),
    ],
)
def test_every_reason_something_is_owed_has_its_letter(browser, grace, basis, slug) -> None:
    one = owed(grace, basis, START - timedelta(hours=1), what="send the figure")
    page = browser.get(at(grace, follow_up=one.pk))
    assert page.context["desk"].slug == slug
    assert "Dear Dr. Adeyemi," in page.context["letter"].body


def test_p24_an_ask_before_a_conference_names_ten_to_fifteen_minutes(browser, ama, grace, apa) -> None:
    mentor = person(ama, "Dr. Elin Lindqvist")
    aim = Target.objects.create(
        owner=ama, event=apa, contact=grace, question="How did you begin", recommended_by=mentor
    )
    body = body_of(browser, grace, target=aim.pk)
    assert "Would you have 10 to 15 minutes between sessions" in body
    assert "Dr. Elin Lindqvist suggested that I look for you." in body
    assert "I would like to ask you: How did you begin?" in body
    assert "at APA Annual Meeting" in body


def test_p24_saying_that_the_ask_was_sent_marks_the_target_and_undo_takes_it_back(
    browser, ama, grace, apa
) -> None:
    aim = Target.objects.create(owner=ama, event=apa, contact=grace)
    browser.post(at(grace, "sent", target=aim.pk, template="ask_ahead"))
    aim.refresh_from_db()
    assert (aim.ask, aim.asked_at, aim.minutes) == ("asked", START, 15)
    browser.post(f"/write/{Interaction.objects.get().pk}/unsent")
    aim.refresh_from_db()
    assert (aim.ask, aim.asked_at, aim.minutes) == ("", None, None)


def test_p40_a_letter_asking_for_an_interview_seeks_guidance(browser, grace) -> None:
    body = body_of(browser, grace, template="interview")
    assert "I am seeking guidance, not a position." in body
    assert "15 to 20 minutes" in body


def test_p42_the_research_letter_names_a_paper_a_small_role_and_the_cv(browser, ama, grace, apa) -> None:
    aim = Target.objects.create(owner=ama, event=apa, contact=grace, reasons=["research"])
    Event.objects.filter(pk=apa.pk).update(
        starts_on=START.date() - timedelta(days=9), ends_on=START.date() - timedelta(days=8)
    )
    body = body_of(browser, grace, target=aim.pk)
    assert "I read your paper" in body
    assert "take a small role" in body
    assert "My CV is attached." in body


def test_p38_a_mentor_is_told_whom_i_met(browser, ama, grace, apa, spoke) -> None:
    mentor = person(ama, "Dr. Elin Lindqvist")
    Contact.objects.filter(pk=grace.pk).update(institution="Tidewater")
    Target.objects.create(owner=ama, event=apa, contact=grace, recommended_by=mentor)
    one = owed(mentor, Basis.CLOSE_LOOP, START)
    page = browser.get(at(mentor, follow_up=one.pk))
    assert page.context["letter"].subject == "I met Dr. Grace Adeyemi from Tidewater"
    assert (
        "You suggested that I meet Dr. Grace Adeyemi from Tidewater, and I did, at APA Annual Meeting."
        in (page.context["letter"].body)
    )


def test_p56_after_an_introduction_the_introducer_is_named(browser, ama, grace) -> None:
    thomas = person(ama, "Dr. Thomas Halloran")
    Introduction.objects.create(owner=ama, introducer=thomas, introduced=grace, on=START.date())
    one = owed(grace, Basis.INTRODUCTION, START)
    assert "Dr. Thomas Halloran kindly suggested that I write to you." in body_of(
        browser, grace, follow_up=one.pk
    )


def test_p61_congratulating_takes_two_sentences_and_is_one_tap_away(browser, grace) -> None:
    """P61: “congratulate” is one tap, and a draft of two sentences."""
    assert f"/write/{grace.pk}/?template=congratulate" in browser.get(f"/people/{grace.pk}/").content.decode()
    page = browser.get(at(grace, template="congratulate"))
    assert page.context["checked"].sentences == 2
    assert "of 2 " in words_of(page)


def test_p26_my_program_is_asked_to_introduce_me_from_my_own_mail(browser, grace) -> None:
    page = browser.get(at(grace, template="introduce_me"))
    assert "Would you be willing to introduce us" in page.context["letter"].body
    assert page.context["mailto"].startswith("mailto:g.adeyemi@tidewater.example?")


def test_p8_an_update_offers_what_i_did_since(browser, ama, grace) -> None:
    Achievement.objects.create(owner=ama, kind="talk", title="Sleep on call", on=START.date())
    Contact.objects.filter(pk=grace.pk).update(created_at=START - timedelta(days=9))
    one = owed(grace, Basis.UPDATE, START)
    (box,) = browser.get(at(grace, follow_up=one.pk)).context["boxes"]
    assert box.bullet.sentence == "I gave a talk, “Sleep on call”."


def test_p57_advice_that_helped_is_told(browser, ama, grace) -> None:
    Advice.objects.create(
        owner=ama,
        contact=grace,
        what="Sit in the clinic first",
        outcome="I changed the design",
        given_on=START.date(),
    )
    body = body_of(browser, grace, template="advice_helped")
    assert "You advised me: Sit in the clinic first. Here is what came of it: I changed the design." in body


def test_p33_a_poster_script_is_not_copied_while_a_place_is_open(browser, grace) -> None:
    page = browser.get(at(grace, template="poster_script")).content.decode()
    assert re.search(r'<button[^>]*data-letter="copy"[^>]* disabled', page)
    assert "I sent it" not in words_of(browser.get(at(grace, template="poster_script"))).split("To say")[0]


def test_p37_the_linkedin_note_fits_and_a_longer_one_can_still_be_copied(browser, grace, spoke) -> None:
    page = browser.get(at(grace, template="linkedin"))
    assert page.context["checked"].characters <= 200
    assert "good to meet you at APA Annual Meeting" in page.context["letter"].body
    browser.post(at(grace, template="linkedin"), {"body": "x" * 201, "version": 0})
    shown = browser.get(at(grace, template="linkedin")).content.decode()
    assert "data-over" in shown
    assert not re.search(r'<button[^>]*data-letter="copy"[^>]* disabled', shown)


def test_all_tabs_keep_what_the_letter_is_about(browser, grace, follow_up) -> None:
    page = browser.get(at(grace, follow_up=follow_up.pk))
    assert [words for words, _, _ in page.context["tabs"]] == [
        "Email", "LinkedIn note", "After an introduction", "Two-line version",
    ]  # fmt: skip
    for _, href, _ in page.context["tabs"]:
        assert f"follow_up={follow_up.pk}" in href
        assert browser.get(href).status_code == 200


# ------------------------------------------------------------------ when and how (P69)
def test_p69_a_text_that_is_not_allowed_is_warned_about(browser, grace) -> None:
    shown = words_of(browser.get(at(grace, template="two_lines", by="text")))
    assert "No texts or late calls unless invited" in shown


def test_p69_at_half_past_ten_her_time_her_morning_is_offered(
    browser, grace, follow_up, clock: Clock
) -> None:
    Contact.objects.filter(pk=grace.pk).update(
        time_zone="America/New_York", hours_from=time(7), hours_to=time(11), allowed_channels=["email"]
    )
    clock.set(START.replace(hour=2, minute=30) + timedelta(days=1))
    page = words_of(browser.get(at(grace, follow_up=follow_up.pk)))
    assert "email, 07:00–11:00 her time, now 22:30" in page
    assert "Schedule for morning" in page
    browser.post(
        at(grace, "morning", follow_up=follow_up.pk, template="conference"), {"body": "Dear Dr. A, later"}
    )
    follow_up.refresh_from_db()
    assert follow_up.snoozed_until == START.replace(hour=11, minute=0) + timedelta(days=1)
    assert Letter.objects.get().body == "Dear Dr. A, later"


def test_a_letter_without_a_follow_up_gets_a_reminder_that_brings_it_back(browser, grace) -> None:
    text = {"subject": "Hello", "body": "Dear Grace, congratulations", "version": 0}
    browser.post(at(grace, template="congratulate"), text)
    browser.post(at(grace, "morning", template="congratulate"), {**text, "version": 1})
    reminder = FollowUp.objects.get(basis=Basis.MANUAL)
    page = browser.get(at(grace, follow_up=reminder.pk))
    assert page.context["desk"].slug == "congratulate"
    assert page.context["letter"].body == "Dear Grace, congratulations"
    assert Letter.objects.count() == 1


# ------------------------------------------------------------------ kept as written
def test_a_letter_is_kept_as_it_was_left(browser, grace, follow_up) -> None:
    address = at(grace, follow_up=follow_up.pk, template="conference")
    browser.post(address, {"subject": "My words", "body": "Dear X,\r\n\r\nOne.", "version": 0})
    page = browser.get(at(grace, follow_up=follow_up.pk))
    assert page.context["letter"].body == "Dear X,\n\nOne."
    assert page.context["version"] == 1
    assert "saved 11:40" in words_of(page)
    assert "My words" in words_of(browser.get(f"/people/{grace.pk}/"))


def autosave(browser: Client, address: str, body: str, version: int):
    data = {"subject": "S", "body": body, "version": version}
    return browser.post(address, data, headers={"HX-Request": "true", "HX-Target": "saved"})


def test_two_tabs_are_told_and_nothing_is_overwritten(browser, grace) -> None:
    address = at(grace, template="check_in")
    first = autosave(browser, address, "One tab", 0)
    assert 'name="version" value="1"' in first.content.decode()
    second = autosave(browser, address, "Other tab", 0)
    assert second.status_code == 409
    assert second["HX-Retarget"] == "#letter-said"
    assert "One tab" in second.content.decode()
    assert Letter.objects.get().body == "One tab"
    whole = browser.post(address, {"subject": "S", "body": "Other tab", "version": 0})
    assert whole.status_code == 409
    assert "One tab" in whole.content.decode()
    assert "Other tab" in whole.content.decode()
    browser.post(address, {"subject": "S", "body": "Other tab", "version": 0, "over": 1})
    assert Letter.objects.get().body == "Other tab"


def test_the_same_words_sent_twice_are_no_conflict(browser, grace) -> None:
    address = at(grace, template="check_in")
    for _ in range(2):
        assert autosave(browser, address, "Hello", 0).status_code == 200


@pytest.mark.parametrize("body", ["x" * 5001, "with a \x00"])
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(browser, grace, body) -> None:
    address = at(grace, template="check_in")
    answer = autosave(browser, address, body, 0)
    assert answer.status_code == 422
    assert "Not saved yet." in answer.content.decode()
    assert browser.post(address, {"body": body}).status_code == 422
    assert not Letter.objects.exists()


def test_without_a_script_a_line_is_added_by_the_server(browser, grace) -> None:
    address = at(grace, template="interview")
    browser.post(address, {"body": "Dear X,\n\nOne.\n\nAma", "version": 0, "add": "thanks"})
    assert Letter.objects.get().body == "Dear X,\n\nOne. Thank you for the advice.\n\nAma"


def test_a_letter_that_was_followed_by_a_touch_is_not_begun_with_again(browser, ama, grace, clock) -> None:
    address = at(grace, template="check_in")
    autosave(browser, address, "Old words", 0)
    clock.advance(days=3)
    browser.post(at(grace, "sent", template="check_in"))
    assert body_of(browser, grace, template="check_in") != "Old words"
    assert body_of(browser, grace, template="check_in", kept=1) == "Old words"
    assert autosave(browser, address, "New words", 1).status_code == 200


def test_letters_go_thirty_days_after_the_follow_up_closes_or_after_they_were_written(
    browser, grace, follow_up, clock
) -> None:
    autosave(browser, at(grace, follow_up=follow_up.pk, template="conference"), "Owed", 0)
    autosave(browser, at(grace, template="check_in"), "Alone", 0)
    clock.advance(days=31)
    letters.let_go(clock.now())
    assert [one.body for one in Letter.objects.all()] == ["Owed"]
    planning.finish(follow_up, "done", clock.now())
    clock.advance(days=29)
    letters.let_go(clock.now())
    assert Letter.objects.exists()
    clock.advance(days=2)
    tidy()
    assert not Letter.objects.exists()


# ------------------------------------------------------------------ looked over, and nothing kept of it
def everything() -> dict[str, list[object]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if not model._meta.proxy
    }


def test_p72_a_hint_is_shown_and_no_row_anywhere_records_it(browser, grace, caplog) -> None:
    address = at(grace, "check", template="interview")
    before = everything()
    with caplog.at_level("DEBUG", logger="curbside"):
        shown = browser.post(address, {"body": "Dear Dr. A,\n\nSince my depression I want to learn."})
    assert "your own health" in unescape(shown.content.decode())
    assert everything() == before
    assert "depression" not in caplog.text


def test_p72_keeping_the_letter_keeps_its_words_and_not_the_hint(browser, grace) -> None:
    address = at(grace, template="interview")
    browser.post(address, {"body": "Since my depression.", "version": 0})
    told = [rows for rows in everything().values() if "own health" in str(rows) or "own_health" in str(rows)]
    assert told == []


def test_the_list_beside_the_letter_follows_what_is_typed(browser, grace, follow_up) -> None:
    address = at(grace, "check", follow_up=follow_up.pk, template="conference")
    shown = browser.post(address, {"body": "Hello Grace,\n\nthank you."}).content.decode()
    assert "“Hello Grace,”" in shown
    assert "2 of 7" in shown
    assert 'id="counted" hx-swap-oob="true"' in shown
    assert "1 sentence</b>, of 4–6" in shown


# ------------------------------------------------------------------ sent
def test_i_sent_it_logs_a_touch_closes_the_follow_up_and_can_be_undone(browser, grace, follow_up) -> None:
    address = at(grace, "sent", follow_up=follow_up.pk, template="conference")
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = browser.post(address, {"key": key, "body": "private words"})
    assert answer.url == "/"
    touch = Interaction.objects.exclude(pk=follow_up.opened_by.get().pk).get()
    assert (touch.kind, touch.at, touch.note) == ("email", START, "")
    follow_up.refresh_from_db()
    assert follow_up.outcome == "done"
    assert f"/write/{touch.pk}/unsent" in browser.get("/").content.decode()
    browser.post(f"/write/{touch.pk}/unsent")
    follow_up.refresh_from_db()
    assert follow_up.is_owed


def test_a_letter_that_was_sent_is_not_being_written(browser, grace, follow_up, clock) -> None:
    """Her page says that what the letter was for is over, and does not ask to go on with it."""
    meant = at(grace, follow_up=follow_up.pk, template="conference")
    browser.post(meant, {"subject": "S", "body": "Dear Grace", "version": 0})
    browser.post(
        at(grace, template="thanks"), {"subject": "S", "body": "Dear Grace, thank you", "version": 0}
    )
    page = browser.get(grace.get_absolute_url()).content.decode()
    assert page.count("Go on") == 2 and "is over" not in page
    clock.advance(minutes=5)
    browser.post(at(grace, "sent", follow_up=follow_up.pk, template="conference"))
    page = browser.get(grace.get_absolute_url()).content.decode()
    assert "Go on" not in page and page.count("What it was for is over") == 2
    assert "Dear Grace, thank you" in page


def test_i_sent_it_keeps_a_promise_too(browser, grace) -> None:
    one = owed(grace, Basis.PROMISE, START - timedelta(days=1), what="send the figure")
    browser.post(at(grace, "sent", follow_up=one.pk, template="promise"))
    one.refresh_from_db()
    assert one.outcome == "done"


def test_the_old_address_leads_here(browser, grace, follow_up) -> None:
    assert browser.get(f"/follow-ups/{follow_up.pk}/draft").url == at(grace, follow_up=follow_up.pk)


# ------------------------------------------------------------------ nobody else's
@pytest.mark.parametrize("act", ["", "check", "sent", "morning"])
def test_somebody_elses_person_follow_up_target_or_touch_is_not_there(
    browser, ama, ben, grace, follow_up, client_for, act
) -> None:
    his = person(ben, "Dr. Noor Kaplan")
    theirs = owed(his, Basis.PROMISE, START)
    call = browser.post if act else browser.get
    assert call(at(his, act, template="check_in")).status_code == 404
    assert call(at(grace, act, template="check_in", follow_up=theirs.pk)).status_code == 404
    assert client_for(welcomed(ben)).post(at(grace, act, template="check_in")).status_code == 404
    for bad in (
        "touch=99999",
        "target=99999",
        "follow_up=x",
        "follow_up=0",
        "template=nothing",
        "target=" + "9" * 30,
    ):
        assert call(f"/write/{grace.pk}/{act}?{bad}").status_code == 404, bad
    assert Interaction.objects.filter(kind="email").count() == 0


@pytest.mark.parametrize("touches", [1, 30])
def test_the_page_asks_the_database_no_more_than_ten_times(
    browser, ama, grace, follow_up, touches, apa, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(touches):
        at_ = START - timedelta(days=3 + days)
        recording.record(ama, people=[grace], kind="call", at=at_, takeaway="Yes.", now=START)
    browser.get(at(grace, follow_up=follow_up.pk))
    with django_assert_max_num_queries(10):
        assert browser.get(at(grace, follow_up=follow_up.pk)).status_code == 200
