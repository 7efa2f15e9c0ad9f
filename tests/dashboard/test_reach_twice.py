"""How to reach somebody, edited in two windows: nothing is overwritten, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact, Way
from tests.making import person

pytestmark = pytest.mark.django_db
Rows = list[dict[str, Any]]


@pytest.fixture
def contact(ama: User) -> Contact:
    contact = person(ama, "Dr. Grace Adeyemi")
    for value in ("grace@example.org", "303 555 0100"):
        Way.objects.create(owner=ama, contact=contact, kind="other", value=value)
    return contact


@pytest.fixture
def send(ama: User, client_for: Callable[[User], Client], contact: Contact) -> Callable[..., Any]:
    browser = client_for(ama)

    def post(version: int, rows: Rows) -> Any:
        sent = {"version": version, "time_zone": "", "ways-TOTAL_FORMS": len(rows)}
        sent["ways-INITIAL_FORMS"] = sum("id" in row for row in rows)
        sent |= {f"ways-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
        return browser.post(reverse("person_edit", args=[contact.pk, "reach"]), sent)

    return post


def rows_of(contact: Contact) -> Rows:
    return [
        {"id": way.pk, "contact": contact.pk, "kind": way.kind, "value": way.value, "label": way.label}
        for way in contact.ways.all()
    ]


def new(value: str) -> dict[str, str]:
    return {"kind": "phone", "value": value, "label": ""}


def shown(answer: Any) -> list[str]:
    return [form["value"].value() for form in answer.context["ways"]]


def sent_again(answer: Any) -> Rows:
    names = ("id", "contact", "kind", "value", "label")
    rows = [{name: form[name].value() for name in names} for form in answer.context["ways"]]
    return [{name: value for name, value in row.items() if value} for row in rows]


def test_what_the_second_window_typed_stays_beside_what_the_first_added(send, contact: Contact) -> None:
    opened = rows_of(contact)
    assert send(1, [*opened, new("303 555 0111")]).status_code == 302
    opened[0]["value"] = "dean@example.org"
    answer = send(1, [*opened, new("303 555 0199"), new("") | {"kind": "email"}])
    assert answer.status_code == 409
    assert shown(answer) == ["dean@example.org", "303 555 0100", "303 555 0111", "303 555 0199", ""]
    text = answer.content.decode()
    assert "changed in another window" in text
    assert "Kept now: grace@example.org, 303 555 0100, 303 555 0111." in text
    assert next(iter(contact.ways.all())).value == "grace@example.org"
    assert send(2, sent_again(answer)).status_code == 302
    kept = ["dean@example.org", "303 555 0100", "303 555 0111", "303 555 0199"]
    assert [way.value for way in contact.ways.all()] == kept


def test_a_row_the_first_window_removed_is_left_out(send, contact: Contact) -> None:
    opened = rows_of(contact)
    assert send(1, [opened[0] | {"DELETE": "on"}, opened[1]]).status_code == 302
    answer = send(1, [*opened, new("303 555 0199")])
    assert answer.status_code == 409
    assert shown(answer) == ["303 555 0100", "303 555 0199"]
    assert send(2, sent_again(answer)).status_code == 302
    assert [way.value for way in contact.ways.all()] == ["303 555 0100", "303 555 0199"]


def test_a_row_ticked_to_go_is_still_ticked(send, contact: Contact) -> None:
    opened = rows_of(contact)
    assert send(1, opened).status_code == 302
    answer = send(1, [opened[0], opened[1] | {"DELETE": "on"}])
    assert answer.status_code == 409
    assert [form["DELETE"].value() for form in answer.context["ways"]] == [False, True]


def test_somebody_elses_row_is_not_shown(send, ben: User, contact: Contact) -> None:
    other = person(ben, "Dr. Quill Feather")
    theirs = Way.objects.create(owner=ben, contact=other, kind="email", value="quill@example.org")
    opened = rows_of(contact)
    assert send(1, opened).status_code == 302
    answer = send(1, [*opened, new("x") | {"id": theirs.pk}])
    assert answer.status_code == 409
    assert shown(answer) == ["grace@example.org", "303 555 0100"]


def test_a_form_that_says_nothing_of_its_rows_shows_those_kept(send, contact: Contact) -> None:
    assert send(1, rows_of(contact)).status_code == 302
    assert shown(send(1, [])) == ["grace@example.org", "303 555 0100"]
