"""The roster in a real browser: filtering in place, the back button, a phone, a link copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from programs.asking import SHORT_ENOUGH
from programs.enrolling import assign, make_program
from programs.models import Advisor, Enrollment, Program
from tests.conftest import START
from tests.programs.conftest import give_second_factor, pass_second_factor

Open = Callable[..., Page]


@pytest.fixture
def program(transactional_db: None) -> Program:
    cora = User.objects.create_user(
        email="cora@example.org", password=None, name="Cora", time_zone="America/Denver"
    )
    program = make_program(Program(name="Marlowe Psychiatry Residency"), cora, START)
    halloran = Advisor.objects.create(program=program, name="Dr. Thomas Halloran")
    for number in range(1, 7):
        name = f"{['Owen', 'Tessa', 'Caleb', 'Priya', 'Amir', 'Ivy'][number - 1]} Lindgren-Marchetti {number}"
        row = Enrollment.objects.create(
            program=program, name=name, pgy_level=number % 3 + 1, track="Categorical", academic_year=2025
        )
        assign(row, halloran, cora, START)
    return program


@pytest.fixture
def at_desk(visitor: Open, live_server: Any) -> Callable[..., Page]:
    def opened(program: Program, **options: Any) -> Page:
        client, user = Client(), User.objects.get(program_roles__program=program)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        give_second_factor(user)
        pass_second_factor(client, user)
        page = visitor(**options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.goto(program.get_absolute_url())
        return page

    return opened


@pytest.fixture
def long(program: Program) -> int:
    """How many residents there are, now that the roster is long enough to be searched."""
    Enrollment.objects.bulk_create(
        Enrollment(
            program=program, name=f"Zoe Amsel {number}", pgy_level=4, track="Research", academic_year=2025
        )
        for number in range(SHORT_ENOUGH - 5)
    )
    return program.enrollments.count()


def test_filtering_in_place_and_back(program: Program, long: int, at_desk: Open):
    page = at_desk(program)
    page.evaluate("document.body.dataset.same = 'page'")
    page.get_by_label("PGY").select_option("2")
    expect(page.get_by_text(f"2 of {long} shown")).to_be_visible()
    search = page.get_by_label("Search residents by name")
    search.press_sequentially("owen", delay=20)
    expect(page.get_by_text(f"1 of {long} shown")).to_be_visible()
    expect(search).to_be_focused()
    expect(search).to_have_value("owen")
    assert "q=owen" in page.url
    assert "pgy=2" in page.url
    csv = page.get_by_role("link", name="Roster CSV").get_attribute("href")
    assert csv
    assert "q=owen" in csv
    assert page.evaluate("document.body.dataset.same") == "page"
    page.go_back()
    expect(page.get_by_text(f"2 of {long} shown")).to_be_visible()


def test_sorting_by_a_head(program: Program, at_desk: Open):
    page = at_desk(program)
    first = page.locator("tbody th").first
    expect(first).to_contain_text("Amir")
    page.evaluate("document.body.dataset.same = 'page'")
    head = page.get_by_role("columnheader", name="Resident")
    expect(page.locator("[aria-sort]")).to_have_count(0)
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(first).to_contain_text("Amir")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(first).to_contain_text("Tessa")
    page.get_by_label("PGY").select_option("1")
    expect(page.get_by_text("2 of 6 shown")).to_be_visible()
    expect(first).to_contain_text("Ivy")
    assert page.evaluate("document.body.dataset.same") == "page"
    page.get_by_role("link", name="Help first").click()
    expect(page.locator("[aria-sort]")).to_have_count(0)
    expect(page.get_by_text("2 of 6 shown")).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 800])
@pytest.mark.parametrize("view", ["", "advisors/"])
def test_nothing_scrolls_sideways(program: Program, at_desk: Open, width: int, view: str):
    page = at_desk(program, viewport={"width": width, "height": 800})
    page.goto(f"{program.get_absolute_url()}{view}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row = page.locator("tbody tr").last.bounding_box()
    assert row
    assert row["height"] < 110


def test_filters_open_on_a_phone(program: Program, at_desk: Open):
    page = at_desk(program, viewport={"width": 390, "height": 800})
    expect(page.get_by_label("PGY")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("PGY").select_option("2")
    expect(page.get_by_text("2 of 6 shown")).to_be_visible()


def test_a_link_is_copied(program: Program, at_desk: Open):
    page = at_desk(program, permissions=["clipboard-read", "clipboard-write"])
    row = program.enrollments.get(name__startswith="Owen")
    page.goto(f"{program.get_absolute_url()}people/{row.pk}/invite/")
    page.get_by_role("button", name="Make the link").click()
    field = page.locator("input[readonly]")
    expect(field).to_be_visible()
    page.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == field.input_value()
