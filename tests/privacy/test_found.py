"""What the crawl came upon that was no leak, each pinned here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from followups.models import FollowUp, Letter
from followups.windows import Basis
from outbox.models import Kind, Message
from residents.models import Rotation
from tests.conftest import START
from tests.making import owed, person, welcomed
from tests.privacy.sheets import sheets_of

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_the_capture_line_is_empty_on_the_page_of_a_mail(ama: User, client_for: ClientFor) -> None:
    mail = Message.objects.create(
        owner=welcomed(ama), key="w", kind=Kind.WEEKLY, to=ama.email, subject="Three people", text="Grace."
    )
    page = client_for(ama).get(mail.get_absolute_url()).content.decode()
    lines = [sheet.fields["line"] for sheet in sheets_of(page) if "line" in sheet.fields]
    assert lines
    assert {"".join(line.sent).strip() for line in lines} == {""}


@pytest.mark.parametrize("part", [True, False])
def test_undo_of_a_window_that_a_new_rhythm_took_away(ama: User, client_for: ClientFor, part: bool) -> None:
    grace = person(welcomed(ama), cadence="none")
    window = owed(grace, Basis.UPDATE, START - timedelta(days=3), closed_at=START, outcome="done")
    target = {"HX-Request": "true", "HX-Target": f"follow-up-{window.pk}"} if part else {}
    answer = client_for(ama).post(f"/follow-ups/{window.pk}/undo", headers=target)
    assert answer.status_code == (404 if part else 302)
    assert not FollowUp.objects.filter(pk=window.pk).exists()


def test_me_names_the_block_there_is_today(ama: User, client_for: ClientFor) -> None:
    """`block` is the template language's own word inside a block."""
    today = START.date()
    Rotation.objects.create(
        owner=welcomed(ama), name="Night float", starts_on=today, ends_on=today + timedelta(days=9)
    )
    assert "Night float until 28 May" in client_for(ama).get("/me/").content.decode()


def test_a_letter_of_a_template_that_is_no_more_keeps_nobody_from_writing(
    ama: User, client_for: ClientFor
) -> None:
    """Templates live in files, and a release may drop one while somebody's draft names it."""
    contact = person(welcomed(ama), "Dr. Grace Adeyemi")
    reminder = owed(contact, Basis.MANUAL, START)
    Letter.objects.create(owner=ama, contact=contact, follow_up=reminder, template="dropped", body="Dear")
    answer = client_for(ama).get(f"/write/{contact.pk}/?follow_up={reminder.pk}")
    assert answer.status_code == 200
