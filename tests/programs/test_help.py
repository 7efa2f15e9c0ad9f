"""Answering a help request: once, in the program's words, written down for the resident."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from programs.models import AuditEvent, Enrollment, HelpRequest, Program
from tests.conftest import START
from tests.programs.picture import hang

WORDS = "Dr. Idris has room for one more; shall I introduce you?"


@pytest.fixture
def asked(marlowe: Program, cora: User) -> HelpRequest:
    return hang(marlowe, cora)["Owen Tran"].help_requests.get()


def address(asked: HelpRequest) -> str:
    return f"/program/{asked.enrollment.program_id}/help/{asked.pk}/"


def test_a_suggestion_answers_the_request(at_desk: Client, cora: User, asked: HelpRequest):
    page = at_desk.get(address(asked)).content.decode()
    assert "looking for a research mentor since 6 May" in page
    assert "Delirium or sleep; a first small project." in page
    assert at_desk.post(address(asked), {"answer": WORDS}).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by, asked.answered_at) == (WORDS, cora, START)
    roster = at_desk.get(f"/program/{asked.enrollment.program_id}/").content.decode()
    assert "asked for research" not in roster
    assert "1 open" in roster
    event = AuditEvent.objects.get(what=AuditEvent.What.ANSWERED)
    assert (event.actor, event.enrollments, event.about) == (cora, [asked.enrollment_id], "")
    assert event in AuditEvent.objects.about_row(asked.enrollment)


@pytest.mark.parametrize("words", ["", "  ", "two\nlines", "x" * 301])
def test_one_line_is_asked(at_desk: Client, asked: HelpRequest, words: str):
    answer = at_desk.post(address(asked), {"answer": words})
    asked.refresh_from_db()
    assert (answer.status_code, asked.answered_at) == (422, None)


def test_a_request_that_is_over_is_left_alone(at_desk: Client, asked: HelpRequest):
    HelpRequest.objects.filter(pk=asked.pk).update(answered_at=START)
    assert at_desk.get(address(asked))["Location"] == f"/program/{asked.enrollment.program_id}/"
    answer = at_desk.post(address(asked), {"answer": WORDS}, follow=True)
    asked.refresh_from_db()
    assert asked.answer == ""
    assert "answered or taken back" in answer.content.decode()
    assert not AuditEvent.objects.filter(what=AuditEvent.What.ANSWERED).exists()


def test_other_programs_requests_are_not_found(
    at_desk: Client, marlowe: Program, enroll: Callable[..., Enrollment]
):
    other = Program.objects.create(name="Lakeshore")
    theirs = HelpRequest.objects.create(enrollment=enroll("Somebody Else", program=other), role="research")
    for method in (at_desk.get, at_desk.post):
        assert method(f"/program/{marlowe.pk}/help/{theirs.pk}/").status_code == 404


def test_an_advisor_does_not_answer(
    staff_client: Callable[[User], Client], ben: User, asked: HelpRequest, marlowe: Program
):
    marlowe.staff.create(user=ben, role="advisor")
    assert staff_client(ben).post(address(asked), {"answer": WORDS}).status_code == 404
