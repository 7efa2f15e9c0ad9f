"""`{% hopes_of contact now today %}`: where I hope to meet somebody; `question_today`: what to ask there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template

from contacts.models import Contact
from interactions.day_lines import object_of
from interactions.hopes import MET, Hopes, hopes

register = template.Library()


@register.inclusion_tag("interactions/hopes.html", takes_context=True)
def hopes_of(context: dict[str, Any], contact: Contact, now: datetime, today: date) -> dict[str, Any]:
    """The section of a person's page; nothing at all without an event."""
    known = _known(contact, now, today)
    return {"hopes": known, "contact": contact, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("interactions/question_today.html")
def question_today(contact: Contact, now: datetime, today: date) -> dict[str, Any]:
    """My question for them, first on their page while the event is on and they are not met there (P29)."""
    asked = [one for one in _known(contact, now, today).hoped if one.question and one.event.is_on(now)]
    return {"asked": [one for one in asked if one.told != MET], "whom": object_of(contact.pronouns)}


def _known(contact: Contact, now: datetime, today: date) -> Hopes:
    """Asked for once a page."""
    if not hasattr(contact, "hopes"):
        contact.hopes = hopes(contact, now, today)  # type: ignore[attr-defined]
    known: Hopes = contact.hopes  # type: ignore[attr-defined]
    return known
