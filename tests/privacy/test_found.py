"""What the crawl came upon that was no leak, each pinned here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups.models import FollowUp, Letter
from followups.windows import Basis
from interactions.models import Event
from outbox.models import Kind, Message
from residents.models import Narrative, Resident
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


def test_a_letter_of_a_template_that_is_no_more_keeps_nobody_from_writing(
    ama: User, client_for: ClientFor
) -> None:
    """Templates live in files, and a release may drop one while somebody's draft names it."""
    contact = person(welcomed(ama), "Dr. Grace Adeyemi")
    reminder = owed(contact, Basis.MANUAL, START)
    Letter.objects.create(owner=ama, contact=contact, follow_up=reminder, template="dropped", body="Dear")
    answer = client_for(ama).get(f"/write/{contact.pk}/?follow_up={reminder.pk}")
    assert answer.status_code == 200


def test_somebody_of_an_office_without_a_residents_row_can_keep_people(
    cora: User, client_for: ClientFor
) -> None:
    """Their first visit makes the row; no page may count on it."""
    event = Event.objects.create(
        owner=cora, name="Grand rounds", kind="rounds", starts_on=START.date(), ends_on=START.date()
    )
    contact = Contact.objects.create(owner=cora, family_name="Vale", note="A 54-year-old man in bed 7")
    client = client_for(cora)
    assert client.get(f"/people/{contact.pk}/").status_code == 200
    Resident.objects.filter(user=cora).delete()
    assert client.get(f"/events/{event.pk}/day/").status_code == 200


def test_a_narrative_sent_from_a_page_of_before_it_was_begun_anew(ama: User, client_for: ClientFor) -> None:
    """A version of nothing is no conflict with anything."""
    words = {"why": "People.", "draws": "", "done": "", "grow": "", "version": "1"}
    assert client_for(welcomed(ama)).post("/me/narrative/", words).status_code == 302
    assert Narrative.objects.get(owner=ama).why == "People."
