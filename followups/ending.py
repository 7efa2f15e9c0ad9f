"""Terms in committees that end soon, for the weekly email: renew or hand over (P65)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings

from accounts.models import User
from residents.models import Affiliation

LONGEST = 40


def lines(users: Sequence[User], now: datetime, without_names: set[int]) -> dict[int, str]:
    """One line for each resident with such a term, by user id; the soonest is named, the others counted."""
    todays = {user.pk: now.astimezone(user.zone).date() for user in users}
    if not todays:
        return {}
    furthest = max(todays.values()) + timedelta(days=settings.TERM_ENDS_DAYS)
    rows = Affiliation.objects.active().exclude(kind=Affiliation.Kind.SOCIETY)
    found: dict[int, list[Affiliation]] = {}
    for row in rows.filter(owner__in=todays, ends_on__lte=furthest).order_by("ends_on", "pk"):
        if row.ends_on and row.ends_on <= todays[row.owner_id] + timedelta(days=settings.TERM_ENDS_DAYS):
            found.setdefault(row.owner_id, []).append(row)
    return {owner: line(mine, todays[owner], owner in without_names) for owner, mine in found.items()}


def line(rows: Sequence[Affiliation], today: date, nameless: bool) -> str:
    """“Quality board ends 18 July: renew or hand over.”"""
    first = rows[0]
    day = f"{first.ends_on.day} {first.ends_on:%B}" if first.ends_on else ""
    name = "A term of yours" if nameless or len(first.name) > LONGEST else first.name
    verb = "ended" if first.ends_on and first.ends_on < today else "ends"
    more = f" {len(rows) - 1} more." if len(rows) > 1 else ""
    return f"{name} {verb} {day}: renew or hand over.{more}"
