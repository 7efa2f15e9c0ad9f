"""A resident in two programs, a coordinator who is also a resident, and somebody who works there no more."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import RoleTerm
from programs import enrolling, sharing
from programs.enrolling import end_role, make_program
from programs.models import (
    AdvisingMeeting,
    AuditEvent,
    Enrollment,
    HelpRequest,
    Invitation,
    Level,
    MutedAlert,
    Program,
    RosterEntry,
    Staff,
)
from tests.conftest import START, Clock
from tests.making import person

Enroll = Callable[..., Enrollment]
Joined = Callable[..., Enrollment]
ClientFor = Callable[[User], Client]
NAME = "Quillfeather"
WISH = "A first small project on delirium."


@pytest.fixture
def dora(db: None) -> User:
    """Coordinates another program."""
    return User.objects.create_user(email="dora@example.org", password=None, name="Dora", time_zone="UTC")


@pytest.fixture
def lakeshore(dora: User) -> Program:
    return make_program(Program(name="Lakeshore", institution="Marlowe"), dora, START)


@pytest.fixture
def mentor(ama: User) -> int:
    contact = person(ama, f"Dr. {NAME}", institution="Marlowe", last_touch_at=START - timedelta(days=9))
    RoleTerm.objects.create(owner=ama, contact=contact, role="clinical", starts_on=date(2025, 1, 1))
    return int(contact.pk)


@pytest.fixture
def both(
    enroll: Enroll, joined: Joined, ama: User, lakeshore: Program, mentor: int
) -> tuple[Enrollment, Enrollment]:
    """Ama shares all with Marlowe, and is asked nothing by Lakeshore."""
    first = joined(enroll("Ama Mensah", "Dr. Halloran"), ama)
    second = joined(enroll("Ama Mensah", "Dr. Halloran", program=lakeshore), ama)
    sharing.switch(first, mentor, "named", True, 0, START)
    sharing.choose(first, Level.NAMED, 1, START)
    sharing.answer(first, "confirms_meetings", True, 2, START)
    sharing.count_meeting(first, START.date(), START)
    sharing.ask_help(first, "research", WISH, START)
    return first, second


def pages(client: Client, program: Program) -> str:
    """The roster both ways, the alerts, the exports."""
    found = ""
    for path in ("", "advisors/", "alerts/", "exports/roster.csv", "exports/advising.csv", "who-looked/"):
        answer = client.get(f"/program/{program.pk}/{path}")
        assert answer.status_code == 200, path
        found += answer.content.decode()
    return found


# ------------------------------------------------------------------ two programs
def test_what_one_program_sees_the_other_does_not(
    both: tuple[Enrollment, Enrollment], at_desk: Client, staff_client: ClientFor, dora: User
):
    theirs, ours = pages(staff_client(dora), both[1].program), pages(at_desk, both[0].program)
    for word in (NAME, WISH, "asked for research", ",filled,", ",recorded,2026"):
        assert word not in theirs, word
    for word in (NAME, WISH, "asked for research", ",filled,", ",recorded,2026"):
        assert word in ours, word
    assert "Ama Mensah" in theirs


def test_each_has_its_own_choice_and_takes_only_its_own_back(
    both: tuple[Enrollment, Enrollment], mentor: int
):
    first, second = both
    sharing.choose(second, Level.NAMED, 0, START)
    assert RosterEntry.objects.get(enrollment=second).mentors == []
    sharing.switch(second, mentor, "named", True, 1, START)
    sharing.choose(first, Level.PRIVATE, 3, START)
    assert not RosterEntry.objects.get(enrollment=first).is_counted
    assert RosterEntry.objects.get(enrollment=second).clinical == "filled"


def test_leaving_one_leaves_the_other_as_it_was(
    both: tuple[Enrollment, Enrollment], ama: User, dora: User, at_desk: Client
):
    first, second = both
    before = RosterEntry.objects.values().get(enrollment=first)
    enrolling.leave(second, dora, START)
    assert RosterEntry.objects.values().get(enrollment=first) == before
    assert HelpRequest.objects.get().enrollment == first
    sharing.leave(first, ama, START)
    assert not HelpRequest.objects.exists()
    assert NAME not in pages(at_desk, first.program)


def test_a_meeting_counts_where_it_was_counted(
    both: tuple[Enrollment, Enrollment], client_for: ClientFor, ama: User, mentor: int
):
    first, second = both
    assert AdvisingMeeting.objects.get().enrollment == first
    with pytest.raises(sharing.ChangedMeanwhile):
        sharing.count_meeting(second, START.date(), START)
    sharing.answer(second, "confirms_meetings", True, 0, START)
    sharing.count_meeting(second, START.date(), START)
    sharing.uncount_meeting(first, START.date(), START)
    assert AdvisingMeeting.objects.get().enrollment == second


def test_who_works_for_one_opens_nothing_of_the_other(
    both: tuple[Enrollment, Enrollment], at_desk: Client, lakeshore: Program, marlowe: Program
):
    second = both[1]
    for path in (
        f"{lakeshore.pk}/",
        f"{lakeshore.pk}/people/{second.pk}/",
        f"{marlowe.pk}/people/{second.pk}/",
    ):
        assert at_desk.get(f"/program/{path}").status_code == 404
    assert at_desk.post(f"/program/{marlowe.pk}/people/{second.pk}/remove/").status_code == 404
    second.refresh_from_db()
    assert second.status == "joined"


# ------------------------------------------------------------------ a coordinator who is a resident
@pytest.fixture
def own_row(enroll: Enroll, joined: Joined, cora: User) -> Enrollment:
    """Cora is a resident of the program she coordinates; one of her people is a secret."""
    row = joined(enroll("Cora Whitlock", "Dr. Halloran"), cora)
    person(cora, "Dr. Secretkeeper", note="About my transfer.")
    shown = person(cora, f"Dr. {NAME}", institution="Marlowe", last_touch_at=START - timedelta(days=9))
    RoleTerm.objects.create(owner=cora, contact=shown, role="clinical", starts_on=date(2025, 1, 1))
    Program.objects.update(institution="Marlowe")
    sharing.choose(Enrollment.objects.get(pk=row.pk), Level.COVERAGE, 0, START)
    return row


def test_her_own_row_is_drawn_as_anybodys(
    at_desk: Client, own_row: Enrollment, staff_client: ClientFor, ben: User
):
    Staff.objects.create(program=own_row.program, user=ben)
    hers, his = pages(at_desk, own_row.program), pages(staff_client(ben), own_row.program)
    for page in (hers, his):
        assert "Cora Whitlock" in page
        assert NAME not in page
        assert "Secretkeeper" not in page
    cells = [
        re.findall(r"<th scope=\"row\">Cora Whitlock.*?</tr>", page, re.DOTALL)[0] for page in (hers, his)
    ]
    assert cells[0] == cells[1]


def test_her_looks_are_told_to_her_as_hers(at_desk: Client, own_row: Enrollment, clock: Clock):
    clock.advance(minutes=5)
    at_desk.get(f"/program/{own_row.program_id}/")
    page = at_desk.get(f"/program/mine/{own_row.pk}/history/").content.decode()
    assert "You opened the roster" in page
    assert "You chose Coverage" in page


def test_she_takes_her_own_row_off(at_desk: Client, own_row: Enrollment, cora: User, clock: Clock):
    clock.advance(minutes=5)
    assert at_desk.post(f"/program/{own_row.program_id}/people/{own_row.pk}/remove/").status_code == 302
    assert not RosterEntry.objects.exists()
    assert AuditEvent.objects.filter(what="left", actor=cora).count() == 1
    assert at_desk.get(f"/program/{own_row.program_id}/").status_code == 200
    assert "You left" in at_desk.get(f"/program/mine/{own_row.pk}/history/").content.decode()
    assert "took you off" not in at_desk.get("/me/").content.decode()


def test_without_her_role_she_is_a_resident(at_desk: Client, own_row: Enrollment, cora: User, ben: User):
    role = Staff.objects.get(user=cora)
    Staff.objects.create(program=own_row.program, user=ben)
    assert end_role(role, ben, START)
    assert at_desk.get(f"/program/{own_row.program_id}/").status_code == 404
    assert at_desk.get(f"/program/mine/{own_row.pk}/").status_code == 200
    assert RosterEntry.objects.get(enrollment=own_row).clinical == "filled"


# ------------------------------------------------------------------ removed, with a page still open
def test_a_removed_coordinator_changes_nothing_any_more(
    at_desk: Client, staff_client: ClientFor, ben: User, cora: User, both: tuple[Enrollment, Enrollment],
    marlowe: Program,
):  # fmt: skip
    role = Staff.objects.create(program=marlowe, user=ben)
    client, row, asked = staff_client(ben), both[0], HelpRequest.objects.get()
    home = f"/program/{marlowe.pk}/"
    assert client.get(home).status_code == 200
    end_role(role, cora, START)
    held = [model.objects.count() for model in (Enrollment, Invitation, MutedAlert, AuditEvent)]
    facts = {"name": "New", "pgy_level": 1, "academic_year": 2025, "version": row.version}
    for path, sent in {
        "people/new/": facts,
        f"people/{row.pk}/": facts,
        f"people/{row.pk}/remove/": {},
        f"people/{row.pk}/invite/": {},
        f"help/{asked.pk}/": {"answer": "Dr. Ruiz may have time."},
        "alerts/mute/": {"kind": "seats", "about": row.pk, "until": "2026-06-01"},
        "invitations/colleague/": {"email": "x@example.org", "role": "director"},
        "invitations/everyone/": {},
        "name/": {"name": "Taken over", "version": 1},
        f"staff/{Staff.objects.get(user=cora).pk}/end/": {},
        "advisors/new/": {"name": "Dr. New"},
    }.items():
        assert client.post(home + path, sent).status_code == 404, path
    for path in (
        "exports/roster.csv",
        "exports/advising.csv",
        "exports/aggregate/",
        "who-looked/",
        "alerts/",
    ):
        assert client.get(home + path).status_code == 404, path
    assert held == [model.objects.count() for model in (Enrollment, Invitation, MutedAlert, AuditEvent)]
    row.refresh_from_db()
    marlowe.refresh_from_db()
    asked.refresh_from_db()
    assert (row.name, row.status, marlowe.name, asked.answered_at) == (
        "Ama Mensah",
        "joined",
        marlowe.name,
        None,
    )
    assert marlowe.name == "Marlowe Psychiatry Residency"
    assert Staff.objects.get(user=cora).ended_at is None
