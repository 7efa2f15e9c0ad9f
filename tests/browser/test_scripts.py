"""The small scripts: words that survive an expired session, keys, the sheet, toasts, passkeys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Route, expect

from accounts.models import Session, User
from residents.models import resident_of
from tests.making import person, welcomed

PASSWORD = "seven quiet herons wade"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def leila(transactional_db: None) -> User:
    user = User.objects.create_user(
        email="leila@example.org", password=PASSWORD, name="Leila Haddad", time_zone="America/Denver"
    )
    resident_of(user)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return welcomed(user)


def sign_in(page: Page) -> None:
    page.get_by_label("Email").fill("leila@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def enter(leila: User, client_for: Callable[[User], Client], live_server: Any) -> Callable[[Page], Page]:
    """Signs a page in by its cookie: by hand it costs a slow hash and three pages."""

    def entered(page: Page) -> Page:
        name = settings.SESSION_COOKIE_NAME
        cookie = client_for(leila).cookies[name].value
        page.context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        return page

    return entered


@pytest.fixture
def page(visitor: Callable[..., Page], enter: Callable[[Page], Page]) -> Page:
    return enter(visitor())


def test_words_survive_a_session_that_ends_before_they_are_saved(page: Page) -> None:
    page.goto("/people/new/")
    line = page.locator("main form textarea[data-keep]")
    line.fill("Dr. Noor Kaplan, sleep clinic for trainees")
    page.locator("main form input[required]").first.fill("Dr. Noor Kaplan")
    Session.objects.all().delete()
    page.locator("main form button[data-kind=primary]").click()
    expect(page).to_have_url(re.compile("/account/login/"))
    sign_in(page)
    page.goto("/people/new/")
    expect(line).to_have_value("Dr. Noor Kaplan, sleep clinic for trainees")


def test_a_captured_line_is_still_there_after_signing_in_again(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Met someone?").fill("Met Olga Petrov, she said write early")
    Session.objects.all().delete()
    page.get_by_label("Met someone?").press("Enter")
    expect(page).to_have_url(re.compile("/account/login/"))
    sign_in(page)
    expect(page.get_by_label("Met someone?")).to_have_value("Met Olga Petrov, she said write early")


@pytest.mark.parametrize("failed", ["503", "nobody answers"])
def test_words_survive_a_save_that_failed(page: Page, failed: str) -> None:
    page.goto("/capture/")
    line = page.get_by_label("Met someone?")
    line.fill("Met Dora Quill, write her soon")
    expect(page.locator(".part").first).to_be_visible()

    def away(route: Route) -> None:
        route.fulfill(status=503, body="away") if failed == "503" else route.abort()

    page.route("**/capture/", away)
    with page.expect_event("requestfinished" if failed == "503" else "requestfailed"):
        page.get_by_role("button", name="Save").click()
    page.unroute("**/capture/")
    page.goto("/capture/")
    expect(line).to_have_value("Met Dora Quill, write her soon")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/$"))
    # The page that tells of the save forgets the words; a script does it, once it is loaded.
    page.wait_for_load_state()
    page.goto("/capture/")
    expect(line).to_have_value("")


def test_words_begun_for_one_person_do_not_turn_up_with_another(leila: User, page: Page) -> None:
    one, other = person(leila, "Dr. Grace Adeyemi").pk, person(leila, "Hana Mori").pk
    page.goto(f"/log/?person={one}")
    page.get_by_label("One takeaway").fill("Ask about the forensic year")
    page.goto(f"/log/?person={other}")
    expect(page.get_by_label("One takeaway")).to_have_value("")
    page.goto(f"/log/?person={one}")
    expect(page.get_by_label("One takeaway")).to_have_value("Ask about the forensic year")
    Session.objects.all().delete()
    page.locator("main form button[data-kind=primary]").click()
    sign_in(page)
    page.goto("/log/")
    expect(page.get_by_label("One takeaway")).to_have_value("Ask about the forensic year")


def test_words_that_come_back_say_so_and_can_be_left_out(leila: User, page: Page) -> None:
    path = f"/advice/new/{person(leila, 'Dr. Grace Adeyemi').pk}/"
    page.goto(path)
    back = page.get_by_text("What you typed here before is back.")
    expect(back).to_have_count(0)
    page.get_by_label("What they advised").fill("Keep a log")
    page.get_by_label("What came of it").fill("I kept one")
    page.goto("/people/")
    page.goto(path)
    expect(back).to_have_count(1)
    expect(page.get_by_label("What they advised")).to_have_value("Keep a log")
    page.get_by_role("button", name="Leave it out").click()
    expect(back).to_have_count(0)
    for label in ("What they advised", "What came of it"):
        expect(page.get_by_label(label)).to_have_value("")
    page.goto(path)
    expect(page.get_by_label("What they advised")).to_have_value("")


def test_words_that_were_saved_or_signed_out_of_are_gone(page: Page) -> None:
    page.goto("/people/new/")
    page.locator("main form textarea[data-keep]").fill("Something unfinished")
    assert "Something unfinished" in page.evaluate("JSON.stringify(sessionStorage)")
    page.goto("/account/logout/")
    page.locator("main form[data-sign-out] button[data-kind=primary]").click()
    expect(page).to_have_url(re.compile("/account/login/"))
    assert "Something unfinished" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_keys_work_outside_fields_only_and_can_be_switched_off(page: Page) -> None:
    page.goto("/me/")
    page.keyboard.press("?")
    keys = page.locator("dialog#keys")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("c")
    capture = page.locator("dialog#capture")
    expect(capture).to_be_visible()
    page.keyboard.type("met ?/jk")
    expect(page.locator("#line-sheet")).to_have_value("met ?/jk")
    expect(keys).to_be_hidden()
    page.keyboard.press("Escape")
    expect(capture).to_be_hidden()
    page.keyboard.press("?")
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


@pytest.fixture
def phone(visitor: Callable[..., Page], enter: Callable[[Page], Page]) -> Page:
    return enter(visitor(**PHONE))


def test_the_sheet_closes_three_ways_and_keeps_the_words(phone: Page) -> None:
    phone.goto("/me/")
    sheet, line = phone.locator("dialog#capture"), phone.locator("#line-sheet")
    ways = [
        lambda: phone.keyboard.press("Escape"),
        lambda: phone.touchscreen.tap(180, 20),
        lambda: sheet.get_by_role("button", name="Cancel").tap(),
    ]
    for number, close in enumerate(ways):
        phone.get_by_role("link", name="Met someone? One line is enough").tap()
        expect(line).to_be_focused()
        expect(line).to_have_value("Dr. Okafor" if number else "")
        line.fill("Dr. Okafor")
        close()
        expect(sheet).to_be_hidden()


SMALL = """() => [...document.querySelectorAll('button, .button, nav a, .dock a')]
.filter((one) => one.checkVisibility({ visibilityProperty: true }))
.filter((one) => one.getBoundingClientRect().height < 44)
.map((one) => one.outerHTML.slice(0, 80))"""


def test_nothing_scrolls_sideways_and_targets_are_big_enough_at_360(phone: Page) -> None:
    for path in ("/", "/people/", "/me/", "/account/2fa/"):
        phone.goto(path)
        assert (path, phone.evaluate("document.documentElement.scrollWidth")) == (path, 360)
        assert (path, phone.evaluate(SMALL)) == (path, [])


def test_a_server_that_fails_says_so_and_leaves_the_form_alone(page: Page) -> None:
    page.goto("/me/")
    page.keyboard.press("c")
    page.route("**/capture/**", lambda route: route.fulfill(status=503, body="<h1>away</h1>"))
    page.locator("#line-sheet").press_sequentially("Dr. Okafor")
    expect(page.locator(".toast")).to_contain_text("Your words are still here")
    expect(page.locator("#line-sheet")).to_have_value("Dr. Okafor")
    expect(page.locator("h1", has_text="away")).to_have_count(0)


def test_a_toast_goes_after_eight_seconds_but_not_under_the_pointer(page: Page) -> None:
    page.clock.install()
    page.goto("/me/account/")
    page.locator("main form button[data-kind=primary]").click()
    toast = page.locator(".toast")
    page.clock.run_for(200)
    expect(toast).to_be_visible()
    toast.hover()
    page.clock.run_for(9000)
    expect(toast).to_be_visible()
    page.mouse.move(900, 300)
    page.clock.run_for(8100)
    expect(toast).to_have_count(0)


def test_a_passkey_is_added_and_then_signs_in(leila: User, visitor: Callable[..., Page]) -> None:
    page = visitor()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/login/?next=/account/2fa/webauthn/add/")
    sign_in(page)
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/account/login/?next=/me/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/me/$"))
