"""The roster: its rows, filters, orders, and how many statements it takes."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from programs.enrolling import leave
from programs.models import Enrollment, Program
from tests.conftest import START

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
    for fact in ("Owen Tran", ">4<", "Dr. Halloran", "Categorical", "2025–26", "invited", "1 of 1 shown"):
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
        ("pgy=3", ["Tessa Lindgren"]),
        ("track=Research", ["Tessa Lindgren"]),
        ("year=2024", ["marcus Bell"]),
        ("status=joined", ["marcus Bell"]),
        ("status=invited&pgy=1", ["Owen Tran"]),
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
    assert f'href="/program/{marlowe.pk}/roster.csv?pgy=1&amp;sort=name"' in part
    unlisted = at_desk.get(address, headers={"HX-Request": "true", "HX-Target": "main"}).content.decode()
    restored = {"HX-Request": "true", "HX-Target": "roster", "HX-History-Restore-Request": "true"}
    assert "<html" in unlisted
    assert unlisted.count('id="views"') == 1
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
    with CaptureQueriesContext(connection) as many:
        page = at_desk.get(f"/program/{marlowe.pk}/{view}")
    assert "500 of 500 shown" in page.content.decode()
    assert len(few) <= MOST_STATEMENTS
    assert len(many) == len(few)


def test_names_are_escaped(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("<b>Bobby</b>", "<i>Dr.</i>", track='"><script>')
    for view in ("", "advisors/"):
        page = at_desk.get(f"/program/{marlowe.pk}/{view}").content.decode()
        assert "<b>Bobby" not in page
        assert "<i>Dr." not in page
        assert '"><script>' not in page
