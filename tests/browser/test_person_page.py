"""The mentor's page in a real browser: nothing scrolls sideways, and its loops close with one press each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from playwright.sync_api import Page

from accounts.models import User
from contacts.models import Contact, Introduction, RoleTerm
from followups import planning
from interactions import advising, recording
from interactions.models import Advice, GoodTurn, Kind
from residents.models import Rotation
from tests.conftest import START, Clock
from tests.making import person, welcomed

Arrive = Callable[..., Page]
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis-and-its-consultations"


@pytest.fixture
def elin(ama: User, transactional_db: None, clock: Clock) -> Contact:
    """Met three times, with everything such a page can hold."""
    contact = person(
        welcomed(ama), "Dr. Elin Lindqvist", pronouns="she/her", credentials="MD, PhD", cadence="update",
        title="Associate professor of psychiatry", institution="Lakeshore University",
        department="delirium outcomes", met_via="grand rounds", met_on=date(2025, 9, 18), is_core=True,
        hours_from=time(7), hours_to=time(11), time_zone="America/Chicago", note="Prefers a figure.",
    )  # fmt: skip
    for role, ends in (("research", None), ("mentor", None), ("connector", date(2025, 12, 20))):
        RoleTerm.objects.create(
            owner=ama, contact=contact, role=role, starts_on=date(2025, 9, 18), ends_on=ends
        )
    said = ["First met. She asked what to drop.", "Authorship first, in writing.", "Keep the cohort small."]
    days = [datetime(2025, 9, 18, 18, tzinfo=START.tzinfo), datetime(2025, 10, 30, 18, tzinfo=START.tzinfo)]
    days.append(datetime(2026, 1, 24, 18, tzinfo=START.tzinfo))
    for at, takeaway in zip(days, said, strict=True):
        topics = ["study design", "fellowship", LONG[:40]]
        recording.record(
            ama, people=[contact], kind=Kind.VIDEO, at=at, takeaway=takeaway, topics=topics, now=START
        )
    thomas = person(ama, "Dr. Thomas Halloran")
    led_to = f"Delirium outcomes cohort, a project since November 2025 {LONG}"
    told = {"owner": ama, "on": date(2025, 9, 16)}
    Introduction.objects.create(introducer=thomas, introduced=contact, led_to=led_to, **told)
    hana = person(ama, "Hana Mori", credentials="PharmD")
    Introduction.objects.create(introducer=contact, introduced=hana, **told)
    planning.promised(contact, "the cohort flow diagram", date(2026, 5, 29), START, "1")
    planning.promised(contact, "comments on the abstract", date(2026, 6, 1), START, "2", to_me=True)
    for what in (f"Sit in the clinic {LONG}", "Write the methods section first.", "Drop the elective."):
        advising.keep(contact, what, date(2026, 1, 24), None, START)
    rows = Advice.objects.order_by("pk")
    outcome = {"outcome": "You went on 3 April.", "outcome_on": date(2026, 4, 3)}
    rows.filter(pk=rows[0].pk).update(status="acting", **outcome)
    rows.filter(pk=rows[1].pk).update(status="done", reported_at=START, **outcome)
    rows.filter(pk=rows[2].pk).update(status="declined", why="Teaching is half of why you came")
    advising.agree(contact, START)
    GoodTurn.objects.create(
        owner=ama, contact=contact, kind="nominated", what="the travel award", on=date(2025, 12, 4)
    )
    light = {"starts_on": date(2026, 6, 29), "ends_on": date(2026, 7, 26)}
    Rotation.objects.create(owner=ama, name="Clinic", intensity="light", **light)
    return contact


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_scrolls_sideways(arrive: Arrive, ama: User, elin: Contact, width: int) -> None:
    page = arrive(ama, viewport={"width": width, "height": 800})
    for path in ("", "?topic=fellowship", "introduced-by/", "introduced/"):
        page.goto(f"{elin.get_absolute_url()}{path}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_the_loops_close_from_the_page(arrive: Arrive, ama: User, elin: Contact) -> None:
    """P4, P53, P57, P74: filtered, named, reported back, received: one press each."""
    page = arrive(ama, viewport={"width": 1280, "height": 900})
    page.goto(elin.get_absolute_url())
    page.get_by_role("link", name="fellowship", exact=True).click()
    page.wait_for_url("**/?topic=fellowship#s-happened")
    page.get_by_role("link", name="everything").click()
    page.get_by_role("button", name="Named").click()
    page.get_by_text("is named as your mentor").wait_for()
    page.locator("#promises").get_by_role("button", name="Received").click()
    page.wait_for_selector("#promises :text('Comments on the abstract')", state="detached")
    page.get_by_role("link", name="Report back").click()
    page.wait_for_url("**/write/**template=advice_helped**")
    assert "Sit in the clinic" in page.locator("#body").input_value()
