"""The calendar of blocks: by hand, pasted, in two tabs, at once, taken back; and what Today says of it."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from followups import resting, rotating
from followups.models import FollowUp
from followups.windows import Basis
from interactions.models import Event
from residents.models import Intensity, Rotation
from tests.interactions.test_at_once import at_once
from tests.making import owed, person, welcomed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST, NEW, PASTE = "/me/rotations/", "/me/rotations/new/", "/me/rotations/paste/"
ICU = {"name": "Neuro ICU", "starts_on": "2026-06-01", "ends_on": "2026-06-28", "intensity": "heavy"}
LINES = "Neuro ICU, 1 Jun - 28 Jun 2026, heavy\r\nOutpatient 29 Jun – 26 Jul 2026 light\r\n"


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


@pytest.fixture
def icu(ama, clock):
    made = Rotation(**{**ICU, "starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 28)})
    rotating.add(ama, [made], clock.now())
    return made


def names(owner):
    return list(Rotation.objects.owned_by(owner).values_list("name", flat=True))


def undo(browser, page):
    """Press the Undo of the toast."""
    (action,) = re.findall(r'action="(/me/rotations/undo/[^"]+)"', page.content.decode())
    return browser.post(action, follow=True)


# ------------------------------------------------------------------ by hand
def test_a_block_is_added_once_shown_and_taken_back(ama, browser):
    told = {**ICU, "nights": "on", "key": str(uuid.uuid4())}
    page = browser.post(NEW, told, follow=True)
    assert browser.post(NEW, told).url == LIST
    one = Rotation.objects.get()
    assert (one.owner, one.nights, one.holds_back, str(one)) == (ama, True, True, "Neuro ICU")
    assert "Neuro ICU is added." in page.content.decode() and "night float" in page.content.decode()
    assert "Neuro ICU" not in browser.get("/me/settings/").content.decode()
    assert "Taken back." in undo(browser, page).content.decode()
    assert names(ama) == []


@pytest.mark.parametrize(
    ("told", "field", "error"),
    [
        ({"starts_on": "2026-02-31"}, "starts_on", "There is no such day."),
        ({"ends_on": "2026-05-31"}, "ends_on", "The last day is before the first."),
        ({"ends_on": "2027-06-03"}, "ends_on", "A block lasts at most a year."),
        ({"starts_on": "0000-01-01"}, "starts_on", "There is no such day."),
        ({"starts_on": "0001-01-01"}, "starts_on", "Choose a day between 1950 and 2100."),
        ({"ends_on": "9999-12-31"}, "ends_on", "Choose a day between 1950 and 2100."),
        ({"name": "x" * 10_000}, "name", ""),
        ({"name": "a\x00b"}, "name", ""),
        ({"name": "a\nb"}, "name", "Use one line: no line breaks or control characters."),
        ({"name": ""}, "name", ""),
        ({"intensity": "crushing"}, "intensity", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_a_block_is_said_beside_its_field(browser, told, field, error):
    answer = browser.post(NEW, {**ICU, **told})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field][0].startswith(error)
    assert not Rotation.objects.exists()
    if told.get("name", "x").isprintable():
        assert answer.context["form"]["name"].value() == {**ICU, **told}["name"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-06-28", "2026-07-10", "starts_on"),
        ("2026-05-20", "2026-06-01", "ends_on"),
        ("2026-05-20", "2026-07-10", "ends_on"),
        ("2026-06-10", "2026-06-11", "starts_on"),
    ],
)
def test_blocks_do_not_overlap_and_the_other_is_named(ama, browser, icu, first, last, field):
    answer = browser.post(NEW, {**ICU, "name": "Ward", "starts_on": first, "ends_on": last})
    assert answer.status_code == 422
    said = "Neuro ICU is there already, 1 to 28 June. Blocks do not overlap."
    assert answer.context["form"].errors == {field: [said]} and said in answer.content.decode()
    assert names(ama) == ["Neuro ICU"]


def test_blocks_may_adjoin_and_somebody_elses_are_not_in_the_way(ama, ben, browser, icu, client_for):
    assert browser.post(NEW, {**ICU, "starts_on": "2026-06-29", "ends_on": "2026-07-26"}).status_code == 302
    assert client_for(ben).post(NEW, ICU).status_code == 302
    assert len(names(ama)) == 2 and names(ben) == ["Neuro ICU"]


def test_a_change_moves_what_waits_and_is_taken_back(ama, browser, clock, icu):
    window = owed(person(ama), Basis.UPDATE, clock.now() + 20 * DAY, late_at=clock.now() + 90 * DAY)
    change = {**ICU, "intensity": "normal", "version": "1"}
    page = browser.post(f"/me/rotations/{icu.pk}/", change, follow=True)
    icu.refresh_from_db()
    assert (icu.intensity, icu.version) == (Intensity.NORMAL, 2)
    undo(browser, page)
    icu.refresh_from_db()
    window.refresh_from_db()
    assert (icu.intensity, icu.version) == (Intensity.HEAVY, 3)
    assert window.told_at is not None


def test_two_tabs_do_not_overwrite_each_other(browser, icu):
    at = f"/me/rotations/{icu.pk}/"
    assert browser.post(at, {**ICU, "name": "First", "version": "1"}).status_code == 302
    answer = browser.post(at, {**ICU, "name": "Second", "version": "1"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "changed in another window" in page and "First, 1 to 28 June" in page and 'value="Second"' in page
    icu.refresh_from_db()
    assert icu.name == "First"
    assert browser.post(at, {**ICU, "name": "Second", "version": "2"}).status_code == 302


def test_a_change_may_not_overlap_another_block(browser, ama, clock, icu):
    ward = Rotation(name="Ward", starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 9))
    rotating.add(ama, [ward], clock.now())
    told = {**ICU, "name": "Ward", "starts_on": "2026-06-28", "ends_on": "2026-07-09", "version": "1"}
    answer = browser.post(f"/me/rotations/{ward.pk}/", told)
    assert answer.status_code == 422 and "Neuro ICU is there already" in answer.content.decode()
    ward.refresh_from_db()
    assert (ward.starts_on, ward.version) == (date(2026, 7, 1), 1)


def test_a_deleted_block_is_put_back_unless_its_place_is_taken(ama, browser, icu):
    page = browser.post(f"/me/rotations/{icu.pk}/delete/", follow=True)
    assert names(ama) == []
    assert "Taken back." in undo(browser, page).content.decode()
    assert "Nothing was taken back" in undo(browser, page).content.decode()
    again = Rotation.objects.get()
    kept = ("name", "starts_on", "ends_on", "intensity", "nights")
    assert [getattr(again, name) for name in kept] == [getattr(icu, name) for name in kept]


def test_tell_me_anyway_and_let_them_wait(ama, browser, clock, icu):
    window = owed(person(ama), Basis.UPDATE, clock.now() + 20 * DAY)
    for told, waits in (({}, False), ({"wait": "1"}, True)):
        browser.post(f"/me/rotations/{icu.pk}/tell/", told)
        icu.refresh_from_db()
        window.refresh_from_db()
        assert (icu.tells_anyway, window.told_at is not None) == (not waits, waits)


def test_a_strangers_block_is_nowhere(ama, ben, browser, client_for, icu):
    his = client_for(welcomed(ben))
    page = browser.post(f"/me/rotations/{icu.pk}/tell/", follow=True)
    (token,) = re.findall(r'action="(/me/rotations/undo/[^"]+)"', page.content.decode())
    for path in ("", "delete/", "tell/"):
        assert his.post(f"/me/rotations/{icu.pk}/{path}", ICU).status_code == 404
    assert his.get(f"/me/rotations/{icu.pk}/").status_code == 404
    assert his.post(token).status_code == 404
    assert browser.post("/me/rotations/undo/nonsense/").status_code == 404
    assert "Neuro ICU" not in his.get(LIST).content.decode()
    for path in ("delete/", "tell/"):
        assert browser.get(f"/me/rotations/{icu.pk}/{path}").status_code in (302, 405)
    assert names(ama) == ["Neuro ICU"]


def test_the_list_folds_what_is_past_and_draws_the_year(ama, browser, clock, icu):
    past = Rotation(name="Old <b>ward</b>", starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 18))
    rotating.add(ama, [past], clock.now())
    page = browser.get(LIST).content.decode()
    assert "Past blocks, 1" in page and page.index("Neuro ICU") < page.index("Past blocks")
    assert "Academic year 2025–26" in page and page.count('class="block"') == 5
    assert "<b>ward" not in page and "Old &lt;b&gt;ward" in page


# ------------------------------------------------------------------ pasted
def test_days_the_wrong_way_round_are_said_with_both_months(ama, browser):
    page = browser.post(PASTE, {"lines": "ICU, 9 August 2027 to 1 August 2027", "key": uuid.uuid4()})
    assert page.status_code == 422
    assert "ICU, 9 August to 1 August 2027" in page.content.decode()


def test_lines_are_shown_first_and_added_when_they_were_seen(ama, browser):
    key = str(uuid.uuid4())
    shown = browser.post(PASTE, {"lines": LINES, "key": key})
    page = shown.content.decode()
    assert shown.status_code == 200 and names(ama) == []
    assert "Neuro ICU, 1 to 28 June" in page and "Add 2 blocks" in page
    told = {"lines": LINES, "key": key, "keep": shown.context["form"].reading}
    page = browser.post(PASTE, told, follow=True)
    assert browser.post(PASTE, told).url == LIST
    assert "2 blocks added." in page.content.decode()
    assert names(ama) == ["Neuro ICU", "Outpatient"]
    undo(browser, page)
    assert names(ama) == []


def test_one_line_that_is_wrong_keeps_all_of_them_out_and_nothing_typed_is_lost(ama, browser, icu):
    text = "Ward 27 Jun - 5 Jul 2026\n\nChild 31 Feb - 3 Mar 2027\nNights 7/8/2026 - 7/20/2026"
    shown = browser.post(PASTE, {"lines": text, "keep": "x"})
    page = shown.content.decode()
    assert shown.status_code == 422 and names(ama) == ["Neuro ICU"]
    assert [(one.line.n, one.errors) for one in shown.context["form"].shown] == [
        (1, ("Neuro ICU is there already, 1 to 28 June.",)),
        (3, ("There is no 31 February.",)),
        (4, ()),
    ]
    told = {"lines": text, "keep": shown.context["form"].reading}
    assert browser.post(PASTE, told).status_code == 422 and names(ama) == ["Neuro ICU"]
    assert text in page and "Read with the month first." in page and "Add " not in page.split("Reads as")[1]


def test_lines_changed_after_they_were_shown_are_shown_again(ama, browser):
    seen = browser.post(PASTE, {"lines": LINES}).context["form"].reading
    answer = browser.post(PASTE, {"lines": LINES.replace("28 Jun", "27 Jun"), "keep": seen})
    assert answer.status_code == 200 and "1 to 27 June" in answer.content.decode() and names(ama) == []


def test_a_block_added_meanwhile_is_named_and_nothing_is_kept(ama, browser, clock):
    seen = browser.post(PASTE, {"lines": LINES}).context["form"].reading
    between = Rotation(name="Between", starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 2))
    rotating.add(ama, [between], clock.now())
    key = str(uuid.uuid4())
    answer = browser.post(PASTE, {"lines": LINES, "keep": seen, "key": key})
    assert answer.status_code == 422 and "Between is there already" in answer.content.decode()
    assert names(ama) == ["Between"]
    # The form's key was not used up.
    rotating.remove(ama, [between.pk], clock.now())
    assert browser.post(PASTE, {"lines": LINES, "keep": seen, "key": key}).status_code == 302
    assert len(names(ama)) == 2


def test_pasting_again_adds_only_what_is_not_there(ama, browser, icu):
    shown = browser.post(PASTE, {"lines": LINES})
    assert [one.is_there for one in shown.context["form"].shown] == [True, False]
    browser.post(PASTE, {"lines": LINES, "keep": shown.context["form"].reading})
    assert names(ama) == ["Neuro ICU", "Outpatient"]


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), ("\n \n", 200), ("x\n" * 201, 422), ("x" * 20_001, 422), ("a\x00b 1-2 Jun 2027", 422),
     ("\u202egnp 1-2 Jun 2027", 422)],
)  # fmt: skip
def test_strange_texts_add_nothing(ama, browser, text, status):
    answer = browser.post(PASTE, {"lines": text, "keep": "x"})
    assert answer.status_code in (status, 422) and names(ama) == []


# ------------------------------------------------------------------ what it does elsewhere
def test_today_says_in_one_line_how_many_wait_until_when_and_why(ama, browser, clock):
    window = owed(person(ama), Basis.UPDATE, clock.now() - DAY)
    owed(person(ama, "Dr. Jonah Feld"), Basis.PROMISE, clock.now() - DAY, what="send it")
    assert "marked heavy" not in browser.get("/").content.decode()
    told = {**ICU, "starts_on": "2026-05-11", "ends_on": "2026-05-24"}
    browser.post(NEW, told)
    page = browser.get("/").content.decode()
    assert "1 window waits until Monday 25 May, because Neuro ICU is marked heavy." in page
    assert f'href="{LIST}#held"' in page and "Adeyemi" not in page and "Dr. Jonah Feld" in page
    assert "Adeyemi" in browser.get(LIST).content.decode()
    owed(window.contact, Basis.CHECK_IN, clock.now() - DAY, told_at=clock.now() + DAY, occurrence="2")
    assert "2 windows wait until" in browser.get("/").content.decode()
    FollowUp.objects.filter(occurrence="2").delete()
    told = {**ICU, "name": "MICU", "starts_on": "2026-05-25", "ends_on": "2026-05-31"}
    browser.post(NEW, told)
    said = "1 window waits until Monday 1 June, because Neuro ICU and what follows it are marked heavy."
    assert said in browser.get("/").content.decode()
    clock.advance(days=13)
    assert "marked heavy" not in browser.get("/").content.decode()


def test_p46_with_icu_until_30_november_a_meeting_is_proposed_from_1_december_on(ama, browser, clock):
    clock.set(clock.at.replace(month=11, day=10))
    browser.post(NEW, {**ICU, "name": "ICU", "starts_on": "2026-11-02", "ends_on": "2026-11-30"})
    page = browser.get(reverse("plan_meeting"))
    assert page.context["form"].initial["at"].date() >= date(2026, 12, 1)
    assert 'value="2026-12-01T12:15"' in page.content.decode()
    assert "Proposed after ICU, which is heavy until 30 November." in page.content.decode()
    browser.post(NEW, {**ICU, "name": "Elective", "starts_on": "2026-12-07", "ends_on": "2026-12-31",
                       "intensity": "light"})  # fmt: skip
    page = browser.get(reverse("plan_meeting")).content.decode()
    assert 'value="2026-12-07T12:15"' in page and "Elective, which is light until 31 December" in page
    apa = Event.objects.create(
        owner=ama, name="APA", time_zone="UTC", starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 21)
    )
    assert "Proposed" not in browser.get(f"{reverse('plan_meeting')}?event={apa.pk}").content.decode()


def test_no_blocks_no_proposal(browser):
    assert browser.get(reverse("plan_meeting")).context["form"].initial["at"] is None


def test_moving_to_another_zone_moves_when_it_is_told(ama, browser, clock, icu):
    window = owed(person(ama), Basis.UPDATE, clock.now() + 20 * DAY)
    resting.arrange(ama, clock.now())
    before = FollowUp.objects.get().told_at
    browser.post("/me/account/", {"name": "Ama", "time_zone": "America/New_York"})
    window.refresh_from_db()
    assert window.told_at == before - timedelta(hours=2)


# ------------------------------------------------------------------ at once
@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_cannot_make_blocks_overlap(ama, client_for):
    clients = [client_for(User.objects.get(pk=ama.pk)) for _ in range(4)]
    jobs = [
        lambda one=one, n=n: one.post(NEW, {**ICU, "name": f"Block {n}", "starts_on": f"2026-06-0{n + 1}"})
        for n, one in enumerate(clients)
    ]
    answers = at_once(*jobs)
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422, 422]
    assert Rotation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_is_one_block(ama, client_for):
    clients = [client_for(User.objects.get(pk=ama.pk)) for _ in range(3)]
    told = {**ICU, "key": str(uuid.uuid4())}
    answers = at_once(*(lambda one=one: one.post(NEW, told) for one in clients))
    assert {answer.status_code for answer in answers} == {302}
    assert Rotation.objects.count() == 1


def test_people_and_a_person_say_until_when_a_window_waits(ama, browser, icu, clock):
    contact = person(ama, "Dr. Grace Adeyemi")
    opens = clock.now() + 20 * DAY
    one = owed(contact, Basis.UPDATE, opens, due_at=opens + 30 * DAY, late_at=opens + 60 * DAY)
    resting.arrange(ama, clock.now())
    one.refresh_from_db()
    clock.advance(days=25)
    listed = browser.get("/people/").content.decode()
    assert "Waits until 29 Jun" in listed and "after your heavy block" in listed
    page = browser.get(f"/people/{contact.pk}/").content.decode()
    assert "it waits until 29 June, after your heavy block" in page
    clock.advance(days=20)
    assert "Waits until" not in browser.get("/people/").content.decode()
    assert "heavy block" not in browser.get(f"/people/{contact.pk}/").content.decode()
