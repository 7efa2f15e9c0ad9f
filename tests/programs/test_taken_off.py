"""A program takes a resident off: all it could see goes with that request, and the resident is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from programs import enrolling, new_year, projection, rolling, sharing
from programs.models import (
    AdvisingMeeting,
    Consent,
    Enrollment,
    HelpRequest,
    Level,
    Program,
    RosterEntry,
)
from tests.conftest import START, Clock
from tests.making import person

SAID = "took you off its roster on 19 May 2026"
STAYS = "Your account, your people and everything you wrote stay with you."


@pytest.fixture
def row(enroll: Callable[..., Enrollment], joined: Callable[..., Enrollment], ama: User) -> Enrollment:
    """Ama shares by name, waits for help and let a meeting count."""
    row = joined(enroll("Ama Mensah", "Dr. Halloran"), ama)
    person(ama, "Dr. Okafor")
    sharing.choose(row, Level.NAMED, 0, START)
    sharing.answer(row, "confirms_meetings", True, 1, START)
    sharing.count_meeting(row, START.date(), START)
    sharing.ask_help(row, "research", "A first small project.", START)
    return row


def remove(client: Client, row: Enrollment) -> int:
    return client.post(f"/program/{row.program_id}/people/{row.pk}/remove/").status_code


def test_what_the_program_saw_goes_with_the_request(at_desk: Client, row: Enrollment):
    assert remove(at_desk, row) == 302
    assert not RosterEntry.objects.exists()
    assert not HelpRequest.objects.exists()
    assert at_desk.get("/program/mine/").status_code == 200  # reads the message with the name
    for view in ("", "advisors/", "alerts/", "exports/roster.csv", "exports/advising.csv"):
        assert "Mensah" not in at_desk.get(f"/program/{row.program_id}/{view}").content.decode(), view


def test_what_the_program_never_saw_goes_within_the_hour(at_desk: Client, row: Enrollment):
    remove(at_desk, row)
    projection.project_weekly(START)
    assert not Consent.objects.exists()
    assert not AdvisingMeeting.objects.exists()
    assert Contact.objects.count() == 1


def test_all_of_it_or_none(row: Enrollment, cora: User, monkeypatch: pytest.MonkeyPatch):
    def fails(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(enrolling, "revoke_links", fails)
    with pytest.raises(DatabaseError):
        enrolling.leave(row, cora, START)
    row.refresh_from_db()
    assert row.status == "joined"
    assert RosterEntry.objects.count() == HelpRequest.objects.count() == 1


def test_an_answered_request_goes_too(at_desk: Client, row: Enrollment):
    HelpRequest.objects.update(answered_at=START, answer="Dr. Ruiz may have time.")
    remove(at_desk, row)
    assert not HelpRequest.objects.exists()


def test_a_graduate_too(row: Enrollment, cora: User):
    july = datetime(2026, 7, 2, 17, tzinfo=UTC)
    made = rolling.moves(new_year.residents_of(row.program), 2026, {row.pk: rolling.GRADUATES})
    assert new_year.roll_over(row.program, made, 2026, cora, july)
    assert not RosterEntry.objects.exists()
    assert not HelpRequest.objects.exists()


def test_nobody_elses_row_goes_along(
    at_desk: Client, row: Enrollment, enroll: Callable[..., Enrollment], joined: Callable[..., Enrollment],
    ben: User,
):  # fmt: skip
    other = joined(enroll("Ben"), ben)
    sharing.choose(other, Level.COVERAGE, 0, START)
    sharing.ask_help(other, "clinical", "", START)
    remove(at_desk, row)
    assert RosterEntry.objects.get().enrollment == other
    assert HelpRequest.objects.get().enrollment == other


def test_the_resident_is_told(
    at_desk: Client, client_for: Callable[[User], Client], row: Enrollment, ama: User, ben: User, clock: Clock
):
    resident = client_for(ama)
    remove(at_desk, row)
    for path in ("/me/", "/program/mine/", f"/program/mine/{row.pk}/"):
        page = resident.get(path).content.decode()
        assert f"Marlowe Psychiatry Residency {SAID}" in page, path
        assert STAYS in page
        assert SAID not in client_for(ben).get(path).content.decode()
    clock.advance(days=61)
    assert SAID not in resident.get("/me/").content.decode()
    assert SAID in resident.get(f"/program/mine/{row.pk}/").content.decode()
    assert resident.post(f"/program/mine/{row.pk}/", {"level": "named", "version": 1}).status_code == 404


def test_a_graduate_is_told_so(
    client_for: Callable[[User], Client], row: Enrollment, cora: User, ama: User, clock: Clock
):
    clock.set(datetime(2026, 7, 2, 17, tzinfo=UTC))
    made = rolling.moves(new_year.residents_of(row.program), 2026, {row.pk: rolling.GRADUATES})
    new_year.roll_over(row.program, made, 2026, cora, clock.at)
    page = client_for(ama).get("/me/").content.decode()
    assert "You graduated from Marlowe Psychiatry Residency; your row left its roster on 2 July 2026." in page


def test_who_left_or_came_back_is_told_nothing(
    client_for: Callable[[User], Client], row: Enrollment, ama: User, cora: User,
    joined: Callable[..., Enrollment], enroll: Callable[..., Enrollment],
):  # fmt: skip
    resident = client_for(ama)
    sharing.leave(row, ama, START)
    for path in ("/me/", "/program/mine/"):
        assert "off the roster" not in (page := resident.get(path).content.decode())
        assert SAID not in page
    assert "You are off the roster of Marlowe" in resident.get(f"/program/mine/{row.pk}/").content.decode()
    again = joined(enroll("Ama Mensah"), ama)
    enrolling.leave(again, cora, START + timedelta(minutes=1))
    assert SAID in resident.get("/me/").content.decode()
    joined(enroll("Ama Mensah"), ama)
    assert SAID not in resident.get("/me/").content.decode()


def test_nobody_elses_ended_row(
    client_for: Callable[[User], Client], row: Enrollment, cora: User, ben: User, marlowe: Program
):
    enrolling.leave(row, cora, START)
    for user in (ben, cora):
        assert client_for(user).get(f"/program/mine/{row.pk}/").status_code == 404
