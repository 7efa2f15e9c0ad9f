"""Short ways to make what a test needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from contacts.models import Contact
from contacts.names import parse_name
from dashboard.welcome import new_contact
from followups import planning
from followups.models import FollowUp
from residents.models import resident_of


def person(owner: User, name: str = "Dr. Grace Adeyemi", **fields: Any) -> Contact:
    """A contact of that name."""
    return new_contact(owner, parse_name(name), **fields)


def owed(contact: Contact, basis: str, opens: datetime, **fields: Any) -> FollowUp:
    """An open follow-up, due a day after it opens and late a day later unless told otherwise."""
    values: dict[str, Any] = {
        "because": "A reason.",
        "occurrence": "test",
        "starts_at": opens - timedelta(days=1),
        "opens_at": opens,
        "due_at": opens + timedelta(days=1),
        "late_at": opens + timedelta(days=2),
        "notice_at": opens,
        **fields,
    }
    return FollowUp.objects.create(owner=contact.owner, contact=contact, basis=basis, **values)


def met(
    contact: Contact, at: datetime, together: str = "event:1", *, weight: int = 0, occurrence: str = ""
) -> FollowUp:
    """A good conversation, written down, and everybody met there given a place in the week."""
    occurrence = occurrence or f"{together}:{at.astimezone(contact.owner.zone).date().isoformat()}"
    made = planning.encounter(contact, at, together, "You met.", weight=weight, occurrence=occurrence)
    planning.spread(contact.owner, together)
    made.refresh_from_db()
    return made


def welcomed(user: User) -> User:
    """Past the welcome, so that Today opens."""
    resident = resident_of(user)
    resident.welcome_step = 4
    resident.save()
    return user
