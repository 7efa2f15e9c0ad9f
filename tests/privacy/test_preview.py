"""T8: what a resident is shown is, to the byte, what the program's page draws."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from programs.models import Enrollment, Program
from residents.models import Pause
from tests.conftest import START
from tests.privacy.test_consent_machine import choose, resident, row, sits, switch

__all__ = ["resident", "row"]


def cells(page: str, pattern: str) -> str:
    (found,) = re.findall(rf"<tr[^>]*{pattern}[^>]*>(.*?)</tr>", page, re.DOTALL)
    return re.sub(r'<td class="(?:opens|level)">.*?</td>', "", found).strip()


def theirs(at_desk: Client, row: Enrollment) -> str:
    page = at_desk.get(f"/program/{row.program_id}/").content.decode()
    (found,) = (one for one in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL) if "Ama Mensah" in one)
    return re.sub(r'<td class="opens">.*?</td>', "", found).strip()


@pytest.mark.parametrize("level", ["private", "coverage", "named"])
@pytest.mark.parametrize("world", ["plain", "paused", "asked", "first year", "nobody"])
def test_the_previewed_row_is_the_programs(
    level: str, world: str, resident: Client, at_desk: Client, row: Enrollment, ama: User
) -> None:
    contact = Contact.objects.get()
    sits(ama, "<b>Ruiz & Söhne</b>", "near_peer", last_touch_at=START - timedelta(days=100))
    switch(resident, row, contact, "named", True)
    if world == "paused":
        Pause.objects.create(owner=ama, starts_on=START.date(), ends_on=START.date() + timedelta(days=7))
    if world == "asked":
        resident.post(f"/program/mine/{row.pk}/help/", {"role": "navigator"})
    if world == "first year":
        Enrollment.objects.update(pgy_level=1, academic_year=2025, joined_at=START - timedelta(days=300))
    if world in ("first year", "nobody"):
        Contact.objects.update(trashed_at=START)
    page = resident.get(f"/program/mine/{row.pk}/").content.decode()
    shown = cells(page, f'data-level="{level}"')
    choose(resident, row, level)
    assert theirs(at_desk, row) == shown
    page = resident.get(f"/program/mine/{row.pk}/").content.decode()
    (now,) = re.findall(r'id="my-row".*?<tbody><tr data-row>(.*?)</tr>', page, re.DOTALL)
    assert now == shown
    assert now in resident.get("/program/mine/").content.decode()


def test_the_saved_row_is_shown_not_the_next(
    resident: Client, at_desk: Client, row: Enrollment, ama: User
) -> None:
    """Between Mondays the page shows what the program sees now, and beside it what it would see."""
    choose(resident, row, "coverage")
    sits(ama, "Ruiz", "research")
    page = resident.get(f"/program/mine/{row.pk}/").content.decode()
    (now,) = re.findall(r'id="my-row".*?<tbody><tr data-row>(.*?)</tr>', page, re.DOTALL)
    assert now == theirs(at_desk, row)
    assert now != cells(page, 'data-level="coverage"')
    assert "from Monday 25 May" in page


def test_who_looked_and_who_exported(
    resident: Client, at_desk: Client, row: Enrollment, marlowe: Program
) -> None:
    at_desk.get(f"/program/{marlowe.pk}/")
    at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv")
    page = resident.get(f"/program/mine/{row.pk}/").content.decode()
    assert "Cora opened the roster" in page
    assert "Cora exported the roster" in page


def test_without_javascript_a_switch_leads_back(
    resident: Client, row: Enrollment, client_for: Callable[[User], Client]
) -> None:
    contact = Contact.objects.get()
    form = {"contact_id": contact.pk, "what": "named", "on": "true", "version": 0}
    answer = resident.post(f"/program/mine/{row.pk}/switch/", form)
    assert answer["Location"] == f"/program/mine/{row.pk}/"
    page = resident.get(answer["Location"]).content.decode()
    assert re.search(rf'id="named-{contact.pk}" role="switch" aria-checked="true"', page)
