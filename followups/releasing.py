"""Letting a restored copy send: what the original may have sent already is settled first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from followups import digest
from followups.models import Digest
from outbox import holding
from outbox.models import OperatorAct

COMMAND_LINE = "manage.py mail"


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
        settled = Settled(mails, 0 if send_waiting else _miss(now))
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
    Digest.objects.filter(outcome=Digest.Outcome.DEFERRED, send_at__lte=now).update(
        outcome=Digest.Outcome.MISSED
    )
    digest.miss(now)
    return missed.count() - before


def _by(actor: User | None) -> str:
    return actor.email if actor else COMMAND_LINE


def _note(what: OperatorAct.What, actor: User | None, now: datetime, about: str = "") -> None:
    OperatorAct.objects.create(what=what, actor=actor, at=now, about=about)
