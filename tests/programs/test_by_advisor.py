"""The roster turned round: advisors, their residents, their load."""

import re
from collections.abc import Callable

from django.test import Client

from accounts.models import User
from programs.enrolling import assign, leave
from programs.models import Advisor, Enrollment, Program
from tests.conftest import START

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


def test_load_draws_five_places_and_what_is_beyond(at_desk: Client, marlowe: Program, enroll: Enroll):
    for number in range(3):
        enroll(f"Resident {number}", "Dr. Idris")
    page = text(at_desk, marlowe)
    assert (page.count('use href="#g-seat"/'), page.count('use href="#g-seat-open"/')) == (3, 2)
    for number in range(3, 7):
        enroll(f"Resident {number}", "Dr. Idris")
    page = text(at_desk, marlowe)
    assert page.count('use href="#g-seat"/') == 7
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
    assert at_desk.post(address, {"name": " Dr.  Halloran "}).status_code == 302
    assert "Dr. Halloran" in text(at_desk, marlowe)
