"""T3: nothing a resident keeps privately is read by any program page."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from accounts.models import User
from programs.inviting import invite_residents
from programs.models import Enrollment, Program
from programs.urls import urlpatterns
from tests.conftest import START
from tests.programs.test_access import ANYBODYS, ONES_OWN_ROW, PUBLIC, STAFF, Desk, desk_of

ALLOWED = {
    "accounts_session",
    "accounts_submission",
    "accounts_user",
    "accounts_workdomain",
    "mfa_authenticator",
    "outbox_message",
    "programs_advisingmeeting",
    "programs_advisor",
    "programs_advisorassignment",
    "programs_auditevent",
    "programs_enrollment",
    "programs_helprequest",
    "programs_invitation",
    "programs_mutedalert",
    "programs_program",
    "programs_rollover",
    "programs_rosterentry",
    "programs_staff",
    "usersessions_usersession",
}
# What residents chose and what their own row is drawn from: read on their own pages, through the one door.
OF_THE_PROJECTION = {
    "contacts_contact",
    "contacts_roleterm",
    "interactions_interaction",
    "interactions_participant",
    "programs_consent",
    "programs_relationshipconsent",
    "programs_shareevent",
    "residents_pause",
}
# Every signed-in page reads the signed-in person's own account in one join; nobody else's.
OWN_ACCOUNT = re.compile(r"FROM accounts_session s\s.*residents_resident.*\sWHERE s\.session_key", re.DOTALL)
TABLES = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?([a-z]+_\w+)"?')


def tables(captured: CaptureQueriesContext) -> set[str]:
    read: set[str] = set()
    for query in captured.captured_queries:
        found = set(TABLES.findall(query["sql"]))
        if OWN_ACCOUNT.search(query["sql"]):
            found.discard("residents_resident")
        read |= found
    return read


@pytest.fixture
def desk(cora: User, ama: User) -> Desk:
    """A program in which Ama, who keeps private things, has joined."""
    desk = desk_of(cora, "Marlowe")
    Enrollment.objects.create(
        program=desk.program, name="Ama", user=ama, status="joined", academic_year=2025, joined_at=START
    )
    return desk


@pytest.mark.parametrize("pattern", STAFF, ids=lambda p: p.name)
@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_t3_staff_pages_read_only_the_programs_tables(
    desk: Desk, staff_client: Callable[[User], Client], cora: User, pattern: URLPattern, part: bool
):
    headers = {"HX-Request": "true", "HX-Target": "roster"} if part else {}
    client = staff_client(cora)
    with CaptureQueriesContext(connection) as captured:
        client.get(desk.address(pattern), headers=headers)
        client.post(desk.address(pattern), {"name": "", "role": "coordinator"}, headers=headers)
    assert len(captured) >= 3
    assert tables(captured) - ALLOWED == set()


def test_t3_the_residents_pages_read_only_the_programs_tables(
    desk: Desk, client_for: Callable[[User], Client], ama: User, cora: User
):
    row = desk.program.enrollments.get(user=ama)
    fresh = Enrollment.objects.create(
        program=Program.objects.create(name="Other"), name="Ama", academic_year=2025
    )
    (token,) = invite_residents(fresh.program, [fresh], cora, START).values()
    client = client_for(ama)
    with CaptureQueriesContext(connection) as captured:
        for address in (
            "new/",
            "second-factor/",
            "mine/",
            f"mine/{row.pk}/history/",
            f"mine/{row.pk}/leave/",
        ):
            assert client.get(f"/program/{address}").status_code == 200
        assert client.get(f"/program/join/{token}/").status_code == 200
        client.post(f"/program/join/{token}/", {"account": ama.pk, "it_is_me": "on"})
        client.post(f"/program/mine/{row.pk}/leave/")
        client.post("/program/new/", {"name": "Lakeshore"})
    assert {p.name for p in urlpatterns} - {p.name for p in STAFF} == PUBLIC | ANYBODYS | ONES_OWN_ROW
    assert tables(captured) - ALLOWED - OF_THE_PROJECTION == set()
