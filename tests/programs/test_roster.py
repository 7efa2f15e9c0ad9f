"""The roster: its rows, filters, orders, and how many statements it takes."""

import re
from collections.abc import Callable
from copy import copy

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from programs.drawing import cells
from programs.enrolling import leave
from programs.models import Advisor, AuditEvent, Enrollment, Program, RosterEntry
from programs.roster import row_for
from tests.conftest import START
from tests.programs.picture import NAMED, hang, share

Enroll = Callable[..., Enrollment]
MOST_STATEMENTS = 8


def names(response) -> list[str]:
    return re.findall(r'class="name" href="[^"]*/people/\d+/">([^<]+)<', response.content.decode())


@pytest.fixture
def three(enroll: Enroll) -> None:
    enroll("Tessa Lindgren", "Dr. Idris", pgy_level=3, track="Research")
    enroll("Owen Tran", "Dr. Halloran", pgy_level=1)
    enroll("marcus Bell", pgy_level=2, academic_year=2024, status=Enrollment.Status.JOINED)


def test_a_row_shows_the_facts_the_program_holds(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran", "Dr. Halloran", pgy_level=4)
    page = at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    for fact in (
        "Owen Tran",
        ">4<",
        "Dr. Halloran",
        "Categorical",
        "2025–26",
        "not joined yet",
        "1 of 1 shown",
    ):
        assert fact in page


def test_only_this_programs_residents_are_listed(
    at_desk: Client, marlowe: Program, enroll: Enroll, cora: User
):
    other = Program.objects.create(name="Lakeshore")
    enroll("Somebody Else", program=other)
    enroll("Owen Tran")
    assert names(at_desk.get(f"/program/{marlowe.pk}/")) == ["Owen Tran"]


def test_who_left_is_not_listed_nor_counted(at_desk: Client, marlowe: Program, enroll: Enroll, cora: User):
    leave(enroll("Gone Already", "Dr. Chao", track="Gone"), cora, START)
    page = at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    assert "Gone" not in page
    assert "Nobody is on the roster yet" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["marcus Bell", "Owen Tran", "Tessa Lindgren"]),
        ("met=no", ["marcus Bell", "Owen Tran", "Tessa Lindgren"]),
        ("met=yes", []),
        ("pgy=3", ["Tessa Lindgren"]),
        ("track=Research", ["Tessa Lindgren"]),
        ("year=2024", ["marcus Bell"]),
        ("advisor=none", ["marcus Bell"]),
        ("q=LIND", ["Tessa Lindgren"]),
        ("q=%25", []),
        ("pgy=1&track=Research", []),
    ],
)
def test_filters_narrow_the_rows(
    at_desk: Client, marlowe: Program, three: None, query: str, shown: list[str]
):
    page = at_desk.get(f"/program/{marlowe.pk}/?{query}")
    assert names(page) == shown
    assert f"{len(shown)} of 3 shown" in page.content.decode()


def test_filter_by_advisor(at_desk: Client, marlowe: Program, three: None):
    idris = marlowe.advisors.get(name="Dr. Idris")
    assert names(at_desk.get(f"/program/{marlowe.pk}/?advisor={idris.pk}")) == ["Tessa Lindgren"]


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("name", "marcus Bell", "Tessa Lindgren"),
        ("-name", "Tessa Lindgren", "marcus Bell"),
        ("pgy", "Owen Tran", "Tessa Lindgren"),
        ("-pgy", "Tessa Lindgren", "Owen Tran"),
        ("track", "marcus Bell", "Tessa Lindgren"),
        ("-track", "Tessa Lindgren", "Owen Tran"),
        ("advisor", "Owen Tran", "marcus Bell"),
        ("-advisor", "Tessa Lindgren", "marcus Bell"),
    ],
)
def test_orders(at_desk: Client, marlowe: Program, three: None, sort: str, first: str, last: str):
    listed = names(at_desk.get(f"/program/{marlowe.pk}/?sort={sort}"))
    assert (listed[0], listed[-1]) == (first, last)


@pytest.mark.parametrize(
    "query",
    [
        "sort=user__last_login",
        "sort=-user__contacts__note",
        "sort=email",
        "sort=--name",
        "sort=-",
        "sort=level",
        "sort=consent__level",
        "sort=active",
        "level=private&sharing=named&consent=private",
        "status=joined",
        "paused=1&active=0&next_meeting=yes",
        "seat=user_id&contact=__class__&help=1",
        "user__email=ama@example.org",
        "user__contacts__note=x",
        "pgy__gt=0&name__regex=.*",
        "pgy=99&track=None&year=x&advisor=999999999999999999999&status=left",
        "advisor=-1&pgy=' OR 1=1 --",
        "advisor=1&advisor=none&advisor=zzz",
    ],
)
def test_unknown_or_private_parameters_change_nothing(
    at_desk: Client, marlowe: Program, three: None, query: str
):
    plain = at_desk.get(f"/program/{marlowe.pk}/")
    asked = at_desk.get(f"/program/{marlowe.pk}/?{query}")
    assert asked.status_code == 200
    assert names(asked) == names(plain) == ["marcus Bell", "Owen Tran", "Tessa Lindgren"]


def test_another_programs_advisor_is_no_filter(
    at_desk: Client, marlowe: Program, three: None, enroll: Enroll
):
    other = Program.objects.create(name="Lakeshore")
    enroll("Somebody Else", "Dr. Elsewhere", program=other)
    theirs = other.advisors.get()
    page = at_desk.get(f"/program/{marlowe.pk}/?advisor={theirs.pk}")
    assert len(names(page)) == 3
    assert "Elsewhere" not in page.content.decode()


def test_searching_with_control_characters_and_length(at_desk: Client, marlowe: Program, three: None):
    assert at_desk.get(f"/program/{marlowe.pk}/?q=%00").status_code == 400
    assert at_desk.get(f"/program/{marlowe.pk}/?q=%01%1b%ff").status_code == 200
    assert at_desk.get(f"/program/{marlowe.pk}/?q={'x' * 5000}").status_code == 200


def test_part_is_only_the_table(at_desk: Client, marlowe: Program, three: None):
    address = f"/program/{marlowe.pk}/?pgy=1"
    part = at_desk.get(address, headers={"HX-Request": "true", "HX-Target": "roster"}).content.decode()
    assert part.strip().startswith('<div id="roster">')
    assert "<html" not in part
    assert "1 of 3 shown" in part
    assert 'id="views" aria-label="Views" hx-swap-oob="true"' in part
    assert f'href="/program/{marlowe.pk}/exports/roster.csv?pgy=1"' in part
    unlisted = at_desk.get(address, headers={"HX-Request": "true", "HX-Target": "main"}).content.decode()
    restored = {"HX-Request": "true", "HX-Target": "roster", "HX-History-Restore-Request": "true"}
    assert "<html" in unlisted
    assert unlisted.count('id="views"') == 1
    assert unlisted.count('id="found"') == 1
    assert "<html" in at_desk.get(address, headers=restored).content.decode()


def test_heads_keep_the_filters(at_desk: Client, marlowe: Program, three: None):
    page = at_desk.get(f"/program/{marlowe.pk}/?pgy=1&q=o&sort=track").content.decode()
    assert 'href="?q=o&amp;pgy=1&amp;sort=-track"' in page
    assert 'href="?q=o&amp;pgy=1&amp;sort=advisor"' in page
    assert 'aria-sort="ascending"' in page


@pytest.mark.parametrize("view", ["", "advisors/"])
def test_statements_do_not_grow_with_the_roster(at_desk: Client, marlowe: Program, enroll: Enroll, view: str):
    for number in range(5):
        enroll(f"Resident {number}", f"Dr. {number}")
    with CaptureQueriesContext(
        connection,
    ) as few:
        at_desk.get(f"/program/{marlowe.pk}/{view}")
    Enrollment.objects.bulk_create(
        Enrollment(program=marlowe, name=f"Resident {number}", academic_year=2025, track=f"T{number % 3}")
        for number in range(5, 500)
    )
    for row in Enrollment.objects.all():
        share(row, "fofo", "2", "90", named=NAMED["Rowan Fitch"] if row.pk % 7 == 0 else None)
    with CaptureQueriesContext(connection) as many:
        page = at_desk.get(f"/program/{marlowe.pk}/{view}")
    assert "500 of 500 shown" in page.content.decode()
    if not view:
        assert "1–100 of 500" in page.content.decode()
    assert len(few) <= MOST_STATEMENTS
    assert len(many) == len(few)


def test_names_are_escaped(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("<b>Bobby</b>", "<i>Dr.</i>", track='"><script>')
    for view in ("", "advisors/"):
        page = at_desk.get(f"/program/{marlowe.pk}/{view}").content.decode()
        assert "<b>Bobby" not in page
        assert "<i>Dr." not in page
        assert '"><script>' not in page


@pytest.fixture
def eighteen(marlowe: Program, cora: User) -> dict[str, Enrollment]:
    return hang(marlowe, cora)


def test_help_first_then_open_seats_then_band_then_name(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]
):
    assert names(at_desk.get(f"/program/{marlowe.pk}/")) == list(eighteen)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("help=asked", ["Owen Tran", "Sofia Marchetti"]),
        ("contact=180", ["Marcus Bell", "Leila Haddad"]),
        ("contact=over", ["Kenji Sato"]),
        ("contact=none&pgy=2", ["Bethany Kruse"]),
        ("seat=near_peer&pgy=3", ["Rowan Fitch"]),
        ("seat=clinical", ["Owen Tran", "Bethany Kruse", "Caleb Osei", "Yusuf Demir"]),
    ],
)
def test_who_does_not_share_fits_no_filter_on_shared_cells(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment], query: str, shown: list[str]
):
    assert names(at_desk.get(f"/program/{marlowe.pk}/?{query}")) == shown


def test_who_does_not_share_stands_last_in_both_directions(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]
):
    up, down = (names(at_desk.get(f"/program/{marlowe.pk}/?sort={sort}contact")) for sort in ("", "-"))
    assert set(up[-6:]) == set(down[-6:]) == set(list(eighteen)[-6:])
    assert (up[0], down[0]) == ("Bethany Kruse", "Rowan Fitch")


def test_the_week_and_the_bounds_are_said(at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]):
    page = at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    for words in (
        "18 residents, 2025–26 · as of the week of Monday 18 May, next on 25 May",
        "between 50 % <small>and</small> 83 %",
        "between 39 % <small>and</small> 72 %",
        "9 of 12 counted; 6 do not share",
        "7 of 12 counted; 6 do not share",
        "11 of 18",
        "one has waited 13 days; both would like an introduction",
        "review opens 12 June",
    ):
        assert words in page, words


def test_a_row_that_shares_nothing_tells_nothing(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]
):
    page = at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    (row,) = re.findall(r"<tr data-row>(?:(?!</tr>).)*Amir Solano.*?</tr>", page, re.DOTALL)
    assert row.count("— ") + row.count("—<") == 7
    assert "filled" not in row
    assert "open<" not in row


def test_pages_of_a_hundred(at_desk: Client, marlowe: Program):
    Enrollment.objects.bulk_create(
        Enrollment(program=marlowe, name=f"Resident {number:03}", academic_year=2025) for number in range(101)
    )
    assert len(names(at_desk.get(f"/program/{marlowe.pk}/"))) == 100
    assert names(at_desk.get(f"/program/{marlowe.pk}/?page=2")) == ["Resident 100"]
    assert "Search by name" in at_desk.get(f"/program/{marlowe.pk}/").content.decode()


def test_an_advisor_reads_only_their_mentees(
    staff_client: Callable[[User], Client], marlowe: Program, ben: User, eighteen: dict[str, Enrollment]
):
    marlowe.staff.create(user=ben, role="advisor")
    client = staff_client(ben)
    assert "No resident is assigned to you yet" in client.get(f"/program/{marlowe.pk}/").content.decode()
    Advisor.objects.filter(name="Dr. Farouk Idris").update(user=ben)
    for view in ("", "advisors/", "alerts/"):
        page = client.get(f"/program/{marlowe.pk}/{view}").content.decode()
        for name in eighteen:
            assert (name in page) <= (name in ("Bethany Kruse", "Tessa Lindgren", "Ivy Benoit")), (view, name)
        assert "Halloran" not in page
        assert "exports/" not in page
    assert "3 of 3 shown" in client.get(f"/program/{marlowe.pk}/").content.decode()
    about = AuditEvent.objects.about_row
    assert about(eighteen["Ivy Benoit"]).filter(actor=ben).exists()
    assert not about(eighteen["Owen Tran"]).filter(actor=ben).exists()


@pytest.mark.parametrize(
    ("seats", "words"),
    [(None, "first rows on Monday 25 May"), ("----", "Nobody shares more than the program itself holds")],
)
def test_nothing_shared_yet_is_said_kindly(
    at_desk: Client, marlowe: Program, enroll: Enroll, seats: str | None, words: str
):
    row = enroll("Owen Tran")
    if seats:
        share(row, seats, "", "")
    page = at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    assert words in page
    assert "not known" in page


def test_no_filter_matches(at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]):
    page = at_desk.get(f"/program/{marlowe.pk}/?pgy=4&help=asked").content.decode()
    assert "No resident fits." in page
    assert "0 of 18 shown" in page


def test_cells_for_a_preview_are_the_rosters_to_the_byte(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]
):
    page = at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    for row in eighteen.values():
        unsaved = copy(row.entry)
        RosterEntry.objects.filter(pk=row.pk).delete()
        assert f"<tr data-row>{cells(row_for(row, unsaved))}<td" in page
