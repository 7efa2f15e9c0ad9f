"""The ledger's marks. Each is one statement that commits by itself, outside any transaction.

Conditions on the message stand on the updated row, so that a concurrent change of it is seen.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from outbox.composing import header_id
from outbox.models import TO_OTHERS, Kind, Message, Suppression
from outbox.outcomes import Outcome
from outbox.smtp import Reply

logger = logging.getLogger("curbside.outbox")

CLOSED = "The account is closed."
OFF = "The weekly email was switched off before it left."
STOPPED = "Mail to this address is stopped."
OLD = "It could not leave in time and would be out of date."

CLAIM = """
WITH next AS (
    SELECT m.id, a.address, CASE
        WHEN NOT u.is_active THEN %(closed)s
        WHEN m.kind = %(weekly)s AND NOT u.digest_on THEN %(off)s
        WHEN EXISTS (
            SELECT 1 FROM outbox_suppression s
            WHERE s.owner_id = m.owner_id AND lower(s.address) = lower(a.address)
        ) THEN %(stopped)s
        WHEN m.expires_at <= %(now)s THEN %(old)s
    END AS refusal
    FROM outbox_message m
    JOIN accounts_user u ON u.id = m.owner_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.kind = ANY(%(to_others)s) THEN m."to" ELSE u.email END AS address
    ) a
    WHERE m.state IN ('pending', 'retry') AND m.next_try_at <= %(now)s
    ORDER BY m.next_try_at, m.id
    LIMIT 1
    FOR UPDATE OF m SKIP LOCKED
)
UPDATE outbox_message m SET
    state = CASE
        WHEN n.refusal IS NULL THEN 'claimed' WHEN n.refusal = %(old)s THEN 'dead' ELSE 'suppressed'
    END,
    reason = COALESCE(n.refusal, m.reason),
    finished_at = CASE WHEN n.refusal IS NOT NULL THEN %(now)s::timestamptz END,
    attempt = m.attempt + (n.refusal IS NULL)::int,
    lease_owner = CASE WHEN n.refusal IS NULL THEN %(worker)s::uuid END,
    lease_until = CASE WHEN n.refusal IS NULL THEN %(until)s::timestamptz END,
    "to" = n.address
FROM next n WHERE m.id = n.id
RETURNING m.*
"""

FENCE = """
UPDATE outbox_message m SET state = 'sending', lease_until = %(until)s
WHERE m.id = %(id)s AND m.lease_owner = %(worker)s AND m.attempt = %(attempt)s AND m.state = 'claimed'
  AND EXISTS (
    SELECT 1 FROM accounts_user u
    WHERE u.id = m.owner_id AND u.is_active
      AND (m.kind = ANY(%(to_others)s) OR lower(u.email) = lower(m."to"))
      AND (m.kind <> %(weekly)s OR u.digest_on)
  )
  AND NOT EXISTS (
    SELECT 1 FROM outbox_suppression s WHERE s.owner_id = m.owner_id AND lower(s.address) = lower(m."to")
  )
"""

NOTE = """
WITH mine AS (
    UPDATE outbox_message SET
        state = %(state)s,
        reason = %(reason)s,
        next_try_at = COALESCE(%(next_try_at)s::timestamptz, next_try_at),
        finished_at = CASE WHEN %(next_try_at)s::timestamptz IS NULL THEN %(now)s::timestamptz END,
        lease_until = NULL
    WHERE id = %(id)s AND lease_owner = %(worker)s AND attempt = %(attempt)s AND state = ANY(%(replaces)s)
)
INSERT INTO outbox_attempt (message_id, number, phase, code, took_ms, header_id, at)
SELECT id, %(attempt)s, %(phase)s, %(code)s::int, %(took_ms)s, %(header_id)s, %(now)s
FROM outbox_message WHERE id = %(id)s
"""

KINDS: dict[str, Any] = {"weekly": Kind.WEEKLY.value, "to_others": [kind.value for kind in TO_OTHERS]}


def claim(worker: uuid.UUID, now: datetime, until: datetime) -> Message | None:
    """The next ready message, leased and addressed as of now; what must not leave is settled on the way."""
    reasons = {"closed": CLOSED, "off": OFF, "stopped": STOPPED, "old": OLD}
    values = {**KINDS, **reasons, "worker": worker, "now": now, "until": until}
    while True:
        message = next(iter(Message.objects.raw(CLAIM, values)), None)
        if message is None or message.lease_owner == worker:
            return message


def fence(message: Message, until: datetime) -> bool:
    """The durable mark that the text is about to leave; False when it must not."""
    assert_autocommit()
    with connection.cursor() as cursor:
        cursor.execute(FENCE, {**KINDS, **_whose(message), "until": until})
        return bool(cursor.rowcount == 1)


def note(message: Message, reply: Reply, outcome: Outcome, took_ms: int, now: datetime) -> None:
    """Write the outcome, if the message is still this worker's, and add the attempt."""
    values: dict[str, Any] = {
        **_whose(message),
        "state": outcome.state.value,
        "reason": outcome.reason[:300],
        "next_try_at": outcome.next_try_at,
        "replaces": [state.value for state in outcome.replaces],
        "phase": reply.phase.value,
        "code": reply.code,
        "took_ms": took_ms,
        "header_id": header_id(message),
        "now": now,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(NOTE, values)
        if outcome.bad_address:
            refused = {"reason": "refused", "at": now}
            Suppression.objects.get_or_create(owner_id=message.owner_id, address=message.to, defaults=refused)
    except IntegrityError:
        logger.info("message %s was deleted with its account", message.pk)


def assert_durable() -> None:
    """A mark that a crash may forget is no mark: mails would go out twice."""
    assert_autocommit()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        setting = cursor.fetchone()[0]
    if setting not in ("on", "remote_apply"):
        raise ImproperlyConfigured(f"synchronous_commit is {setting}; delivery needs it on.")


def assert_autocommit() -> None:
    """A mark inside a transaction would be undone with it."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Delivery commits each step by itself.")


def _whose(message: Message) -> dict[str, Any]:
    return {"id": message.pk, "worker": message.lease_owner, "attempt": message.attempt}
