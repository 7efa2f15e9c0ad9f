"""What is written down: who, what, when; and never more than it must be."""

import uuid
from collections.abc import Callable

from django.test import Client

from accounts.models import User
from programs.models import AuditEvent, Enrollment, Invitation, Program
from tests.conftest import Clock

Enroll = Callable[..., Enrollment]
What = AuditEvent.What


def events(program: Program) -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(program=program).order_by("at", "pk")
    return [(row.what, row.actor.name) for row in rows.select_related("actor") if row.actor]


def test_a_programs_life_is_written_down(
    at_desk: Client, client_for: Callable[[User], Client], ama: User, marlowe: Program
):
    base = f"/program/{marlowe.pk}/"
    at_desk.post(
        f"{base}people/new/", {"name": "Ama", "email": ama.email, "pgy_level": 1, "academic_year": 2025}
    )
    row = Enrollment.objects.get()
    at_desk.post(f"{base}people/{row.pk}/invite/", {"key": str(uuid.uuid4())})
    at_desk.post(f"{base}invitations/{Invitation.objects.get().pk}/revoke/")
    at_desk.post(f"{base}people/{row.pk}/invite/", {"key": str(uuid.uuid4())}, follow=True)
    token, digest = Invitation.new_token()
    Invitation.objects.filter(revoked_at=None).update(token_hash=digest)
    client_for(ama).post(f"/program/join/{token}/", {"account": ama.pk})
    at_desk.get(base)
    at_desk.get(f"{base}exports/roster.csv")
    client_for(ama).post(f"/program/mine/{row.pk}/leave/")
    assert events(marlowe) == [
        (What.MADE, "Cora"),
        (What.ADDED, "Cora"),
        (What.INVITED, "Cora"),
        (What.REVOKED, "Cora"),
        (What.INVITED, "Cora"),
        (What.JOINED, "Ama"),
        (What.VIEWED, "Cora"),
        (What.EXPORTED, "Cora"),
        (What.LEFT, "Ama"),
    ]


def test_looking_again_within_the_hour_is_one_look(at_desk: Client, marlowe: Program, clock: Clock):
    def looks() -> int:
        return AuditEvent.objects.filter(what=What.VIEWED).count()

    for view in ("", "advisors/", "?pgy=1"):
        at_desk.get(f"/program/{marlowe.pk}/{view}")
        clock.advance(minutes=5)
    assert looks() == 1
    clock.advance(hours=1)
    at_desk.get(f"/program/{marlowe.pk}/")
    assert looks() == 2


def test_two_people_looking_are_two_looks(
    at_desk: Client, staff_client: Callable[[User], Client], marlowe: Program, ben: User
):
    marlowe.staff.create(user=ben)
    for client in (at_desk, staff_client(ben)):
        client.get(f"/program/{marlowe.pk}/")
    assert AuditEvent.objects.filter(what=What.VIEWED).count() == 2


def test_a_refused_look_is_none(
    client_for: Callable[[User], Client], marlowe: Program, ben: User, cora: User
):
    for user in (ben, cora):
        client_for(user).get(f"/program/{marlowe.pk}/")
        client_for(user).get(f"/program/{marlowe.pk}/exports/roster.csv")
    assert not AuditEvent.objects.filter(what__in=[What.VIEWED, What.EXPORTED]).exists()


def test_roles_are_written_down(at_desk: Client, cora: User, marlowe: Program, ben: User):
    role = marlowe.staff.create(user=ben)
    at_desk.post(f"/program/{marlowe.pk}/staff/{role.pk}/end/")
    event = AuditEvent.objects.get(what=What.ROLE_ENDED)
    assert (event.actor, event.whom, event.about) == (cora, ben, "coordinator")


def test_the_page_lists_it_in_words(at_desk: Client, marlowe: Program, enroll: Enroll):
    row = enroll("Owen Tran")
    at_desk.post(f"/program/{marlowe.pk}/people/{row.pk}/invite/", {"key": str(uuid.uuid4())})
    at_desk.get(f"/program/{marlowe.pk}/exports/roster.csv")
    page = at_desk.get(f"/program/{marlowe.pk}/who-looked/").content.decode()
    assert "made an invitation link for Owen Tran" in page
    assert "exported the roster as CSV (1 row)" in page
    assert "made the program" in page
