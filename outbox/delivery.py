"""Delivery: claim, fence, hand over, note the outcome; each in its own short transaction.

What is killed, hangs or loses its database at any point leaves a row that says how far it
came. Before the text left, the reaper gives it back; after it, it is `unknown` for good.
"""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, When
from django.db.models.functions import Lower

from outbox import outcomes
from outbox.composing import compose, header_id, sender
from outbox.heartbeat import beat
from outbox.models import TO_OTHERS, Attempt, Kind, Message, State, Suppression
from outbox.outcomes import Outcome
from outbox.reaper import reap
from outbox.smtp import Line, Phase, Reply
from web.clock import database_now

logger = logging.getLogger("curbside.outbox")

# One run ends before the next beat tick or so; the rest waits for that.
MOST_A_RUN = 500
LONGEST_RUN = 50.0
RECONNECT_AFTER = (0.2, 1.0, 3.0, 6.0)

# The conditions on the message itself are on the updated row, so that a concurrent change of it is seen.
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


class Run:
    """One worker's turn: its name in leases, its kept line, and the database's time."""

    def __init__(self, now: datetime) -> None:
        self.worker = uuid.uuid4()
        self.line = Line()
        self.sender = sender()
        self._began, self._at = time.monotonic(), now

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def now(self) -> datetime:
        return self._at + timedelta(seconds=self.seconds)

    @property
    def lease(self) -> datetime:
        return self.now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def deliver_ready(now: datetime | None = None) -> int:
    """Hand over what is ready, until the run is full; returns how many mails were accepted.

    Without a mail server nothing leaves: messages stay as they are.
    """
    _assert_durable()
    run = Run(now or database_now())
    reap(run.now)
    sent = tried = 0
    try:
        while settings.HAS_MAIL_SERVER and tried < MOST_A_RUN and run.seconds < LONGEST_RUN:
            message = claim(run)
            if message is None:
                break
            tried += 1
            outcome = _deliver(run, message)
            sent += outcome.state == State.SENT
            if outcome.stop:
                break
    finally:
        run.line.hang_up(politely=True)
    beat("deliver", run.now, sent)
    return sent


def claim(run: Run) -> Message | None:
    """Take the next ready message, or settle those that must not leave and go on."""
    while True:
        with transaction.atomic():
            message = _next(run)
            if message is None:
                return None
            refusal = _refusal(message, run.now)
            if refusal is None:
                message.state, message.attempt = State.CLAIMED, message.attempt + 1
                message.lease_owner, message.lease_until = run.worker, run.lease
                if message.kind not in TO_OTHERS:
                    # It may have changed since the mail was written.
                    message.to = message.owner.email
                message.save(update_fields=["state", "attempt", "lease_owner", "lease_until", "to"])
                return message
            message.state, message.reason = refusal
            message.finished_at = run.now
            message.save(update_fields=["state", "reason", "finished_at"])


def _next(run: Run) -> Message | None:
    follows = When(kind__in=TO_OTHERS, then=F("to"))
    address = Case(follows, default=F("owner__email"), output_field=CharField())
    stopped = Suppression.objects.annotate(low=Lower("address")).filter(
        owner=OuterRef("owner"), low=OuterRef("address")
    )
    return (
        Message.objects.filter(state__in=[State.PENDING, State.RETRY], next_try_at__lte=run.now)
        .select_related("owner")
        .annotate(address=Lower(address))
        .annotate(stopped=Exists(stopped))
        .order_by("next_try_at", "id")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )


def _refusal(message: Message, now: datetime) -> tuple[State, str] | None:
    """Why this message must not leave after all."""
    owner = message.owner
    if not owner.is_active:
        return State.SUPPRESSED, "The account is closed."
    if message.kind == Kind.WEEKLY and not owner.digest_on:
        return State.SUPPRESSED, "The weekly email was switched off before it left."
    if getattr(message, "stopped", False):
        return State.SUPPRESSED, "Mail to this address is stopped."
    if message.expires_at is not None and message.expires_at <= now:
        return State.DEAD, "It could not leave in time and would be out of date."
    return None


def _deliver(run: Run, message: Message) -> Outcome:
    """One try, and its outcome in the ledger."""
    began = time.monotonic()
    reply = Reply(Phase.PREPARE)
    try:
        to, letter = compose(message)
        reply = run.line.send(run.sender, to, letter, lambda: _fence(run, message))
        outcome = outcomes.of(reply, message, run.now)
    except DatabaseError:
        # The fence could not be set, so no text left.
        connection.close_if_unusable_or_obsolete()
        reply = Reply(Phase.FENCE)
        outcome = outcomes.of(reply, message, run.now)
    except Exception as error:
        # One message that cannot be sent must not hold up the others.
        logger.warning("message %s cannot be sent: %s", message.pk, type(error).__name__)
        outcome = outcomes.poisoned(error)
    took_ms = round((time.monotonic() - began) * 1000)
    for wait in (*RECONNECT_AFTER, None):
        try:
            _note(run, message, reply, outcome, took_ms)
            break
        except OperationalError:
            # A database that restarts must not turn what is known into “unknown”.
            connection.close_if_unusable_or_obsolete()
            if wait is None:
                raise
            time.sleep(wait)
    return outcome


def _fence(run: Run, message: Message) -> bool:
    """The durable mark that the text is about to leave; False when it must not."""
    _assert_autocommit()
    with connection.cursor() as cursor:
        cursor.execute(
            FENCE,
            {
                "id": message.pk,
                "worker": run.worker,
                "attempt": message.attempt,
                "until": run.lease,
                "weekly": Kind.WEEKLY.value,
                "to_others": [kind.value for kind in TO_OTHERS],
            },
        )
        return bool(cursor.rowcount == 1)


def _note(run: Run, message: Message, reply: Reply, outcome: Outcome, took_ms: int) -> None:
    """Write the outcome, if the message is still this worker's, and add the attempt."""
    mine = Message.objects.filter(pk=message.pk, lease_owner=run.worker, attempt=message.attempt)
    try:
        with transaction.atomic():
            mine.filter(state__in=outcome.replaces).update(
                state=outcome.state,
                reason=outcome.reason[:300],
                next_try_at=outcome.next_try_at or F("next_try_at"),
                finished_at=None if outcome.next_try_at else run.now,
                lease_until=None,
            )
            Attempt.objects.create(
                message=message,
                number=message.attempt,
                phase=reply.phase,
                code=reply.code,
                took_ms=took_ms,
                header_id=header_id(message),
                at=run.now,
            )
            if outcome.bad_address:
                Suppression.objects.get_or_create(
                    owner=message.owner, address=message.to, defaults={"reason": "refused", "at": run.now}
                )
    except IntegrityError:
        logger.info("message %s was deleted with its account", message.pk)


def _assert_durable() -> None:
    """A mark that a crash may forget is no mark: mails would go out twice."""
    _assert_autocommit()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        setting = cursor.fetchone()[0]
    if setting not in ("on", "remote_apply"):
        raise ImproperlyConfigured(f"synchronous_commit is {setting}; delivery needs it on.")


def _assert_autocommit() -> None:
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Delivery commits each step by itself.")
