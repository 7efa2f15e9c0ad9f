"""Advisors: added, corrected, leaving, handing over, and one with an account."""

import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from outbox.models import Message
from programs.advising import hand_over
from programs.enrolling import assign, end_role, make_program, mentees_of
from programs.models import Advisor, AdvisorAssignment, AuditEvent, Enrollment, Invitation, Program, Staff
from tests.conftest import START

Enroll = Callable[..., Enrollment]
ClientFor = Callable[[User], Client]


@pytest.fixture
def halloran(marlowe: Program) -> Advisor:
    return Advisor.objects.create(program=marlowe, name="Dr. Halloran", email="halloran@example.org")


def address(advisor: Advisor, more: str = "") -> str:
    return f"/program/{advisor.program_id}/advisors/{advisor.pk}/{more}"


def link_of(client: Client, advisor: Advisor) -> str:
    page = client.post(address(advisor, "invite/"), {"key": str(uuid.uuid4())}, follow=True).content.decode()
    (found,) = set(re.findall(r"/program/join/[\w-]+/", page))
    return str(found)


def join(client: Client, link: str, user: User):
    return client.post(link, {"account": user.pk, "it_is_me": "on"})


# ------------------------------------------------------------------ entries
def test_adding_one(at_desk: Client, marlowe: Program):
    sent = {"name": "Dr. Chao", "key": str(uuid.uuid4())}
    for _ in range(2):
        assert at_desk.post(f"/program/{marlowe.pk}/advisors/new/", sent).status_code == 302
    assert Advisor.objects.get().name == "Dr. Chao"
    assert AuditEvent.objects.filter(what="advisor changed").count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"name": ""},
        {"name": "dr. HALLORAN"},
        {"name": "a\nb"},
        {"name": "x", "email": "y"},
        {"name": "x", "leaves_on": "2026-02-30"},
        {"name": "x", "leaves_on": "0001-01-01"},
    ],
)
def test_a_bad_entry(at_desk: Client, halloran: Advisor, sent: dict[str, str]):
    assert at_desk.post(f"/program/{halloran.program_id}/advisors/new/", sent).status_code == 422
    assert Advisor.objects.count() == 1


def test_a_stale_entry_is_not_overwritten(at_desk: Client, halloran: Advisor):
    at_desk.post(address(halloran), {"name": "Dr. T. Halloran", "version": 1})
    answer = at_desk.post(address(halloran), {"name": "Dr. Haloran", "version": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "It now says Dr. T. Halloran" in page
    assert 'value="Dr. Haloran"' in page
    assert 'name="version" value="2"' in page
    halloran.refresh_from_db()
    assert (halloran.name, halloran.version) == ("Dr. T. Halloran", 2)


def test_what_is_done_to_an_entry_is_written_down(at_desk: Client, halloran: Advisor):
    at_desk.post(address(halloran), {"name": "Dr. T. Halloran", "version": 1})
    sent = {"name": "Dr. T. Halloran", "version": 2, "leaves_on": "2026-06-30"}
    at_desk.post(address(halloran), sent)
    events = AuditEvent.objects.filter(what__startswith="advisor").order_by("pk")
    assert [event.what for event in events] == ["advisor changed", "advisor leaving"]


def test_a_stale_name_of_the_program_is_not_overwritten(at_desk: Client, marlowe: Program):
    place = f"/program/{marlowe.pk}/name/"
    at_desk.post(place, {"name": "Marlowe Psychiatry", "version": 1})
    answer = at_desk.post(place, {"name": "Marlow", "version": 1})
    assert answer.status_code == 409
    assert "It now says Marlowe Psychiatry" in answer.content.decode()
    assert Program.objects.get().name == "Marlowe Psychiatry"
    at_desk.post(place, {"name": "Marlow", "version": 2})
    assert Program.objects.get().name == "Marlow"


# ------------------------------------------------------------------ handing over
def test_handing_over(at_desk: Client, halloran: Advisor, enroll: Enroll):
    chao = Advisor.objects.create(program=halloran.program, name="Dr. Chao")
    owen, ivy = enroll("Owen", advisor="Dr. Halloran"), enroll("Ivy", advisor="Dr. Halloran")
    page = at_desk.get(address(halloran, "handover/")).content.decode()
    assert "Dr. Chao, 0 now" in page
    answer = at_desk.post(address(halloran, "handover/"), {f"to-{owen.pk}": chao.pk, f"to-{ivy.pk}": ""})
    assert answer.status_code == 302
    assert list(mentees_of(chao)) == [owen]
    assert list(mentees_of(halloran)) == [ivy]
    assert AdvisorAssignment.objects.get(enrollment=owen, advisor=halloran).ends_on == date(2026, 5, 19)
    assert AuditEvent.objects.get(what="mentees handed over").enrollments == [owen.pk]


def test_who_leaves_first_is_no_choice_and_neither_is_another_programs(
    at_desk: Client, halloran: Advisor, enroll: Enroll
):
    gone = Advisor.objects.create(program=halloran.program, name="Dr. Gone", leaves_on=date(2026, 5, 18))
    theirs = Advisor.objects.create(program=Program.objects.create(name="Lakeshore"), name="Dr. Far")
    owen = enroll("Owen", advisor="Dr. Halloran")
    for wrong in (gone, theirs, halloran):
        answer = at_desk.post(address(halloran, "handover/"), {f"to-{owen.pk}": wrong.pk})
        assert answer.status_code == 422
    assert list(mentees_of(halloran)) == [owen]


def test_another_programs_advisor_is_not_found(at_desk: Client, marlowe: Program):
    theirs = Advisor.objects.create(program=Program.objects.create(name="Lakeshore"), name="Dr. Far")
    for more in ("", "handover/", "invite/"):
        assert at_desk.get(f"/program/{marlowe.pk}/advisors/{theirs.pk}/{more}").status_code == 404
        assert at_desk.post(f"/program/{marlowe.pk}/advisors/{theirs.pk}/{more}").status_code == 404


# ------------------------------------------------------------------ an account
def test_an_advisors_link_opens_their_mentees(
    at_desk: Client, staff_client: ClientFor, halloran: Advisor, enroll: Enroll, ben: User
):
    enroll("Owen Tran", advisor="Dr. Halloran")
    enroll("Ivy Benoit")
    client = staff_client(ben)
    join(client, link_of(at_desk, halloran), ben)
    halloran.refresh_from_db()
    assert halloran.user == ben
    assert Staff.objects.get(user=ben).role == "advisor"
    page = client.get(f"/program/{halloran.program_id}/").content.decode()
    assert "Owen Tran" in page
    assert "Ivy Benoit" not in page
    for more in ("", "handover/", "invite/"):
        assert client.get(address(halloran, more)).status_code == 404


def test_the_link_works_once_and_a_newer_one_ends_it(
    at_desk: Client, client_for: ClientFor, halloran: Advisor, ama: User, ben: User
):
    first, second = link_of(at_desk, halloran), link_of(at_desk, halloran)
    assert join(client_for(ben), first, ben).status_code == 410
    join(client_for(ben), second, ben)
    assert join(client_for(ama), second, ama).status_code == 410
    assert at_desk.get(address(halloran, "invite/")).status_code == 404
    halloran.refresh_from_db()
    assert halloran.user == ben


def test_a_coordinator_who_advises_goes_on_coordinating(at_desk: Client, halloran: Advisor, cora: User):
    join(at_desk, link_of(at_desk, halloran), cora)
    halloran.refresh_from_db()
    assert halloran.user == cora
    assert [role.role for role in Staff.objects.filter(user=cora)] == ["coordinator"]


def test_an_account_is_one_advisor_of_a_program(
    at_desk: Client, client_for: ClientFor, halloran: Advisor, ben: User
):
    other = Advisor.objects.create(program=halloran.program, name="Dr. Chao")
    join(client_for(ben), link_of(at_desk, halloran), ben)
    assert join(client_for(ben), link_of(at_desk, other), ben).status_code == 409
    other.refresh_from_db()
    assert other.user is None


def test_a_role_that_ends_lets_go_of_the_account(
    at_desk: Client, staff_client: ClientFor, halloran: Advisor, ben: User
):
    client, program = staff_client(ben), halloran.program
    join(client, link_of(at_desk, halloran), ben)
    role = Staff.objects.get(user=ben)
    at_desk.post(f"/program/{program.pk}/staff/{role.pk}/end/")
    halloran.refresh_from_db()
    assert halloran.user is None
    assert client.get(f"/program/{program.pk}/").status_code == 404


def test_the_last_coordinator_stays_even_with_advisors(
    at_desk: Client, client_for: ClientFor, halloran: Advisor, ben: User, cora: User
):
    join(client_for(ben), link_of(at_desk, halloran), ben)
    keeper = Staff.objects.get(user=cora)
    assert not end_role(keeper, cora, START)
    keeper.refresh_from_db()
    assert keeper.ended_at is None


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "roster"}])
@pytest.mark.parametrize("page", ["", "advisors/", "people/paste/", "invitations/", "people/new/"])
def test_a_removed_coordinator_with_a_page_open(
    at_desk: Client,
    staff_client: ClientFor,
    marlowe: Program,
    ben: User,
    cora: User,
    page: str,
    headers: dict[str, str],
):
    role = Staff.objects.create(program=marlowe, user=ben, role=Staff.Role.COORDINATOR)
    client = staff_client(ben)
    assert client.get(f"/program/{marlowe.pk}/{page}", headers=headers).status_code == 200
    end_role(role, cora, START)
    assert client.get(f"/program/{marlowe.pk}/{page}", headers=headers).status_code == 404
    assert client.post(f"/program/{marlowe.pk}/{page}", headers=headers).status_code in (404, 405)


def test_an_invitations_text_is_nowhere_in_the_senders_mail(
    at_desk: Client, halloran: Advisor, settings: Settings
):
    settings.HAS_MAIL_SERVER = True
    link = link_of(at_desk, halloran)
    message = Message.objects.get()
    assert link in message.text
    assert at_desk.get(f"/me/mail/{message.pk}/").status_code == 404
    for page in ("/me/mail/", "/me/reminders/", f"/program/{halloran.program_id}/invitations/"):
        assert link.split("/")[-2] not in at_desk.get(page).content.decode()


def test_a_resident_in_two_programs_is_an_advisor_in_neither(
    at_desk: Client,
    halloran: Advisor,
    enroll: Enroll,
    joined: Callable[..., Enrollment],
    ama: User,
    cora: User,
):
    other = make_program(Program(name="Lakeshore"), cora, START)
    joined(enroll("Ama"), ama)
    joined(enroll("Ama", program=other), ama)
    assert not Staff.objects.filter(user=ama).exists()
    assert Invitation.objects.filter(advisor__isnull=False).count() == 0


# ------------------------------------------------------------------ at the edges
def test_a_link_that_is_over_is_not_called_open(at_desk: Client, halloran: Advisor):
    link_of(at_desk, halloran)
    assert "A link is open until" in at_desk.get(address(halloran)).content.decode()
    Invitation.objects.update(revoked_at=START)
    assert "A link is open until" not in at_desk.get(address(halloran)).content.decode()


def test_a_refused_entry_keeps_the_name_in_the_title(at_desk: Client, halloran: Advisor):
    answer = at_desk.post(address(halloran), {"name": "Dr. Other", "email": "y", "version": 1})
    assert answer.status_code == 422
    assert "<h1>Dr. Halloran</h1>" in answer.content.decode()


def test_who_was_moved_meanwhile_stays_there(halloran: Advisor, enroll: Enroll, cora: User):
    chao, idris = (Advisor.objects.create(program=halloran.program, name=name) for name in ("Chao", "Idris"))
    owen, ivy = enroll("Owen", advisor="Dr. Halloran"), enroll("Ivy", advisor="Dr. Halloran")
    assign(owen, chao, cora, START)
    moved = hand_over(halloran.program, {owen: idris, ivy: idris}, cora, START, away_from=halloran)
    assert moved == [ivy]
    assert list(mentees_of(chao)) == [owen]
    assert list(mentees_of(idris)) == [ivy]


def test_a_form_open_from_before_the_handover_is_told(at_desk: Client, halloran: Advisor, enroll: Enroll):
    Advisor.objects.create(program=halloran.program, name="Dr. Chao")
    owen = enroll("Owen", advisor="Dr. Halloran")
    chao = Advisor.objects.get(name="Dr. Chao")
    at_desk.post(address(halloran, "handover/"), {f"to-{owen.pk}": chao.pk})
    facts = {"name": "Owen", "pgy_level": 1, "academic_year": 2025, "version": 1, "advisor": halloran.pk}
    answer = at_desk.post(f"/program/{owen.program_id}/people/{owen.pk}/", facts)
    assert answer.status_code == 409
    assert list(mentees_of(chao)) == [owen]


def test_leaving_is_written_down_once(at_desk: Client, halloran: Advisor):
    for version, name in enumerate(("Dr. Halloran", "Dr. T. Halloran"), 1):
        at_desk.post(
            address(halloran),
            {"name": name, "email": halloran.email, "version": version, "leaves_on": "2026-06-30"},
        )
    events = AuditEvent.objects.filter(what__startswith="advisor").order_by("pk")
    assert [event.what for event in events] == ["advisor leaving", "advisor changed"]
