"""What of a resident's people becomes a row, at each level."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from contacts.models import Contact, RoleTerm
from interactions.models import Interaction, Participant
from programs import sharing
from programs.models import Consent, Enrollment, Level, Program, RelationshipConsent, RosterEntry
from programs.projection import monday, preview, project, project_weekly, relationships, withdraw
from residents.models import Pause
from tests.conftest import START

Seat = Callable[..., Contact]


@pytest.fixture
def row(
    marlowe: Program,
    enroll: Callable[..., Enrollment],
    joined: Callable[[Enrollment, User], Enrollment],
    ama: User,
) -> Enrollment:
    """Ama in a program of Marlowe."""
    Program.objects.filter(pk=marlowe.pk).update(institution="Marlowe")
    return joined(enroll("Ama"), ama)


@pytest.fixture
def seat(ama: User) -> Seat:
    """Somebody of Ama's in one seat or several."""

    def seated(name: str, *roles: str, ago: int | None = 10, at: str = "Marlowe", **facts: Any) -> Contact:
        touched = START - timedelta(days=ago) if ago is not None else None
        contact = Contact.objects.create(
            owner=ama, family_name=name, institution=at, last_touch_at=touched, **facts
        )
        for role in roles:
            RoleTerm.objects.create(owner=ama, contact=contact, role=role, starts_on=date(2025, 1, 1))
        return contact

    return seated


def choose(row: Enrollment, level: str, **more: Any) -> None:
    Consent.objects.update_or_create(enrollment=row, defaults={"level": level, **more})


def drawn(row: Enrollment) -> RosterEntry:
    project(START)
    return RosterEntry.objects.get(enrollment=row)


def cells(entry: RosterEntry) -> tuple[Any, ...]:
    seats = tuple(getattr(entry, seat) for seat in RosterEntry.SEATS)
    return (*seats, entry.active, entry.last_contact, entry.next_meeting, entry.paused, entry.mentors)


HIDDEN: tuple[Any, ...] = ("", "", "", "", "", "", "", False, [])


def test_private_tells_nothing_at_all(row: Enrollment, seat: Seat, ama: User) -> None:
    seat("Okafor", "clinical")
    Pause.objects.create(owner=ama, starts_on=START.date(), ends_on=START.date() + timedelta(days=7))
    assert cells(drawn(row)) == HIDDEN
    choose(row, "private", shows_next_meeting=True)
    assert cells(drawn(row)) == HIDDEN


def test_coverage_tells_seats_and_bands_and_no_name(row: Enrollment, seat: Seat) -> None:
    seat("Okafor", "clinical", "research", ago=40)
    seat("Ruiz", "near_peer", ago=200)
    seat("Nobody", ago=1)
    choose(row, "coverage")
    assert cells(drawn(row)) == ("filled", "filled", "open", "filled", "1", "90", "", False, [])


@pytest.mark.parametrize(
    ("ago", "band", "active"),
    [(None, "none", "0"), (0, "30", "1"), (30, "30", "1"), (31, "90", "1"), (90, "90", "1"), (91, "180", "1"),
     (180, "180", "1"), (181, "over", "0"), (2000, "over", "0")],
)  # fmt: skip
def test_the_bands_edges(row: Enrollment, seat: Seat, ago: int | None, band: str, active: str) -> None:
    seat("Okafor", "clinical", ago=ago)
    choose(row, "coverage")
    entry = drawn(row)
    assert (entry.last_contact, entry.active) == (band, active)


@pytest.mark.parametrize(("people", "band"), [(0, "0"), (1, "1"), (2, "2"), (3, "3+"), (9, "3+")])
def test_how_many_is_a_band(row: Enrollment, seat: Seat, people: int, band: str) -> None:
    for number in range(people):
        seat(f"Mentor {number}", "clinical", "research")
    choose(row, "coverage")
    assert drawn(row).active == band


@pytest.mark.parametrize(
    "facts",
    [{"at": "Lakeshore"}, {"at": ""}, {"tags": ["fellowship"]}, {"tags": ["Job hunt"]}, {"stage": "ended"},
     {"tags": ["well-being"]}, {"trashed_at": START}],
    ids=str,
)  # fmt: skip
def test_who_is_left_out(row: Enrollment, seat: Seat, facts: dict[str, Any]) -> None:
    seat("Okafor", "clinical", **facts)
    choose(row, "named")
    assert cells(drawn(row)) == ("open", "open", "open", "open", "0", "none", "", False, [])


def test_support_is_never_counted(row: Enrollment, seat: Seat) -> None:
    contact = seat("Okafor", "clinical", "support")
    RelationshipConsent.objects.create(enrollment=row, contact=contact, counted=True, named=True)
    choose(row, "named")
    assert drawn(row).clinical == "open"


def test_a_sensitive_tag_beats_the_switch(row: Enrollment, seat: Seat) -> None:
    contact = seat("Okafor", "clinical", tags=["transfer"])
    RelationshipConsent.objects.create(enrollment=row, contact=contact, counted=True, named=True)
    choose(row, "named")
    assert (drawn(row).clinical, drawn(row).mentors) == ("open", [])


def test_elsewhere_counts_once_ticked_and_here_not_once_unticked(row: Enrollment, seat: Seat) -> None:
    RelationshipConsent.objects.create(
        enrollment=row, contact=seat("Far", "research", at="Lakeshore"), counted=True
    )
    RelationshipConsent.objects.create(enrollment=row, contact=seat("Near", "clinical"), counted=False)
    choose(row, "coverage")
    assert (drawn(row).research, drawn(row).clinical) == ("filled", "open")


def test_named_tells_only_whom_the_resident_switched_on(row: Enrollment, seat: Seat) -> None:
    shown = seat("Okafor", "research", "clinical", prefix="Dr.", stage="recurring")
    seat("Ruiz", "near_peer")
    hidden = seat("Feld", "navigator")
    RelationshipConsent.objects.create(enrollment=row, contact=shown, named=True)
    RelationshipConsent.objects.create(enrollment=row, contact=hidden, named=True, counted=False)
    choose(row, "named")
    entry = drawn(row)
    assert entry.mentors == [
        {"name": "Dr. Okafor", "role": "clinical,research", "month": "2026-05", "stage": "recurring"}
    ]
    assert entry.navigator == "open"
    choose(row, "coverage")
    assert drawn(row).mentors == []


def test_a_planned_meeting_only_with_its_own_yes(row: Enrollment, seat: Seat, ama: User) -> None:
    contact = seat("Okafor", "clinical")
    meeting = Interaction.objects.create(owner=ama, status="planned", at=START + timedelta(days=3))
    Participant.objects.create(owner=ama, interaction=meeting, contact=contact)
    choose(row, "coverage")
    assert drawn(row).next_meeting == ""
    choose(row, "coverage", shows_next_meeting=True)
    assert drawn(row).next_meeting == "yes"
    Interaction.objects.update(at=START - timedelta(days=1))
    assert drawn(row).next_meeting == "no"


def test_a_role_that_ended_or_begins_later_holds_no_seat(row: Enrollment, seat: Seat) -> None:
    seat("Okafor", "clinical")
    seat("Ruiz", "research")
    RoleTerm.objects.filter(role="clinical").update(ends_on=START.date())
    RoleTerm.objects.filter(role="research").update(starts_on=START.date() + timedelta(days=1))
    choose(row, "coverage")
    assert (drawn(row).clinical, drawn(row).research) == ("open", "open")


def test_the_preview_is_the_row(row: Enrollment, seat: Seat, ama: User) -> None:
    contact = seat("Okafor", "clinical", ago=100)
    RelationshipConsent.objects.create(enrollment=row, contact=contact, named=True)
    Pause.objects.create(owner=ama, starts_on=START.date(), ends_on=START.date() + timedelta(days=7))
    shown = preview(row, START)
    assert not RosterEntry.objects.exists()
    for level in ("private", "coverage", "named"):
        choose(row, level)
        assert cells(drawn(row)) == cells(shown[level])
        assert RosterEntry.objects.get().as_of == shown[level].as_of == date(2026, 5, 18)


def test_monday_draws_once_a_week(row: Enrollment, seat: Seat) -> None:
    assert project_weekly(START) == 0
    choose(row, "coverage")
    project(START)
    seat("Okafor", "clinical")
    assert project_weekly(START + timedelta(days=5)) == 0
    assert RosterEntry.objects.get().clinical == "open"
    assert project_weekly(START + timedelta(days=6)) == 1
    assert RosterEntry.objects.get().clinical == "filled"
    assert RosterEntry.objects.get().as_of == monday(START) + timedelta(days=7)


def test_withdrawing_acts_at_once_and_tells_nothing_new(row: Enrollment, seat: Seat) -> None:
    first = seat("Okafor", "clinical", ago=10)
    second = seat("Feld", "research", ago=100)
    for contact in (first, second):
        RelationshipConsent.objects.create(enrollment=row, contact=contact, named=True)
    choose(row, "named")
    project(START)
    seat("New", "navigator", ago=0)
    RelationshipConsent.objects.filter(contact=first).update(counted=False)
    withdraw(row.pk, START)
    entry = RosterEntry.objects.get()
    assert (entry.clinical, entry.research, entry.navigator) == ("open", "filled", "open")
    assert (entry.active, entry.last_contact) == ("2", "30")
    assert [mentor["name"] for mentor in entry.mentors] == ["Feld"]
    choose(row, "private")
    withdraw(row.pk, START)
    assert cells(RosterEntry.objects.get()) == HIDDEN


def test_widening_waits_for_monday(row: Enrollment, seat: Seat) -> None:
    seat("Okafor", "clinical")
    project(START)
    choose(row, "named")
    withdraw(row.pk, START)
    assert cells(RosterEntry.objects.get()) == HIDDEN


def test_who_left_has_no_row(row: Enrollment) -> None:
    choose(row, "coverage")
    project(START)
    Enrollment.objects.update(status="left")
    project_weekly(START)
    assert not RosterEntry.objects.exists()


def test_somebody_elses_people_never_count(row: Enrollment, seat: Seat, ben: User) -> None:
    contact = seat("Okafor", "clinical")
    choose(row, "coverage")
    RoleTerm.objects.update(owner=ben)
    assert drawn(row).clinical == "open"
    RoleTerm.objects.update(owner=row.user)
    Contact.objects.filter(pk=contact.pk).update(owner=ben)
    assert drawn(row).clinical == "open"


def test_a_program_that_moves_widens_nobodys_row(row: Enrollment, seat: Seat) -> None:
    """Staff edit their institution; a mentor there must not count by that alone."""
    seat("Near", "clinical")
    seat("Far", "research", at="Lakeshore")
    sharing.choose(row, Level.COVERAGE, 0, START)
    assert Consent.objects.get().home == "Marlowe"
    Program.objects.filter(pk=row.program_id).update(institution="Lakeshore")
    entry = drawn(row)
    assert (entry.clinical, entry.research) == ("filled", "open")
    assert preview(row, START)["coverage"].research == "open"
    assert {one.name: one.is_home for one in relationships(row, START)} == {"Near": True, "Far": False}
    sharing.choose(row, Level.PRIVATE, 1, START)
    sharing.choose(row, Level.COVERAGE, 2, START)
    assert drawn(row).research == "open"
