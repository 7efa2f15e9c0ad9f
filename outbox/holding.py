"""Hold mode: a restored copy sends nothing until somebody says that it is the one to send.

Otherwise a backup brought up beside the original, or after it, would mail people a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from outbox.fingerprint import fingerprint
from outbox.models import Message, Release, State
from web import clock

RESTORED = "Restored from a backup; it may have left before."
WAITING = (State.PENDING, State.RETRY, State.CLAIMED, State.SENDING)
FIRST = "a new database"

# A database without any mail cannot send anything twice.
RELEASE_NEW = """
INSERT INTO outbox_release (fingerprint, by, at)
SELECT %(mine)s, %(by)s, %(at)s
WHERE NOT EXISTS (SELECT FROM outbox_release) AND NOT EXISTS (SELECT FROM outbox_message)
ON CONFLICT (fingerprint) DO NOTHING
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('outbox.holding'))"


@dataclass(frozen=True)
class Standing:
    """Whether this database may send. `release` is its own, `others` how many copies were released before."""

    released: bool
    release: Release | None
    others: int


def released() -> bool:
    """Whether this very database may queue and deliver mail; a new one without any mail may."""
    mine = fingerprint(connection)
    found = Release.objects.filter(fingerprint=mine).first()
    if found is not None:
        return found.held_at is None
    with connection.cursor() as cursor:
        cursor.execute(RELEASE_NEW, {"mine": mine, "by": FIRST, "at": clock.now()})
        return bool(cursor.rowcount == 1)


def standing() -> Standing:
    """The same, with who released it and when."""
    may = released()
    mine = fingerprint(connection)
    releases = list(Release.objects.all())
    own = next((one for one in releases if one.fingerprint == mine), None)
    return Standing(may, own, len(releases) - (own is not None))


def hold(by: str, now: datetime) -> bool:
    """Send nothing from here until it is released again; False when it was held already."""
    with transaction.atomic():
        _alone()
        if not released():
            return False
        Release.objects.filter(fingerprint=fingerprint(connection)).update(held_at=now, by=by)
    return True


def release(by: str, now: datetime, *, send_waiting: bool = False) -> int | None:
    """Let this database send; None when it may already, else how many mails became unknown.

    What waits may have left from the original before, so it is settled instead of sent. With
    `send_waiting` it is sent, except where the text was on its way: that is never known.
    """
    with transaction.atomic():
        _alone()
        if released():
            return None
        states = [State.SENDING] if send_waiting else list(WAITING)
        # The lease's owner stays: should it be at work here after all, it may still say how it ended.
        settled = Message.objects.filter(state__in=states).update(
            state=State.UNKNOWN, reason=RESTORED, finished_at=now, lease_until=None
        )
        values = {"by": by, "at": now, "held_at": None}
        Release.objects.update_or_create(fingerprint=fingerprint(connection), defaults=values)
    return settled


def _alone() -> None:
    """Released a second time, mail that was queued meanwhile would be settled as if it were old."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
