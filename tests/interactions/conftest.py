"""Somebody to meet, an event to meet them at, and a short way to log it."""

from __future__ import annotations

from datetime import date

import pytest

from contacts.models import Contact
from interactions import recording
from interactions.models import Event, Kind
from tests.making import person


@pytest.fixture
def grace(ama):
    return person(ama, "Dr. Grace Adeyemi", institution="Tidewater")


@pytest.fixture
def jonah(ama):
    return person(ama, "Dr. Jonah Feld")


@pytest.fixture
def apa(ama):
    """On from Saturday 16 to Wednesday 20 May 2026 in New York."""
    return Event.objects.create(
        owner=ama,
        name="APA Annual Meeting",
        time_zone="America/New_York",
        starts_on=date(2026, 5, 16),
        ends_on=date(2026, 5, 20),
    )


@pytest.fixture
def browser(ama, client_for):
    return client_for(ama)


@pytest.fixture
def touch(ama, clock):
    """Log a touch, met in person now unless told otherwise."""

    def log(*people: Contact, **fields):
        told = {"kind": Kind.MET, "at": clock.now(), "now": clock.now(), **fields}
        return recording.record(ama, people=people, **told)

    return log
