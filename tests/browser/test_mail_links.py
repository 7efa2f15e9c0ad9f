"""The links of a real mail in a real browser: opening all of them changes nothing, pressing does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from followups.digest import queue_due
from followups.models import FollowUp
from followups.windows import Basis
from interactions.models import Interaction
from outbox.models import Message
from tests.conftest import Clock
from tests.followups.test_digest import SUNDAY
from tests.followups.test_mail_acts import everything
from tests.making import owed, person

HANA = re.compile("Hana")


@pytest.fixture
def mail(transactional_db: None, ama: User, live_server: Any, settings: Settings, clock: Clock) -> Message:
    """Sunday's mail, as it was queued: a promise, something fresh, a window."""
    settings.SITE_URL = live_server.url
    clock.set(SUNDAY)
    for name, basis in (
        ("Hana Mori", Basis.PROMISE),
        ("Grace Adeyemi", Basis.CONFERENCE),
        ("Elin Lindqvist", Basis.UPDATE),
    ):
        owed(person(ama, name), basis, SUNDAY - timedelta(hours=20), what="send the table")
    assert queue_due(SUNDAY) == 1
    return Message.objects.get()


def links_of(message: Message) -> list[str]:
    """Each once: in the text, in the HTML, in the header."""
    found = re.findall(r'href="([^"]+)"', message.html)
    found += re.findall(r"https?://[^\s>,]+", message.text + " " + message.headers["List-Unsubscribe"])
    return list(dict.fromkeys(found))


def link_to(message: Message, act: str, number: int = 0) -> str:
    return [link for link in links_of(message) if f"/mail/{act}/" in link][number]


def test_a_scanner_that_opens_every_link_and_runs_scripts_changes_nothing(
    mail: Message, visitor: Callable[..., Page]
) -> None:
    page, scripts, before = visitor(), [], everything()
    links = links_of(mail)
    assert {link.split("/")[4] for link in links if "/mail/" in link and "/me/" not in link} >= {
        "done", "log", "snooze", "not-now", "week", "month", "stop"
    }  # fmt: skip
    page.on("request", lambda sent: scripts.append(sent.url) if sent.resource_type == "script" else None)
    for link in [link for link in links if "/mail/" in link and "/me/" not in link]:
        answer = page.goto(link, wait_until="networkidle")
        assert answer.status == 200, link
        assert page.locator("script").count() == 0
    assert scripts == []
    assert page.context.cookies() == []
    for link in links:
        page.goto(link, wait_until="networkidle")
    assert everything() == before


def test_pressing_works_without_scripts_or_cookies_and_can_be_undone(
    mail: Message, visitor: Callable[..., Page]
) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(link_to(mail, "done"))
    expect(page.get_by_role("heading", name="Done with this for Hana?")).to_be_visible()
    page.get_by_role("link", name="Keep it on my list").click()
    expect(page.get_by_role("heading", name="Nothing was changed")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Yes, it is done").click()
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_visible()
    promise = FollowUp.objects.get(basis=Basis.PROMISE)
    assert promise.outcome == "done"
    page.reload()
    expect(page.get_by_role("heading", name="This is done already")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Back on your list")).to_be_visible()
    promise.refresh_from_db()
    assert promise.is_owed
    assert page.context.cookies() == []


def test_a_touch_is_logged_from_the_mail(mail: Message, visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(link_to(mail, "log"))
    page.get_by_label("What you talked about").fill("A consult log, three fields")
    page.get_by_label("How").select_option("Phone call")
    page.get_by_role("button", name="Yes, log it").click()
    expect(page.get_by_role("heading", name="Logged with Grace")).to_be_visible()
    touch = Interaction.objects.get()
    assert (touch.kind, touch.takeaway) == ("call", "A consult log, three fields")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Taken back")).to_be_visible()


def test_a_form_on_another_page_is_refused_by_the_browser_s_own_word(
    mail: Message, visitor: Callable[..., Page]
) -> None:
    """From `localhost` the press comes from another site than the one at 127.0.0.1 that the mail names."""
    page = visitor()
    here = link_to(mail, "done")
    assert project.SITE_URL in here
    page.route(
        "http://elsewhere.test/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{here}"><button>Press</button></form>',
        ),
    )
    page.goto("http://elsewhere.test/")
    page.get_by_role("button", name="Press").click()
    expect(page.get_by_role("heading", name="Nothing was changed")).to_be_visible()
    assert FollowUp.objects.get(basis=Basis.PROMISE).is_owed
