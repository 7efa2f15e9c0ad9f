"""Making links, showing them once, mailing them, taking them back."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from outbox.models import Message
from programs.enrolling import make_program
from programs.models import Enrollment, Invitation, Program
from tests.conftest import Clock

Enroll = Callable[..., Enrollment]
LINK = re.compile(r"/program/join/([\w-]+)/")


@pytest.fixture
def mail_server(settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = True


def make(client: Client, row: Enrollment, key: uuid.UUID | None = None):
    sent = {"key": str(key or uuid.uuid4())}
    return client.post(f"/program/{row.program_id}/people/{row.pk}/invite/", sent, follow=True)


def test_a_link_is_shown_once_and_only_its_hash_is_kept(at_desk: Client, enroll: Enroll):
    row = enroll("Owen Tran")
    (token,) = LINK.findall(make(at_desk, row).content.decode())
    assert Invitation.objects.get().token_hash == Invitation.hashed(token)
    again = at_desk.get(f"/program/{row.program_id}/invitations/links/").content.decode()
    assert token not in again
    assert "shown once" in again
    assert token not in at_desk.get(f"/program/{row.program_id}/invitations/").content.decode()
    assert token not in str(dict(at_desk.session))


def test_a_link_sent_for_twice_is_one_link_that_is_shown(at_desk: Client, enroll: Enroll):
    row, key = enroll("Owen Tran"), uuid.uuid4()
    address = f"/program/{row.program_id}/people/{row.pk}/invite/"
    at_desk.post(address, {"key": str(key)})
    shown = make(at_desk, row, key).content.decode()
    assert Invitation.objects.count() == 1
    assert Invitation.hashed(LINK.findall(shown)[0]) == Invitation.objects.get().token_hash


def test_a_newer_link_ends_the_older(at_desk: Client, enroll: Enroll):
    row = enroll("Owen Tran")
    make(at_desk, row)
    page = at_desk.get(f"/program/{row.program_id}/people/{row.pk}/").content.decode()
    assert "A link is open until 18 June" in page
    make(at_desk, row)
    older, newer = Invitation.objects.order_by("pk")
    assert older.revoked_at
    assert not newer.revoked_at


def test_who_has_joined_needs_no_link(
    at_desk: Client, enroll: Enroll, joined: Callable[..., Enrollment], ama: User
):
    row = joined(enroll("Ama"), ama)
    assert make(at_desk, row).status_code == 404


def test_links_are_mailed_once_when_there_is_a_mail_server(
    at_desk: Client, enroll: Enroll, mail_server: None
):
    row = enroll("Owen Tran", email="owen@example.org")
    (token,) = LINK.findall(make(at_desk, row, key := uuid.uuid4()).content.decode())
    make(at_desk, row, key)
    message = Message.objects.get()
    assert (message.to, message.kind) == ("owen@example.org", "invitation")
    assert message.key == f"invitation:{Invitation.objects.get().pk}"
    assert f"/program/join/{token}/" in message.text
    assert "18 June 2026" in message.text
    assert "&" not in message.text


@pytest.mark.parametrize(("server", "email"), [(False, "owen@example.org"), (True, "")])
def test_no_mail_without_a_server_or_an_address(
    at_desk: Client, enroll: Enroll, settings: Settings, server: bool, email: str
):
    settings.HAS_MAIL_SERVER = server
    assert "not mailed" in make(at_desk, enroll("Owen Tran", email=email)).content.decode()
    assert not Message.objects.exists()


def test_links_for_everyone_without_one(
    at_desk: Client, marlowe: Program, enroll: Enroll, joined: Callable[..., Enrollment], ama: User
):
    joined(enroll("Ama"), ama)
    make(at_desk, enroll("Has One"))
    for name in ("Ivy Benoit", "Noah Pell"):
        enroll(name)
    page = at_desk.get(f"/program/{marlowe.pk}/invitations/").content.decode()
    assert "Make a link for each of 2" in page
    shown = at_desk.post(f"/program/{marlowe.pk}/invitations/everyone/", follow=True).content.decode()
    assert len(set(LINK.findall(shown))) == 2
    assert "Ivy Benoit" in shown
    assert "Has One" not in shown
    page = at_desk.get(f"/program/{marlowe.pk}/invitations/").content.decode()
    assert "has joined or holds a link" in page


def test_the_list_tells_each_links_state(at_desk: Client, marlowe: Program, enroll: Enroll, clock: Clock):
    make(at_desk, enroll("Ran Out"))
    clock.advance(days=20)
    make(at_desk, enroll("Still Open"))
    clock.advance(days=11)
    page = at_desk.get(f"/program/{marlowe.pk}/invitations/").content.decode()
    assert "ran out 18 Jun" in page
    assert "open until 8 Jul" in page
    assert page.count("Take back</button>") == 1


def test_taking_a_link_back(at_desk: Client, marlowe: Program, enroll: Enroll, mail_server: None):
    make(at_desk, enroll("Owen Tran", email="owen@example.org"))
    link = Invitation.objects.get()
    answer = at_desk.post(f"/program/{marlowe.pk}/invitations/{link.pk}/revoke/")
    assert answer["Location"] == f"/program/{marlowe.pk}/invitations/"
    assert Invitation.objects.get().revoked_at
    assert Message.objects.get().state == "suppressed"
    at_desk.post(f"/program/{marlowe.pk}/invitations/{link.pk}/revoke/")
    assert Invitation.objects.get().revoked_at


def test_another_programs_link_cannot_be_taken_back(
    at_desk: Client, marlowe: Program, enroll: Enroll, ben: User
):
    theirs = Program.objects.create(name="Lakeshore")
    link = Invitation.objects.create(
        program=theirs, role="coordinator", token_hash="x", expires_at=Invitation.expiry(theirs.created_at)
    )
    assert at_desk.post(f"/program/{marlowe.pk}/invitations/{link.pk}/revoke/").status_code == 404
    assert not Invitation.objects.get().revoked_at


@pytest.mark.parametrize(
    "sent",
    [
        {"role": ""},
        {"role": "owner"},
        {"role": "coordinator", "email": "x"},
        {"role": "director", "key": "1"},
    ],
)
def test_a_bad_invitation_of_a_colleague(at_desk: Client, marlowe: Program, sent: dict[str, str]):
    assert at_desk.post(f"/program/{marlowe.pk}/invitations/colleague/", sent).status_code == 422
    assert not Invitation.objects.exists()


def test_links_of_one_program_are_not_shown_in_another(
    at_desk: Client, marlowe: Program, enroll: Enroll, cora: User
):
    other = make_program(Program(name="Lakeshore"), cora, marlowe.created_at)
    row = enroll("Owen Tran")
    at_desk.post(f"/program/{marlowe.pk}/people/{row.pk}/invite/", {"key": str(uuid.uuid4())})
    assert not LINK.findall(at_desk.get(f"/program/{other.pk}/invitations/links/").content.decode())
    assert LINK.findall(at_desk.get(f"/program/{marlowe.pk}/invitations/links/").content.decode())
