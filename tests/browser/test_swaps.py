"""What htmx puts into a page: silently, with its messages, and kindly when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.models import Outcome
from followups.sweep import sweep
from followups.windows import Basis
from interactions.models import Event
from residents.models import Pause
from tests.conftest import Clock
from tests.making import owed, person, welcomed

SIZES = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def leila(transactional_db: None, ama: User) -> User:
    return welcomed(ama)


@pytest.fixture
def page(leila: User, arrive: Callable[..., Page]) -> Page:
    return arrive(leila)


def test_swaps_leave_the_console_silent(page: Page) -> None:
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", hear)
    page.goto("/")
    line = page.get_by_label("Met someone?")
    line.fill("Met Dr. Okafor at lunch")
    takeaway = page.get_by_label("takeaway")
    expect(takeaway).to_be_visible()
    # What a reader leaves behind who drags a field larger, and password managers everywhere.
    page.locator("#reads-page [id]").evaluate_all("all => all.forEach(one => one.style.height = '60px')")
    line.fill("Met Dr. Okafor at lunch, send her the slides by Friday")
    expect(page.locator("#reads-page [name=what_0]")).to_have_value("send the slides")
    assert said == []


def test_a_second_window_is_told_what_happened_and_what_to_do(leila: User, page: Page) -> None:
    grace = person(leila)
    page.goto(f"/people/{grace.pk}/")
    page.get_by_role("link", name="Edit who this is").click()
    page.get_by_label("How we met").fill("after her panel")
    Contact.objects.filter(pk=grace.pk).update(version=2, note="from the other window")
    page.get_by_role("button", name="Save").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("changed in another window")
    expect(toast).to_contain_text("save again")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("How we met")).to_have_value("after her panel")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("How we met")).to_have_count(0)
    grace.refresh_from_db()
    assert (grace.met_via, grace.note) == ("after her panel", "from the other window")


def test_a_page_older_than_the_sign_in_says_to_reload(leila: User, page: Page) -> None:
    grace = person(leila)
    page.goto(f"/people/{grace.pk}/")
    page.get_by_role("link", name="Edit the note").click()
    page.get_by_label("Note, only you can read it").fill("Likes figures")
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    assert len(page.context.cookies()) == len(cookies) - 1
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("reload the page")
    expect(page.get_by_label("Note, only you can read it")).to_have_value("Likes figures")


@pytest.mark.urls("tests.saying")
def test_a_part_brings_its_message_with_undo(leila: User, page: Page, clock: Clock) -> None:
    one = owed(person(leila), Basis.MANUAL, clock.now() - timedelta(days=1), what="ask about the poster")
    page.goto("/")
    planning.finish(one, Outcome.DONE, clock.now())
    address = f"/said/200/?undo=/follow-ups/{one.pk}/undo"
    page.evaluate("address => { htmx.ajax('GET', address, '#today') }", address)
    expect(page.get_by_text("The part")).to_be_visible()
    toast = page.get_by_role("status").locator(".toast")
    expect(toast).to_contain_text("Let go <b>.")
    toast.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("ask about the poster")).to_be_visible()


@SIZES
def test_a_promise_alone_offers_no_72_hour_follow_up(
    leila: User, arrive: Callable[..., Page], width: int
) -> None:
    page = arrive(leila, viewport={"width": width, "height": 900})
    page.goto("/")
    if width < 640:
        page.get_by_role("link", name="Met someone? One line is enough").click()
    page.locator("textarea[name=line]:visible").fill("I owe Hana the poster file")
    reads = page.locator(".reads:visible")
    expect(reads.locator("[name=what_0]")).to_have_value("the poster file")
    switch = reads.get_by_role("checkbox", name="A good conversation", include_hidden=True)
    expect(switch).to_be_hidden()
    reads.locator("[name=kind]").select_option("met")
    expect(switch).to_be_visible()
    reads.locator("[name=kind]").select_option("promise")
    expect(switch).to_be_hidden()


def test_today_begins_a_section_below_the_capture_field(leila: User, page: Page, clock: Clock) -> None:
    """As between two sections: nothing is reserved for words that were not typed."""
    owed(person(leila), Basis.MANUAL, clock.now() - timedelta(days=1), what="ask about the poster")
    tomorrow = clock.now().date() + timedelta(days=1)
    Event.objects.create(owner=leila, name="Rounds", time_zone="UTC", starts_on=tomorrow, ends_on=tomorrow)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/")
    first, beside = page.locator("#today .section").first, page.locator(".side .section").first
    field, reads = page.locator(".page .capture-field"), page.locator("#reads-page")
    assert between(field, first) == between(field, beside) == 34
    page.get_by_label("Met someone?").fill("Met Dr. Okafor at lunch")
    expect(page.get_by_label("takeaway")).to_be_visible()
    assert between(reads, first) == 34
    page.get_by_label("Met someone?").fill("")
    expect(page.get_by_label("takeaway")).to_have_count(0)
    assert between(field, first) == 34
    sweep(clock.now())
    page.reload()
    news = page.get_by_text("new since you last looked")
    expect(news).to_be_visible()
    assert 8 <= between(field, news) <= 24
    assert 8 <= between(news, first) <= 34
    today = clock.now().date()
    Pause.objects.create(owner=leila, starts_on=today, ends_on=today + timedelta(days=9))
    page.reload()
    assert between(field, page.locator("#today .notice")) == 20


def between(above: Locator, below: Locator) -> int:
    """The empty space, in whole pixels."""
    upper, lower = above.bounding_box(), below.bounding_box()
    assert upper and lower
    return round(lower["y"] - upper["y"] - upper["height"])
