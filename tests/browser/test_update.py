"""An update in a real browser: from Today to copied, ticking while typing, with the keyboard, on a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from contacts.models import Cadence, Contact, Way
from followups.models import FollowUp, Letter
from followups.windows import Basis
from interactions import recording
from interactions.models import Advice
from residents.models import Achievement, resident_of
from tests.conftest import START
from tests.making import person, welcomed

LAST = START - timedelta(days=110)
TALK = "I gave a talk at Marlowe, “Sleep on call”."
ADVICE = "You advised me: Keep a log; here is what came of it: It grew to forty consults."
MOST = 8


class Hand:
    """Counts each click and each key."""

    def __init__(self, page: Page) -> None:
        self.page, self.done = page, 0

    def click(self, one: Locator) -> None:
        one.click()
        self.done += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.done += 1


@pytest.fixture
def mentor(transactional_db: None, ama: User) -> Contact:
    mine = resident_of(welcomed(ama))
    mine.training_stage, mine.institution = "PGY-2", "Marlowe"
    mine.save()
    one = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)
    Way.objects.create(owner=ama, contact=one, kind="email", value="elin@lakeshore.example")
    recording.record(ama, people=[one], kind="call", at=LAST, takeaway="Write weekly.", now=LAST)
    on = START.date() - timedelta(days=9)
    Achievement.objects.create(owner=ama, kind="talk", title="Sleep on call", on=on, place="Marlowe")
    Advice.objects.create(
        owner=ama, contact=one, what="Keep a log", given_on=on, outcome="It grew to forty consults."
    )
    return one


def test_p49_from_today_to_a_copied_update_takes_at_most_eight_clicks_and_keys(arrive, ama, mentor) -> None:
    page = arrive(ama, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Draft a note to Dr. Elin Lindqvist"))
    expect(page.get_by_role("button", name="Copy")).to_be_disabled()
    hand.click(page.get_by_role("checkbox", name="What came of their advice"))
    expect(page.locator("#body")).to_have_value(re.compile(re.escape(ADVICE)))
    hand.click(page.get_by_role("checkbox", name="A talk"))
    expect(page.locator("#body")).to_have_value(re.compile(re.escape(f"{ADVICE} {TALK}")))
    expect(page.get_by_text("4 sentences")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_be_enabled()
    hand.click(page.get_by_role("button", name="Copy"))
    expect(page.get_by_text("Once it is on its way")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert copied.startswith("Dear Dr. Lindqvist,\n\nWhen we last spoke, you said: Write weekly. ")
    assert f"{ADVICE} {TALK}\n\nThank you for keeping an eye on my path.\n\nAma" in copied
    assert "…" not in copied
    print(f"\nfrom Today to copied: {hand.done} clicks and keys, at most {MOST}")
    assert hand.done <= MOST
    page.get_by_role("button", name="I sent it").click()
    expect(page.get_by_text("Logged: you wrote to Dr. Elin Lindqvist.")).to_be_visible()
    first = FollowUp.objects.filter(basis=Basis.UPDATE).earliest("opens_at")
    assert first.outcome == "done"
    assert Advice.objects.get().reported_at == START
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    first.refresh_from_db()
    assert first.is_owed
    assert Advice.objects.get().reported_at is None


def test_with_the_keyboard_the_box_keeps_its_place_and_unticking_takes_the_words_out(
    arrive, ama, mentor
) -> None:
    page = arrive(ama)
    page.goto(f"/write/{mentor.pk}/?template=update")
    body, begun = page.locator("#body"), page.locator("#body").input_value()
    box = page.get_by_role("checkbox", name="A talk")
    box.focus()
    page.keyboard.press("Space")
    expect(body).to_have_value(re.compile(re.escape(TALK)))
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(page.locator("#saved")).to_contain_text("saved")
    assert TALK in Letter.objects.get().body
    page.keyboard.press("Space")
    expect(body).to_have_value(begun)
    expect(box).not_to_be_checked()


def test_what_is_typed_while_the_words_are_on_their_way_is_not_lost(arrive, ama, mentor) -> None:
    page = arrive(ama)
    page.goto(f"/write/{mentor.pk}/?template=update")
    body, held = page.locator("#body"), list[Route]()

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/check?**", hold)
    page.get_by_role("checkbox", name="A talk").click()
    page.wait_for_function("() => document.querySelector('.htmx-request') !== null")
    body.evaluate("one => { one.value = one.value.replace('eye', 'open eye'); }")
    held[0].continue_()
    expect(body).to_have_value(re.compile(re.escape(TALK) + r"[\s\S]*an open eye"))


def test_an_edited_sentence_stays_and_says_that_it_is_in_other_words(arrive, ama, mentor) -> None:
    page = arrive(ama)
    page.goto(f"/write/{mentor.pk}/?template=update")
    page.get_by_role("checkbox", name="A talk").click()
    body = page.locator("#body")
    expect(body).to_have_value(re.compile(re.escape(TALK)))
    mine = body.input_value().replace("I gave a talk at Marlowe,", "In May I spoke on")
    body.fill(mine)
    expect(page.get_by_text("in words of your own")).to_be_visible()
    page.get_by_role("checkbox", name="A talk").click()
    expect(page.get_by_role("checkbox", name="A talk")).to_be_checked()
    expect(body).to_have_value(mine)


def test_on_a_small_phone_the_list_is_one_tap_away_and_nothing_scrolls_sideways(arrive, ama, mentor) -> None:
    page = arrive(ama, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(f"/write/{mentor.pk}/?template=update")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="Since your last update").click()
    box = page.get_by_role("checkbox", name="A talk")
    expect(box).to_be_in_viewport()
    box.click()
    page.get_by_role("link", name="Back to the letter").click()
    expect(page.locator("#body")).to_be_in_viewport()
    expect(page.locator("#body")).to_have_value(re.compile(re.escape(TALK)))
