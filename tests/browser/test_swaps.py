"""What htmx puts into a page: silently, with its messages, and kindly when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect

from accounts.models import User
from tests.making import person, welcomed

SIZES = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def leila(transactional_db: None, ama: User) -> User:
    return welcomed(ama)


@pytest.fixture
def arrive(
    leila: User, visitor: Callable[..., Page], client_for: Callable[[User], Client], live_server: Any
) -> Callable[..., Page]:
    """Opens a browser in which Leila is signed in."""
    name = settings.SESSION_COOKIE_NAME

    def arrived(**options: Any) -> Page:
        page = visitor(**options)
        cookie = client_for(leila).cookies[name].value
        page.context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        return page

    return arrived


@pytest.fixture
def page(arrive: Callable[..., Page]) -> Page:
    return arrive()


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
