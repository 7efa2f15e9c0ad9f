"""Role terms are dated and kept: adding one, and what may not overlap (P5)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from contacts.models import Contact, RoleTerm


def overlapping(
    contact: Contact, role: str, starts: date, ends: date | None, but: int | None = None
) -> RoleTerm | None:
    """Another term of the same role that shares a day with these; the last day no longer counts."""
    terms = RoleTerm.objects.filter(contact=contact, role=role)
    if but is not None:
        terms = terms.exclude(pk=but)
    terms = terms.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts))
    if ends is not None:
        terms = terms.filter(starts_on__lt=ends)
    return terms.order_by("starts_on", "pk").first()


def add_term(
    owner: User, contact: Contact, role: str, starts: date, ends: date | None = None
) -> RoleTerm | None:
    """A term from a day on; None when somebody was quicker and the role is held already."""
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        if overlapping(contact, role, starts, ends):
            return None
        return RoleTerm.objects.create(
            owner=owner, contact=contact, role=role, starts_on=starts, ends_on=ends
        )
