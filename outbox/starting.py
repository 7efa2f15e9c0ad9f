"""At start: mail is marked before it leaves, so a database that may forget a commit is refused.

Not at build time: the system check is one of those that ask for a database.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection

from outbox.ledger import assert_durable

logger = logging.getLogger("curbside.outbox")


def assert_at_start() -> None:
    """Raise ImproperlyConfigured for such a database; one that is away is asked again at every delivery."""
    try:
        assert_durable()
    except (OperationalError, InterfaceError) as error:
        logger.warning("the database did not answer at start: %s", type(error).__name__)
    finally:
        # Processes forked from here must not share it.
        connection.close()


def durable(databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The same for `manage.py check --database default` and `migrate`."""
    if not databases:
        return []
    try:
        assert_durable()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="outbox.E001")]
    except (OperationalError, InterfaceError) as error:
        return [Warning(f"The database did not answer ({type(error).__name__}).", id="outbox.W001")]
    return []
