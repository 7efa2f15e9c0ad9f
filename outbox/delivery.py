"""Delivery: claim, fence, hand over, note the outcome.

What is killed, hangs or loses its database at any point leaves a row that says how far it
came. Before the text left, the reaper gives it back; after it, it is `unknown` for good.
"""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from outbox import holding, ledger, outcomes
from outbox.composing import compose, sender
from outbox.heartbeat import beat
from outbox.models import Message, State
from outbox.outcomes import Outcome
from outbox.reaper import reap
from outbox.smtp import Line, Phase, Reply
from web.clock import database_now

logger = logging.getLogger("curbside.outbox")

# One run ends before the next beat tick or so; the rest waits for that.
MOST_A_RUN = 500
LONGEST_RUN = 50.0
# A minute in all: a database takes that long to recover, and what a server said is known only here.
RECONNECT_AFTER = (0.2, 1.0, 3.0, 6.0, 10.0, 20.0, 20.0)


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

    def claim(self) -> Message | None:
        return ledger.claim(self.worker, self.now, self.lease)


def deliver_ready(now: datetime | None = None) -> int:
    """Hand over what is ready, until the run is full; returns how many mails were accepted.

    Without a mail server, or while this database is held, nothing leaves: messages stay as they are.
    """
    ledger.assert_durable()
    run = Run(now or database_now())
    if not holding.released():
        logger.warning("held: nothing is delivered until manage.py mail release")
        beat("deliver", run.now)
        return 0
    reap(run.now)
    sent = tried = 0
    try:
        while settings.HAS_MAIL_SERVER and tried < MOST_A_RUN and run.seconds < LONGEST_RUN:
            message = run.claim()
            if message is None:
                break
            tried += 1
            outcome = deliver(run, message)
            sent += outcome.state == State.SENT
            if outcome.stop:
                break
    finally:
        run.line.hang_up(politely=True)
    beat("deliver", run.now, sent)
    return sent


def deliver(run: Run, message: Message) -> Outcome:
    """One try of a claimed message, and its outcome in the ledger."""
    began = run.seconds
    reply = Reply(Phase.PREPARE)
    try:
        to, letter = compose(message)
        reply = run.line.send(run.sender, to, letter, lambda: ledger.fence(message, run.lease))
        outcome = outcomes.of(reply, message, run.now)
    except (DatabaseError, InterfaceError):
        # The fence could not be set, so no text left.
        connection.close_if_unusable_or_obsolete()
        reply = Reply(Phase.FENCE)
        outcome = outcomes.of(reply, message, run.now)
    except Exception as error:
        # One message that cannot be sent must not hold up the others.
        logger.warning("message %s cannot be sent: %s", message.pk, type(error).__name__)
        outcome = outcomes.poisoned(error)
    _note(run, message, reply, outcome, round((run.seconds - began) * 1000))
    return outcome


def _note(run: Run, message: Message, reply: Reply, outcome: Outcome, took_ms: int) -> None:
    """A database that restarts must not turn what is known into “unknown”: wait for it."""
    for wait in (*RECONNECT_AFTER, None):
        try:
            return ledger.note(message, reply, outcome, took_ms, run.now)
        except (OperationalError, InterfaceError):
            connection.close_if_unusable_or_obsolete()
            if wait is None:
                raise
            time.sleep(wait)
    return None
