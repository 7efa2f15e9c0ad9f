"""The end of an event: whoever recommended somebody I met there is told, once (P38); after a rotation a
thank-you is proposed (P60, see `thanking`).

What is owed for it agrees with what is logged, also afterwards: somebody logged late is added, a touch
that is taken back is left out. An event that is moved to later days is open again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from contacts.models import Contact
from followups import planning, reporting
from followups.windows import local
from interactions import thanking
from interactions.models import Event, Target
from interactions.recommended import Found, met_by_mentor, words
from outbox.heartbeat import beat

logger = logging.getLogger("curbside.ending")

DATABASE_AWAY = (OperationalError, InterfaceError)
# Residents whose events are closed in one transaction.
CHUNK = 50
ONE_DAY = timedelta(days=1)


def ended(event: Event) -> datetime:
    """The first moment after its last day, there."""
    return local(event.ends_on + ONE_DAY, 0, event.zone)


def is_over(event: Event, now: datetime) -> bool:
    return now >= ended(event)


def close(event: Event, now: datetime) -> bool:
    """Close the event if it is over; whether this call did it. A second one changes nothing."""
    with transaction.atomic():
        owner = User.objects.select_for_update(of=("self",), no_key=True).get(pk=event.owner_id)
        return bool(_close(list(Event.objects.filter(pk=event.pk, closed_at=None)), {owner.pk: owner}, now))


def close_over(now: datetime) -> int:
    """Close every event that is over; returns how many.

    Residents are held in chunks. Whoever is held by somebody else meanwhile waits for the next minute.
    """
    total = after = 0
    while True:
        with transaction.atomic():
            owners = list(_owners(now, after))
            held = {one.pk: one for one in owners}
            total += _close(list(_ending(now).filter(owner__in=held)), held, now) if held else 0
        if len(owners) < CHUNK:
            break
        after = owners[-1].pk
    beat("close events", now, total)
    return total


def _ending(now: datetime) -> QuerySet[Event]:
    # Nowhere on earth is it further than fourteen hours ahead; each event's own zone decides.
    return Event.objects.filter(closed_at=None, ends_on__lte=now.astimezone(UTC).date())


def _owners(now: datetime, after: int) -> Iterable[User]:
    ending = Event.objects.filter(
        owner=OuterRef("pk"), closed_at=None, ends_on__lte=now.astimezone(UTC).date()
    )
    found = User.objects.filter(Exists(ending), pk__gt=after).order_by("pk")
    return found.select_for_update(of=("self",), no_key=True, skip_locked=True)[:CHUNK]


def _close(events: Sequence[Event], owners: Mapping[int, User], now: datetime) -> int:
    """Close those that are over; whom to tell is one statement for all of them."""
    over = [one for one in events if is_over(one, now)]
    met = met_by_mentor(over) if over else {}
    done = [one.pk for one in over if not _asks(one, met) or _told(one, met.get(one.pk, {}), owners, now)]
    return Event.objects.filter(pk__in=done, closed_at=None).update(closed_at=now) if done else 0


def _asks(event: Event, met: Mapping[int, object]) -> bool:
    """Whether anybody is to be told, or thanked."""
    return bool(met.get(event.pk)) or event.kind == Event.Kind.ROTATION


def _told(event: Event, met: Mapping[int, list[Found]], owners: Mapping[int, User], now: datetime) -> bool:
    """One event that cannot be closed must not keep the others open."""
    try:
        with transaction.atomic():
            _agree(event, met, owners[event.owner_id], now)
    except DATABASE_AWAY:
        raise
    except (DatabaseError, ValueError, LookupError) as error:
        logger.error("event %s could not be closed: %s", event.pk, type(error).__name__)
        return False
    return True


def again(events: Iterable[int | None], now: datetime) -> None:
    """Something was written down, changed or taken back at these; those that were closed agree with it.

    Runs in the caller's transaction, which holds the resident.
    """
    wanted = {pk for pk in events if pk}
    if not wanted:
        return
    closed = list(Event.objects.filter(pk__in=wanted, closed_at__isnull=False).select_related("owner"))
    met = met_by_mentor([one for one in closed if is_over(one, now)]) if closed else {}
    for event in closed:
        _agree(event, met.get(event.pk, {}), event.owner, now)
        if not is_over(event, now):
            Event.objects.filter(pk=event.pk).update(closed_at=None)


def left(contact: Contact, now: datetime) -> None:
    """Somebody went into the trash or came back: nobody is told of a person who is gone."""
    targets = Target.objects.filter(owner=contact.owner_id, event__closed_at__isnull=False)
    mine = targets.filter(contact=contact) | targets.filter(recommended_by=contact)
    again(mine.values_list("event_id", flat=True), now)


def occurrence(event: Event) -> str:
    """The name of what is owed for an event: once for each mentor."""
    return f"event:{event.pk}"


def _agree(event: Event, met: Mapping[int, list[Found]], owner: User, now: datetime) -> None:
    name = occurrence(event)
    known = {one.contact_id: one for one in reporting.told(owner.pk, name) if one.occurrence == name}
    over = ended(event)
    mentors = planning.lock(met)
    for mentor in mentors:
        mentor.owner = owner
        before = known.get(mentor.pk)
        # Closed late, or somebody added late: nobody is late for what they were not told of.
        since = max(over, before.starts_at) if before else over if now - over < ONE_DAY else now
        reporting.tell(mentor, since, words(mentor, met[mentor.pk], event.name), name)
    planning.refresh_next([one.pk for one in mentors])
    planning.withdraw([one for pk, one in known.items() if pk not in met], now)
    thanking.agree(event, owner, over, now)
