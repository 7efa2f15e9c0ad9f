"""What is owed for advice somebody gave: a word later on, or now that it was tried (P45)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from contacts.models import Cadence, Contact
from followups import planning, reporting
from followups.drafts import brief
from followups.models import FollowUp
from followups.windows import Basis, local
from interactions.composing import ADVICE
from interactions.models import Advice, Interaction

WORDS = 160


def agree(contact: Contact, now: datetime) -> None:
    """Make what is owed agree with the advice kept.

    Something came of it and they were not told: an update is suggested now, one for each. Still open,
    and no rhythm chosen that would bring a note anyway: one after three to four months, for all of it.
    """
    with transaction.atomic():
        (held,) = planning.lock([contact.pk])
        before = {one.occurrence: one for one in reporting.told(held.owner_id, ADVICE, [held.pk])}
        given = list(
            Advice.objects.filter(owner=held.owner_id, contact=held).open().order_by("given_on", "pk")
        )
        wanted: set[str] = set()
        for one in given:
            if one.outcome:
                wanted.add(name := f"{ADVICE}:{one.pk}")
                since = before[name].starts_at if name in before else now
                reporting.tell(held, since, _tried(held, one), name)
        waiting = [one for one in given if not one.outcome]
        if waiting and held.cadence == Cadence.NONE:
            first = waiting[0].given_on
            wanted.add(name := f"{ADVICE}-open:{first.isoformat()}")
            reporting.tell_later(held, local(first, 0, held.owner.zone), _open(held, waiting), name)
        planning.withdraw([one for name, one in before.items() if name not in wanted], now)
        planning.refresh_next([held.pk])


def _tried(contact: Contact, one: Advice) -> str:
    """Why now."""
    return f"You did what {contact.short_name} advised: {_quoted(one.what)} It would be kind to say so."


def _open(contact: Contact, waiting: list[Advice]) -> str:
    if len(waiting) > 1:
        return (
            f"{contact.short_name} gave you {len(waiting)} pieces of advice. A word on how they go is kind."
        )
    return f"{contact.short_name} advised: {_quoted(waiting[0].what)} A word on how it goes is kind."


def _quoted(text: str) -> str:
    return f"“{brief(' '.join(text.split()), WORDS).rstrip('.')}”."


def day_of(touch: Interaction) -> date:
    """The day of a conversation, on the resident's calendar."""
    return touch.at.astimezone(touch.owner.zone).date()


def keep(contact: Contact, what: str, on: date, touch: Interaction | None, now: datetime) -> Advice:
    """One thing they advised, to be considered; `agree` follows."""
    given = {"what": what, "given_on": on, "interaction": touch, "created_at": now}
    return Advice.objects.create(owner_id=contact.owner_id, contact=contact, **given)


def reported(follow_up: FollowUp, at: datetime) -> None:
    """The letter about it was sent: they know how it turned out."""
    name, _, number = follow_up.occurrence.partition(":")
    if follow_up.basis == Basis.CLOSE_LOOP and name == ADVICE:
        Advice.objects.filter(owner=follow_up.owner_id, pk=int(number)).update(reported_at=at)


def told(contact: Contact, numbers: Iterable[int], at: datetime) -> None:
    """A letter told how these turned out."""
    mine = Advice.objects.filter(owner=contact.owner_id, contact=contact, reported_at=None)
    mine.filter(pk__in=[one for one in numbers if one]).update(reported_at=at)


def unreported(contact: Contact, at: datetime) -> None:
    """It was not sent after all."""
    Advice.objects.filter(owner=contact.owner_id, contact=contact, reported_at=at).update(reported_at=None)
