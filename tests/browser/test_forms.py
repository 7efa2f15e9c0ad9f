"""Forms as they look: what belongs together stands together, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import RoleTerm, Way
from tests.making import person, welcomed

# How far the middle of each tick is from the middle of its label's words.
OFF = """() => [...document.querySelectorAll('main label:has(> [type=checkbox])')].map((label) => {
  const words = document.createRange();
  words.selectNodeContents(label);
  words.setStartAfter(label.querySelector('input'));
  const [box, text] = [label.querySelector('input').getBoundingClientRect(), words.getBoundingClientRect()];
  return [Math.abs(box.top + box.bottom - text.top - text.bottom) / 2, text.left - box.right];
})"""

MIDDLES = """all => all.map((one) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  const box = words.getBoundingClientRect();
  return (box.top + box.bottom) / 2;
})"""


@pytest.fixture
def leila(transactional_db: None, ama: User) -> User:
    return welcomed(ama)


@pytest.mark.parametrize("width", [1280, 390])
def test_ways_to_reach_somebody_stand_in_line(leila: User, arrive: Callable[..., Page], width: int) -> None:
    grace = person(leila)
    Way.objects.create(owner=leila, contact=grace, value="grace.adeyemi@tidewater.example")
    page = arrive(leila, viewport={"width": width, "height": 900})
    page.goto(f"/people/{grace.pk}/reach/")
    page.get_by_label("Email", exact=True).check()
    ticks = page.evaluate(OFF)
    assert len(ticks) == 7
    assert all(off <= 2 and 8 <= gap <= 16 for off, gap in ticks), ticks
    for target in page.locator("main label:has(> [type=checkbox])").all():
        box = target.bounding_box()
        assert box and box["height"] >= 44
    address = page.get_by_label("Address or number").first
    assert address.evaluate("field => field.scrollWidth <= field.clientWidth"), "the address is cut"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    removes = page.get_by_label("Remove")
    expect(removes).to_have_count(1)
    removes.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No address yet.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_welcome_has_its_name_and_its_ways_out_on_one_line(
    leila: User, arrive: Callable[..., Page], width: int
) -> None:
    leila.resident.welcome_step = 2
    leila.resident.save()
    page = arrive(leila, viewport={"width": width, "height": 900})
    page.goto("/welcome/")
    middles = page.locator(".masthead :is(.wordmark, button)").evaluate_all(MIDDLES)
    assert len(middles) == 3
    assert max(middles) - min(middles) <= 3


@pytest.mark.parametrize("width", [1280, 640, 390])
def test_the_moment_of_a_meeting_is_not_cut(leila: User, arrive: Callable[..., Page], width: int) -> None:
    page = arrive(leila, viewport={"width": width, "height": 900})
    page.goto(f"/meetings/new/?person={person(leila).pk}")
    box = page.get_by_label("When").bounding_box()
    # “12/28/2026, 12:15 PM” with the mark that opens the calendar.
    assert box and box["width"] >= 240


@pytest.mark.parametrize("width", [1280, 390])
def test_what_can_be_done_with_a_role_stands_on_one_line(
    leila: User, arrive: Callable[..., Page], width: int
) -> None:
    grace = person(leila)
    RoleTerm.objects.create(owner=leila, contact=grace, role="navigator", starts_on=date(2025, 2, 20))
    page = arrive(leila, viewport={"width": width, "height": 900})
    page.goto(f"/people/{grace.pk}/roles/")
    row = page.locator("main li", has_text="Career navigator")
    change, ends = row.get_by_role("link").bounding_box(), row.get_by_role("button").bounding_box()
    assert change and ends
    assert abs(change["y"] + change["height"] / 2 - ends["y"] - ends["height"] / 2) <= 1
    since = row.get_by_text("since 20 Feb 2025").bounding_box()
    assert since and since["height"] < 30
    button = row.get_by_role("button")
    button.click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Career navigator ended today")
    toast.get_by_role("button", name="Undo").click()
    expect(row.get_by_text("since 20 Feb 2025")).to_be_visible()
