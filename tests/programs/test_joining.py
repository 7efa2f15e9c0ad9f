"""Opening a link: what is shown, who joins, and every way a link is over."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from programs.enrolling import leave
from programs.inviting import CannotJoin, accept, found, revoke
from programs.models import Enrollment, Invitation, Program
from tests.conftest import Clock

Enroll = Callable[..., Enrollment]
LinkFor = Callable[[Enrollment], str]
ClientFor = Callable[[User], Client]


@pytest.fixture
def row(enroll: Enroll, ama: User) -> Enrollment:
    return enroll("Ama Mensah", "Dr. Halloran", email=ama.email.upper(), pgy_level=2, track="Research")


@pytest.fixture
def address(row: Enrollment, link_for: LinkFor) -> str:
    return link_for(row)


def status_of(row: Enrollment) -> str:
    row.refresh_from_db()
    return row.status


def test_opening_shows_what_the_program_sees_and_joins_nobody(
    client_for: ClientFor, ama: User, address: str, row: Enrollment
):
    page = client_for(ama).get(address).content.decode()
    for fact in ("Marlowe Psychiatry Residency", "Cora", "Ama Mensah", "Research", "Dr. Halloran", "2025–26"):
        assert fact in page
    assert "Which account" not in page
    assert status_of(row) == "invited"


def test_joining(client_for: ClientFor, ama: User, address: str, row: Enrollment, clock: Clock):
    answer = client_for(ama).post(address, {"account": ama.pk})
    assert answer["Location"] == f"/program/mine/{row.pk}/"
    row.refresh_from_db()
    assert (row.status, row.user, row.joined_at) == ("joined", ama, clock.at)
    link = Invitation.objects.get()
    assert (link.used_by, link.used_at) == (ama, clock.at)


def test_signed_out_it_names_the_program_and_nobody_on_it(address: str, row: Enrollment):
    answer = Client().get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Marlowe Psychiatry Residency" in text
    assert f"/account/login/?next={address}" in text
    assert f"/account/signup/?next={address}" in text
    for private in ("Mensah", "ama@", "Halloran", "Research"):
        assert private not in text
    Client().post(address)
    assert status_of(row) == "invited"


def test_somebody_elses_account_is_asked_about(
    client_for: ClientFor, ben: User, address: str, row: Enrollment
):
    browser = client_for(ben)
    page = browser.get(address).content.decode()
    assert "Which account?" in page
    assert "ben@example.org" in page
    assert "Sign out and use another account" in page
    answer = browser.post(address, {"account": ben.pk})
    assert answer.status_code == 422
    assert status_of(row) == "invited"
    assert browser.post(address, {"account": ben.pk, "it_is_me": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.user == ben


def test_a_form_opened_as_another_account_does_not_join(
    client_for: ClientFor, ama: User, ben: User, address: str, row: Enrollment
):
    answer = client_for(ben).post(address, {"account": ama.pk, "it_is_me": "on"})
    assert answer.status_code == 422
    assert "signed in as somebody else since" in answer.content.decode()
    assert status_of(row) == "invited"


def test_a_used_link_is_over_for_everybody_else(
    client_for: ClientFor, ama: User, ben: User, address: str, row: Enrollment
):
    client_for(ama).post(address, {"account": ama.pk})
    for method in ("get", "post"):
        forwarded = getattr(client_for(ben), method)(address, {"account": ben.pk, "it_is_me": "on"})
        assert forwarded.status_code == 410
        assert "This link has been used" in forwarded.content.decode()
    row.refresh_from_db()
    assert row.user == ama
    assert "You have joined already" in client_for(ama).get(address).content.decode()
    assert Client().get(address).status_code == 410


def test_a_link_runs_out_after_thirty_days(
    client_for: ClientFor, ama: User, address: str, row: Enrollment, clock: Clock
):
    clock.advance(days=30, seconds=-1)
    assert client_for(ama).get(address).status_code == 200
    clock.advance(seconds=1)
    answer = client_for(ama).post(address, {"account": ama.pk})
    assert answer.status_code == 410
    assert "This link ran out" in answer.content.decode()
    assert status_of(row) == "invited"


def test_a_link_taken_back(
    client_for: ClientFor, ama: User, cora: User, address: str, row: Enrollment, clock: Clock
):
    revoke(Invitation.objects.get(), cora, clock.at)
    answer = client_for(ama).post(address, {"account": ama.pk})
    assert answer.status_code == 410
    assert "taken back" in answer.content.decode()
    assert status_of(row) == "invited"


def test_the_link_of_somebody_taken_off_the_roster(
    client_for: ClientFor, ama: User, cora: User, address: str, row: Enrollment, clock: Clock
):
    leave(row, cora, clock.at)
    assert client_for(ama).post(address, {"account": ama.pk}).status_code == 410
    assert status_of(row) == "left"


@pytest.mark.parametrize("token", ["x", "x" * 3000, "%00", "..%2F..", "é", "0"])
def test_a_link_nobody_made(client_for: ClientFor, ama: User, address: str, token: str):
    assert client_for(ama).get(f"/program/join/{token}/").status_code in (400, 404)
    assert client_for(ama).post(f"/program/join/{token}/", {"account": ama.pk}).status_code in (400, 404)


def test_two_people_who_opened_one_link_at_the_same_time(
    ama: User, ben: User, address: str, row: Enrollment, clock: Clock
):
    """Both pages were open before either joined; the second is told, and the row stays the first one's."""
    first, second = found(address.split("/")[-2]), found(address.split("/")[-2])
    assert first and second
    accept(first, ama, clock.at)
    with pytest.raises(CannotJoin, match="used"):
        accept(second, ben, clock.at)
    row.refresh_from_db()
    assert row.user == ama


def test_taken_off_between_the_check_and_the_join(
    ama: User, cora: User, address: str, row: Enrollment, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    invitation = found(address.split("/")[-2])
    assert invitation
    leave(row, cora, clock.at)
    monkeypatch.setattr("programs.inviting.why_not", lambda *_: "")
    with pytest.raises(CannotJoin, match="revoked"):
        accept(invitation, ama, clock.at)
    assert status_of(row) == "left"


def test_one_account_has_one_row_in_a_program(
    client_for: ClientFor, ama: User, enroll: Enroll, link_for: LinkFor, joined: Callable[..., Enrollment]
):
    joined(enroll("Ama Mensah"), ama)
    address = link_for(enroll("Ama again"))
    answer = client_for(ama).post(address, {"account": ama.pk, "it_is_me": "on"})
    assert answer.status_code == 409
    assert "in this program already" in answer.content.decode()
    assert Enrollment.objects.get(name="Ama again").status == "invited"


def test_a_resident_in_two_programs(
    client_for: ClientFor, ama: User, enroll: Enroll, joined: Callable[..., Enrollment]
):
    joined(enroll("Ama Mensah"), ama)
    joined(enroll("Ama M.", program=Program.objects.create(name="Lakeshore Research Year")), ama)
    page = client_for(ama).get("/program/mine/").content.decode()
    assert "Marlowe Psychiatry Residency" in page
    assert "Lakeshore Research Year" in page


def test_a_coordinator_who_is_also_a_resident(
    at_desk: Client, cora: User, marlowe: Program, enroll: Enroll, joined: Callable[..., Enrollment]
):
    joined(enroll("Cora Whitlock"), cora)
    page = at_desk.get("/program/mine/").content.decode()
    assert "Cora Whitlock" in page
    assert "Open the roster" in page
    assert "Cora Whitlock" in at_desk.get(f"/program/{marlowe.pk}/").content.decode()


def test_signed_out_the_last_day_is_the_inviters(address: str):
    """The mail and the page named two days when the link ended in the evening."""
    invitation = Invitation.objects.get()
    invitation.expires_at = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)
    invitation.save()
    assert "until 17 June 2026" in Client().get(address).content.decode()
    Invitation.objects.update(invited_by=None)
    assert "until 18 June 2026" in Client().get(address).content.decode()
