"""What is worth a line above a page: the scheduler is late, or mail to this person does not arrive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from accounts.models import User
from outbox.asking import REFUSED

SWEEP_LATE = timedelta(minutes=5)

# Also read by `around`, so that Today needs no statement of its own for it.
SWEPT = "SELECT at FROM outbox_heartbeat WHERE job = 'sweep'"
STOPPED = """
SELECT reason FROM outbox_suppression
WHERE owner_id = %(owner)s AND lower(address) = lower(%(address)s) LIMIT 1
"""


class Trouble(NamedTuple):
    """When reminders were last checked, and why the person's address gets no mail, if so."""

    swept: datetime | None
    stopped: str | None
    now: datetime

    @property
    def is_late(self) -> bool:
        return self.swept is not None and self.now - self.swept > SWEEP_LATE

    @property
    def is_refused(self) -> bool:
        return self.stopped == REFUSED

    @property
    def any(self) -> bool:
        return self.is_late or self.stopped is not None


def trouble(user: User, now: datetime) -> Trouble:
    """Both in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({SWEPT}), ({STOPPED})", {"owner": user.pk, "address": user.email})
        swept, stopped = cursor.fetchone()
    return Trouble(swept, stopped, now)
