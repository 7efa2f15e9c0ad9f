"""Reporting back to whoever helped: what came of it, or whom I met (P38, P45). See `planning`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from contacts.models import Contact
from followups import cadence
from followups.agreeing import put
from followups.models import FollowUp
from followups.rules import numbers
from followups.windows import Basis


def tell(contact: Contact, since: datetime, because: str, occurrence: str) -> FollowUp:
    """There is something to tell them, from `since` on."""
    window = cadence.loop_window(since, contact.owner.zone, numbers())
    return put(contact, Basis.CLOSE_LOOP, occurrence, window, because)


def tell_later(contact: Contact, since: datetime, because: str, occurrence: str) -> FollowUp:
    """Nothing to tell yet; three to four months on it is kind to say how it stands (P45)."""
    rhythm = cadence.rhythm("update", numbers())
    if rhythm is None:
        raise ValueError("The rhythm of mentor updates is not set.")
    window = cadence.update_window(since, rhythm, contact.owner.zone, numbers())
    return put(contact, Basis.CLOSE_LOOP, occurrence, window, because)


def told(owner_id: int, occurrence: str, people: Iterable[int] | None = None) -> list[FollowUp]:
    """What was to be reported under that name, whatever became of it; `occurrence` may be a beginning."""
    found = FollowUp.objects.filter(owner=owner_id, basis=Basis.CLOSE_LOOP, occurrence__startswith=occurrence)
    if people is not None:
        found = found.filter(contact__in=people)
    return list(found.select_related("owner", "contact").order_by("pk"))
