"""A character PostgreSQL cannot keep, in a form: said at its field, passed over, or a 400; never a 500."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from dashboard import capturing
from interactions.models import HeldLine, Interaction
from tests.conftest import START
from tests.foreign_forms import CASES, PASSED_OVER
from tests.making import welcomed
from tests.test_foreign_ids import belongings, filled

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
NUL = "Met A\x00nna Bell"
MORE: list[tuple[str, dict[str, str], str, str]] = [
    (path, data, "", "")
    for path, data in [
        ("/capture/", {"line": "Met Anna Bell", "key": "x", "next": "/"}),
        ("/capture/", {"name_0": "Anna Bell", "is_0": "new", "kind": "met", "at": "", "read_from": ""}),
        ("/events/{event}/held/{held}", {"name": "Anna Bell", "who": "new"}),
        ("/events/{event}/people", {"lines": "Anna Bell", "kind": "met", "name-0": "x", "who-0": "new"}),
        ("/events/{event}/sessions/paste/", {"lines": "9:00 Sleep", "day": "2026-05-19", "keep": "x"}),
        ("/log/", {"q": "Anna", "people": "{contact}", "new_people": "Anna Bell", "kind": "met"}),
        ("/log/", {"people": "{contact}", "introduced_by": "Ida", "named": "Ada", "kind": "met"}),
        ("/log/", {"people": "{contact}", "kind": "met", "event": "", "zone": "", "closes": ""}),
        ("/people/new/", {"name": "Anna Bell", "line": "x", "q": "x"}),
        ("/people/{contact}/roles/", {"role": "clinical", "starts_on": "2026-05-19", "key": "x"}),
        ("/board/clinical/", {"person": "{contact}", "name": "Anna", "key": "x"}),
        ("/me/introduction/", {"introduction": "I am", "name": "x"}),
        ("/me/not-a-case", {"mark": "x"}),
        ("/write/{contact}/check", {"subject": "x", "body": "x", "add": "x"}),
        ("/write/{contact}/sent", {"subject": "x", "body": "x", "key": "x"}),
        ("/questions/", {"take": "x", "for": "x"}),
        ("/me/rotations/paste/", {"lines": "Jul 1-31 Nephrology", "keep": "x"}),
    ]
]


@pytest.fixture
def ids(ama: User) -> dict[str, str]:
    mine = belongings(welcomed(ama), "Adeyemi")
    told = {"event_id": int(mine["event"]), "line": "great talk", "at": START}
    return mine | {"held": str(HeldLine.objects.create(owner=ama, **told).pk)}


@pytest.mark.parametrize(("path", "data", "field", "kind"), [*CASES, *PASSED_OVER, *MORE])
def test_no_field_of_a_form_takes_a_nul_to_the_database(
    ama: User, client_for: Browser, ids: dict[str, str],
    path: str, data: dict[str, str], field: str, kind: str,
) -> None:  # fmt: skip
    browser, sent = client_for(ama), filled(data, ids)
    for name in {field, *sent} - {""}:
        answer = browser.post(path.format(**ids), sent | {name: NUL})
        assert answer.status_code in (200, 302, 400, 404, 405, 409, 422), name
    kept = [*Contact.objects.values_list("given_name", flat=True)]
    assert not [one for one in kept if "\x00" in one]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_line_with_a_nul_is_a_400(ama: User, client_for: Browser, kind: str, caplog: Any) -> None:
    typed = 'Content-Disposition: form-data; name="line"\r\n\r\nMet A\x00nna Bell'
    body = "line=Met A%00nna Bell" if "url" in kind else f"--b\r\n{typed}\r\n--b--\r\n"
    with caplog.at_level(logging.ERROR):
        answer = client_for(welcomed(ama)).generic("POST", reverse("capture"), body, content_type=kind)
    assert answer.status_code == 400
    assert "not text we can keep" in answer.content.decode()
    assert not Contact.objects.exists() and not Interaction.objects.exists()
    assert not caplog.records


def test_what_else_the_database_refuses_is_told_as_it_is(
    ama: User, client_for: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise DataError("value too long")

    monkeypatch.setattr(capturing, "keep", fails)
    with pytest.raises(DataError):
        client_for(welcomed(ama)).post("/capture/", {"line": "Met Anna Bell"})
