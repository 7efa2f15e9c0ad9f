"""A resident reads what they chose and who looked, and nobody else does."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import RoleTerm
from programs import enrolling, sharing
from programs.models import AuditEvent, Enrollment, Level, Program, ShareEvent
from tests.conftest import START, Clock
from tests.making import person

MINUTE = timedelta(minutes=1)


@pytest.fixture
def row(enroll: Callable[..., Enrollment], joined: Callable[..., Enrollment], ama: User) -> Enrollment:
    return joined(enroll("Ama Mensah", "Dr. Halloran"), ama)


@pytest.fixture
def resident(client_for: Callable[[User], Client], ama: User) -> Client:
    return client_for(ama)


def lines(client: Client, row: Enrollment, page: int = 1) -> list[str]:
    text = client.get(f"/program/mine/{row.pk}/history/?page={page}").content.decode()
    return re.findall(r'<div class="what"><p>(.*?)\s*</p>', text, re.DOTALL)


def test_every_choice_has_its_sentence(resident: Client, row: Enrollment, ama: User):
    contact = person(ama, "Dr. Okafor")
    RoleTerm.objects.create(owner=ama, contact=contact, role="clinical", starts_on=date(2026, 1, 1))
    at = [START + number * MINUTE for number in range(1, 15)]
    sharing.choose(row, Level.COVERAGE, 0, at[0])
    sharing.switch(row, contact.pk, "named", True, 1, at[1])
    sharing.switch(row, contact.pk, "counted", False, 2, at[2])
    sharing.answer(row, "shows_next_meeting", True, 3, at[3])
    sharing.answer(row, "confirms_meetings", True, 4, at[4])
    sharing.count_meeting(row, START.date(), at[5])
    sharing.uncount_meeting(row, START.date(), at[6])
    sharing.ask_help(row, "research", "A secret wish.", at[7])
    sharing.take_back_help(row, at[8])
    sharing.answer(row, "confirms_meetings", False, 5, at[9])
    sharing.choose(row, Level.NAMED, 6, at[10])
    sharing.choose(row, Level.PRIVATE, 7, at[11])
    sharing.leave(row, ama, at[12])
    assert lines(resident, row)[:13] == [
        "You left",
        "You chose Private",
        "You chose Named",
        "You said no to advisor meetings for the record",
        "You took the request for help back",
        "You asked for help",
        "You took a counted meeting back",
        "You counted an advisor meeting",
        "You said yes to advisor meetings for the record",
        "You said yes to whether a next meeting is planned",
        "You switched counting the seat off for one person",
        "You switched the name on for one person",
        "You chose Coverage",
    ]
    assert ShareEvent.objects.count() == 13
    text = resident.get(f"/program/mine/{row.pk}/history/").content.decode()
    assert "secret" not in text
    assert "Okafor" not in text


def test_who_looked_and_who_exported_stand_between(
    resident: Client, at_desk: Client, row: Enrollment, clock: Clock
):
    sharing.choose(row, Level.COVERAGE, 0, clock.at + MINUTE)
    clock.advance(minutes=2)
    at_desk.get(f"/program/{row.program_id}/")
    clock.advance(minutes=1)
    at_desk.get(f"/program/{row.program_id}/exports/roster.csv")
    clock.advance(minutes=1)
    at_desk.get(f"/program/{row.program_id}/exports/aggregate/")
    sharing.choose(row, Level.PRIVATE, 1, clock.at + MINUTE)
    assert lines(resident, row)[:5] == [
        "You chose Private",
        "Cora made the one-page aggregate",
        "Cora exported the roster, CSV",
        "Cora opened the roster",
        "You chose Coverage",
    ]
    page = resident.get(f"/program/mine/{row.pk}/history/").content.decode()
    assert re.search(r"<b>19 May 2026</b><span>11:41</span>", page)


def test_both_pages_lead_there(resident: Client, row: Enrollment):
    for path in (f"/program/mine/{row.pk}/", "/program/mine/"):
        assert f'href="/program/mine/{row.pk}/history/"' in resident.get(path).content.decode()


def test_nothing_yet(resident: Client, marlowe: Program, ama: User):
    row = Enrollment.objects.create(
        program=marlowe, name="Ama", user=ama, status="joined", academic_year=2025, joined_at=START
    )
    page = resident.get(f"/program/mine/{row.pk}/history/").content.decode()
    assert "Nothing yet. You have chosen nothing, and nobody has looked." in page


def test_pages_and_as_many_statements_for_any_number(
    resident: Client, row: Enrollment, ama: User, cora: User
):
    counts = []
    for more in (3, 120):
        at = [START + number * MINUTE for number in range(more)]
        ShareEvent.objects.bulk_create(
            ShareEvent(enrollment=row, user=ama, what=f"chose {number}", at=at[number])
            for number in range(more)
        )
        AuditEvent.objects.bulk_create(
            AuditEvent(
                what="help answered",
                program_id=row.program_id,
                actor=(ama, cora)[number % 2],
                enrollments=[row.pk],
                at=at[number],
            )
            for number in range(more)
        )
        with CaptureQueriesContext(connection) as seen:
            assert lines(resident, row)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5
    assert len(lines(resident, row)) == len(lines(resident, row, 2)) == 50
    every = [line for page in range(1, 6) for line in lines(resident, row, page)]
    assert sum(line.startswith("You chose") for line in every) == 123
    assert sum("answered" in line for line in every) == 123


def test_after_leaving_it_stays_and_later_looks_are_not_about_it(
    resident: Client, at_desk: Client, row: Enrollment, cora: User, clock: Clock
):
    at_desk.get(f"/program/{row.program_id}/")
    clock.advance(minutes=5)
    enrolling.leave(row, cora, clock.at)
    clock.advance(hours=3)
    at_desk.get(f"/program/{row.program_id}/")
    found = lines(resident, row)
    assert found[0] == "Cora took you off the roster"
    assert sum("opened the roster" in line for line in found) == 1


def test_nobody_elses(client_for: Callable[[User], Client], at_desk: Client, row: Enrollment, ben: User):
    for stranger in (client_for(ben), at_desk):
        assert stranger.get(f"/program/mine/{row.pk}/history/").status_code == 404


def test_two_programs_have_two_histories(
    resident: Client, row: Enrollment, enroll: Callable[..., Enrollment], joined: Callable[..., Enrollment],
    ama: User,
):  # fmt: skip
    second = joined(enroll("Ama", program=Program.objects.create(name="Lakeshore")), ama)
    sharing.choose(row, Level.NAMED, 0, START)
    assert "You chose Named" in lines(resident, row)
    assert "You chose Named" not in lines(resident, second)
