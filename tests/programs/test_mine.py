"""The resident's own page: the very row, who looked at it, leaving."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from programs.models import AuditEvent, Enrollment, Program
from tests.conftest import Clock

Enroll = Callable[..., Enrollment]
ClientFor = Callable[[User], Client]


@pytest.fixture
def row(enroll: Enroll, joined: Callable[..., Enrollment], ama: User) -> Enrollment:
    return joined(enroll("Ama Mensah", "Dr. Halloran", pgy_level=2, track="Research"), ama)


def cells(page: str, name: str) -> str:
    """The bytes of somebody's cells, without the link that staff have after them."""
    (row,) = (found for found in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL) if name in found)
    return re.sub(r'<td class="opens">.*?</td>', "", row)


def test_t8_my_row_is_the_programs_row(client_for: ClientFor, at_desk: Client, ama: User, row: Enrollment):
    mine = client_for(ama).get("/program/mine/").content.decode()
    theirs = at_desk.get(f"/program/{row.program_id}/").content.decode()
    assert cells(mine, "Ama Mensah") == cells(theirs, "Ama Mensah")
    assert "Dr. Halloran" in cells(mine, "Ama Mensah")


def test_only_my_own_row(client_for: ClientFor, enroll: Enroll, ama: User, ben: User, row: Enrollment):
    enroll("Somebody Else")
    assert "Somebody Else" not in client_for(ama).get("/program/mine/").content.decode()
    bens = client_for(ben).get("/program/mine/").content.decode()
    assert "Ama Mensah" not in bens
    assert "You belong to no program" in bens


def test_who_looked_at_my_row(
    client_for: ClientFor, at_desk: Client, enroll: Enroll, ama: User, row: Enrollment, clock: Clock
):
    enroll("Owen Tran", pgy_level=1)
    clock.advance(minutes=2)
    at_desk.get(f"/program/{row.program_id}/")
    at_desk.get(f"/program/{row.program_id}/exports/roster.csv?pgy=1")
    looks = f"/program/mine/{row.pk}/history/"
    page = client_for(ama).get(looks).content.decode()
    assert "Cora opened the roster" in page
    assert "exported" not in page
    assert at_desk.get(f"/program/{row.program_id}/exports/roster.csv?pgy=2").status_code == 200
    assert "Cora exported the roster, CSV" in client_for(ama).get(looks).content.decode()
    assert "Cora opened the roster" in client_for(ama).get("/program/mine/").content.decode()


def test_a_deleted_coordinator_is_still_a_look(
    client_for: ClientFor, at_desk: Client, ama: User, cora: User, row: Enrollment
):
    at_desk.get(f"/program/{row.program_id}/")
    cora.delete()
    page = client_for(ama).get(f"/program/mine/{row.pk}/history/").content.decode()
    assert "A deleted account opened the roster" in page
    assert "Cora" not in page


def test_leaving(client_for: ClientFor, at_desk: Client, ama: User, row: Enrollment):
    browser, address = client_for(ama), f"/program/mine/{row.pk}/leave/"
    assert browser.get(address).status_code == 200
    assert "Ama Mensah" in at_desk.get(f"/program/{row.program_id}/").content.decode()
    assert browser.post(address)["Location"] == "/program/mine/"
    for view in ("", "advisors/", "exports/roster.csv", "invitations/"):
        page = at_desk.get(f"/program/{row.program_id}/{view}?sort=pgy")
        assert page.status_code == 200
        assert "Mensah" not in page.content.decode()
    assert browser.post(address).status_code == 404
    ama.refresh_from_db()
    assert ama.is_active
    assert AuditEvent.objects.filter(what=AuditEvent.What.LEFT, actor=ama).count() == 1


def test_coming_back_needs_a_new_link(
    client_for: ClientFor, enroll: Enroll, joined: Callable[..., Enrollment], ama: User, row: Enrollment
):
    client_for(ama).post(f"/program/mine/{row.pk}/leave/")
    again = joined(enroll("Ama Mensah"), ama)
    assert again.status == "joined"


def test_rosters_i_keep(client_for: ClientFor, cora: User, marlowe: Program):
    page = client_for(cora).get("/program/mine/").content.decode()
    assert f'href="/program/{marlowe.pk}/"' in page
