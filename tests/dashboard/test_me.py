"""Me: what it tells, each form once and in two windows, undone, and never a stranger's."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact, Membership
from interactions.models import Group, GroupMember, Interaction
from residents.models import Achievement, Affiliation, Narrative, Resident, Rotation
from tests.conftest import START
from tests.making import owed, person, welcomed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 19)
POSTER = {
    "kind": "poster",
    "title": "Delirium poster",
    "on": "2026-05-18",
    "scope": "national",
    "place": "APA",
}
PARTS = {"why": "A ward round.", "draws": "The seam.", "done": "One cohort.", "grow": "Study design."}


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


def page(browser, path="/me/"):
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def undo(browser, answer):
    """Press the Undo of the toast."""
    (action,) = re.findall(r'action="(/me/undo/[^"]+)"', answer.content.decode())
    return browser.post(action, follow=True).content.decode()


def post(browser, path, told, **more):
    return browser.post(path, {**told, **more}, follow=True)


def fields(browser, path) -> dict[str, str]:
    """The hidden fields of a form."""
    text = page(browser, path)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


# ------------------------------------------------------------------ known for, achievements
def test_p8_known_for_is_said_and_two_windows_are_told(ama, browser):
    was = fields(browser, "/me/known-for/")
    assert (
        "delirium"
        in post(browser, "/me/known-for/", was, known_for="delirium after surgery").content.decode()
    )
    answer = browser.post("/me/known-for/", {**was, "known_for": "something else"})
    assert answer.status_code == 409
    assert "delirium after surgery" in answer.content.decode()
    assert Resident.objects.get(user=ama).known_for == "delirium after surgery"


def test_p8_a_logged_talk_is_offered_in_a_mentor_update(ama, browser):
    mentor = person(ama, "Dr. Elin Lindqvist")
    Contact.objects.filter(pk=mentor.pk).update(last_touch_at=START - timedelta(days=90))
    post(browser, "/me/achievements/new/", POSTER, kind="talk", title="Grand rounds on reorientation")
    assert "Grand rounds on reorientation" in page(browser, f"/write/{mentor.pk}/?template=update")


def test_p8_an_achievement_is_kept_once_changed_deleted_and_taken_back(ama, browser):
    told = {**POSTER, "key": str(uuid.uuid4())}
    answer = post(browser, "/me/achievements/new/", told)
    post(browser, "/me/achievements/new/", told)
    one = Achievement.objects.get()
    assert "Delirium poster" in answer.content.decode()
    path = f"/me/achievements/{one.pk}/"
    changed = post(browser, path, POSTER, title="Another title", version="1")
    assert Achievement.objects.get().title == "Another title"
    assert browser.post(path, {**POSTER, "version": "1"}).status_code == 409
    assert "Taken back." in undo(browser, changed)
    assert Achievement.objects.get().title == "Delirium poster"
    gone = post(browser, f"{path}delete/", {})
    assert not Achievement.objects.exists()
    assert "Delirium poster" in undo(browser, gone)
    assert Achievement.objects.get().pk == one.pk
    assert "Taken back." not in undo(browser, answer)


def test_p31_the_gauge_counts_this_years_posters(ama, browser):
    Achievement.objects.create(owner=ama, title="Old", on=date(2025, 12, 31), scope="national")
    Achievement.objects.create(owner=ama, title="Local", on=date(2026, 2, 1), scope="local")
    Achievement.objects.create(owner=ama, title="One", on=date(2026, 5, 18), scope="national")
    assert "1 of 1–2 this year" in page(browser)


# ------------------------------------------------------------------ societies, committees
def test_p9_a_fourth_society_is_hinted_at_and_saved(ama, browser):
    """P9: a fourth society: a hint cites 1–2, and it is saved."""
    for name in ("APA", "ACLP", "AMA"):
        Affiliation.objects.create(owner=ama, name=name, joined_on=date(2024, 1, 1))
    assert "1–2" in page(browser, "/me/belongs/new/")
    answer = post(browser, "/me/belongs/new/", {"name": "AACAP", "ends_on": "2026-12-01"})
    assert "1–2 societies are the usual number" in answer.content.decode()
    assert Affiliation.objects.filter(owner=ama, kind="society").count() == 4
    assert "renews 1 December" in page(browser)


def test_p9_a_society_has_subspecialties_in_free_words(ama, browser):
    told = {"name": "AAAP", "tags": "Addiction, forensics ,addiction"}
    assert post(browser, "/me/belongs/new/", told).status_code == 200
    one = Affiliation.objects.get()
    assert one.tags == ["addiction", "forensics"] and "addiction, forensics" in page(browser)
    changed = page(browser, f"/me/belongs/{one.pk}/")
    assert 'value="addiction, forensics"' in changed
    refused = browser.post("/me/belongs/new/", {"name": "AAPL", "tags": "x" * 41})
    assert refused.status_code == 422 and "Keep each tag under 40 characters." in refused.content.decode()
    assert 'name="tags"' not in page(browser, "/me/belongs/new/?committee")


def test_p9_a_term_does_not_end_before_it_begins(browser):
    told = {"kind": "council", "name": "Council", "joined_on": "2026-05-02", "ends_on": "2026-05-01"}
    answer = browser.post("/me/belongs/new/?committee", told)
    assert answer.status_code == 422
    assert "This is before it began." in answer.content.decode()


@pytest.fixture
def council(ama):
    return Affiliation.objects.create(
        owner=ama,
        kind="council",
        name="Residents’ council",
        joined_on=date(2025, 7, 1),
        ends_on=date(2026, 7, 18),
    )


def test_p65_me_asks_to_renew_or_hand_over(browser, council):
    text = page(browser)
    assert "60 days left" in text and "Renew or hand over" in text
    Affiliation.objects.update(ends_on=date(2026, 7, 19))
    assert "Renew or hand over" not in page(browser)


def test_p65_renewed_with_a_new_end(browser, council):
    path = f"/me/belongs/{council.pk}/end/"
    assert 'value="2027-07-18"' in page(browser, path)
    refused = browser.post(path, {"act": "renew", "ends_on": "2026-07-18", "version": "1"})
    assert refused.status_code == 422
    answer = post(browser, path, {"act": "renew", "ends_on": "2027-07-18", "version": "1"})
    council.refresh_from_db()
    assert (council.ends_on, council.left_on) == (date(2027, 7, 18), None)
    assert browser.post(path, {"act": "renew", "ends_on": "2028-07-18", "version": "1"}).status_code == 409
    assert "Taken back." in undo(browser, answer)
    council.refresh_from_db()
    assert council.ends_on == date(2026, 7, 18)


def test_p65_handed_over_to_one_of_my_people(ama, browser, council):
    hana = person(ama, "Hana Mori")
    path = f"/me/belongs/{council.pk}/end/"
    told = {"act": "hand", "left_on": "2026-05-19", "version": "1", "people": [hana.pk]}
    assert "handed over to Hana Mori" in post(browser, path, told).content.decode()
    council.refresh_from_db()
    assert council.left_on == TODAY
    assert Membership.objects.get().contact == hana
    assert "Residents’ council" not in page(browser)
    other = {**told, "people": [person(ama, "Ida Vale").pk, hana.pk]}
    assert browser.post(path, other).status_code == 422


def test_p65_whom_i_know_there(ama, browser, council):
    hana = person(ama, "Hana Mori", discipline="pharmacy")
    path = f"/me/belongs/{council.pk}/people/"
    post(browser, path, {"people": [hana.pk], "new_people": "Ida Vale"})
    assert [one.contact.full_name for one in council.members.all()] == ["Hana Mori", "Ida Vale"]
    Affiliation.objects.update(ends_on=None)
    assert "with Hana Mori, pharmacy; Ida Vale" in page(browser)
    answer = post(browser, f"/me/belongs/{council.pk}/delete/", {})
    assert not Membership.objects.exists()
    undo(browser, answer)
    assert Membership.objects.count() == 2


# ------------------------------------------------------------------ narrative
def test_p15_a_new_version_each_academic_year_and_the_earlier_stay(ama, browser, clock):
    post(browser, "/me/narrative/", {**PARTS, "version": "0"})
    assert Narrative.objects.get().year == 2025
    assert "first version, May 2026" in page(browser)
    clock.set(clock.at.replace(month=7, day=1, hour=5))
    assert "first version" in page(browser)
    assert Narrative.objects.filter(year=2026).count() == 0
    clock.set(clock.at.replace(month=7, day=1, hour=7))
    assert "A ward round." in page(browser, "/me/narrative/")
    post(browser, "/me/narrative/", {**PARTS, "why": "A second look.", "version": "0"})
    text = page(browser)
    assert "second version, July 2026" in text and "A second look." in text
    assert "A ward round." in page(browser, "/me/narrative/earlier/")
    assert [one.why for one in Narrative.objects.all()] == ["A second look.", "A ward round."]


def test_p15_two_windows_and_one_form_sent_twice(browser):
    for _ in range(2):
        assert browser.post("/me/narrative/", {**PARTS, "version": "0"}).status_code == 302
    answer = browser.post("/me/narrative/", {**PARTS, "why": "Mine.", "version": "0"})
    assert answer.status_code == 409
    assert "A ward round." in answer.content.decode() and "Mine." in answer.content.decode()
    assert Narrative.objects.get().why == "A ward round."


def test_p15_a_template_renders_the_newest_version(ama, browser):
    """P15: with a second version, a letter uses its words."""
    mentor = person(ama, "Dr. Elin Lindqvist")
    assert "in a sentence" in page(browser, f"/write/{mentor.pk}/?template=background")
    Narrative.objects.create(owner=ama, year=2024, written_on=TODAY, **{**PARTS, "why": "The first reason"})
    Narrative.objects.create(owner=ama, year=2025, written_on=TODAY, **{**PARTS, "why": "The second reason"})
    text = page(browser, f"/write/{mentor.pk}/?template=background")
    assert "Why this specialty: The second reason." in text
    assert "The first reason" not in text


# ------------------------------------------------------------------ introduction
def test_p16_a_mistyped_place_is_said_beside_the_field(ama, browser):
    was = fields(browser, "/me/introduction/")
    answer = browser.post("/me/introduction/", {**was, "introduction": "I am {nme}."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "No such place: {nme}. There are {name}, {year}" in page and "I am {nme}." in page
    assert Resident.objects.get(user=ama).introduction == ""


def test_p16_a_150_word_introduction_may_be_trimmed(browser):
    """P16: 150 words are saved: “about 64 s, trim a little”."""
    was = fields(browser, "/me/introduction/")
    answer = post(browser, "/me/introduction/", was, introduction="word " * 150)
    assert "about 64 s, trim a little" in answer.content.decode()
    assert "<b>about 64 s</b>" in page(browser)


def test_p16_how_long_it_is_while_typing_keeps_nothing(ama, browser):
    headers = {"HX-Request": "true", "HX-Target": "reading"}
    answer = browser.post("/me/introduction/", {"introduction": "word " * 93}, headers=headers)
    assert "<b>about 40 s</b>" in answer.content.decode() and "<html" not in answer.content.decode()
    assert Resident.objects.get(user=ama).introduction == ""


def test_p16_read_aloud_with_their_talk_for_this_once(ama, browser):
    Resident.objects.filter(user=ama).update(introduction="I am {name}. Your talk on {talk} stayed with me.")
    assert "their talk" in page(browser, "/me/introduction/aloud/")
    answer = browser.post("/me/introduction/aloud/", {"talk": "family-led <b>care</b>"}).content.decode()
    assert "family-led &lt;b&gt;care&lt;/b&gt;" in answer
    assert 'class="slot">Ama<' in page(browser)


# ------------------------------------------------------------------ timeline, profile
def test_p17_with_a_turn_in_the_path_two_questions_are_offered(ama, browser):
    """P17: a path with a turn: planning a meeting offers the two questions."""
    one = person(ama)
    assert "open to applicants who took another way" not in page(browser, f"/meetings/new/?person={one.pk}")
    was = fields(browser, "/me/timeline/")
    post(browser, "/me/timeline/", was, nontraditional="on", timeline="2019 to 2021: taught school.")
    assert "taught school" in page(browser)
    text = page(browser, f"/meetings/new/?person={one.pk}")
    assert text.count('name="questions"') == 2
    told = {"people": one.pk, "kind": "meeting", "at": "2026-06-02T10:00", "zone": "America/Denver"}
    browser.post("/meetings/new/", {**told, "questions": ["0", "1"]})
    (first, second) = Interaction.objects.get().question_list
    assert "open to applicants who took another way" in first and "two sentences" in second


def test_p18_a_hundred_days_after_the_last_look_today_shows_one_card(ama, browser):
    """P18: the last look is 100 days ago: Today shows one card."""
    assert "LinkedIn" not in page(browser, "/")
    Resident.objects.filter(user=ama).update(linkedin_checked_on=TODAY - timedelta(days=100))
    assert page(browser, "/").count("A look at your LinkedIn profile") == 1
    owed(person(ama, "Dr. Due"), "promise", START - timedelta(days=1), what="send the figure")
    pressing = page(browser, "/")
    assert "worth a minute" in pressing and pressing.count("A look at your LinkedIn profile") == 1
    refused = browser.post("/me/profile/", {"item": ["photo"]})
    assert refused.status_code == 422 and "Still open" in refused.content.decode()
    answer = post(browser, "/me/profile/", {"item": ["photo", "headline", "summary"]})
    assert Resident.objects.get(user=ama).linkedin_checked_on == TODAY
    assert "LinkedIn" not in page(browser, "/")
    undo(browser, answer)
    assert Resident.objects.get(user=ama).linkedin_checked_on == TODAY - timedelta(days=100)
    post(browser, "/me/profile/", {"enough": "1"})
    assert Resident.objects.get(user=ama).linkedin_checked_on == TODAY


# ------------------------------------------------------------------ groups
@pytest.fixture
def club(ama):
    made = Group.objects.create(owner=ama, name="Journal club", kind="journal", every="month", next_on=TODAY)
    for place, name in enumerate(("Ada One", "Bo Two", "Cy Three", "Di Four"), 1):
        GroupMember.objects.create(owner=ama, group=made, contact=person(ama, name), place=place)
    return made


def test_p12_the_turn_passes_to_the_next_of_four(ama, browser, club):
    """P12: the lead's turn passes: the next of four is proposed."""
    path = f"/me/groups/{club.pk}/"
    rows = list(club.members.all())
    assert "Ada One leads next" in page(browser)
    told = {
        "on": "2026-05-19",
        "led": rows[0].pk,
        "there": [one.pk for one in rows[:3]],
        "key": str(uuid.uuid4()),
    }
    answer = post(browser, path, {**told, "takeaway": "Read the methods first."})
    post(browser, path, told)
    touch = Interaction.objects.get()
    assert sorted(one.full_name for one in touch.people.all()) == ["Ada One", "Bo Two", "Cy Three"]
    assert touch.takeaway == "Read the methods first."
    club.refresh_from_db()
    assert club.next_on == date(2026, 6, 19)
    assert "Bo Two leads next" in page(browser)
    assert "Taken back." in undo(browser, answer)
    club.refresh_from_db()
    assert club.next_on == TODAY and not Interaction.objects.owned_by(ama).exists()
    assert "Ada One leads next" in page(browser)


def test_p12_a_day_is_logged_once_unless_it_was_taken_back(browser, club):
    """Back, and sent again with a new key."""
    path = f"/me/groups/{club.pk}/"
    rows = list(club.members.all())
    told = {"on": "2026-05-18", "led": rows[0].pk, "there": [one.pk for one in rows]}
    post(browser, f"{path}skip/", {"turn": rows[0].pk})
    answer = post(browser, path, {**told, "key": str(uuid.uuid4())})
    again = browser.post(path, {**told, "led": rows[1].pk, "key": str(uuid.uuid4())})
    assert again.status_code == 422
    assert "The meeting of that day is logged already. Ada One led it." in again.content.decode()
    assert Interaction.objects.count() == 1
    undo(browser, answer)
    post(browser, path, {**told, "key": str(uuid.uuid4())})
    assert Interaction.objects.filter(deleted_at=None).count() == 1


def test_p12_faculty_invited_for_one_evening(ama, browser, club):
    """P12: somebody who does not belong to the group was there; they have a touch, and no turn."""
    path = f"/me/groups/{club.pk}/"
    rows = list(club.members.all())
    known = person(ama, "Ruth Halpern")
    found = browser.get(path, {"q": "Halp"}, headers={"HX-Request": "true", "HX-Target": "picked"})
    assert "Ruth Halpern" in found.content.decode() and "Log the meeting" not in found.content.decode()
    told = {
        "on": "2026-05-18",
        "led": rows[0].pk,
        "there": [rows[0].pk],
        "people": [known.pk, rows[0].contact_id],
        "new_people": "Dr. Wes Ambrose",
        "key": str(uuid.uuid4()),
    }
    looked = browser.post(path, {**told, "q": "Halp", "find": "1"})
    assert "Ruth Halpern" in looked.content.decode() and "Dr. Wes Ambrose" in looked.content.decode()
    assert not Interaction.objects.exists()
    answer = post(browser, path, told)
    post(browser, path, told)
    touch = Interaction.objects.get()
    assert sorted(one.full_name for one in touch.people.all()) == [
        "Ada One",
        "Dr. Wes Ambrose",
        "Ruth Halpern",
    ]
    assert not club.members.filter(contact__in=[known]).exists()
    shown = page(browser, path)
    assert "Bo Two leads" not in shown and shown.index("Bo Two") < shown.index("Cy Three")
    undo(browser, answer)
    assert not Interaction.objects.owned_by(ama).exists()


def test_p12_a_guest_somebody_else_keeps_is_nobody(ama, ben, browser, club):
    told = {"on": "2026-05-18", "led": "", "people": [person(ben, "Ivo Noon").pk], "key": str(uuid.uuid4())}
    answer = browser.post(f"/me/groups/{club.pk}/", told)
    assert answer.status_code == 422
    assert "This person is not among yours. Choose again." in answer.content.decode()
    assert not Interaction.objects.exists()


def test_p12_a_turn_is_skipped_once_however_often_it_is_sent(browser, club):
    first = club.members.first()
    path = f"/me/groups/{club.pk}/skip/"
    answer = post(browser, path, {"turn": first.pk})
    post(browser, path, {"turn": first.pk})
    assert "Bo Two leads next" in page(browser)
    undo(browser, answer)
    assert "Ada One leads next" in page(browser)


def test_p12_a_group_with_no_members(ama, browser):
    told = {
        "name": "Study hour",
        "kind": "study",
        "every": "week",
        "next_on": "2026-05-18",
        "key": str(uuid.uuid4()),
    }
    post(browser, "/me/groups/new/", told)
    post(browser, "/me/groups/new/", told)
    one = Group.objects.get()
    path = f"/me/groups/{one.pk}/"
    post(browser, f"{path}people/", {})
    assert not one.members.exists()
    assert "nobody in it yet" in page(browser)
    assert "Nobody belongs to it yet" in page(browser, path)
    post(browser, path, {"on": "2026-05-18"})
    one.refresh_from_db()
    assert one.next_on == date(2026, 5, 25) and not Interaction.objects.exists()
    assert browser.post(path, {"on": "2026-05-20"}).status_code == 422


def test_p12_people_are_kept_in_order_and_who_led_stays(ama, browser, club):
    rows = list(club.members.select_related("contact"))
    GroupMember.objects.filter(pk=rows[3].pk).update(led_on=TODAY)
    people = [rows[3].contact_id, rows[1].contact_id]
    post(browser, f"/me/groups/{club.pk}/people/", {"people": people, "with_me": "on"})
    found = [(one.contact and one.contact.full_name, one.led_on) for one in club.members.all()]
    assert found == [("Di Four", TODAY), ("Bo Two", None), (None, None)]
    assert "Bo Two leads next" in page(browser)


@pytest.mark.parametrize("kind", ["group", "committee"])
def test_p12_who_was_added_in_another_window_stays_and_undo_brings_back(ama, browser, club, kind):
    ada, bo, cy, di = (one.contact_id for one in club.members.all())
    GroupMember.objects.filter(contact=ada).update(led_on=TODAY)
    path = f"/me/groups/{club.pk}/people/"
    if kind == "committee":
        council = Affiliation.objects.create(owner=ama, kind="committee", name="Council")
        for pk in (ada, bo, cy, di):
            Membership.objects.create(owner=ama, affiliation=council, contact_id=pk)
        path = f"/me/belongs/{council.pk}/people/"

    def there() -> list[int]:
        rows = club.members if kind == "group" else Membership.objects
        return sorted(rows.values_list("contact", flat=True))

    was = re.findall(r'name="was" value="(\d+)"', page(browser, path))
    assert was == ["0", *map(str, (ada, bo, cy, di))]
    told = {"was": was, "key": str(uuid.uuid4())}
    eve = person(ama, "Eve Five").pk
    answer = post(browser, path, {**told, "people": [bo, cy, di, eve]})
    assert there() == [bo, cy, di, eve]
    # The other window was opened before, and takes Bo out.
    other = post(browser, path, {**told, "people": [cy, di], "key": str(uuid.uuid4())})
    assert there() == [cy, di, eve]
    assert "Nothing was taken back" in undo(browser, answer) and there() == [cy, di, eve]
    undo(browser, other)
    assert there() == [bo, cy, di, eve]
    undo(browser, answer)
    assert there() == [ada, bo, cy, di]
    assert GroupMember.objects.get(contact=ada).led_on == TODAY
    post(browser, path, {**told, "people": [], "new_people": "Fay Six"})
    assert there() == [ada, bo, cy, di], "the first form again, with the same key"


def test_p12_a_group_in_two_windows_and_deleted(ama, browser, club):
    told = {"name": "Reading club", "kind": "journal", "every": "week", "version": "1"}
    path = f"/me/groups/{club.pk}/"
    post(browser, f"{path}edit/", told)
    assert browser.post(f"{path}edit/", {**told, "name": "Other"}).status_code == 409
    answer = post(browser, f"{path}delete/", {})
    assert not Group.objects.exists()
    undo(browser, answer)
    assert Group.objects.get().name == "Reading club" and GroupMember.objects.count() == 4


def test_p65_today_asks_sixty_days_before(browser, council):
    """P65: a term ends in 60 days: “renew or hand over”."""
    assert "60 days left" in page(browser, "/")
    Affiliation.objects.update(ends_on=date(2026, 7, 19))
    assert "Renew or hand over" not in page(browser, "/")


def test_p64_service_counts_in_the_month_on_today(ama, browser):
    """P64: service is logged: it counts in the month."""
    assert "0 of 1–2" in page(browser, "/")
    for title in ("Street clinic", "Career panel"):
        Achievement.objects.create(owner=ama, kind="service", title=title, on=TODAY)
    Achievement.objects.create(owner=ama, kind="service", title="April", on=date(2026, 4, 30))
    text = page(browser, "/")
    assert "2 of 1–2" in text and "Career panel" in text


# ------------------------------------------------------------------ all of it
def test_a_strangers_rows_do_not_exist(ama, ben, client_for, browser, club, council):
    one = Achievement.objects.create(owner=ama, title="Mine", on=TODAY)
    bens = client_for(welcomed(ben))
    for path in (
        f"/me/achievements/{one.pk}/", f"/me/belongs/{council.pk}/", f"/me/belongs/{council.pk}/people/",
        f"/me/belongs/{council.pk}/end/", f"/me/groups/{club.pk}/", f"/me/groups/{club.pk}/edit/",
        f"/me/groups/{club.pk}/people/",
    ):  # fmt: skip
        assert bens.get(path).status_code == bens.post(path).status_code == 404, path
        assert browser.get(path).status_code == 200, path
    answer = browser.post(f"/me/achievements/{one.pk}/delete/", follow=True)
    (action,) = re.findall(r'action="(/me/undo/[^"]+)"', answer.content.decode())
    assert bens.post(action).status_code == 404


def test_a_patient_number_is_stopped_everywhere(browser, club):
    number = "MRN 00482913"
    told: list[tuple[str, dict[str, Any]]] = [
        ("/me/known-for/", {"known_for": number}),
        ("/me/narrative/", {**PARTS, "why": number, "version": "0"}),
        ("/me/introduction/", {"introduction": number}),
        ("/me/timeline/", {"timeline": number}),
        ("/me/achievements/new/", {**POSTER, "title": number}),
        ("/me/belongs/new/", {"name": number}),
        ("/me/groups/new/", {"name": number, "kind": "study", "every": "week"}),
        (f"/me/groups/{club.pk}/", {"on": "2026-05-19", "takeaway": number}),
    ]
    for path, data in told:
        answer = browser.post(path, data)
        assert (path, answer.status_code) == (path, 422)
        assert "This looks like a patient number" in answer.content.decode()


def test_me_takes_the_same_few_statements_with_3_and_with_60(ama, browser, club, council):
    counts = []
    for more in (3, 60):
        for n in range(more):
            Achievement.objects.create(
                owner=ama, title=f"Talk {n}", kind="talk", on=TODAY - timedelta(days=n)
            )
            Rotation.objects.create(
                owner=ama,
                name="Consults",
                starts_on=TODAY + timedelta(days=n),
                ends_on=TODAY + timedelta(days=n),
            )
        page(browser)
        with CaptureQueriesContext(connection) as seen:
            page(browser)
        counts.append(len(seen))
        Rotation.objects.all().delete()
    assert counts[0] == counts[1] <= 10


def test_nothing_of_the_account_was_lost(ama, browser):
    Rotation.objects.create(owner=ama, name="Consults", starts_on=TODAY, ends_on=date(2026, 5, 31))
    text = page(browser, reverse("settings"))
    assert "Consults until 31 May" in text
    for name in (
        "account", "training", "mail_settings", "reminder_health", "rotations", "pause", "my_programs",
        "account_email", "account_change_password", "mfa_index", "usersessions_list", "account_logout",
        "privacy",
    ):  # fmt: skip
        assert f'"{reverse(name)}"' in text, name
    assert f'"{reverse("settings")}"' in page(browser)
