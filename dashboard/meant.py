"""Who is meant: a captured line read with the people whose names it could be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import User
from contacts.models import Contact
from contacts.names import Known, Name
from dashboard.capture import CurrentEvent, Reading, read
from interactions.models import Event

MOST_KNOWN = 400


def reading_of(
    user: User, line: str, now: datetime, event: Event | None, met_via: str, zone: ZoneInfo | None = None
) -> Reading:
    """Read a line: once for the names in it, again with the people who could be meant.

    Days are those of `zone`, the user's own unless told otherwise.
    """
    zone = zone or user.zone
    current = CurrentEvent(event.pk, event.name, event.starts_on, event.ends_on) if event else None
    first = read(line, now=now, zone=zone, known=(), event=current, last_met_via=met_via)
    named = [*first.people, *([first.introduced_by] if first.introduced_by else [])]
    known = could_be(user, [person.name for person in named])
    if not known:
        return first
    return read(line, now=now, zone=zone, known=known, event=current, last_met_via=met_via)


def could_be(user: User, names: Sequence[Name]) -> list[Known]:
    """The user's people whose name begins like one of these; misspelled endings are still among them."""
    starts = {part[:2].lower() for name in names for part in (name.given, name.family) if part}
    if not starts:
        return []
    pattern = "|".join(re.escape(start) for start in sorted(starts))
    people = Contact.objects.owned_by(user).filter(sort_name__iregex=rf"(^|\s)({pattern})")
    rows = people.order_by("sort_name", "pk").values_list(
        "pk", "prefix", "given_name", "family_name", "institution"
    )
    return [
        Known(pk, " ".join(part for part in (prefix, given, family) if part), institution)
        for pk, prefix, given, family, institution in rows[:MOST_KNOWN]
    ]
