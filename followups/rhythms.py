"""Rhythms looked over in one list: each is kept, slowed down or let go of, and can be put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from accounts.models import User
from contacts.models import Cadence, Contact
from followups import planning

KEEP, SLOWER, LET_GO = "keep", "slower", "let_go"
CHOICES = {KEEP: "keep", SLOWER: "slower", LET_GO: "let go"}
# A check-in every 6–8 months becomes one a year; a window of one's own doubles, as far as one may be.
YEARLY, LONGEST = (12, 14), (36, 48)
FIELDS = ("cadence", "custom_opens_months", "custom_due_months")


class Rhythm(NamedTuple):
    """What a contact's rhythm is made of."""

    cadence: str
    opens: int | None = None
    due: int | None = None

    @property
    def words(self) -> str:
        if self.cadence == Cadence.CUSTOM:
            return f"every {self.opens}–{self.due} months"
        return {Cadence.UPDATE: "every 3–4 months", Cadence.CHECK_IN: "every 6–8 months"}.get(
            Cadence(self.cadence), "no rhythm"
        )


def rhythm_of(contact: Contact) -> Rhythm:
    return Rhythm(contact.cadence, contact.custom_opens_months, contact.custom_due_months)


def after(now: Rhythm, choice: str) -> Rhythm:
    """What the choice makes of a rhythm."""
    if choice == LET_GO:
        return Rhythm(Cadence.NONE)
    if choice != SLOWER or now.cadence == Cadence.NONE:
        return now
    if now.cadence == Cadence.UPDATE:
        return Rhythm(Cadence.CHECK_IN)
    if now.cadence == Cadence.CHECK_IN:
        return Rhythm(Cadence.CUSTOM, *YEARLY)
    opens, due = (min(2 * (months or 1), most) for months, most in zip(now[1:], LONGEST, strict=True))
    return Rhythm(Cadence.CUSTOM, opens, due)


def look_over(
    owner: User, choices: Mapping[int, tuple[str, int]], today: date
) -> tuple[list[list[Any]], int]:
    """Save a choice and the version it was made of for each; returns how it was before, and how many were
    left alone because somebody changed them meanwhile."""
    with transaction.atomic():
        was, passed = [], 0
        for contact in _held(owner, choices):
            choice, version = choices[contact.pk]
            new, old = after(rhythm_of(contact), choice), rhythm_of(contact)
            if contact.version != version:
                passed += new != old
            elif new != old:
                set_on = contact.cadence_set_on
                _set(contact, new, today)
                was.append([contact.pk, contact.version, *old, set_on.isoformat() if set_on else None])
    return was, passed


def put_back(owner: User, was: Iterable[list[Any]]) -> bool:
    """As it was before `look_over`, where nothing else was changed since."""
    told = {one[0]: one for one in was}
    with transaction.atomic():
        people = _held(owner, told)
        if any(contact.version != told[contact.pk][1] for contact in people):
            return False
        for contact in people:
            _, _, cadence, opens, due, set_on = told[contact.pk]
            _set(contact, Rhythm(cadence, opens, due), date.fromisoformat(set_on) if set_on else None)
    return True


def _held(owner: User, ids: Iterable[int]) -> list[Contact]:
    mine = Contact.objects.owned_by(owner).filter(pk__in=list(ids)).values_list("pk", flat=True)
    return planning.lock(mine)


def _set(contact: Contact, rhythm: Rhythm, set_on: date | None) -> None:
    contact.cadence, contact.custom_opens_months, contact.custom_due_months = rhythm
    contact.cadence_set_on = set_on
    contact.version += 1
    contact.save(update_fields=[*FIELDS, "cadence_set_on", "version"])
    planning.plan_window(contact)
    planning.refresh_next([contact.pk])
