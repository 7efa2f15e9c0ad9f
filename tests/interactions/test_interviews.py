"""Informational interviews: planned in a light block, prepared from the bank, closed well (P43–P46)."""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Cadence, Contact, Introduction, Stage
from followups.models import FollowUp, Outcome
from followups.windows import Basis, State
from interactions import advising, recording
from interactions.models import Advice, Interaction, Kind, Promise
from residents.models import Rotation
from tests.making import person
from web.playbook import bank

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BANK = bank("informational").questions


@pytest.fixture
def planned(ama, clock, grace):
    return recording.plan(ama, [grace], Kind.INFORMATIONAL, clock.now() + DAY, minutes=20, now=clock.now())


@pytest.fixture
def held(planned, clock):
    clock.advance(days=1, hours=1)
    recording.hold(planned, clock.now())
    return planned


@pytest.fixture
def close(browser, held):
    def send(**fields):
        held.refresh_from_db()
        told = {"version": held.version, "key": uuid.uuid4(), **fields}
        return browser.post(reverse("meeting_close", args=[held.pk]), told)

    return send


def loops(**fields):
    return list(FollowUp.objects.owed().filter(basis=Basis.CLOSE_LOOP, **fields).order_by("pk"))


# ------------------------------------------------------------------ P46, P42, P41
def test_p46_an_interview_is_first_proposed_after_the_heavy_block(browser, ama, clock, grace):
    """P46: ICU (heavy) until 30 November; I schedule; the first proposal is 1 December or later."""
    clock.set(datetime(2026, 11, 10, 18, tzinfo=UTC))
    Rotation.objects.create(
        owner=ama, name="ICU", intensity="heavy", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )
    page = browser.get(grace.get_absolute_url()).content.decode()
    address = f"{reverse('plan_meeting')}?person={grace.pk}&amp;kind=informational"
    assert address in page
    answer = browser.get(address.replace("&amp;", "&"))
    assert answer.context["proposed"].at.date() >= date(2026, 12, 1)
    assert answer.context["form"].initial["minutes"] == 20
    assert f"{reverse('write', args=[grace.pk])}?template=interview" in answer.content.decode()


def test_another_meeting_has_no_minutes_chosen_for_it(browser, grace):
    answer = browser.get(reverse("plan_meeting"), {"person": grace.pk})
    assert "minutes" not in answer.context["form"].initial
    assert "template=interview" not in answer.content.decode()


# ------------------------------------------------------------------ P43
def test_p43_two_chosen_and_saved_say_three_to_five(browser, planned):
    """P43: 2 chosen, plan saved, hint “3–5”."""
    page = browser.get(planned.get_absolute_url()).content.decode()
    assert all(question.replace("'", "&#x27;") in page for question in BANK)
    answer = browser.post(planned.get_absolute_url(), {"version": 1, "from_bank": BANK[:2]}, follow=True)
    assert "2 questions so far; 3–5 is usual." in answer.content.decode()
    planned.refresh_from_db()
    assert planned.question_list == list(BANK[:2])
    browser.post(
        planned.get_absolute_url(), {"version": 2, "from_bank": BANK[:2], "questions": "What of call?"}
    )
    page = browser.get(planned.get_absolute_url())
    assert "is usual" not in page.content.decode()
    assert page.context["form"].initial["questions"] == "What of call?"
    assert page.context["form"].initial["from_bank"] == list(BANK[:2])
    browser.post(planned.get_absolute_url(), {"version": 3, "from_bank": BANK[:6]})
    assert "6 questions so far" in browser.get(planned.get_absolute_url()).content.decode()


def test_a_question_written_by_hand_and_ticked_is_one(browser, planned):
    browser.post(
        planned.get_absolute_url(),
        {"version": 1, "from_bank": BANK[:1], "questions": f"{BANK[0]}\n{BANK[1]}"},
    )
    planned.refresh_from_db()
    assert planned.question_list == list(BANK[:2])


@pytest.mark.parametrize("sent", [["Made up?"], ["\x00"]])
def test_only_questions_of_the_bank_can_be_ticked(browser, planned, sent):
    answer = browser.post(planned.get_absolute_url(), {"version": 1, "from_bank": sent})
    assert answer.status_code == 422
    planned.refresh_from_db()
    assert planned.question_list == []


def test_too_many_words_are_refused_and_kept_in_the_form(browser, planned):
    own = "\n".join(["x" * 190] * 10)
    answer = browser.post(planned.get_absolute_url(), {"version": 1, "from_bank": BANK, "questions": own})
    assert answer.status_code == 422 and "too many words" in answer.content.decode()


def test_two_windows_prepare_and_nothing_is_overwritten(browser, planned):
    browser.post(planned.get_absolute_url(), {"version": 1, "from_bank": BANK[:3]})
    answer = browser.post(planned.get_absolute_url(), {"version": 1, "from_bank": BANK[4:5], "ask": "A word"})
    assert answer.status_code == 409
    planned.refresh_from_db()
    assert planned.question_list == list(BANK[:3])


def test_other_meetings_are_prepared_as_before(browser, ama, clock, grace):
    one = recording.plan(ama, [grace], Kind.COFFEE, clock.now() + DAY, now=clock.now())
    assert "from_bank" not in browser.get(one.get_absolute_url()).content.decode()


# ------------------------------------------------------------------ P44
def test_p44_held_it_asks_for_three_things_and_keeps_them(browser, ama, clock, grace, planned):
    """P44: “spoke of Dr. Z”, saved: a contact to get to know, linked “via”; thanks; may return."""
    clock.advance(days=1, hours=1)
    answer = browser.post(reverse("meeting_held", args=[planned.pk]))
    assert answer.url == reverse("meeting_close", args=[planned.pk])
    page = browser.get(answer.url)
    assert page.status_code == 200
    planned.refresh_from_db()
    told = {
        "version": planned.version,
        "key": uuid.uuid4(),
        "takeaway": "ask for the hard rotation early",
        "may_return": "on",
        "named": "Dr. Wren Zielinska\nDr. Ida Vale",
        "advice": "Try the elective\n\nRead Lipowski",
        "promise-0-whose": "me",
        "promise-0-what": "send my abstract",
        "promise-1-whose": "them",
        "promise-1-what": "the reading list",
    }
    for _ in range(2):  # a double press
        answer = browser.post(reverse("meeting_close", args=[planned.pk]), told)
        assert answer.url == grace.get_absolute_url()
    planned.refresh_from_db()
    assert (planned.takeaway, planned.may_return) == ("ask for the hard rotation early", True)
    zielinska = Contact.objects.get(family_name="Zielinska")
    assert (zielinska.stage, zielinska.met_via) == (Stage.IDENTIFIED, "via Dr. Grace Adeyemi")
    assert Introduction.objects.get(introduced=zielinska).introducer == grace
    shown = browser.get(zielinska.get_absolute_url()).content.decode()
    assert "via Dr. Grace Adeyemi" in shown and "spoke of them on 20 May 2026" in shown
    assert [one.what for one in Advice.objects.order_by("pk")] == ["Try the elective", "Read Lipowski"]
    assert [(one.what, one.to_me) for one in Promise.objects.all()] == [
        ("send my abstract", False),
        ("the reading list", True),
    ]
    thanks = FollowUp.objects.get(basis=Basis.THANKS)
    assert thanks.due_at == planned.at + DAY
    assert "Draft the thank-you" in browser.get(reverse("meeting_close", args=[planned.pk])).content.decode()
    assert Contact.objects.filter(owner=ama).count() == 3


def test_somebody_known_is_linked_and_not_doubled_and_two_are_asked_about(close, ama, grace, jonah):
    assert close(named="Dr. Jonah Feld").status_code == 302
    assert Introduction.objects.get().introduced == jonah
    assert Contact.objects.get(pk=jonah.pk).stage == Stage.MET
    person(ama, "Dr. Ruth Feld")
    answer = close(named="Feld")
    assert answer.status_code == 422
    assert "Several people fit" in answer.context["form"].errors["named"][0]
    assert Introduction.objects.count() == 1
    assert close(named="Dr. Grace Adeyemi").status_code == 302  # nobody introduces themselves
    assert Introduction.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"advice": "\n".join(f"line {n}" for n in range(11))}, "advice"),
        ({"advice": "x" * 501}, "advice"),
        ({"named": "\n".join(f"Ann Number{n}" for n in range(30))}, "named"),
        ({"named": "x" * 101}, "named"),
        ({"takeaway": "x" * 20_000}, "takeaway"),
        ({"takeaway": "two\nlines"}, "takeaway"),
        ({"version": "nine"}, "version"),
        ({"promise-0-what": "x", "promise-0-by": "2020-01-01"}, "__all__"),
        ({"promise-0-what": "x", "promise-0-id": "999999"}, "__all__"),
    ],
)
def test_what_the_closing_list_refuses(close, fields, field):
    answer = close(**fields)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Advice.objects.exists() and not Introduction.objects.exists()


def test_two_windows_close_and_nothing_is_overwritten(close, held):
    assert close(takeaway="one thing").status_code == 302
    answer = close(takeaway="another", version=held.version, advice="Try it", named="Ann New")
    assert answer.status_code == 409
    held.refresh_from_db()
    assert held.takeaway == "one thing" and not Advice.objects.exists()
    assert not Contact.objects.filter(given_name="Ann").exists()
    assert 'value="another"' in answer.content.decode() and "one thing" in answer.content.decode()


def test_a_plan_and_a_stranger_have_no_closing_list(browser, client_for, ben, planned):
    address = reverse("meeting_close", args=[planned.pk])
    assert browser.get(address).url == planned.get_absolute_url()
    assert client_for(ben).get(address).status_code == 404
    assert client_for(ben).post(address, {"version": 1}).status_code == 404
    planned.refresh_from_db()
    assert planned.is_planned


# ------------------------------------------------------------------ P45
def test_p45_advice_done_suggests_an_update_now(browser, clock, close, grace):
    """P45: advice “try elective” marked done, saved: an update is suggested now."""
    close(advice="Try the elective")
    one = Advice.objects.get()
    (waiting,) = loops()
    assert waiting.because == ("Dr. Adeyemi advised: “Try the elective”. A word on how it goes is kind.")
    assert waiting.opens_at == datetime(2026, 8, 20, 6, tzinfo=UTC)  # three months on, in Denver
    assert waiting.due_at.date() == date(2026, 9, 21)
    clock.advance(days=30)
    form = {"what": one.what, "given_on": one.given_on, "version": 1, "status": "done"}
    answer = browser.post(reverse("advice", args=[one.pk]), form | {"outcome": "I kept the case log."})
    assert answer.url == grace.get_absolute_url()
    (now,) = loops()
    assert now.because == (
        "You did what Dr. Adeyemi advised: “Try the elective”. It would be kind to say so."
    )
    assert (now.opens_at, now.state(clock.now())) == (clock.now(), State.OPEN)
    assert "Report back" in browser.get(grace.get_absolute_url()).content.decode()
    letter = browser.get(f"{reverse('write', args=[grace.pk])}?follow_up={now.pk}")
    assert letter.context["desk"].slug == "advice_helped"
    assert "You advised me: Try the elective." in letter.context["letter"].body
    browser.post(f"{reverse('write_sent', args=[grace.pk])}?follow_up={now.pk}")
    one.refresh_from_db()
    assert one.reported_at == clock.now() and loops() == []
    touch = Interaction.objects.get(kind=Kind.EMAIL)
    browser.post(reverse("write_unsent", args=[touch.pk]))
    one.refresh_from_db()
    assert one.reported_at is None and len(loops()) == 1


def test_p45_with_a_rhythm_the_update_window_is_enough_until_it_was_tried(close, ama, clock, grace):
    grace.cadence = Cadence.UPDATE
    grace.save()
    close(advice="Try the elective")
    assert loops() == []
    one = Advice.objects.get()
    Advice.objects.filter(pk=one.pk).update(
        status="done", outcome="It went well", outcome_on=date(2026, 5, 20)
    )
    advising.agree(grace, clock.now())
    assert len(loops()) == 1


def test_several_pieces_wait_as_one_and_declining_all_ends_it(close, browser, clock, grace):
    close(advice="One\nTwo\nThree")
    (one,) = loops()
    assert "3 pieces of advice" in one.because
    for each in Advice.objects.order_by("pk"):
        form = {"what": each.what, "given_on": each.given_on, "version": 1, "status": "declined"}
        assert browser.post(reverse("advice", args=[each.pk]), form).status_code == 302
    assert loops() == []
    assert FollowUp.objects.get(pk=one.pk).outcome == Outcome.EXPIRED


def test_advice_sent_again_is_not_kept_twice(close):
    close(advice="One\nOne")
    close(advice="One\nTwo")
    assert sorted(Advice.objects.values_list("what", flat=True)) == ["One", "Two"]


def test_advice_is_added_from_the_persons_page_once_and_deleted(browser, clock, grace):
    address = reverse("advice_new", args=[grace.pk])
    assert address in browser.get(grace.get_absolute_url()).content.decode()
    form = {"what": "Sit in\nthe clinic", "given_on": "2026-05-01", "status": "acting", "key": uuid.uuid4()}
    for _ in range(2):
        assert browser.post(address, form).status_code == 302
    one = Advice.objects.get()
    page = browser.get(grace.get_absolute_url()).content.decode()
    assert "the clinic" in page and "acting" in page and len(loops()) == 1
    browser.post(reverse("advice_delete", args=[one.pk]))
    assert not Advice.objects.exists() and loops() == []


@pytest.mark.parametrize("outcome", ["", "It worked"])
def test_deleted_advice_comes_back_with_what_is_owed_for_it(browser, clock, grace, touch, outcome):
    told = touch(grace)
    one = advising.keep(grace, "Sit in", date(2026, 5, 1), told, clock.now())
    on = date(2026, 5, 2) if outcome else None
    Advice.objects.update(status="acting", why="My own", outcome=outcome, outcome_on=on)
    advising.agree(grace, clock.now())
    before = Advice.objects.values().get()
    assert len(loops()) == 1
    address = undo_address(browser, browser.post(reverse("advice_delete", args=[one.pk])))
    assert loops() == []
    browser.post(address)
    assert Advice.objects.values().get() == before and len(loops()) == 1
    again = browser.post(address, follow=True).content.decode()
    assert "Something else was changed since." in again and Advice.objects.count() == 1


def test_advice_too_long_for_undo_is_asked_about_first(browser, clock, grace):
    words = "".join(secrets.token_hex(5) + " " for _ in range(1000))
    one = advising.keep(grace, words, date(2026, 5, 1), None, clock.now())
    page = browser.post(reverse("advice_delete", args=[one.pk])).content.decode()
    assert "cannot be taken back" in page and Advice.objects.exists()
    assert browser.post(reverse("advice_delete", args=[one.pk]), {"sure": "1"}).status_code == 302
    assert not Advice.objects.exists()


def undo_address(browser, answer):
    page = browser.get(answer.url)
    return [one.extra_tags for one in page.context["messages"] if one.extra_tags][-1].removeprefix("undo:")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "x" * 2001}, "what"),
        ({"given_on": "2026-06-01"}, "given_on"),
        ({"given_on": "2026-02-30"}, "given_on"),
        ({"status": "perhaps"}, "status"),
        ({"status": "done"}, "outcome"),
        ({"status": "considering", "outcome": "well"}, "status"),
        ({"status": "done", "outcome": "well", "outcome_on": "2026-01-01"}, "outcome_on"),
        ({"status": "done", "outcome": "well", "outcome_on": "2026-07-01"}, "outcome_on"),
        ({"why": "two\nlines"}, "why"),
    ],
)
def test_what_advice_refuses(browser, grace, fields, field):
    form = {"what": "Try it", "given_on": "2026-05-01", "status": "considering"} | fields
    answer = browser.post(reverse("advice_new", args=[grace.pk]), form)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Advice.objects.exists()


def test_two_windows_of_one_piece_of_advice(browser, ama, grace, clock):
    one = advising.keep(grace, "Try it", date(2026, 5, 1), None, clock.now())
    form = {"what": "Try it soon", "given_on": "2026-05-01", "status": "acting", "version": 1}
    address = reverse("advice", args=[one.pk])
    assert browser.post(address, form).status_code == 302
    answer = browser.post(address, form | {"what": "Try it never"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Try it soon" in page and "Try it never" in page and 'name="version" value="2"' in page
    one.refresh_from_db()
    assert one.what == "Try it soon"


def test_nobody_elses_advice(client_for, ben, grace, clock):
    one = advising.keep(grace, "Quiet words", date(2026, 5, 1), None, clock.now())
    other = client_for(ben)
    for name, pk in (("advice", one.pk), ("advice_new", grace.pk)):
        assert other.get(reverse(name, args=[pk])).status_code == 404
    assert other.post(reverse("advice_delete", args=[one.pk])).status_code == 404
    assert Advice.objects.count() == 1


def test_p56_somebody_introduced_is_written_to_within_72_hours(ama, touch, clock, grace, jonah):
    """P56: an introduction on Monday is due on Thursday; what I said I would read has its day."""
    clock.set(datetime(2026, 5, 18, 16, tzinfo=UTC))
    touch(jonah, introduced_by=grace)
    recording.record(
        ama,
        people=[grace],
        kind=Kind.MET,
        at=clock.now(),
        promises=[recording.PromiseMade(grace, "read the article", date(2026, 5, 22))],
        now=clock.now(),
    )
    one = FollowUp.objects.get(basis=Basis.INTRODUCTION)
    assert one.due_at == datetime(2026, 5, 21, 16, tzinfo=UTC)
    assert one.state(one.due_at) == State.DUE and one.state(one.due_at - DAY / 86_400) != State.DUE
    assert FollowUp.objects.get(basis=Basis.PROMISE).due_at.date() == date(2026, 5, 23)
