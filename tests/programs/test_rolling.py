"""The new academic year: pure rules first, then the page, once, and its undoing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import User
from programs import new_year, rolling
from programs.enrolling import make_program
from programs.models import AdvisorAssignment, AuditEvent, Enrollment, Invitation, Program, RollOver
from programs.rolling import Resident, last_levels, moves, year_to_enter
from tests.conftest import Clock
from tests.programs.test_at_once import together

Enroll = Callable[..., Enrollment]
JULY = datetime(2026, 7, 2, 17, tzinfo=UTC)


def one(pk: int, pgy: int, track: str = "Cat", year: int = 2025, name: str = "") -> Resident:
    return Resident(pk, name or f"R{pk}", pgy, track, year)


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 5, 31), None),
        (date(2026, 6, 1), 2026),
        (date(2026, 7, 1), 2026),
        (date(2026, 9, 30), 2026),
        (date(2026, 10, 1), None),
        (date(2026, 1, 1), None),
    ],
)
def test_the_season(today: date, year: int | None):
    assert year_to_enter(today) == year


def test_the_last_level_is_read_off_each_track():
    assert last_levels([one(1, 4), one(2, 2), one(3, 5, "Child"), one(4, 1, "New")]) == {
        "Cat": 4,
        "Child": 5,
        "New": rolling.SHORTEST,
    }


def test_who_moves_where():
    rows = [one(1, 1), one(2, 4), one(3, 7, "Long"), one(4, 1, year=2026), one(5, 2, year=2024)]
    found = {
        move.resident.pk: (move.what, move.pgy) for move in moves(rows, 2026, {2: "graduates", 5: "stays"})
    }
    assert found == {1: ("up", 2), 2: ("graduates", 4), 3: ("stays", 7), 5: ("stays", 2)}


@pytest.mark.parametrize("nonsense", ["", "sideways", "UP"])
def test_nonsense_moves_up(nonsense: str):
    assert moves([one(1, 1)], 2026, {1: nonsense})[0].what == "up"


def test_those_at_the_end_of_their_track_come_first():
    rows = [one(1, 1, name="Ann"), one(2, 4, name="Zed"), one(3, 4, name="Bo")]
    assert [move.resident.name for move in moves(rows, 2026, {})] == ["Bo", "Zed", "Ann"]


def test_capitals_do_not_sort():
    assert [
        move.resident.name for move in moves([one(1, 1, name="Bo"), one(2, 1, name="ann")], 2026, {})
    ] == ["ann", "Bo"]


def test_what_can_be_chosen():
    (low,), (high,) = moves([one(1, 6)], 2026, {}), moves([one(1, 7)], 2026, {})
    assert [what for what, _ in low.options] == ["up", "stays", "graduates"]
    assert low.options[0][1] == "moves up to PGY-7"
    assert [what for what, _ in high.options] == ["stays", "graduates"]


def test_a_track_nobody_knows_has_no_end():
    assert not rolling.at_end(one(1, 4, "New"), {})


# ------------------------------------------------------------------ the page
@pytest.fixture
def summer(clock: Clock) -> Clock:
    clock.set(JULY)
    return clock


@pytest.fixture
def class_of(enroll: Enroll, ama: User, joined: Callable[..., Enrollment]) -> dict[str, Enrollment]:
    """An intern, a senior who joined, and somebody entered for the new year already."""
    return {
        "intern": enroll("Ivy Benoit", advisor="Dr. Chao", email="ivy@example.org"),
        "senior": joined(enroll("Ama", advisor="Dr. Chao", pgy_level=4, email="ama@work.example"), ama),
        "new": enroll("Noah Pell", academic_year=2026),
    }


def roll(client: Client, program: Program, **sent: str):
    """Look, then move."""
    address = f"/program/{program.pk}/new-year/"
    reading = re.search(r'name="reading" value="(\w+)"', client.get(address).content.decode())
    return client.post(address, {"reading": reading[1] if reading else "", "seen": "on"} | sent)


def facts() -> dict[str, tuple[int, int, str]]:
    return {row.name: (row.pgy_level, row.academic_year, row.status) for row in Enrollment.objects.all()}


@pytest.mark.parametrize("at", [datetime(2026, 5, 31, 12, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)])
def test_out_of_season_there_is_no_page(at_desk: Client, marlowe: Program, clock: Clock, at: datetime):
    clock.set(at)
    assert at_desk.get(f"/program/{marlowe.pk}/new-year/").status_code == 404


def test_looking_changes_nothing(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock
):
    before = facts()
    page = at_desk.get(f"/program/{marlowe.pk}/new-year/").content.decode()
    assert page.index("Ama") < page.index("Ivy Benoit")
    assert "Noah Pell" not in page
    assert facts() == before


def test_rolling_over(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock, ama: User
):
    senior = class_of["senior"]
    answer = roll(at_desk, marlowe, **{f"what-{senior.pk}": "graduates"})
    assert answer["Location"] == f"/program/{marlowe.pk}/"
    assert facts() == {
        "Ivy Benoit": (2, 2026, "invited"),
        "Ama": (4, 2025, "left"),
        "Noah Pell": (1, 2026, "invited"),
    }
    assert User.objects.filter(pk=ama.pk, is_active=True).exists()
    assert AdvisorAssignment.objects.get(enrollment=senior).ends_on == date(2026, 7, 2)
    assert AdvisorAssignment.objects.get(enrollment=class_of["intern"]).ends_on is None
    assert AuditEvent.objects.get(what="graduated").enrollments == [senior.pk]
    assert AuditEvent.objects.get(what="year rolled over").enrollments == [class_of["intern"].pk]


def test_the_link_of_a_graduate_stops_working(
    at_desk: Client, marlowe: Program, enroll: Enroll, link_for: Callable[..., str], summer: Clock
):
    row = enroll("Never Joined", pgy_level=4)
    link_for(row)
    summer.set(datetime(2026, 6, 10, 17, tzinfo=UTC))
    roll(at_desk, marlowe, **{f"what-{row.pk}": "graduates"})
    assert Invitation.objects.get().revoked_at == summer.at


def test_graduates_are_looked_at_first(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock
):
    before, chosen = facts(), {f"what-{class_of['senior'].pk}": "graduates"}
    address = f"/program/{marlowe.pk}/new-year/"
    reading = re.search(r'name="reading" value="(\w+)"', at_desk.get(address).content.decode())
    assert reading
    answer = at_desk.post(address, {"reading": reading[1], **chosen})
    assert answer.status_code == 422
    assert '<option value="graduates" selected>' in answer.content.decode()
    assert facts() == before


def test_a_second_time_does_nothing(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock
):
    roll(at_desk, marlowe)
    after = facts()
    again = roll(at_desk, marlowe)
    assert "moved into 2026–27" in again.content.decode()
    assert facts() == after
    assert RollOver.objects.count() == 1


def test_a_roster_that_changed_meanwhile_is_shown_again(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], enroll: Enroll, summer: Clock
):
    address = f"/program/{marlowe.pk}/new-year/"
    reading = re.search(r'name="reading" value="(\w+)"', at_desk.get(address).content.decode())
    enroll("Came Late")
    assert reading
    answer = at_desk.post(
        address, {"reading": reading[1], "seen": "on", f"what-{class_of['intern'].pk}": "stays"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Came Late" in page
    assert '<option value="stays" selected>stays at PGY-1' in page
    assert not RollOver.objects.exists()


def test_undoing_within_a_day(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock
):
    before = facts()
    roll(at_desk, marlowe, **{f"what-{class_of['senior'].pk}": "graduates"})
    summer.advance(hours=23)
    at_desk.post(f"/program/{marlowe.pk}/new-year/undo/")
    assert facts() == before
    assert not AdvisorAssignment.objects.filter(ends_on__isnull=False).exists()
    assert AuditEvent.objects.filter(what="roll-over undone").count() == 1
    at_desk.post(f"/program/{marlowe.pk}/new-year/undo/")
    assert facts() == before
    roll(at_desk, marlowe)
    assert facts()["Ivy Benoit"] == (2, 2026, "invited")


def test_a_day_later_it_is_too_late(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock
):
    roll(at_desk, marlowe)
    after = facts()
    summer.advance(hours=24)
    at_desk.post(f"/program/{marlowe.pk}/new-year/undo/")
    assert facts() == after


def test_undoing_leaves_what_was_changed_since(
    at_desk: Client,
    marlowe: Program,
    class_of: dict[str, Enrollment],
    enroll: Enroll,
    summer: Clock,
    ama: User,
):
    roll(at_desk, marlowe, **{f"what-{class_of['senior'].pk}": "graduates"})
    at_desk.post(
        f"/program/{marlowe.pk}/people/{class_of['intern'].pk}/",
        {"name": "Ivy B.", "pgy_level": 3, "academic_year": 2026, "version": 2},
    )
    enroll("Ama again", email="AMA@work.example", academic_year=2026)
    page = at_desk.post(f"/program/{marlowe.pk}/new-year/undo/", follow=True).content.decode()
    assert "changed the entry since: Ama, Ivy B." in page
    assert facts()["Ivy B."] == (3, 2026, "invited")
    assert facts()["Ama"] == (4, 2025, "left")


def test_an_account_deleted_since_stays_away(
    at_desk: Client, marlowe: Program, class_of: dict[str, Enrollment], summer: Clock, ama: User
):
    roll(at_desk, marlowe)
    ama.delete()
    at_desk.post(f"/program/{marlowe.pk}/new-year/undo/")
    assert facts()["Ama"][2] == "left"


def test_another_programs_rows_do_not_move(
    at_desk: Client, marlowe: Program, enroll: Enroll, class_of: dict[str, Enrollment], summer: Clock
):
    enroll("Theirs", program=(theirs := Program.objects.create(name="Lakeshore")))
    row = enroll("Theirs too", program=theirs)
    roll(at_desk, marlowe, **{f"what-{row.pk}": "graduates"})
    assert facts()["Theirs"] == facts()["Theirs too"] == (1, 2025, "invited")


def test_it_is_due_until_it_is_done(
    marlowe: Program,
    cora: User,
    class_of: dict[str, Enrollment],
    enroll: Enroll,
    summer: Clock,
    at_desk: Client,
):
    address = f"/program/{marlowe.pk}/"
    assert "move the roster into 2026–27" in at_desk.get(address).content.decode()
    roll(at_desk, marlowe)
    assert "move the roster into" not in at_desk.get(address).content.decode()
    late = enroll("Entered Late")
    assert new_year.is_due(marlowe, [late.academic_year], JULY, cora) == ""


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_roll_over_once(cora: User, ben: User):
    program = make_program(Program(name="Marlowe"), cora, JULY)
    Enrollment.objects.create(program=program, name="Ivy", academic_year=2025)
    made = moves(new_year.residents_of(program), 2026, {})
    results = together(
        *(lambda who=who: new_year.roll_over(program, made, 2026, who, JULY) for who in (cora, ben))
    )
    assert sum(one is None for one in results) == 1
    assert facts() == {"Ivy": (2, 2026, "invited")}
    assert RollOver.objects.count() == 1


# ------------------------------------------------------------------ at the edges
def test_rows_that_changed_since_are_not_moved(marlowe: Program, cora: User, class_of: dict[str, Enrollment]):
    made = moves(new_year.residents_of(marlowe), 2026, {})
    Enrollment.objects.filter(pk=class_of["intern"].pk).update(track="Research")
    before = facts()
    assert new_year.roll_over(marlowe, made, 2026, cora, JULY) is None
    assert facts() == before


def test_who_is_entered_late_into_the_old_year_is_not_rolled_over_again(
    marlowe: Program, cora: User, class_of: dict[str, Enrollment], enroll: Enroll
):
    new_year.roll_over(marlowe, moves(new_year.residents_of(marlowe), 2026, {}), 2026, cora, JULY)
    enroll("Entered Late")
    again = moves(new_year.residents_of(marlowe), 2026, {})
    assert [move.resident.name for move in again] == ["Entered Late"]
    assert new_year.roll_over(marlowe, again, 2026, cora, JULY) is None
    assert facts()["Entered Late"] == (1, 2025, "invited")


def test_a_graduate_who_joined_again_by_another_address_keeps_that_row(
    marlowe: Program,
    cora: User,
    ama: User,
    class_of: dict[str, Enrollment],
    enroll: Enroll,
    joined: Callable[..., Enrollment],
):
    senior = class_of["senior"]
    made = moves(new_year.residents_of(marlowe), 2026, {senior.pk: "graduates"})
    new_year.roll_over(marlowe, made, 2026, cora, JULY)
    again = joined(enroll("Ama Fellow", email="fellow@example.org", academic_year=2026), ama)
    assert new_year.undo(marlowe, cora, JULY) == ["Ama"]
    senior.refresh_from_db()
    again.refresh_from_db()
    assert (senior.status, again.status) == ("left", "joined")


def test_undone_rows_are_as_before_and_newer_than_any_open_form(
    marlowe: Program, cora: User, class_of: dict[str, Enrollment]
):
    senior = class_of["senior"]
    before = Enrollment.objects.values().get(pk=senior.pk)
    made = moves(new_year.residents_of(marlowe), 2026, {senior.pk: "graduates"})
    new_year.roll_over(marlowe, made, 2026, cora, JULY)
    new_year.undo(marlowe, cora, JULY)
    after = Enrollment.objects.values().get(pk=senior.pk)
    assert after == before | {"version": before["version"] + 2}


def test_nobody_in_an_earlier_year_is_nothing_due(marlowe: Program, cora: User):
    assert new_year.is_due(marlowe, [2026, 2027], JULY, cora) == ""
    assert new_year.is_due(marlowe, [2026, 2025], JULY, cora) == "2026–27"


def test_five_who_were_changed_are_named_and_others_are_others(
    at_desk: Client, marlowe: Program, enroll: Enroll, summer: Clock
):
    for name in "ABCDEFG":
        enroll(f"{name}. Resident")
    roll(at_desk, marlowe)
    Enrollment.objects.exclude(name__startswith="G").update(version=9)
    page = at_desk.post(f"/program/{marlowe.pk}/new-year/undo/", follow=True).content.decode()
    assert "since: A. Resident, B. Resident, C. Resident, D. Resident, E. Resident and others." in page
