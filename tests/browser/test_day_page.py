"""The page of a day in a real browser: nothing scrolls sideways, one tap and one line in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from contacts.models import Stage
from interactions.models import Event, Interaction, Session, Target
from tests.conftest import Clock
from tests.making import person, welcomed

Arrive = Callable[..., Page]
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis-and-its-consultations"


@pytest.fixture
def apa(ama: User, transactional_db: None, clock: Clock) -> Event:
    """At 09:50 on its fourth day, with somebody to meet at ten."""
    welcomed(ama)
    days = {"starts_on": date(2026, 5, 16), "ends_on": date(2026, 5, 20)}
    event = Event.objects.create(owner=ama, name="APA Annual Meeting", time_zone="America/New_York", **days)
    clock.set(datetime(2026, 5, 19, 9, 50, tzinfo=event.zone))
    talk = Session.objects.create(
        owner=ama,
        event=event,
        title=LONG,
        room=LONG,
        starts_at=datetime(2026, 5, 19, 10, 0, tzinfo=event.zone),
    )
    okafor = person(ama, "Dr. Ngozi Okafor", stage=Stage.IDENTIFIED, pronouns="she/her", discipline=LONG)
    Target.objects.create(owner=ama, event=event, contact=okafor, session=talk, question="What changed?")
    return event


@pytest.mark.parametrize("width", [320, 360, 390, 800, 1280])
def test_nothing_scrolls_sideways(arrive: Arrive, ama: User, apa: Event, width: int) -> None:
    page = arrive(ama, viewport={"width": width, "height": 800})
    for name in ("event_day", "event_recap"):
        page.goto(reverse(name, args=[apa.pk]))
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    for name in ("questions", "presentation_new"):
        page.goto(f"{reverse(name)}{'' if name == 'questions' else f'?event={apa.pk}'}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


def test_a_refused_line_can_be_read_on_a_phone(arrive: Arrive, ama: User, apa: Event) -> None:
    """Why it was not saved, and the three ways on, at 360 px: the words take the width."""
    page = arrive(ama, viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto(reverse("event_day", args=[apa.pk]))
    page.wait_for_selector("form[data-capture][data-ready]")
    page.locator("#line-day").fill("MRN 4471823 asked about ECT")
    page.locator("form[data-capture] button").tap()
    refused = page.locator("[data-kept] > [data-state=refused]")
    refused.get_by_role("button", name="Not a patient number").wait_for()
    words = refused.locator("> div").bounding_box()
    assert words is not None and words["width"] > 300
    shown = page.locator("[data-kept]")
    assert shown.evaluate("list => list.scrollHeight <= list.clientHeight")


def test_p29_p28_one_thumb(arrive: Arrive, ama: User, apa: Event) -> None:
    """One tap says who was met, the next words are the one line, the card counts along."""
    page = arrive(ama, viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto(reverse("event_day", args=[apa.pk]))
    button = page.get_by_role("button", name="Met her")
    box = button.bounding_box()
    assert box is not None and box["height"] >= 44 and box["width"] >= 44
    button.tap()
    page.wait_for_selector("#said")
    assert page.evaluate("document.activeElement.name") == "takeaway"
    page.keyboard.type("start small")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said", state="detached")
    assert "1 of 3" in page.locator("#card").inner_text()
    page.locator("#sessions button").tap()
    page.wait_for_selector("#sessions button[data-on]")
    page.get_by_text("Choose today’s follow-up").tap()
    page.wait_for_selector("form#choose")
    page.get_by_label("What you will do").fill("send the poster")
    page.get_by_role("button", name="Choose it").tap()
    page.wait_for_selector("text=Today’s follow-up is chosen.")
    touch = Interaction.objects.get()
    assert (touch.takeaway, touch.meaningful, touch.promises.get().what) == (
        "start small",
        True,
        "send the poster",
    )
