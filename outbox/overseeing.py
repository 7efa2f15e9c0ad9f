"""What an operator sees of the mail, and may do: numbers, states and reasons, never what was written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from outbox.masking import masked
from outbox.models import Kind, Message, OperatorAct, State

WAITING = (State.PENDING, State.RETRY)
# Never the subject or the text.
SEEN = ("pk", "owner_id", "kind", "to", "state", "reason", "attempt", "finished_at", "expires_at")


@dataclass(frozen=True)
class Queue:
    """One kind of mail: how many are in each state."""

    kind: Kind
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(state.label, self.numbers.get(state.value, 0)) for state in State]


class Ended(NamedTuple):
    """One mail that ended badly, as an operator sees it. `stays` says why it cannot be sent again."""

    pk: int
    owner_id: int
    kind: str
    to: str
    reason: str
    attempt: int
    ended_at: datetime | None
    stays: str


def queues() -> list[Queue]:
    """Every kind of mail there is."""
    numbers: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for kind, state, number in Message.objects.values_list("kind", "state").annotate(Count("pk")).order_by():
        numbers[kind][state] = number
    return [Queue(kind, numbers[kind.value]) for kind in Kind if kind.value in numbers]


def oldest_waiting() -> datetime | None:
    """Since when the oldest mail waits that has not left."""
    found: datetime | None = Message.objects.filter(state__in=WAITING).aggregate(at=Min("created_at"))["at"]
    return found


def ended_badly(state: State) -> QuerySet[Message]:
    """Refused or unknown ones, newest first."""
    # Both states are named, because the partial index is for both.
    badly = Message.objects.filter(state__in=[State.DEAD, State.UNKNOWN]).filter(state=state)
    return badly.annotate(has_text=~Q(text="")).only(*SEEN).order_by("-finished_at", "-pk")


def shown(message: Message, now: datetime) -> Ended:
    """Without names: addresses are masked, also inside a server's answer."""
    return Ended(
        message.pk,
        message.owner_id,
        message.get_kind_display(),
        masked(message.to),
        f"{masked(message.reason).rstrip('. ')}." if message.reason else "",
        message.attempt,
        message.finished_at,
        _stays(message, now),
    )


def retry(pk: int, actor: User, now: datetime) -> bool:
    """Put a refused mail back in the queue; False when it is not one that may be sent again.

    One that is unknown may have been read already, so nothing here sends it.
    """
    dead = Message.objects.filter(pk=pk, state=State.DEAD).exclude(text="")
    fresh = dead.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    with transaction.atomic():
        changed = fresh.update(state=State.PENDING, reason="", next_try_at=now, finished_at=None)
        if changed:
            what = OperatorAct.What.RETRIED
            OperatorAct.objects.create(actor=actor, what=what, about=f"mail {pk}", at=now)
    return bool(changed)


def _stays(message: Message, now: datetime) -> str:
    if message.state == State.UNKNOWN:
        return "never sent again"
    if not getattr(message, "has_text", True):
        return "its text is not kept"
    if message.expires_at is not None and message.expires_at <= now:
        return "out of date"
    return ""
