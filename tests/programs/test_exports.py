"""The CSV: exactly the screen, safe in a spreadsheet, dated, noted."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from programs.audit import EXPORTS
from programs.models import AdvisingMeeting, AuditEvent, Enrollment, Program, RosterEntry
from tests.conftest import Clock
from tests.programs.picture import hang

Enroll = Callable[..., Enrollment]


def read(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def table(response) -> list[list[str]]:
    """Heads and cells as the screen shows them; the line under a name is a cell of its own in a file."""
    page = re.sub(r'<td class="opens">.*?</td>', "", response.content.decode())
    page = page.replace('<span class="visually-hidden"> not shared</span>', "")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[_head(row[0]), _note(row[0]), *map(_words, row[1:])] for row in cells]


def _head(cell: str) -> str:
    return _words(cell.partition("<small")[0])


def _note(cell: str) -> str:
    return _words("<small" + cell.partition("<small")[2]) if "<small" in cell else ""


def _words(cell: str) -> str:
    spaced = cell.replace("<small>", ", ").replace("</span><span>", "; ")
    return unescape(re.sub(r"<[^>]+>", "", spaced)).strip().removeprefix(", ")


@pytest.mark.parametrize(
    "query", ["", "?pgy=2", "?q=owen&sort=-name", "?sort=-advisor", "?seat=research", "?help=asked"]
)
def test_csv_is_the_screen(at_desk: Client, marlowe: Program, cora: User, query: str):
    people = hang(marlowe, cora)
    RosterEntry.objects.filter(pk=people["Kenji Sato"].pk).update(next_meeting="yes")
    Enrollment.objects.filter(pk=people["Owen Tran"].pk).update(track="")
    screen = table(at_desk.get(f"/program/{marlowe.pk}/{query}"))
    lines = read(at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv{query}"))
    screen[0][1] = "Note"
    assert lines[1 : lines.index([])] == [[_guarded(cell) for cell in row] for row in screen[1:]]
    assert lines[0] == screen[0]
    assert len(screen) > 1


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@|" and cell else cell


def test_csv_holds_every_page(at_desk: Client, marlowe: Program):
    Enrollment.objects.bulk_create(
        Enrollment(program=marlowe, name=f"Resident {number:03}", academic_year=2025) for number in range(150)
    )
    lines = read(at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv?page=2"))
    assert lines.index([]) == 151


@pytest.mark.parametrize("file", ["roster.csv", "advising.csv"])
def test_a_file_leaves_only_for_somebody_who_lately_said_who_they_are(
    at_desk: Client, marlowe: Program, enroll: Enroll, clock: Clock, file: str
):
    enroll("Owen Tran")
    clock.advance(minutes=14)
    assert at_desk.get(f"/program/{marlowe.pk}/exports/{file}").status_code == 200
    clock.advance(minutes=2)
    answer = at_desk.get(f"/program/{marlowe.pk}/exports/{file}")
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert answer["Location"].endswith(f"next=%2Fprogram%2F{marlowe.pk}%2Fexports%2F{file}")
    assert AuditEvent.objects.filter(what__in=EXPORTS).count() == 1


def test_the_advising_record_of_a_half(at_desk: Client, marlowe: Program, cora: User):
    people = hang(marlowe, cora)
    AdvisingMeeting.objects.create(enrollment=people["Noah Pell"], held_on=date(2025, 12, 31))
    AdvisingMeeting.objects.create(enrollment=people["Amir Solano"], held_on=date(2026, 5, 4))
    answer = at_desk.get(f"/program/{marlowe.pk}/exports/advising.csv")
    lines = {line[0]: line[1:] for line in read(answer) if line}
    assert lines["Resident"] == ["PGY", "Track", "Advisor", "Advisor meeting", "Held on"]
    assert lines["Amir Solano"][3:] == ["recorded", "2026-03-09, 2026-05-04"]
    assert lines["Noah Pell"] == ["3", "Categorical", "Dr. Thomas Halloran", "not recorded", ""]
    assert "11 of 18 residents with a recorded meeting. Advisors are those of today" in lines
    assert "no-store" in answer["Cache-Control"]
    before = read(at_desk.get(f"/program/{marlowe.pk}/exports/advising.csv?half=2025-2"))
    assert ["Noah Pell", "3", "Categorical", "Dr. Thomas Halloran", "recorded", "2025-12-31"] in before
    for wrong in ("2019-1", "x", "2026-2"):
        assert at_desk.get(f"/program/{marlowe.pk}/exports/advising.csv?half={wrong}").status_code == 404
    event = AuditEvent.objects.filter(what=AuditEvent.What.RECORD_EXPORTED).earliest("pk")
    assert (len(event.enrollments), event.about) == (18, "January to June 2026, 18 rows")


def test_the_aggregate_names_nobody_and_is_listed(at_desk: Client, marlowe: Program, cora: User):
    people = hang(marlowe, cora)
    answer = at_desk.get(f"/program/{marlowe.pk}/exports/aggregate/")
    page = answer.content.decode()
    for name in people:
        assert name not in page
    assert "Halloran" not in page
    assert "no-store" in answer["Cache-Control"]
    assert "as of 19 May 2026" in page
    told = re.findall(r"<td>(\w+)</td>", page)
    assert "withheld" in told
    assert all(number == "withheld" or int(number) >= 5 for number in told)
    event = AuditEvent.objects.get(what=AuditEvent.What.AGGREGATED)
    assert set(event.enrollments) == {row.pk for row in people.values()}
    assert (
        "made the one-page aggregate (18 rows)"
        in at_desk.get(f"/program/{marlowe.pk}/who-looked/").content.decode()
    )


def test_too_few_residents_make_no_aggregate(at_desk: Client, marlowe: Program, enroll: Enroll):
    for number in range(4):
        enroll(f"Resident {number}")
    page = at_desk.get(f"/program/{marlowe.pk}/exports/aggregate/").content.decode()
    assert "This page begins at five" in page
    assert "<table" not in page


def test_csv_says_what_it_is_and_from_when(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran", pgy_level=1)
    enroll("Bethany Kruse", pgy_level=2)
    answer = at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv?pgy=2")
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
    row = read(at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv"))[1]
    assert [cell[0] for cell in (row[0], row[3], row[10])] == ["'"] * 3


def test_a_hostile_program_name_stays_in_its_place(at_desk: Client, marlowe: Program, enroll: Enroll):
    Program.objects.filter(pk=marlowe.pk).update(name='=x"; filename="evil.exe')
    enroll("Owen Tran")
    answer = at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv")
    assert answer["Content-Disposition"].count('"') == 2
    assert all(not line[0].startswith("=") for line in read(answer) if line)


def test_an_export_is_noted_with_those_in_it(at_desk: Client, marlowe: Program, enroll: Enroll, cora: User):
    enroll("Owen Tran", pgy_level=1)
    inside = enroll("Bethany Kruse", pgy_level=2)
    at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv?pgy=2")
    event = AuditEvent.objects.get(what=AuditEvent.What.EXPORTED)
    assert (event.actor, event.enrollments, event.about) == (cora, [inside.pk], "1 row")
