"""T7: what is taken back is gone with the same request; what is added waits for Monday."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact, RoleTerm
from programs import projection
from programs.models import Consent, Enrollment, HelpRequest, Program, RosterEntry, ShareEvent
from tests.conftest import START, Clock

PART = {"HX-Request": "true", "HX-Target": "sharing"}
ROSTER_PART = {"HX-Request": "true", "HX-Target": "roster"}
NAME = "Okafor-Lindqvist"


@pytest.fixture
def row(
    marlowe: Program,
    enroll: Callable[..., Enrollment],
    joined: Callable[[Enrollment, User], Enrollment],
    ama: User,
) -> Enrollment:
    """Ama has joined, chosen nothing, and has one mentor in a seat at Marlowe."""
    Program.objects.filter(pk=marlowe.pk).update(institution="Marlowe")
    sits(ama, NAME, "clinical")
    return joined(enroll("Ama Mensah", "Dr. Halloran"), ama)


def sits(owner: User, name: str, role: str, **facts: object) -> Contact:
    facts = {"institution": "Marlowe", "last_touch_at": START - timedelta(days=40)} | facts
    contact = Contact.objects.create(owner=owner, prefix="Dr.", family_name=name, **facts)
    RoleTerm.objects.create(owner=owner, contact=contact, role=role, starts_on=date(2025, 1, 1))
    return contact


@pytest.fixture
def resident(client_for: Callable[[User], Client], ama: User) -> Client:
    return client_for(ama)


def version(row: Enrollment) -> int:
    return Consent.objects.filter(enrollment=row).values_list("version", flat=True).first() or 0


def choose(resident: Client, row: Enrollment, level: str) -> None:
    answer = resident.post(f"/program/mine/{row.pk}/", {"level": level, "version": version(row)})
    assert answer.status_code == 302


def switch(resident: Client, row: Enrollment, contact: Contact, what: str, on: bool, **more: object):
    form = {"contact_id": contact.pk, "what": what, "on": str(on).lower(), "version": version(row)} | more
    return resident.post(f"/program/mine/{row.pk}/switch/", form, headers=PART)


def everywhere(at_desk: Client, row: Enrollment) -> str:
    """Ama's row wherever the program reads it: the page, its part, the roster turned round, the file."""
    base, found = f"/program/{row.program_id}/", []
    for path, headers in (("", {}), ("", ROSTER_PART), ("advisors/", {}), ("exports/roster.csv", {})):
        answer = at_desk.get(base + path, headers=headers)
        assert answer.status_code == 200, path
        text = answer.content.decode()
        found += re.findall(r"<tr[^>]*>(?:(?!</tr>).)*Ama Mensah.*?</tr>", text, re.DOTALL)
        found += [line for line in text.splitlines() if line.startswith("Ama Mensah")]
        assert ("Ama Mensah" in text) and (NAME in text) == any(NAME in one for one in found)
    assert len(found) >= 4
    return "\n".join(re.sub(r'data-label="\w+"|class="\w+"', "", one) for one in found)


def monday(clock: Clock, at_desk: Client, cora: User) -> None:
    """The next Monday's drawing."""
    clock.advance(days=7)
    projection.project_weekly(clock.at)
    session = at_desk.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": clock.at.timestamp()}
    ]
    session.save()


def test_up_and_down_the_levels(
    resident: Client, at_desk: Client, row: Enrollment, ama: User, cora: User, clock: Clock
) -> None:
    contact = Contact.objects.get()
    switch(resident, row, contact, "named", True)
    before = everywhere(at_desk, row)
    assert "filled" not in before
    choose(resident, row, "private")
    private = everywhere(at_desk, row)
    assert private == before

    # Wider: nothing moves before Monday.
    choose(resident, row, "coverage")
    assert everywhere(at_desk, row) == private
    monday(clock, at_desk, cora)
    coverage = everywhere(at_desk, row)
    assert "filled" in coverage
    assert "31–90 d" in coverage
    assert NAME not in coverage
    choose(resident, row, "named")
    assert everywhere(at_desk, row) == coverage
    monday(clock, at_desk, cora)
    assert NAME in everywhere(at_desk, row)

    # Narrower: with this very request, and it looks like Private always did.
    choose(resident, row, "coverage")
    assert NAME not in everywhere(at_desk, row)
    assert "filled" in everywhere(at_desk, row)
    choose(resident, row, "private")
    assert everywhere(at_desk, row) == private


def test_the_first_choice_shows_at_once(resident: Client, at_desk: Client, row: Enrollment) -> None:
    choose(resident, row, "coverage")
    assert "filled" in everywhere(at_desk, row)


@pytest.mark.parametrize("what", ["counted", "named"])
def test_each_switch(
    what: str, resident: Client, at_desk: Client, row: Enrollment, ama: User, cora: User, clock: Clock
) -> None:
    contact = Contact.objects.get()
    other = sits(ama, "Ruiz", "research")
    for one in (contact, other):
        assert switch(resident, row, one, "named", True).status_code == 200
    choose(resident, row, "named")
    shown = everywhere(at_desk, row)
    assert NAME in shown
    assert "Ruiz" in shown

    assert switch(resident, row, contact, what, False).status_code == 200
    gone = everywhere(at_desk, row)
    assert NAME not in gone
    assert "Ruiz" in gone
    assert RosterEntry.objects.get().clinical == ("open" if what == "counted" else "filled")

    assert switch(resident, row, contact, what, True).status_code == 200
    assert everywhere(at_desk, row) == gone
    # A name never comes back with its seat.
    (back,) = (one for one in projection.relationships(row, clock.at) if one.contact_id == contact.pk)
    assert (back.counted, back.named) == (True, what == "named")
    switch(resident, row, contact, "named", True)
    monday(clock, at_desk, cora)
    assert NAME in everywhere(at_desk, row)


def test_a_tag_takes_somebody_off_within_the_hour(resident: Client, at_desk: Client, row: Enrollment) -> None:
    contact = Contact.objects.get()
    switch(resident, row, contact, "named", True)
    choose(resident, row, "named")
    assert NAME in everywhere(at_desk, row)
    Contact.objects.update(tags=["fellowship"])
    assert projection.project_weekly(START) == 0
    assert NAME not in everywhere(at_desk, row)
    assert "filled" not in everywhere(at_desk, row)
    page = resident.get(f"/program/mine/{row.pk}/").content.decode()
    assert "stays out while tagged fellowship" in page
    assert f'id="named-{contact.pk}"' not in page
    assert switch(resident, row, contact, "named", True).status_code == 404


def test_withdrawing_does_not_age_a_band(resident: Client, row: Enrollment, ama: User, clock: Clock) -> None:
    """A band that moved in mid-week, when something else was withdrawn, would tell a day."""
    Contact.objects.update(last_touch_at=START - timedelta(days=29))
    choose(resident, row, "coverage")
    clock.advance(days=4)
    other = sits(ama, "Ruiz", "research")
    switch(resident, row, other, "counted", False)
    assert RosterEntry.objects.get().last_contact == "30"


def test_help_is_shown_at_once_and_gone_when_taken_back(
    resident: Client, at_desk: Client, row: Enrollment
) -> None:
    address, before = f"/program/mine/{row.pk}/help/", everywhere(at_desk, row)
    resident.post(address, {"role": "research", "sentence": "Delirium, a first small project."})
    assert "asked for research" in everywhere(at_desk, row)
    resident.post(address, {"role": "navigator", "sentence": ""})
    assert HelpRequest.objects.count() == 1
    resident.post(address, {"take-back": "1"})
    assert everywhere(at_desk, row) == before
    assert not HelpRequest.objects.exists()


def test_withdrawing_tells_nobody(resident: Client, at_desk: Client, row: Enrollment) -> None:
    choose(resident, row, "named")
    log = f"/program/{row.program_id}/who-looked/"
    before = at_desk.get(log).content
    choose(resident, row, "private")
    resident.post(f"/program/mine/{row.pk}/help/", {"take-back": "1"})
    strip = re.compile(rb'nonce="[^"]+"|csrf\w+" value="[^"]+"|"X-CSRFToken": "[^"]+"|value="[0-9a-f-]{36}"')
    assert strip.sub(b"", at_desk.get(log).content) == strip.sub(b"", before)
    assert ShareEvent.objects.filter(enrollment=row).count() >= 2


def test_two_windows(resident: Client, row: Enrollment) -> None:
    address = f"/program/mine/{row.pk}/"
    assert resident.post(address, {"level": "coverage", "version": 0}).status_code == 302
    # The same form again is the same choice; another one is asked about.
    assert resident.post(address, {"level": "coverage", "version": 0}).status_code == 302
    late = resident.post(address, {"level": "named", "version": 0})
    assert late.status_code == 409
    assert "changed in another window" in late.content.decode()
    assert Consent.objects.get().level == "coverage"
    assert ShareEvent.objects.count() == 1


def test_nothing_is_chosen_for_anybody(resident: Client, row: Enrollment) -> None:
    page = resident.get(f"/program/mine/{row.pk}/").content.decode()
    assert not re.search(r'name="level"[^>]* checked', page)
    assert 'aria-pressed="true"' not in page
    asked = resident.post(f"/program/mine/{row.pk}/", {"version": 0})
    assert asked.status_code == 422
    assert "Nothing is chosen yet." in asked.content.decode()
    assert not RosterEntry.objects.exists()
    resident.post(f"/program/mine/{row.pk}/", {"version": 0, "skip": "private"})
    assert Consent.objects.get().level == "private"


def test_two_programs_have_two_consents(
    resident: Client,
    row: Enrollment,
    enroll: Callable[..., Enrollment],
    joined: Callable[[Enrollment, User], Enrollment],
    ama: User,
    cora: User,
) -> None:
    from_elsewhere = Program.objects.create(name="Lakeshore", institution="Marlowe", created_by=cora)
    second = joined(enroll("Ama Mensah", program=from_elsewhere), ama)
    choose(resident, row, "coverage")
    choose(resident, second, "private")
    assert RosterEntry.objects.get(enrollment=row).clinical == "filled"
    assert RosterEntry.objects.get(enrollment=second).clinical == ""


@pytest.mark.parametrize("path", ["", "switch/", "answer/", "help/", "count/", "count/2026-05-01/"])
def test_nobody_elses(
    path: str, client_for: Callable[[User], Client], ben: User, row: Enrollment, at_desk: Client
) -> None:
    for stranger in (client_for(ben), at_desk):
        form = {"level": "named", "role": "research", "version": 0}
        assert stranger.post(f"/program/mine/{row.pk}/{path}", form).status_code == 404
    assert not Consent.objects.exists()


def test_leaving_and_deleting_leave_nothing(resident: Client, at_desk: Client, row: Enrollment, ama: User):
    choose(resident, row, "named")
    resident.post(f"/program/mine/{row.pk}/help/", {"role": "research"})
    ama.delete()
    row.refresh_from_db()
    assert (row.status, row.user_id) == ("left", None)
    assert not RosterEntry.objects.exists()
    assert not Consent.objects.exists()
    assert not HelpRequest.objects.exists()
    assert not row.assignments.filter(ends_on__isnull=True).exists()
    assert "Mensah" not in at_desk.get(f"/program/{row.program_id}/").content.decode()


def test_leaving(resident: Client, row: Enrollment) -> None:
    choose(resident, row, "named")
    resident.post(f"/program/mine/{row.pk}/leave/")
    assert not RosterEntry.objects.exists()
    assert not Consent.objects.exists()
