"""Rows drawn as strings: markup in any text they show comes out escaped."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups.windows import Basis
from interactions import recording
from tests.conftest import Clock
from tests.making import owed, welcomed

EVIL = '"><img src=x onerror=alert(1)>'
SHOWN = "&lt;img src=x onerror=alert(1)&gt;"


@pytest.fixture
def evil(ama: User, clock: Clock) -> Contact:
    """A person whose every text is markup, owed one thing of each kind."""
    texts = dict.fromkeys(
        ("given_name", "family_name", "title", "institution", "discipline", "department", "met_via", "note"),
        EVIL,
    )
    contact = Contact.objects.create(
        owner=ama, prefix=EVIL[:20], credentials=EVIL, pronouns=EVIL, tags=[EVIL], **texts
    )
    now = clock.now()
    recording.record(
        welcomed(ama),
        people=[contact],
        kind="met",
        at=now - timedelta(days=1),
        takeaway=EVIL,
        note=EVIL,
        now=now,
    )
    for basis in Basis:
        owed(contact, basis, now - timedelta(hours=1), what=EVIL, because=EVIL, occurrence=basis)
    return contact


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/people/",
        "/people/?q=img",
        "/people/?q=onerror",
        "/people/?tag=%22%3E",
        "/people/{}/",
        "/today/own/",
        "/capture/?line={}",
    ],
)
def test_markup_is_shown_and_never_run(
    ama: User, evil: Contact, client_for: Callable[[User], Client], path: str
) -> None:
    page = client_for(ama).get(path.format(evil.pk if "people" in path else EVIL)).content.decode()
    assert "<img" not in page
    plain = page.replace("<mark>", "").replace("</mark>", "")
    assert SHOWN in plain or "tag=" in path


def test_markup_in_what_was_searched_is_escaped(ama: User, client_for: Callable[[User], Client]) -> None:
    page = client_for(ama).get("/people/", {"q": EVIL, "tag": EVIL}).content.decode()
    assert "<img" not in page
