"""Pages take the same few statements with 20 people and with 5,000."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import Contact, RoleTerm
from interactions import recording
from quickstart.demo.volume import EMAIL, Volume
from web import clock

FEW, MANY = 20, 5000
MOST = {"people": 8, "search": 6, "person": 10, "much met": 10, "today": 8, "board": 10, "picture": 10}
PART = {"HX-Request": "true", "HX-Target": "found"}


def counts(browser: Client, owner: User) -> dict[str, int]:
    """How many statements each page takes, the second time it is asked for."""
    people = Contact.objects.owned_by(owner).filter(follow_ups__isnull=False)
    # The first of them are met most often: more often than one statement reads.
    often, someone = people.order_by("pk")[0], people.order_by("-pk")[0]
    pages = {
        "people": ("/people/", {}),
        "search": (f"/people/?q={someone.family_name[:3]}", PART),
        "person": (someone.get_absolute_url(), {}),
        "much met": (often.get_absolute_url(), {}),
        "today": ("/", {}),
        "board": ("/board/", {}),
        "picture": ("/people/picture/", {}),
    }
    found = {}
    for name, (path, headers) in pages.items():
        assert browser.get(path, headers=headers).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            browser.get(path, headers=headers)
        found[name] = len(seen)
    return found


def owner_of(people: int, email: str) -> User:
    """Somebody with that many people, and a meeting planned this week."""
    owner = Volume(email, people, clock.now(), None, lambda _: None).make()
    someone = Contact.objects.owned_by(owner).order_by("pk")[0]
    now = clock.now()
    recording.plan(owner, [someone], "coffee", now + timedelta(days=2), now=now)
    # A seat is open with both, so that the board of both has somebody to suggest and asks how often they met.
    RoleTerm.objects.owned_by(owner).filter(role="clinical").delete()
    return owner


@pytest.mark.slow
def test_the_number_of_statements_does_not_grow(db: None, client_for: Callable[[User], Client]) -> None:
    few, many = owner_of(FEW, "few@curbside.example"), owner_of(MANY, EMAIL)
    with_few, with_many = counts(client_for(few), few), counts(client_for(many), many)
    assert {**with_few, "much met": 0} == {**with_many, "much met": 0}
    assert {name: most for name, most in MOST.items() if with_many[name] > most} == {}
