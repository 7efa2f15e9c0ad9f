"""T10, T11, T12: no admin site, errors that tell nothing, and no more statements for more notes."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dashboard.access import addresses
from programs.models import Enrollment, Program
from tests.making import person, welcomed
from tests.privacy.crawl import listening

CANARY = "Quillfeather"
MANY_NOTES = """
INSERT INTO interactions_interaction (owner_id, status, kind, at, takeaway, note, meaningful, topics,
    may_return, cv_sent, questions, ask, also_closes, version, created_at)
SELECT %s, 'held', 'met', now(), 'x', 'y', false, '{}', false, false, '', '', '{}', 1, now()
FROM generate_series(1, %s)
"""


def test_t10_there_is_no_admin_site():
    assert not apps.is_installed("django.contrib.admin")
    assert [one.path for one in addresses() if "admin" in one.path] == []


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
@override_settings(DEBUG=False)
def test_t11_an_error_tells_nothing(
    client_for: Callable[[User], Client], ama: User, monkeypatch: pytest.MonkeyPatch, level: int
):
    contact = person(welcomed(ama), f"Dr. {CANARY}", note=f"About {CANARY}")

    def broken(*_: Any, **__: Any) -> None:
        note = contact.note
        raise ValueError(f"{note} cannot be drawn")

    monkeypatch.setattr("dashboard.person.page_or_part", broken)
    client = client_for(ama)
    client.raise_request_exception = False
    with listening() as lines:
        answer = client.get(contact.get_absolute_url())
    assert answer.status_code == 500
    assert CANARY not in answer.content.decode()
    assert CANARY not in str(answer.headers)
    assert any("ValueError" in line for line in lines)
    assert [line for line in lines if CANARY in line] == []


def test_t12_as_many_statements_for_ten_thousand_notes_as_for_ten(
    at_desk: Client, marlowe: Program, ama: User, enroll: Callable[..., Enrollment],
    joined: Callable[..., Enrollment],
):  # fmt: skip
    joined(enroll("Ama", "Dr. Idris"), ama)
    counted = []
    for notes in (10, 10_000):
        with connection.cursor() as cursor:
            cursor.execute(MANY_NOTES, [ama.pk, notes])
        at_desk.get(marlowe.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            for path in ("", "advisors/", "alerts/", "exports/roster.csv", "who-looked/"):
                assert at_desk.get(f"{marlowe.get_absolute_url()}{path}").status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]
