"""Letting a restored copy send: what the original may have sent already is settled first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from contacts.models import Contact
from followups import digest
from followups.models import Digest, FollowUp
from outbox import holding
from outbox.models import Message, OperatorAct

COMMAND_LINE = "manage.py mail"
# Mails sent after the backup was made name ids that this copy would give away once more.
IN_MAILS = (User, Contact, FollowUp, Message)
SKIPPED = 100_000
SKIP = "SELECT count(nextval(pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s)"


@dataclass(frozen=True)
class Settled:
    """How many mails became unknown, and how many weekly lists count as missed."""

    mails: int
    weeks: int

    def __str__(self) -> str:
        return f"unknown={self.mails} missed={self.weeks}"


def release(actor: User | None, now: datetime, *, send_waiting: bool = False) -> Settled | None:
    """Release, settle and note it, all or nothing; None when this database may send already.

    A weekly list whose moment has passed may have come from the original, so this week's counts as
    missed: what it would have held rides in the next one. With `send_waiting` it is still written.
    """
    with transaction.atomic():
        mails = holding.release(_by(actor), now, send_waiting=send_waiting)
        if mails is None:
            return None
        settled = Settled(mails, 0) if send_waiting else Settled(mails, _miss(now))
        if not send_waiting:
            _skip_ids()
        _note(OperatorAct.What.RELEASED, actor, now, f"{settled}{' waiting mail is sent' * send_waiting}")
    return settled


def hold(actor: User | None, now: datetime) -> bool:
    """Hold and note it; False when it was held already."""
    with transaction.atomic():
        held = holding.hold(_by(actor), now)
        if held:
            _note(OperatorAct.What.HELD, actor, now)
    return held


def _miss(now: datetime) -> int:
    missed = Digest.objects.filter(outcome=Digest.Outcome.MISSED)
    before = missed.count()
    digest.miss(now)
    return missed.count() - before


def _skip_ids() -> None:
    with connection.cursor() as cursor:
        for model in IN_MAILS:
            cursor.execute(SKIP, [model._meta.db_table, SKIPPED])


def _by(actor: User | None) -> str:
    return actor.email if actor else COMMAND_LINE


def _note(what: OperatorAct.What, actor: User | None, now: datetime, about: str = "") -> None:
    OperatorAct.objects.create(what=what, actor=actor, at=now, about=about)
