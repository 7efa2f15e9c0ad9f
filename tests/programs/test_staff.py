"""Programs and roles: made, given by link, taken away at once, never the last one."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from programs.models import Program, Staff

ClientFor = Callable[[User], Client]


def colleague_link(client: Client, program: Program, **sent: str) -> str:
    form = {"role": "coordinator", "key": str(uuid.uuid4())} | sent
    page = client.post(f"/program/{program.pk}/invitations/colleague/", form, follow=True).content.decode()
    (address,) = set(re.findall(r"/program/join/[\w-]+/", page))
    return str(address)


@pytest.fixture
def ben_too(marlowe: Program, ben: User) -> Staff:
    return Staff.objects.create(program=marlowe, user=ben, role=Staff.Role.COORDINATOR)


def test_who_makes_a_program_coordinates_it(client_for: ClientFor, ama: User):
    answer = client_for(ama).post(
        "/program/new/", {"name": "Lakeshore", "institution": "Lakeshore University"}
    )
    program = Program.objects.get()
    assert answer["Location"] == f"/program/{program.pk}/"
    assert (program.created_by, program.staff.get().user, program.staff.get().role) == (
        ama,
        ama,
        "coordinator",
    )


def test_a_program_sent_twice_is_one_program(client_for: ClientFor, ama: User):
    sent = {"name": "Lakeshore", "key": str(uuid.uuid4())}
    first, second = (client_for(ama).post("/program/new/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Program.objects.count() == Staff.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [{}, {"name": " "}, {"name": "a\nb"}, {"name": "a\x00b"}, {"name": "x" * 121}, {"name": "x", "key": "?"}],
)
def test_a_bad_program_is_not_made(client_for: ClientFor, ama: User, sent: dict[str, str]):
    assert client_for(ama).post("/program/new/", sent).status_code == 422
    assert not Program.objects.exists()


def test_correcting_the_name(at_desk: Client, marlowe: Program):
    address = f"/program/{marlowe.pk}/name/"
    assert at_desk.get(address).status_code == 200
    refused = at_desk.post(address, {"name": ""})
    assert refused.status_code == 422
    assert "Marlowe Psychiatry Residency" in refused.content.decode()
    at_desk.post(address, {"version": 1, "name": "Marlowe Psychiatry"})
    assert Program.objects.get().name == "Marlowe Psychiatry"


@pytest.mark.parametrize("role", ["coordinator", "director"])
def test_a_colleague_joins_by_link(
    at_desk: Client, marlowe: Program, client_for: ClientFor, staff_client: ClientFor, ben: User, role: str
):
    address = colleague_link(at_desk, marlowe, role=role)
    browser = client_for(ben)
    assert "second factor" in browser.get(address).content.decode()
    assert browser.post(address, {"account": ben.pk})["Location"] == f"/program/{marlowe.pk}/"
    assert browser.get(f"/program/{marlowe.pk}/")["Location"].startswith("/program/second-factor/")
    page = staff_client(ben).get(f"/program/{marlowe.pk}/").content.decode()
    assert f"Ben, {role}" in page
    assert browser.post(address, {"account": ben.pk}).status_code == 410


def test_a_colleagues_link_for_another_address_asks(
    at_desk: Client, marlowe: Program, client_for: ClientFor, ben: User
):
    address = colleague_link(at_desk, marlowe, email="denise@example.org")
    browser = client_for(ben)
    assert browser.post(address, {"account": ben.pk}).status_code == 422
    assert not Staff.objects.filter(user=ben).exists()
    assert browser.post(address, {"account": ben.pk, "it_is_me": "on"}).status_code == 302


def test_who_has_a_role_needs_no_second_one(at_desk: Client, marlowe: Program, cora: User):
    address = colleague_link(at_desk, marlowe)
    assert at_desk.post(address, {"account": cora.pk}).status_code == 409
    assert Staff.objects.count() == 1


def test_a_role_ends_at_once(
    at_desk: Client, staff_client: ClientFor, marlowe: Program, ben: User, ben_too: Staff
):
    browser = staff_client(ben)
    open_page = f"/program/{marlowe.pk}/"
    assert browser.get(open_page).status_code == 200
    address = f"/program/{marlowe.pk}/staff/{ben_too.pk}/end/"
    assert "Remove Ben" in at_desk.get(address).content.decode()
    at_desk.post(address)
    assert browser.get(open_page).status_code == 404
    assert browser.get(f"{open_page}roster.csv").status_code == 404
    assert browser.get(open_page, headers={"HX-Request": "true", "HX-Target": "roster"}).status_code == 404
    assert at_desk.post(address).status_code == 404


def test_stepping_down(at_desk: Client, marlowe: Program, cora: User, ben_too: Staff):
    mine = marlowe.staff.get(user=cora)
    answer = at_desk.post(f"/program/{marlowe.pk}/staff/{mine.pk}/end/")
    assert answer["Location"] == "/program/mine/"
    assert at_desk.get(f"/program/{marlowe.pk}/").status_code == 404


def test_the_last_one_stays(at_desk: Client, marlowe: Program, cora: User):
    mine = marlowe.staff.get()
    page = at_desk.post(f"/program/{marlowe.pk}/staff/{mine.pk}/end/", follow=True).content.decode()
    assert "Invite another coordinator first" in page
    assert at_desk.get(f"/program/{marlowe.pk}/").status_code == 200


def test_a_role_can_be_given_again(
    at_desk: Client, client_for: ClientFor, marlowe: Program, ben: User, ben_too: Staff
):
    at_desk.post(f"/program/{marlowe.pk}/staff/{ben_too.pk}/end/")
    address = colleague_link(at_desk, marlowe)
    client_for(ben).post(address, {"account": ben.pk})
    assert Program.objects.staffed_by(ben).count() == 1
    assert Staff.objects.filter(user=ben).count() == 2
