"""What a worker that never came back leaves behind."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from outbox.models import Message, State
from outbox.outcomes import MOST_TRIES
from outbox.smtp import Phase

# A message whose try ends the worker itself, time after time, must not do so forever.
GIVE_BACK = """
WITH over AS (
    SELECT m.id, m.attempt FROM outbox_message m
    WHERE m.state = 'claimed' AND m.lease_until < %(now)s
    FOR UPDATE SKIP LOCKED
), noted AS (
    INSERT INTO outbox_attempt (message_id, number, phase, took_ms, header_id, at)
    SELECT id, attempt, %(phase)s, 0, '', %(now)s FROM over
), counted AS (
    SELECT o.id, 1 + (
        SELECT count(*) FROM outbox_attempt a WHERE a.message_id = o.id AND a.phase = %(phase)s
    ) AS lost FROM over o
)
UPDATE outbox_message m SET
    state = CASE WHEN c.lost >= %(most)s THEN 'dead' ELSE 'pending' END,
    reason = CASE WHEN c.lost >= %(most)s THEN 'Every try to send it broke off.' ELSE '' END,
    finished_at = CASE WHEN c.lost >= %(most)s THEN %(now)s::timestamptz END,
    next_try_at = %(now)s,
    lease_owner = NULL,
    lease_until = NULL
FROM counted c WHERE m.id = c.id
"""


def reap(now: datetime) -> None:
    """Leases that are over: before the text goes back in the queue, after it unknown."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, {"now": now, "phase": Phase.LEASE.value, "most": MOST_TRIES})
    # The lease's owner stays on the row: if that worker wakes up after all, it may still say how it ended.
    Message.objects.filter(state=State.SENDING, lease_until__lt=now).update(
        state=State.UNKNOWN,
        reason="The line broke after the text went.",
        lease_until=None,
        finished_at=now,
    )
