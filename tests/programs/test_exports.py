"""The CSV: exactly the screen, safe in a spreadsheet, dated, noted."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from programs.models import AuditEvent, Enrollment, Program

Enroll = Callable[..., Enrollment]


def read(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def table(response) -> list[list[str]]:
    """Heads and cells as the screen shows them."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", response.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


@pytest.mark.parametrize("query", ["", "?pgy=2", "?q=owen&sort=-name", "?status=joined", "?sort=-advisor"])
def test_csv_is_the_screen(at_desk: Client, marlowe: Program, enroll: Enroll, query: str):
    enroll("Owen Tran", "Dr. Halloran", pgy_level=1)
    enroll("Bethany Kruse", "Dr. Idris", pgy_level=2, track="Research", status=Enrollment.Status.JOINED)
    enroll("Owenetta Bell", pgy_level=2, track="")
    screen = table(at_desk.get(f"/program/{marlowe.pk}/{query}"))
    lines = read(at_desk.get(f"/program/{marlowe.pk}/roster.csv{query}"))
    assert lines[: lines.index([])] == screen
    assert len(screen) > 1


def test_csv_says_what_it_is_and_from_when(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran", pgy_level=1)
    enroll("Bethany Kruse", pgy_level=2)
    answer = at_desk.get(f"/program/{marlowe.pk}/roster.csv?pgy=2")
    text = answer.content.decode("utf-8-sig")
    assert "As of 19 May 2026" in text
    assert "1 of 2 residents. Filters: PGY 2" in text
    assert "Mentee roster of Marlowe Psychiatry Residency" in text
    assert (
        answer["Content-Disposition"]
        == 'attachment; filename="roster-marlowe-psychiatry-residency-2026-05-19.csv"'
    )
    assert answer["Content-Type"].startswith("text/csv")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "|calc", '=HYPERLINK("x","y")'])
def test_formulas_stay_text(at_desk: Client, marlowe: Program, enroll: Enroll, name: str):
    enroll(name, name, track=name)
    row = read(at_desk.get(f"/program/{marlowe.pk}/roster.csv"))[1]
    assert [cell[0] for cell in (row[0], row[2], row[3])] == ["'"] * 3


def test_a_hostile_program_name_stays_in_its_place(at_desk: Client, marlowe: Program, enroll: Enroll):
    Program.objects.filter(pk=marlowe.pk).update(name='=x"; filename="evil.exe')
    enroll("Owen Tran")
    answer = at_desk.get(f"/program/{marlowe.pk}/roster.csv")
    assert answer["Content-Disposition"].count('"') == 2
    assert all(not line[0].startswith("=") for line in read(answer) if line)


def test_an_export_is_noted_with_those_in_it(at_desk: Client, marlowe: Program, enroll: Enroll, cora: User):
    enroll("Owen Tran", pgy_level=1)
    inside = enroll("Bethany Kruse", pgy_level=2)
    at_desk.get(f"/program/{marlowe.pk}/roster.csv?pgy=2")
    event = AuditEvent.objects.get(what=AuditEvent.What.EXPORTED)
    assert (event.actor, event.enrollments, event.about) == (cora, [inside.pk], "1 row")
