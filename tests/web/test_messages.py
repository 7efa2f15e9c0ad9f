"""Messages come along with the part of a page that htmx asked for, once, and are never lost."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.urls("tests.saying")
WORDS = b"Let go &lt;b&gt;."
HTMX = {"HX-Request": "true", "HX-Target": "part"}


@pytest.fixture
def browser(ama: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(ama)


def toasts(browser: Client) -> int:
    """How many the next whole page shows."""
    return browser.get("/privacy/").content.count(WORDS)


@pytest.mark.parametrize("status", [200, 409, 422])
def test_a_part_brings_its_message_along_once(browser: Client, status: int) -> None:
    answer = browser.get(f"/said/{status}/?undo=/follow-ups/1/undo", headers=HTMX)
    assert answer.status_code == status
    assert answer.content.startswith(b"<p id=part>")
    assert b'<div id="toasts" hx-swap-oob="beforeend">' in answer.content
    assert answer.content.count(WORDS) == 1
    assert b'<form method="post" action="/follow-ups/1/undo">' in answer.content
    assert b"csrfmiddlewaretoken" in answer.content
    assert toasts(browser) == 0


@pytest.mark.parametrize("path", ["/said/404/", "/said/204/", "/said/away/"])
def test_what_htmx_does_not_show_waits_for_the_next_page(browser: Client, path: str) -> None:
    assert WORDS not in browser.get(path, headers=HTMX).content
    assert toasts(browser) == 1


def test_without_htmx_it_waits_for_the_next_page(browser: Client) -> None:
    assert browser.get("/said/200/").content == b"<p id=part>The part</p>"
    assert toasts(browser) == 1


def test_a_part_takes_nothing_from_the_page_that_is_on_its_way(browser: Client) -> None:
    """A reminder marked as seen while a form is being sent would swallow the form's message."""
    browser.get("/said/away/")
    assert browser.get("/said/silent/", headers=HTMX).content == b"<p id=part>The part</p>"
    assert toasts(browser) == 1


def test_a_whole_page_shows_it_itself(browser: Client) -> None:
    answer = browser.get("/said/whole/", headers=HTMX)
    assert answer.content.count(WORDS) == 1
    assert b"hx-swap-oob" not in answer.content
