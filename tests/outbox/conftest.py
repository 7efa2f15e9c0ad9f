"""A mail server in a thread, and settings that point at it."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from pytest_django import Settings

from accounts.models import User
from outbox.models import Kind, Message
from tests.conftest import START
from tests.smtp_sink import Sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Listens on loopback; the application delivers to it."""
    with Sink() as server:
        settings.HAS_MAIL_SERVER = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.MAIL_REPLY_SECONDS = 5
        settings.DEFAULT_FROM_EMAIL = "Curbside <mail@curbside.example>"
        yield server


@pytest.fixture
def put() -> Callable[..., Message]:
    """Put a message for a user in the ledger."""

    def put(user: User, key: str = "test", at: datetime = START, **fields: object) -> Message:
        values = {
            "kind": Kind.WEEKLY,
            "to": user.email,
            "subject": "1 small follow-up for this week",
            "text": "One note.\n",
            "next_try_at": at,
            **fields,
        }
        return Message.objects.create(owner=user, key=key, **values)

    return put
