"""Who gets in: every address of the program side against strangers, and the second factor."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from programs.enrolling import make_program
from programs.inviting import invite_residents
from programs.models import (
    Advisor,
    AuditEvent,
    Enrollment,
    HelpRequest,
    Invitation,
    MutedAlert,
    Program,
    Staff,
)
from programs.rules import MAY_OPEN
from programs.urls import urlpatterns
from tests.conftest import START
from tests.programs.conftest import give_second_factor, pass_second_factor

ClientFor = Callable[[User], Client]
Enroll = Callable[..., Enrollment]

# Addresses without a program in them: who may open each.
PUBLIC = {"join"}
ANYBODYS = {"program_new", "second_factor", "my_programs"}
ONES_OWN_ROW = {
    "sharing_history", "program_leave", "sharing", "sharing_switch", "sharing_answer", "sharing_help",
    "meeting_count", "meeting_uncount",
}  # fmt: skip
POST_ONLY = {
    "invite_everyone", "invitation_revoke", "alert_mute", "alert_unmute", "roll_over_undo",
    "sharing_switch", "sharing_answer", "sharing_help", "meeting_count", "meeting_uncount",
}  # fmt: skip
# Without the right question there is nothing behind these: no year to begin in May, no alert named.
NOTHING_THERE = {"roll_over", "roll_over_undo", "alert_mute"}
STAFF = [p for p in urlpatterns if p.name not in PUBLIC | ANYBODYS | ONES_OWN_ROW]
NAMING_A_ROW = [p for p in STAFF if len(p.pattern.converters) > 1]


@dataclass
class Desk:
    """One program with a row of every kind, and the arguments that name them."""

    program: Program
    ids: dict[str, int]

    def address(self, pattern: URLPattern) -> str:
        wanted = pattern.pattern.converters
        return reverse(str(pattern.name), kwargs={name: self.ids[name] for name in wanted})


def desk_of(user: User, name: str) -> Desk:
    program = make_program(Program(name=name), user, START)
    row = Enrollment.objects.create(program=program, name=f"Resident of {name}", academic_year=2025)
    advisor = Advisor.objects.create(program=program, name=f"Dr. {name}")
    (link,) = invite_residents(program, [row], user, START)
    ids = {
        "program_id": program.pk,
        "enrollment_id": row.pk,
        "advisor_id": advisor.pk,
        "invitation_id": link,
        "staff_id": program.staff.get().pk,
        "help_id": HelpRequest.objects.create(enrollment=row, role="research", since=START).pk,
        "muted_id": MutedAlert.objects.create(
            program=program, kind="open seats", enrollment=row, until=START.date()
        ).pk,
    }
    return Desk(program, ids)


@pytest.fixture
def desk(cora: User) -> Desk:
    return desk_of(cora, "Marlowe")


def counts() -> dict[str, object]:
    models = (Program, Enrollment, Advisor, Invitation, Staff, AuditEvent, HelpRequest, MutedAlert)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_every_address_has_a_rule():
    known = {str(p.name) for p in STAFF} | PUBLIC | ANYBODYS | ONES_OWN_ROW
    assert {p.name for p in urlpatterns} == known
    assert {str(p.name) for p in STAFF} == set(MAY_OPEN)
    assert all("program_id" in p.pattern.converters for p in STAFF)


@pytest.mark.parametrize("pattern", STAFF, ids=lambda p: p.name)
@pytest.mark.parametrize("who", ["stranger", "resident", "other staff", "former staff"])
def test_t6_others_get_a_404_and_change_nothing(
    desk: Desk,
    staff_client: ClientFor,
    ama: User,
    ben: User,
    enroll: Enroll,
    joined: Callable[..., Enrollment],
    pattern: URLPattern,
    who: str,
):
    if who == "resident":
        joined(enroll("Ben", program=desk.program), ben)
    if who == "other staff":
        desk_of(ben, "Lakeshore")
    if who == "former staff":
        Staff.objects.create(program=desk.program, user=ben, ended_at=START)
    client, before = staff_client(ben), counts()
    for headers in ({}, {"HX-Request": "true", "HX-Target": "roster"}):
        for method in (client.get, client.post):
            answer = method(desk.address(pattern), headers=headers)
            if method == client.get and pattern.name in POST_ONLY:
                assert answer.status_code == (405 if headers else 302)
            elif method == client.post and answer.status_code == 405:
                continue
            else:
                assert answer.status_code == 404
                assert "Marlowe" not in answer.content.decode()
    assert counts() == before


@pytest.mark.parametrize("pattern", NAMING_A_ROW, ids=lambda p: p.name)
def test_t6_a_row_of_another_program_is_missing(
    desk: Desk, staff_client: ClientFor, cora: User, ben: User, pattern: URLPattern
):
    """My own program in the address, somebody else's row: the same as a row that never was."""
    theirs = desk_of(ben, "Lakeshore")
    rows = [name for name in pattern.pattern.converters if name != "program_id"]
    mixed = Desk(desk.program, theirs.ids | {"program_id": desk.program.pk})
    missing = Desk(desk.program, desk.ids | dict.fromkeys(rows, 10**9))
    huge = Desk(desk.program, desk.ids | dict.fromkeys(rows, 10**30))
    client, before = staff_client(cora), counts()
    method = client.post if pattern.name in POST_ONLY else client.get
    answers = [method(place.address(pattern)) for place in (mixed, missing, huge)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert client.post(mixed.address(pattern)).status_code == 404
    assert counts() == before


@pytest.mark.parametrize("pattern", STAFF, ids=lambda p: p.name)
def test_signed_out_means_signing_in(desk: Desk, pattern: URLPattern):
    for answer in (Client().get(desk.address(pattern)), Client().post(desk.address(pattern))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("pattern", STAFF, ids=lambda p: p.name)
def test_every_page_asks_for_the_second_factor(
    desk: Desk, client_for: ClientFor, cora: User, pattern: URLPattern
):
    client, address, before = client_for(cora), desk.address(pattern), counts()
    method = client.post if pattern.name in POST_ONLY else client.get
    answer = method(address)
    assert answer["Location"].startswith("/program/second-factor/?next=")
    give_second_factor(cora)
    answer = method(address)
    assert answer["Location"].startswith("/account/2fa/reauthenticate/?next=")
    assert counts() == before
    pass_second_factor(client, cora)
    allowed = (200, 302, 404) if pattern.name in NOTHING_THERE else (200, 302)
    assert method(address).status_code in allowed
    assert "2fa" not in method(address).get("Location", "")


def test_a_post_without_the_second_factor_changes_nothing(desk: Desk, client_for: ClientFor, cora: User):
    give_second_factor(cora)
    address = reverse("enrollment_remove", args=[desk.program.pk, desk.ids["enrollment_id"]])
    answer = client_for(cora).post(address)
    assert answer["Location"] == f"/account/2fa/reauthenticate/?next=%2Fprogram%2F{desk.program.pk}%2F"
    assert Enrollment.objects.get().status == "invited"


def test_a_password_asked_again_is_no_second_factor(desk: Desk, client_for: ClientFor, cora: User):
    give_second_factor(cora)
    client = client_for(cora)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": START.timestamp(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(cora.pk)
    session.save()
    assert client.get(desk.program.get_absolute_url()).status_code == 302


def test_a_second_factor_of_somebody_else_does_not_count(
    desk: Desk, client_for: ClientFor, cora: User, ben: User
):
    give_second_factor(cora)
    client = client_for(cora)
    pass_second_factor(client, ben)
    assert client.get(desk.program.get_absolute_url()).status_code == 302


def test_a_second_factor_taken_away_must_be_set_up_again(desk: Desk, staff_client: ClientFor, cora: User):
    client = staff_client(cora)
    Authenticator.objects.filter(user=cora).delete()
    answer = client.get(desk.program.get_absolute_url())
    assert answer["Location"].startswith("/program/second-factor/")


def test_a_passkey_alone_leads_to_the_passkey_page(desk: Desk, client_for: ClientFor, cora: User):
    Authenticator.objects.create(user=cora, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    answer = client_for(cora).get(desk.program.get_absolute_url())
    assert answer["Location"].startswith("/account/2fa/webauthn/reauthenticate/?next=")


def test_the_explanation_leads_to_the_set_up_and_back(client_for: ClientFor, cora: User):
    client = client_for(cora)
    page = client.get("/program/second-factor/?next=/program/1/").content.decode()
    assert 'href="/account/2fa/totp/activate/"' in page
    assert 'href="/program/1/"' in page
    for foreign in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert "evil" not in client.get("/program/second-factor/", {"next": foreign}).content.decode()
        assert "javascript:" not in client.get("/program/second-factor/", {"next": foreign}).content.decode()
    give_second_factor(cora)
    assert client.get("/program/second-factor/?next=/program/1/")["Location"] == "/program/1/"
    assert client.get("/program/second-factor/?next=//evil.example")["Location"] == "/program/mine/"


def test_from_a_new_account_to_the_roster(db: None, monkeypatch: pytest.MonkeyPatch):
    """The whole way with allauth's own pages: sign up, make a program, set up the app, type the digits."""
    client = Client()
    sign_up = {"name": "Denise Whitlock", "email": "denise@example.org", "password1": "correct horse battery"}
    assert client.post("/account/signup/", sign_up).status_code == 302
    roster = client.post("/program/new/", {"name": "Marlowe"})["Location"]
    assert client.get(roster)["Location"] == f"/program/second-factor/?next={roster.replace('/', '%2F')}"
    again = client.get("/account/2fa/totp/activate/")["Location"]
    assert client.post(again, {"password": sign_up["password1"]})["Location"] == "/account/2fa/totp/activate/"
    client.get("/account/2fa/totp/activate/")
    secret = client.session[totp.SECRET_SESSION_KEY]
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=START.timestamp))
    digits = totp.format_hotp_value(totp.hotp_value(secret, int(START.timestamp()) // 30))
    assert client.post("/account/2fa/totp/activate/", {"code": digits}).status_code == 302
    ask = client.get(roster)["Location"]
    assert ask.startswith("/account/2fa/reauthenticate/?next=")
    assert client.post(ask, {"code": "000000", "next": roster}).status_code == 200
    assert client.get(roster).status_code == 302
    assert client.post(ask, {"code": digits, "next": roster})["Location"] == roster
    assert client.get(roster).status_code == 200


def test_an_expired_session_in_a_part_leads_away_from_it(desk: Desk):
    headers = {"HX-Request": "true", "HX-Target": "roster"}
    answer = Client().get(desk.program.get_absolute_url(), headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(reverse(settings.LOGIN_URL))


@pytest.mark.parametrize("name", sorted(ONES_OWN_ROW))
def test_t6_somebody_elses_row_is_missing(
    client_for: ClientFor,
    staff_client: ClientFor,
    ama: User,
    ben: User,
    cora: User,
    enroll: Enroll,
    joined: Callable[..., Enrollment],
    name: str,
):
    row = joined(enroll("Ama"), ama)
    address = reverse(name, args=[row.pk, "2026-05-01"] if name == "meeting_uncount" else [row.pk])
    if name not in POST_ONLY:
        assert client_for(ama).get(address).status_code == 200
    for client in (client_for(ben), staff_client(cora)):
        assert client.get(address).status_code == (302 if name in POST_ONLY else 404)
        assert client.post(address).status_code in (404, 405)
    row.refresh_from_db()
    assert row.status == "joined"
