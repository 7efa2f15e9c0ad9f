"""A letter in a real browser: copying, counting, keeping, two tabs, sending."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Contact, Way
from followups.models import FollowUp, Letter
from followups.windows import Basis
from interactions import recording
from interactions.models import Event, Interaction
from residents.models import resident_of
from tests.conftest import START
from tests.making import person, welcomed

Arrive = Callable[..., Page]


@pytest.fixture
def grace(transactional_db: None, ama: User) -> Contact:
    mine = resident_of(welcomed(ama))
    mine.training_stage, mine.institution = "PGY-2", "Marlowe"
    mine.save()
    one = person(ama, "Dr. Grace Adeyemi")
    Way.objects.create(owner=ama, contact=one, kind="email", value="g.adeyemi@tidewater.example")
    day = START.date() - timedelta(days=2)
    event = Event.objects.create(
        owner=ama, name="APA", time_zone="America/Denver", starts_on=day, ends_on=day
    )
    recording.record(
        ama,
        people=[one],
        kind="met",
        at=START - timedelta(days=2),
        event=event,
        takeaway="Start early",
        meaningful=True,
        now=START,
    )
    return one


@pytest.fixture
def follow_up(grace: Contact) -> FollowUp:
    return FollowUp.objects.get(contact=grace, basis=Basis.CONFERENCE)


def fill(page: Page) -> str:
    """The open place filled; the words as they then stand."""
    body = page.locator("#body")
    text = re.sub(r"\[[^\]]*…\]", "which three fields to keep", body.input_value())
    body.fill(text)
    return text


def test_p33_copying_waits_for_the_open_place_and_then_carries_the_words(
    arrive, ama, grace, follow_up
) -> None:
    page = arrive(ama, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/write/{grace.pk}/?follow_up={follow_up.pk}")
    copy, mail = page.get_by_role("button", name="Copy"), page.get_by_text("Open in mail")
    expect(copy).to_be_disabled()
    expect(mail).not_to_have_attribute("href", re.compile("mailto"))
    expect(page.get_by_text("1 place in brackets to fill.")).to_be_visible()
    text = fill(page)
    expect(copy).to_be_enabled()
    expect(mail).to_have_attribute("href", re.compile("mailto:g.adeyemi@tidewater.example.*three%20fields"))
    expect(page.get_by_text("7 of 7")).to_be_visible()
    copy.click()
    expect(page.get_by_text("Once it is on its way")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n") == text


def test_p37_the_counter_turns_red_over_two_hundred_and_copying_still_works(arrive, ama, grace) -> None:
    page = arrive(ama, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/write/{grace.pk}/?template=linkedin")
    count = page.locator("[data-letter=count]")
    expect(count).not_to_have_attribute("data-over", "")
    page.locator("#body").fill("x" * 201)
    expect(count).to_have_text("201")
    expect(count).to_have_attribute("data-over", "")
    calm = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert count.evaluate("one => getComputedStyle(one).color") != calm
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Once it is on its way")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "x" * 201


def test_what_is_typed_is_kept_by_itself_and_survives_a_reload(arrive, ama, grace, follow_up) -> None:
    page = arrive(ama)
    page.goto(f"/write/{grace.pk}/?follow_up={follow_up.pk}")
    text = fill(page)
    expect(page.locator("#saved")).to_have_text("saved 11:40")
    page.locator("#body").press("End")
    page.locator("#subject").fill("My own subject")
    expect(page.locator("#version")).to_have_value("2")
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator("#body")).to_have_value(text)
    expect(page.locator("#subject")).to_have_value("My own subject")
    assert Letter.objects.get().version == 2


def test_two_tabs_each_keep_their_words_until_somebody_chooses(arrive, ama, grace) -> None:
    address = f"/write/{grace.pk}/?template=check_in"
    one, two = arrive(ama), arrive(ama)
    one.goto(address)
    two.goto(address)
    one.locator("#body").fill("Words of the first tab.")
    expect(one.locator("#saved")).to_contain_text("saved")
    two.locator("#body").fill("Words of the second tab.")
    expect(two.get_by_text("Not saved.")).to_be_visible()
    expect(two.locator(".letter-other")).to_contain_text("Words of the first tab.")
    expect(two.locator("#body")).to_have_value("Words of the second tab.")
    assert Letter.objects.get().body == "Words of the first tab."
    two.get_by_role("button", name="Keep the words below").click()
    expect(two.locator("#saved")).to_contain_text("saved")
    expect(two.locator("#body")).to_have_value("Words of the second tab.")
    assert Letter.objects.get().body == "Words of the second tab."


def test_a_missing_line_is_put_in_where_it_belongs(arrive, ama, grace) -> None:
    page = arrive(ama)
    page.goto(f"/write/{grace.pk}/?template=interview")
    page.locator("#body").fill("Hello.\n\nWould you have 15 minutes?\n\nAma")
    page.get_by_role("button", name="Add “Thank you for the advice.”").click()
    expect(page.locator("#body")).to_have_value(
        "Hello.\n\nWould you have 15 minutes? Thank you for the advice.\n\nAma"
    )
    expect(page.get_by_role("button", name="Add “Thank you for the advice.”")).to_have_count(0)


def test_p71_a_hint_stands_beside_the_letter_and_goes_with_the_words(arrive, ama, grace) -> None:
    page = arrive(ama)
    page.goto(f"/write/{grace.pk}/?template=interview")
    page.locator("#body").fill("Dear X,\n\nHow do I get into your program?")
    expect(page.get_by_text("Ask to learn something first.")).to_be_visible()
    page.locator("#body").fill("Dear X,\n\nHow did you come to this work?")
    expect(page.get_by_text("Ask to learn something first.")).to_have_count(0)


def test_i_sent_it_closes_the_follow_up_from_today_and_undo_opens_it_again(
    arrive, ama, grace, follow_up
) -> None:
    page = arrive(ama)
    page.goto("/")
    page.get_by_role("link", name="Draft a note to Dr. Grace Adeyemi").click()
    expect(page.get_by_role("heading", name="A note to Dr. Grace Adeyemi")).to_be_visible()
    page.get_by_role("button", name="I sent it").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_text("Logged: you wrote to Dr. Grace Adeyemi.")).to_be_visible()
    follow_up.refresh_from_db()
    assert follow_up.outcome == "done"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    follow_up.refresh_from_db()
    assert follow_up.is_owed
    assert Interaction.objects.owned_by(ama).count() == 1


def test_without_a_network_it_is_said_once_and_the_words_are_kept_afterwards(arrive, ama, grace) -> None:
    page = arrive(ama)
    page.goto(f"/write/{grace.pk}/?template=check_in")
    page.context.set_offline(True)
    page.locator("#body").fill("Words in a lift.")
    expect(page.locator("#saved")).to_have_text("not saved yet: no connection")
    expect(page.locator(".toast")).to_have_count(0)
    page.context.set_offline(False)
    page.locator("#body").press("End")
    page.locator("#body").type(" And out.")
    expect(page.locator("#saved")).to_contain_text("saved 11:40")
    assert Letter.objects.get().body == "Words in a lift. And out."


def test_on_a_small_phone_nothing_scrolls_sideways(arrive, ama, grace, follow_up) -> None:
    page = arrive(ama, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    for query in (f"follow_up={follow_up.pk}", "template=linkedin", "template=two_lines&by=text"):
        page.goto(f"/write/{grace.pk}/?{query}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_p19_a_patient_number_is_marked_and_not_copied_until_its_writer_says_it_is_none(
    arrive, ama, grace, follow_up
) -> None:
    page = arrive(ama, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/write/{grace.pk}/?follow_up={follow_up.pk}")
    copy = page.get_by_role("button", name="Copy")
    page.locator("#body").fill("Dear Dr. Adeyemi,\n\nMRN 00482913 was the case.\n\nAma")
    expect(page.locator("[data-blocks] mark").first).to_have_text("00482913")
    expect(copy).to_be_disabled()
    expect(page.get_by_text("Open in mail")).not_to_have_attribute("href", re.compile("mailto"))
    page.get_by_role("button", name="Not a patient number").first.click()
    expect(page.get_by_text("Kept. Nothing was sent.")).to_be_visible()
    expect(page.locator("#body")).to_have_value(re.compile("MRN 00482913"))
    expect(copy).to_be_enabled()
    page.locator("#body").fill("Dear Dr. Adeyemi,\n\nMRN 00482914 was another.\n\nAma")
    expect(copy).to_be_disabled()
    assert "00482914" not in Letter.objects.get(contact=grace).body
