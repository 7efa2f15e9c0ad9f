"""Links in a mail that act without signing in. Each is good for one act, on one item, for 14 days.

Whoever holds a link may do that one thing; the page behind it opens no session and shows a first
name at most.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import User
from followups.models import FollowUp
from followups.windows import Basis
from outbox import unsubscribing

LIFE = timedelta(days=14)
# Only its resident can say that these are over; the others are answered by being in touch.
ENDED_BY_HAND = (Basis.PROMISE, Basis.PROMISE_TO_ME, Basis.MANUAL)


class Ticket(NamedTuple):
    """What a link carries. `mark`: what an undo expects to find, so that it undoes one act and no other."""

    owner: int
    item: int
    issued: datetime
    mark: int = 0

    @property
    def until(self) -> datetime:
        """The first moment at which it no longer works."""
        return self.issued + LIFE


class Act(NamedTuple):
    """One action beside an item."""

    words: str
    url: str
    is_main: bool


class PauseLinks(NamedTuple):
    """The footer's two lengths."""

    week: str
    month: str


class RhythmLinks(NamedTuple):
    """Answers to “keep weekly, go monthly, or stop?”"""

    week: str
    month: str
    stop: str


def seal(act: str, ticket: Ticket) -> str:
    """The signed text of a ticket for this act and no other."""
    written = [ticket.owner, ticket.item, int(ticket.issued.timestamp()), ticket.mark]
    return Signer(salt=f"mail.{act}").sign_object(written if ticket.mark else written[:3])


def unseal(act: str, token: str, now: datetime) -> Ticket | None:
    """The ticket; None when it was not made here for this act, or is too old."""
    try:
        owner, item, issued, *mark = Signer(salt=f"mail.{act}").unsign_object(token)
    except (BadSignature, ValueError):
        return None
    ticket = Ticket(owner, item, datetime.fromtimestamp(issued, UTC), *mark)
    return ticket if now < ticket.until else None


def path(act: str, ticket: Ticket) -> str:
    """The address on this site."""
    return reverse(f"mail_{act}", args=[seal(act, ticket)])


def acts(follow_up: FollowUp, now: datetime) -> list[Act]:
    """What can be done from the mail, the likeliest first. A meeting's preparation has its own page."""
    if follow_up.basis == Basis.PREPARATION:
        return []
    ticket = Ticket(follow_up.owner_id, follow_up.pk, now)
    first = ("done", "Done") if follow_up.basis in ENDED_BY_HAND else ("log", "Log a touch")
    offered = (first, ("snooze", "Snooze a week"), ("dismiss", "Not now"))
    return [Act(words, _link(act, ticket), (act, words) == first) for act, words in offered]


def pause_links(user_id: int, now: datetime) -> PauseLinks:
    """Rest for a week or a month."""
    ticket = Ticket(user_id, 0, now)
    return PauseLinks(_link("pause_week", ticket), _link("pause_month", ticket))


def rhythm_links(user_id: int, now: datetime) -> RhythmLinks:
    """How often from now on; stopping never expires."""
    ticket = Ticket(user_id, 0, now)
    return RhythmLinks(_link("weekly", ticket), _link("monthly", ticket), unsubscribing.link(user_id))


def owner_of(ticket: Ticket | None) -> User | None:
    """Whose link it is, while the account is open."""
    return User.objects.filter(pk=ticket.owner, is_active=True).first() if ticket else None


def item_of(ticket: Ticket, owner: User) -> FollowUp | None:
    """The follow-up, if it is the owner's and its person is not in the trash."""
    item = FollowUp.objects.owned_by(owner).with_person().filter(pk=ticket.item).first()
    if item:
        item.owner = item.contact.owner = owner
    return item


def _link(act: str, ticket: Ticket) -> str:
    return f"{settings.SITE_URL}{path(act, ticket)}"
