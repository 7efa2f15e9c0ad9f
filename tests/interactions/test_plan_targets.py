"""Whom I hope to meet at an event: people and programs, why, and what was asked ahead."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from contacts.models import Contact, Stage
from followups.models import FollowUp
from interactions.models import Event, Interaction, Session, Target
from tests.making import person

pytestmark = pytest.mark.django_db
KEY = "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11"


@pytest.fixture
def society(ama):
    """Ahead: from 2 to 4 June 2026 in Chicago."""
    return Event.objects.create(
        owner=ama,
        name="Society Meeting",
        time_zone="America/Chicago",
        starts_on=date(2026, 6, 2),
        ends_on=date(2026, 6, 4),
    )


def at(name, event, *more):
    return reverse(name, args=[event.pk, *(one.pk for one in more)])


def plan(browser, event, query=""):
    return browser.get(at("event_plan", event) + query)


def undo(browser, answer):
    """Press Undo in the toast of the page an answer leads to."""
    page = browser.get(answer.url.split("#")[0])
    # The one said last; those before were not shown yet.
    tag = [one.extra_tags for one in page.context["messages"] if one.extra_tags][-1]
    return browser.post(tag.removeprefix("undo:"), follow=True)


def listed(browser, event, query=""):
    context = plan(browser, event, query).context
    return [one.hoped.name for one in (*context["listed"].people, *context["listed"].programs)]


# ------------------------------------------------------------------ the list
def test_p23_a_person_i_know_and_a_name_i_read(browser, ama, society, grace):
    told = {
        "people": [grace.pk],
        "question": "What would you drop?",
        "reason": "Her panel",
        "must_meet": "on",
    }
    answer = browser.post(at("target_new", society), told)
    assert answer.status_code == 302
    browser.post(at("target_new", society), {"new_people": "Dr. Renata Volkov", "reasons": ["alumni"]})
    assert listed(browser, society) == ["Dr. Grace Adeyemi", "Dr. Renata Volkov"]
    renata = Contact.objects.get(family_name="Volkov")
    assert (renata.stage, renata.direction, renata.met_on) == (Stage.IDENTIFIED, "senior", None)
    page = plan(browser, society).content.decode()
    for words in ("What would you drop?", "Her panel", "A must", "alumni"):
        assert words in page


def test_p23_six_people_are_hinted_at_and_saved(browser, ama, society):
    def hint():
        context = plan(browser, society).context["listed"]
        return context.people_hint, context.programs_hint

    usual = "3–5 is the usual list, and musts besides."
    assert hint() == ("", "")
    names = ["Ana Abel", "Ben Berg", "Cleo Cruz", "Dan Dorn", "Eva Eich", "Fay Falk"]
    expected = {1: usual, 2: usual, 3: "", 5: "", 6: usual}
    for number, name in enumerate(names, 1):
        answer = browser.post(at("target_new", society), {"new_people": f"Dr. {name}"})
        assert answer.status_code == 302
        if number in expected:
            assert hint() == (expected[number], "")
    browser.post(at("target_new", society), {"new_people": "Dr. Gus Gorn", "must_meet": "on"})
    assert len(listed(browser, society)) == 7
    Target.objects.filter(contact__family_name="Falk").update(must_meet=True)
    assert hint() == ("", ""), "a must does not count against the list"
    for name in ("Northfield", "Lakeshore"):
        browser.post(at("target_program", society), {"program": name})
    assert hint() == ("", usual)


def test_p41_the_list_by_reason(browser, ama, society, grace, jonah):
    for one, reasons in ((grace, ["alumni", "role"]), (jonah, ["path"])):
        browser.post(at("target_new", society), {"people": [one.pk], "reasons": reasons})
    browser.post(at("target_program", society), {"program": "Northfield", "reasons": ["alumni"]})
    assert listed(browser, society, "?reason=alumni") == ["Dr. Grace Adeyemi", "Northfield"]
    assert listed(browser, society, "?reason=path") == ["Dr. Jonah Feld"]
    assert len(listed(browser, society, "?reason=nonsense")) == len(listed(browser, society)) == 3
    offered = [value for value, _ in plan(browser, society).context["listed"].reasons]
    assert offered == ["role", "path", "alumni"]


def test_a_name_i_know_already_is_asked_about(browser, ama, society, grace):
    told = {"new_people": "Dr. Grace Adeyemi"}
    answer = browser.post(at("target_new", society), told)
    assert answer.status_code == 422 and "You already know" in answer.content.decode()
    assert not Target.objects.exists() and Contact.objects.count() == 1
    assert browser.post(at("target_new", society), told | {"really_new": "on"}).status_code == 302
    assert Contact.objects.count() == 2


def test_the_same_person_twice(browser, ama, society, grace):
    for status in (302, 422):
        assert browser.post(at("target_new", society), {"people": [grace.pk]}).status_code == status
    assert Target.objects.count() == 1
    assert browser.post(at("target_program", society), {"program": "Northfield"}).status_code == 302
    assert browser.post(at("target_program", society), {"program": " northfield "}).status_code == 422


@pytest.mark.parametrize(
    ("told", "field", "said"),
    [
        ({}, "people", "Choose somebody, or write a new name."),
        ({"new_people": "Ida Vale", "question": "q" * 301}, "question", "301"),
        ({"new_people": "Ida Vale", "reason": "a\nb"}, "reason", "one line"),
        ({"new_people": "Ida Vale", "reasons": ["money"]}, "reasons", "Choose from the list"),
        ({"new_people": "Ida Vale", "recommended_by": "Nobody Known"}, "recommended_by", "Nobody among your"),
        ({"new_people": "Ida Vale", "session": "999999"}, "session", "not one of the event"),
        ({"people": ["x"]}, "people", "not among yours"),
        ({"new_people": "Ida Vale MD, residency director, Northfield"}, "new_people", "“Ida Vale MD”"),
        ({"new_people": "\n".join(f"Ida Vale{n}" for n in range(21))}, "new_people", "at most 20"),
    ],
)
def test_targets_that_cannot_be(browser, society, told, field, said):
    answer = browser.post(at("target_new", society), told)
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[field])
    assert not Target.objects.exists() and not Contact.objects.exists()


def test_recommended_by_one_of_my_people(browser, ama, society, grace, jonah):
    told = {"people": [grace.pk], "recommended_by": "jonah feld"}
    assert browser.post(at("target_new", society), told).status_code == 302
    target = Target.objects.get()
    assert target.recommended_by == jonah
    assert "suggested by" in plan(browser, society).content.decode()
    form = browser.get(at("target_edit", society, target)).content.decode()
    assert 'value="Dr. Jonah Feld"' in form
    person(ama, "Dr. Jonah Feld", institution="Elsewhere")
    was = browser.get(at("target_edit", society, target)).context["form"].initial["was"]
    told = {"question": "Why?", "recommended_by": "Dr. Jonah Feld", "was": was}
    assert browser.post(at("target_edit", society, target), told).status_code == 302, "kept as it was"
    answer = browser.post(
        at("target_new", society), {"new_people": "Ida Vale", "recommended_by": "Jonah Feld"}
    )
    assert answer.status_code == 422 and "Several people fit" in answer.content.decode()


def test_nobody_recommends_themselves(browser, society, grace):
    told = {"people": [grace.pk], "recommended_by": "Grace Adeyemi"}
    assert browser.post(at("target_new", society), told).status_code == 422


def test_sent_twice_is_one_target(browser, society):
    told = {"new_people": "Dr. Renata Volkov", "key": KEY}
    answers = [browser.post(at("target_new", society), told) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Target.objects.count() == Contact.objects.count() == 1


def test_undo_takes_the_new_person_along_and_leaves_the_known_one(browser, ama, society, grace):
    told = {"people": [grace.pk], "new_people": "Dr. Renata Volkov"}
    undo(browser, browser.post(at("target_new", society), told))
    assert not Target.objects.exists()
    assert [one.full_name for one in Contact.objects.owned_by(ama)] == ["Dr. Grace Adeyemi"]


def test_off_the_list_and_back(browser, society, grace, jonah):
    browser.post(
        at("target_new", society), {"people": [grace.pk], "question": "Q?", "recommended_by": "Feld"}
    )
    target = Target.objects.get()
    Target.objects.update(ask="asked", asked_at=datetime(2026, 5, 1, tzinfo=ZoneInfo("UTC")), minutes=15)
    before = Target.objects.values().get()
    answer = browser.post(at("target_delete", society, target))
    assert not Target.objects.exists() and Contact.objects.filter(pk=grace.pk, trashed_at=None).exists()
    undo(browser, answer)
    assert Target.objects.values().get() == before


def test_undo_when_the_person_is_on_the_list_again(browser, society, grace):
    browser.post(at("target_new", society), {"people": [grace.pk]})
    answer = browser.post(at("target_delete", society, Target.objects.get()))
    Target.objects.create(owner=grace.owner, event=society, contact=grace)
    page = undo(browser, answer).content.decode()
    assert "Nothing was taken back" in page and Target.objects.count() == 1


def test_two_windows_on_one_target(browser, society, grace):
    browser.post(at("target_new", society), {"people": [grace.pk], "question": "First?"})
    target = Target.objects.get()
    form = browser.get(at("target_edit", society, target)).context["form"]
    told = {"was": form.initial["was"], "reason": "mine", "reasons": ["alumni", "role"]}
    assert browser.post(at("target_edit", society, target), told | {"question": "Second?"}).status_code == 302
    answer = browser.post(at("target_edit", society, target), told | {"question": "Third?"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Second?" in page and "Third?" in page
    assert Target.objects.get().question == "Second?"
    again = told | {"question": "Third?", "was": answer.context["form"].data["was"]}
    assert browser.post(at("target_edit", society, target), again).status_code == 302
    assert Target.objects.get().question == "Third?"


def test_a_program_is_edited(browser, society):
    browser.post(at("target_program", society), {"program": "Northfield"})
    target = Target.objects.get()
    was = browser.get(at("target_edit", society, target)).context["form"].initial["was"]
    told = {"program": "Northfield Psychiatry", "question": "Call?", "was": was}
    assert browser.post(at("target_edit", society, target), told).status_code == 302
    assert (Target.objects.get().program, Target.objects.get().question) == ("Northfield Psychiatry", "Call?")


def test_one_tap_from_a_persons_page(browser, society, grace):
    page = browser.get(grace.get_absolute_url()).content.decode()
    address = at("event_hope", society, grace)
    assert address in page
    answers = [browser.post(address) for _ in range(2)]
    assert {one.url for one in answers} == {grace.get_absolute_url()}
    assert Target.objects.get().contact == grace
    page = browser.get(grace.get_absolute_url())
    assert address not in page.content.decode() and "Society Meeting" in page.content.decode()


def test_a_past_event_is_not_offered(browser, society, grace, clock):
    clock.set(datetime(2026, 6, 6, tzinfo=ZoneInfo("UTC")))
    assert at("event_hope", society, grace) not in browser.get(grace.get_absolute_url()).content.decode()


def test_somebody_in_the_trash_is_not_on_the_list(browser, society, grace, clock):
    browser.post(at("target_new", society), {"people": [grace.pk]})
    grace.trash(clock.now())
    assert listed(browser, society) == []
    assert browser.get(at("target_edit", society, Target.objects.get())).status_code == 404


# ------------------------------------------------------------------ asks ahead
@pytest.fixture
def target(ama, society, grace):
    grace.stage = Stage.IDENTIFIED
    grace.save()
    return Target.objects.create(owner=ama, event=society, contact=grace)


def ask(browser, target, to):
    return browser.post(at("target_ask", target.event, target), {"to": to})


def test_p24_the_ask_is_drafted_with_its_minutes(browser, society, target, grace):
    page = plan(browser, society).content.decode()
    address = f"{reverse('write', args=[grace.pk])}?target={target.pk}&amp;template=ask_ahead"
    assert address in page
    letter = browser.get(address.replace("&amp;", "&")).content.decode()
    assert "10–15 minutes" in letter or "10 to 15 minutes" in letter
    ask(browser, target, "asked")
    assert "Asked on 19 May for 10–15 minutes, no reply yet." in plan(browser, society).content.decode()


def test_p25_no_reply_ends_with_the_event_and_nags_nobody(browser, ama, society, target, grace, clock):
    ask(browser, target, "asked")
    page = browser.get(grace.get_absolute_url()).content.decode()
    assert "no reply yet" in page and "knows your name" not in page
    assert not FollowUp.objects.exists()
    # Midnight between the last day and the next, in event time.
    clock.set(datetime(2026, 6, 5, 4, 59, tzinfo=ZoneInfo("UTC")))
    assert "knows your name" not in browser.get(grace.get_absolute_url()).content.decode()
    clock.set(datetime(2026, 6, 5, 5, 0, tzinfo=ZoneInfo("UTC")))
    assert "knows your name" in browser.get(grace.get_absolute_url()).content.decode()
    assert "they know your name" in plan(browser, society).content.decode()
    clock.advance(days=60)
    assert "knows your name" in browser.get(grace.get_absolute_url()).content.decode()
    assert not FollowUp.objects.exists()


def test_p25_whoever_was_met_is_simply_met(browser, ama, society, target, grace, clock, touch):
    ask(browser, target, "asked")
    clock.set(datetime(2026, 6, 3, 15, tzinfo=ZoneInfo("UTC")))
    touch(grace, event=society)
    clock.set(datetime(2026, 6, 8, tzinfo=ZoneInfo("UTC")))
    assert "knows your name" not in browser.get(grace.get_absolute_url()).content.decode()


def test_agreed_with_a_time_is_a_meeting_there(browser, ama, society, target, grace):
    ask(browser, target, "asked")
    answer = browser.post(
        at("target_agreed", society, target), {"at": "2026-06-03T12:15", "minutes": "15", "key": KEY}
    )
    again = browser.post(
        at("target_agreed", society, target), {"at": "2026-06-03T12:15", "minutes": "15", "key": KEY}
    )
    assert answer.url == again.url
    meeting = Interaction.objects.planned().get()
    assert (meeting.event, meeting.minutes, list(meeting.people.all())) == (society, 15, [grace])
    assert meeting.at == datetime(2026, 6, 3, 12, 15, tzinfo=ZoneInfo("America/Chicago"))
    page = plan(browser, society)
    words = page.content.decode()
    assert "Wed 12:15" in words and meeting.get_absolute_url() in words
    browser.post([one.extra_tags for one in page.context["messages"]][-1].removeprefix("undo:"))
    target.refresh_from_db()
    assert target.ask == "asked" and not Interaction.objects.owned_by(ama).exists()


def test_agreed_without_a_time_waits_for_one(browser, society, target):
    assert browser.post(at("target_agreed", society, target), {}).status_code == 302
    page = plan(browser, society).content.decode()
    assert "no time is set yet" in page and not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"at": "2026-07-03T12:15"}, "on the days of the event"),
        ({"at": "2026-05-03T12:15"}, "on the days of the event"),
        ({"at": "2026-06-31T12:15"}, "There is no such day"),
        ({"minutes": "4"}, "5"),
        ({"minutes": "x"}, "number"),
    ],
)
def test_times_that_cannot_be_agreed(browser, society, target, told, said):
    answer = browser.post(at("target_agreed", society, target), told)
    assert answer.status_code == 422 and said in answer.content.decode()
    target.refresh_from_db()
    assert target.ask == "" and not Interaction.objects.exists()


def test_an_agreed_time_that_is_over(browser, society, target, clock):
    clock.set(datetime(2026, 6, 3, 18, tzinfo=ZoneInfo("UTC")))
    answer = browser.post(at("target_agreed", society, target), {"at": "2026-06-03T12:15"})
    assert answer.status_code == 422 and "Choose a time ahead" in answer.content.decode()


def test_declined_and_taken_back(browser, society, target):
    answer = ask(browser, target, "declined")
    assert answer.status_code == 302
    target.refresh_from_db()
    assert target.ask == "declined"
    page = browser.get(at("event_plan", society))
    assert "cannot this time" in page.content.decode()
    again = ask(browser, target, "asked")
    undo(browser, again)
    target.refresh_from_db()
    assert target.ask == "declined"
    assert ask(browser, target, "nonsense").status_code == 404


def test_p26_an_introduction_asked_of_my_program_is_logged_and_mine(
    browser, ama, ben, client_for, society, target, jonah
):
    here = at("target_introduction", society, target)
    assert browser.get(here).status_code == 200
    draft = browser.post(here, {"people": [jonah.pk], "draft": "1"})
    assert draft.url == f"{reverse('write', args=[jonah.pk])}?target={target.pk}&template=introduce_me"
    assert browser.get(draft.url).status_code == 200 and not Interaction.objects.exists()
    told = {"people": [jonah.pk], "asked": "1", "key": KEY}
    answers = [browser.post(here, told) for _ in range(2)]
    assert answers[0].status_code == answers[1].status_code == 302
    touch = Interaction.objects.get()
    assert (touch.kind, touch.event, touch.takeaway) == (
        "email", None, "Asked for an introduction to Dr. Grace Adeyemi.",
    )  # fmt: skip
    assert touch.takeaway in browser.get(jonah.get_absolute_url()).content.decode()
    stranger = client_for(ben)
    assert stranger.get(touch.get_absolute_url()).status_code == 404
    assert stranger.get(here).status_code == 404


def test_an_introduction_needs_somebody_else(browser, society, target, grace):
    here = at("target_introduction", society, target)
    assert (
        "who can introduce you" in browser.post(here, {"people": [grace.pk], "asked": "1"}).content.decode()
    )
    assert browser.post(here, {"asked": "1"}).status_code == 422


def test_p29_the_question_stands_beside_the_session_where_they_speak(browser, ama, society, grace):
    session = Session.objects.create(
        owner=ama, event=society, title="Delirium", room="Room 204",
        starts_at=datetime(2026, 6, 3, 10, tzinfo=society.zone),
    )  # fmt: skip
    told = {"people": [grace.pk], "question": "Why reorientation?", "session": session.pk}
    browser.post(at("target_new", society), told)
    page = plan(browser, society).content.decode()
    assert "Wed 10:00, Room 204" in page and "Why reorientation?" in page
    # Deleted by mistake and put back, the session still has its speaker.
    undo(browser, browser.post(at("session_delete", society, session)))
    assert Target.objects.get().session_id == session.pk == Session.objects.get().pk


def test_strangers_find_nothing(ama, ben, client_for, society, target):
    stranger = client_for(ben)
    for name in ("target_edit", "target_agreed", "target_introduction"):
        assert stranger.get(at(name, society, target)).status_code == 404
    for name in ("target_delete", "target_ask"):
        assert stranger.post(at(name, society, target), {"to": "asked"}).status_code == 404
    # Their own event does not open the door to somebody else's row.
    own = Event.objects.create(
        owner=ben, name="Own", time_zone="UTC", starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 2)
    )
    assert stranger.get(at("target_edit", own, target)).status_code == 404
    assert stranger.post(at("event_hope", own, target.contact)).status_code == 404
    assert Target.objects.count() == 1
