"""A touch taken back takes along everybody who came with it, and nobody of whom more is known since."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact, Introduction, RoleTerm
from followups import planning
from interactions import recording
from interactions.models import Interaction, Kind
from tests.conftest import START, Clock
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
LINE = "Met Dr. Okafor, intro by Marisol Ruiz, screen for delirium early"


def here(name: str) -> bool:
    return Contact.objects.filter(family_name=name, trashed_at=None).exists()


@pytest.fixture(autouse=True)
def later(clock: Clock, grace: Contact) -> None:
    """Whom the resident knows was added before."""
    clock.advance(hours=1)


@pytest.fixture
def logged(browser: Client, ama: User, grace: Contact) -> Callable[..., str]:
    """Log a touch with Grace; the address that takes it back."""

    def log(**told: str) -> str:
        browser.post(reverse("log"), {"kind": "coffee", "people": grace.pk, **told})
        return f"{reverse('interaction_delete', args=[Interaction.objects.latest('pk').pk])}?taken-back=1"

    return log


@pytest.fixture
def captured(browser: Client, ama: User) -> Callable[[str], str]:
    """Capture a line; the address that takes it back."""
    welcomed(ama)

    def capture(line: str) -> str:
        told = {"line": line, "key": str(uuid.uuid4())}
        page = browser.post(reverse("capture"), told, follow=True).content.decode()
        return str(re.findall(r"/capture/undo/[^\"/]+/", page)[0])

    return capture


def test_who_introduced_and_whom_they_named_go_along(logged, browser, grace) -> None:
    undo = logged(introduced_by="Dr. Marisol Ruiz", named="Zora Neal")
    assert here("Ruiz") and here("Neal")
    browser.post(undo)
    assert not here("Ruiz") and not here("Neal")
    assert here("Adeyemi")
    assert not Introduction.objects.exists()


def test_who_was_known_before_stays_with_their_introduction(logged, browser, ama, grace, jonah) -> None:
    person(ama, "Dr. Marisol Ruiz", created_at=START)
    Contact.objects.filter(pk=jonah.pk).update(created_at=START)
    Introduction.objects.create(owner=ama, introducer=grace, introduced=jonah, on=START.date())
    browser.post(logged(introduced_by="Marisol Ruiz", named="Jonah Feld"))
    assert here("Ruiz") and here("Feld")
    assert Introduction.objects.get().introduced == jonah


def test_who_introduced_in_a_captured_line_goes_along(captured, browser) -> None:
    undo = captured(LINE)
    assert Interaction.objects.get().introduced_by.full_name == "Marisol Ruiz"
    browser.post(undo)
    assert not here("Ruiz") and not here("Okafor")
    assert not Introduction.objects.exists()


def test_a_known_introducer_of_a_captured_line_stays(captured, browser, ama) -> None:
    person(ama, "Marisol Ruiz")
    browser.post(captured(LINE))
    assert here("Ruiz") and not here("Okafor")


def met_since(ama: User, contact: Contact, clock: Clock) -> None:
    recording.record(ama, people=[contact], kind=Kind.COFFEE, at=clock.now(), now=clock.now())


def given_a_role(ama: User, contact: Contact, clock: Clock) -> None:
    RoleTerm.objects.create(owner=ama, contact=contact, role="clinical", starts_on=START.date())


def reminded_of(ama: User, contact: Contact, clock: Clock) -> None:
    planning.remind(contact, "write", START.date(), clock.now())


def introduced_somebody(ama: User, contact: Contact, clock: Clock) -> None:
    there = person(ama, "Ida Vale")
    Introduction.objects.create(owner=ama, introducer=contact, introduced=there, on=START.date())


@pytest.mark.parametrize("since", [met_since, given_a_role, reminded_of, introduced_somebody])
@pytest.mark.parametrize("name", ["Okafor", "Ruiz"])
def test_of_whom_more_is_known_since_stays(captured, browser, ama, clock, since, name: str) -> None:
    undo = captured(LINE)
    clock.advance(minutes=5)
    since(ama, Contact.objects.get(family_name=name), clock)
    browser.post(undo)
    assert here(name)
    assert not here({"Okafor": "Ruiz", "Ruiz": "Okafor"}[name])
    assert not Interaction.objects.filter(deleted_at=None, introduced_by__isnull=False).exists()


@pytest.mark.parametrize("since", [met_since, given_a_role, reminded_of, introduced_somebody])
def test_of_whom_more_is_known_since_stays_with_how_they_came(logged, browser, ama, clock, since) -> None:
    undo = logged(named="Zora Neal")
    clock.advance(minutes=5)
    since(ama, Contact.objects.get(family_name="Neal"), clock)
    browser.post(undo)
    assert here("Neal")
    assert Introduction.objects.filter(introduced__family_name="Neal").exists()
