"""T10, T11, T12: no admin site, errors that tell nothing, and no more statements for more notes."""

import logging
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import StringIO
from logging.config import DictConfigurator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from dashboard.access import addresses
from outbox.models import Suppression
from programs.models import Enrollment, Program
from programs.tasks import project
from tests.making import person, welcomed
from tests.privacy.answers import listening

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


# ------------------------------------------------------------------ log lines, as they are printed
Printed = Callable[[], str]


@pytest.fixture(params=["json", "plain"])
def printed(request: pytest.FixtureRequest) -> Iterator[Printed]:
    """What the configured handler prints, with either formatter."""
    config = DictConfigurator(deepcopy(settings.LOGGING))
    made = {name: config.configure_formatter(how) for name, how in config.config["formatters"].items()}
    config.config["formatters"] = made
    stderr: dict[str, Any] = {**config.config["handlers"]["stderr"], "formatter": request.param}
    handler = config.configure_handler(stderr)
    handler.setStream(StringIO())
    logging.getLogger().addHandler(handler)
    yield handler.stream.getvalue
    logging.getLogger().removeHandler(handler)


def taken(*_: Any, **__: Any) -> None:
    """The database's answer quotes the row."""
    owner = User.objects.create(email="somebody@example.org")
    for _one in range(2):
        Suppression.objects.create(owner=owner, address=f"{CANARY}@example.org")


def test_t11_a_refused_row_is_logged_without_its_values(
    client_for: Callable[[User], Client], ama: User, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    client = client_for(welcomed(ama))
    client.raise_request_exception = False
    with pytest.raises(IntegrityError, match=CANARY), transaction.atomic():
        taken()
    monkeypatch.setattr("dashboard.people.page_or_part", taken)
    assert client.get("/people/").status_code == 500
    assert "IntegrityError" in printed()
    assert "test_errors.py" in printed()
    assert "/people/" in printed()
    assert CANARY not in printed()


def test_t11_a_failed_job_is_logged_without_its_values(
    db: None, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """Celery writes the exception into the message itself."""
    monkeypatch.setattr("programs.tasks.draw", taken)
    project.apply()
    assert "programs.tasks.project" in printed()
    assert "IntegrityError" in printed()
    assert CANARY not in printed()


def test_t11_an_exception_without_a_trace_is_its_type_alone(printed: Printed):
    logging.getLogger("curbside").warning("gone: %s", ValueError(CANARY))
    assert "gone: ValueError" in printed()
    assert CANARY not in printed()


def test_t11_nor_does_the_database_quote_rows_in_its_own_log(db: None):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('log_error_verbosity'), current_setting('log_min_error_statement')"
        )
        assert cursor.fetchone() == ("terse", "panic")


@pytest.mark.parametrize("arguments", [(CANARY,), ({"exc": ValueError(CANARY)},), (ValueError(CANARY),)])
def test_t11_nor_does_an_exception_in_a_message_speak(printed: Printed, arguments: tuple[Any, ...]):
    said = "about %(exc)r" if isinstance(arguments[0], dict) else "about %s"
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("curbside").exception(said, *arguments)
    assert "about ValueError" in printed()
    assert CANARY not in printed()


def test_t11_what_came_before_is_named_by_its_type_and_a_number_stays_an_id(printed: Printed):
    try:
        try:
            raise LookupError(CANARY)
        except LookupError as error:
            raise ValueError("1") from error
    except ValueError:
        logging.getLogger("curbside").exception("message 41 because of %s", CANARY)
    assert "message 41 because of LookupError" in printed()
    assert CANARY not in printed()


def test_t11_a_link_that_fails_is_logged_without_its_secret(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    client.raise_request_exception = False
    monkeypatch.setattr("programs.views.joining.inviting.found", taken)
    assert client.get(reverse("join", args=[CANARY])).status_code == 500
    assert "join/…/" in printed() or r"join/\u2026/" in printed()
    assert CANARY not in printed()


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
