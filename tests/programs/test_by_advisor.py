"""The roster turned round: advisors, their residents, their load."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from programs.enrolling import assign, leave
from programs.models import Advisor, Enrollment, Program, RosterEntry
from tests.conftest import START
from tests.programs.picture import NAMED, hang

Enroll = Callable[..., Enrollment]


def text(client: Client, program: Program, query: str = "") -> str:
    return client.get(f"/program/{program.pk}/advisors/{query}").content.decode()


def test_heaviest_load_first_and_nobody_last(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Alone")
    enroll("Amir Solano", "Dr. Beaumont")
    for number in range(6):
        enroll(f"Resident {number}", "Dr. Halloran")
    page = text(at_desk, marlowe)
    assert page.index("Dr. Halloran</a>") < page.index("Dr. Beaumont</a>") < page.index("Nobody yet")
    assert "carrying six" in page
    assert "one without an advisor" in page


def loads(page: str) -> str:
    """The drawn load of the first group."""
    return str(re.findall(r'<span class="load-seats".*?</span>', page, re.DOTALL)[0])


def test_load_draws_five_places_and_what_is_beyond(at_desk: Client, marlowe: Program, enroll: Enroll):
    for number in range(3):
        enroll(f"Resident {number}", "Dr. Idris")
    page = text(at_desk, marlowe)
    assert (loads(page).count('"#g-seat"'), loads(page).count('"#g-seat-open"')) == (3, 2)
    for number in range(3, 7):
        enroll(f"Resident {number}", "Dr. Idris")
    page = text(at_desk, marlowe)
    assert loads(page).count('"#g-seat"') == 7
    assert re.search(r"<i></i>(<svg[^>]*><use[^>]*/></svg>){2}</span>", page)


def test_a_filter_hides_rows_but_not_the_load(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran", "Dr. Halloran", pgy_level=1)
    enroll("Noah Pell", "Dr. Halloran", pgy_level=3)
    enroll("Ivy Benoit", "Dr. Idris", pgy_level=4)
    page = text(at_desk, marlowe, "?pgy=1")
    assert "Owen Tran" in page
    assert "Noah Pell" not in page
    assert "advisor to two" in page
    assert "Dr. Idris</a>" not in page


def test_an_advisor_without_residents_is_listed(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran")
    Advisor.objects.create(program=marlowe, name="Dr. Free")
    page = text(at_desk, marlowe)
    assert "Dr. Free" in page
    assert "room for five" in page


def test_who_left_or_moved_on_is_no_load(at_desk: Client, marlowe: Program, enroll: Enroll, cora: User):
    leave(enroll("Gone Already", "Dr. Halloran"), cora, START)
    moved = enroll("Owen Tran", "Dr. Halloran")
    assign(moved, Advisor.objects.create(program=marlowe, name="Dr. Chao"), cora, START)
    page = text(at_desk, marlowe)
    assert page.count("advisor to one") == 1
    assert "Gone Already" not in page


def test_correct_an_advisors_name(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran", "Dr. Haloran")
    Advisor.objects.create(program=marlowe, name="Dr. Chao")
    advisor = marlowe.advisors.get(name="Dr. Haloran")
    address = f"/program/{marlowe.pk}/advisors/{advisor.pk}/"
    assert at_desk.get(address).status_code == 200
    assert at_desk.post(address, {"name": "dr. chao"}).status_code == 422
    assert at_desk.post(address, {"name": "Dr. Halloran\r\nx"}).status_code == 422
    assert (
        at_desk.post(address, {"name": " Dr.  Halloran ", "version": str(advisor.version)}).status_code == 302
    )
    assert "Dr. Halloran" in text(at_desk, marlowe)


@pytest.fixture
def eighteen(marlowe: Program, cora: User) -> dict[str, Enrollment]:
    return hang(marlowe, cora)


def group(page: str, name: str) -> str:
    """One person's part of the table."""
    parts = [part.partition("</tbody>")[0] for part in page.split("<tbody>")[1:]]
    (found,) = (part for part in parts if name in part.partition("</th>")[0])
    return found


def test_a_named_mentor_stands_with_who_named_them(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]
):
    page = text(at_desk, marlowe)
    beaumont = group(page, "Dr. Celeste Beaumont")
    assert "advisor to four, named by one more" in beaumont
    assert "Rowan Fitch" in beaumont
    assert "named: clinical, May" in beaumont
    assert "with Dr. Halloran" in beaumont
    assert "advisor to six, named by one of them" in group(page, "Dr. Thomas Halloran")
    assert "named: research, May" in group(page, "Dr. Farouk Idris")


def test_nobody_is_listed_whom_no_resident_named(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]
):
    outside = NAMED["Rowan Fitch"] | {"name": "Dr. Elin Lindqvist"}
    entry = RosterEntry.objects.filter(pk=eighteen["Owen Tran"].pk)
    assert "Lindqvist" not in text(at_desk, marlowe)
    entry.update(mentors=[outside])
    found = group(text(at_desk, marlowe), "Dr. Elin Lindqvist")
    assert "named by one" in found
    assert "Owen Tran" in found
    assert "/advisors/" not in found


@pytest.mark.parametrize(
    ("written", "joins"),
    [
        ("dr. celeste beaumont", True),
        ("Celeste Beaumont, MD", True),
        ("Dr. Beaumont", True),
        ("Dr. Claire Beaumont", False),
        ("Dr. Celeste Bell", False),
    ],
)
def test_a_mentor_is_the_advisor_of_the_same_name(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment], written: str, joins: bool
):
    mentors = [NAMED["Rowan Fitch"] | {"name": written}]
    RosterEntry.objects.filter(pk=eighteen["Rowan Fitch"].pk).update(mentors=mentors)
    assert ("Rowan Fitch" in group(text(at_desk, marlowe), "Dr. Celeste Beaumont")) == joins


def test_the_figures_over_it(at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]):
    page = text(at_desk, marlowe)
    for words in (
        "4 <small>for 18 residents</small>",
        "everyone has one",
        "Dr. Halloran is carrying six",
        "on 30 June",
        "Dr. Idris; three may want a new advisor",
        "Leaves on 30 June. These three may want a new advisor before then.",
        "Owen Tran since 6 May, Sofia Marchetti since 15 May",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?load=over", ["Dr. Thomas Halloran"]),
        ("?load=room", ["Dr. Farouk Idris"]),
        ("?who=Dr.+Wen-Li+Chao", ["Dr. Wen-Li Chao"]),
        ("?met=no&pgy=4", ["Dr. Celeste Beaumont"]),
        (
            "?who=Nobody&load=x",
            ["Dr. Thomas Halloran", "Dr. Wen-Li Chao", "Dr. Celeste Beaumont", "Dr. Farouk Idris"],
        ),
    ],
)
def test_filters_of_the_roster_turned_round(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment], query: str, shown: list[str]
):
    page = text(at_desk, marlowe, query)
    assert re.findall(r'class="name" href="[^"]*/advisors/\d+/">([^<]+)<', page) == shown
