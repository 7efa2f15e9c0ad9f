"""What a server's answer means for a message. Every rule of trying again is here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from outbox.models import Attempt, Message, State
from outbox.smtp import Phase, Reply

TRY_AGAIN_MINUTES = (1, 5, 15, 60, 240)
MOST_TRIES = 8
IN = timedelta(hours=24)

BEFORE_THE_TEXT = (State.CLAIMED, State.SENDING)
# A late answer may replace the reaper's guess, because it is the truth.
KNOWN_AFTER_ALL = (State.CLAIMED, State.SENDING, State.UNKNOWN)


@dataclass(frozen=True)
class Outcome:
    """The message's new state. `replaces`: the states it may follow; `stop`: end this run."""

    state: State
    reason: str = ""
    next_try_at: datetime | None = None
    replaces: tuple[State, ...] = BEFORE_THE_TEXT
    bad_address: bool = False
    stop: bool = False


def of(reply: Reply, message: Message, now: datetime) -> Outcome:
    """2xx sent, 4xx again later, 5xx dead, nothing heard after the text: unknown."""
    said = f"{reply.code} {reply.text}".strip() if reply.code else ""
    if reply.accepted:
        return Outcome(State.SENT, replaces=KNOWN_AFTER_ALL)
    if reply.phase == Phase.CONNECT:
        # Nobody's fault but the line's: it is not counted against the message, and ends the run.
        wait = _jittered(TRY_AGAIN_MINUTES[min(message.attempt, 3) - 1])
        reason = f"The mail server could not be reached. {said}"
        return Outcome(State.RETRY, reason, now + wait, stop=True)
    if reply.phase == Phase.FENCE:
        # Changed, stopped or taken over meanwhile; the next claim decides.
        return Outcome(State.PENDING, "", now, replaces=BEFORE_THE_TEXT)
    if reply.code is not None and 500 <= reply.code < 600:
        bad = reply.phase == Phase.ENVELOPE and _says_no_such_address(reply)
        return Outcome(State.DEAD, said, replaces=KNOWN_AFTER_ALL, bad_address=bad)
    if reply.phase == Phase.BODY and reply.code is None:
        return Outcome(State.UNKNOWN, "The line broke after the text went.")
    return _later(message, said or "The line broke before the text went.", now, stop=reply.code == 421)


def poisoned(error: Exception) -> Outcome:
    """It cannot be written as a mail. The kind of mistake is told, never the value."""
    return Outcome(State.DEAD, f"It could not be written as a mail ({type(error).__name__}).")


def tries(message: Message, now: datetime) -> int:
    """How many tries of the last day counted; a server that could not be reached does not."""
    counted = Attempt.objects.filter(message=message, at__gt=now - IN)
    return counted.exclude(phase__in=[Phase.CONNECT, Phase.FENCE]).count()


def _later(message: Message, reason: str, now: datetime, *, stop: bool) -> Outcome:
    number = tries(message, now) + 1
    if number >= MOST_TRIES:
        return Outcome(State.DEAD, f"Given up after {number} tries: {reason}")
    wait = _jittered(TRY_AGAIN_MINUTES[min(number, len(TRY_AGAIN_MINUTES)) - 1])
    return Outcome(State.RETRY, reason, now + wait, stop=stop)


def _jittered(minutes: int) -> timedelta:
    """Up to a fifth longer, so that a crowd does not come back at once."""
    return timedelta(seconds=minutes * 60 + secrets.randbelow(minutes * 12))


def _says_no_such_address(reply: Reply) -> bool:
    """RFC 3463 5.1.x, or a bare 550, 551 or 553; a 5.7.x is about us, not about the address."""
    status = reply.text.split(" ", 1)[0]
    if status.count(".") == 2:
        return status.startswith("5.1.")
    return reply.code in (550, 551, 553)
