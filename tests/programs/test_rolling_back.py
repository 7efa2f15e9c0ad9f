"""Undoing a new academic year: by the roll-over that stands, whatever the season."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from accounts.models import User
from programs.models import Enrollment, Program, RollOver
from tests.conftest import Clock
from tests.programs.test_rolling import JULY, class_of, facts, roll, summer

__all__ = ["class_of", "summer"]


def test_the_last_day_of_the_season_can_be_undone_on_the_day_after(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock
):
    before, address = facts(), f"/program/{marlowe.pk}/new-year/"
    summer.set(datetime(2026, 9, 30, 22, tzinfo=UTC))
    roll(at_desk, marlowe)
    summer.advance(hours=20)
    assert f'action="{address}undo/"' in at_desk.get(address).content.decode()
    page = at_desk.post(f"{address}undo/", follow=True)
    assert page.redirect_chain == [(f"/program/{marlowe.pk}/", 302)]
    assert "Undone: everybody is in the year before again." in page.content.decode()
    assert facts() == before
    assert at_desk.get(address).status_code == 404


def test_after_the_season_a_day_is_a_day(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock
):
    summer.set(datetime(2026, 9, 30, 22, tzinfo=UTC))
    roll(at_desk, marlowe)
    after = facts()
    summer.advance(hours=24)
    assert at_desk.get(f"/program/{marlowe.pk}/new-year/").status_code == 404
    page = at_desk.post(f"/program/{marlowe.pk}/new-year/undo/", follow=True).content.decode()
    assert "It is too late to undo this" in page
    assert facts() == after


def test_an_older_roll_over_is_not_undone_instead(
    at_desk: Client, marlowe: Program, cora: User, class_of: dict[str, Enrollment], summer: Clock
):
    RollOver.objects.create(program=marlowe, year=2025, by=cora, at=JULY - timedelta(days=365), before=[])
    roll(at_desk, marlowe)
    for _ in range(2):
        at_desk.post(f"/program/{marlowe.pk}/new-year/undo/")
    assert list(RollOver.objects.filter(undone_at=None).values_list("year", flat=True)) == [2025]
