"""Promises between two people, both ways, drawn as strings for a person's page (P74)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.utils.safestring import SafeString, mark_safe

from contacts.models import Contact
from followups.rows import Owed
from followups.windows import Basis, State
from interactions.day_lines import object_of
from web.addresses import address
from web.phrases import weekday_date

PROMISES = (Basis.PROMISE, Basis.PROMISE_TO_ME)
WHOSE = {"she": "Her", "he": "His", "they": "Their"}


def subject_of(pronouns: str) -> str:
    """“she” of “she/her”; nothing when it is not known."""
    first = pronouns.split("/")[0].strip().lower()
    return first if first in WHOSE else ""


def whose(pronouns: str) -> str:
    """“Her”, to begin a heading; nothing when it is not known."""
    return WHOSE.get(subject_of(pronouns), "")


def promise_lines(contact: Contact, owed: Iterable[Owed], now: datetime, form_token: str) -> SafeString:
    """What you promised them and they you, with the day, and one button each; `form_token` is CSRF's."""
    promised = [one for one in owed if one.basis in PROMISES]
    if not promised:
        return SafeString("")
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{form_token}">'
    back = f'<input type="hidden" name="next" value="{escape(contact.get_absolute_url())}">'
    return mark_safe("".join(_draw(contact, one, token + back, now) for one in promised))


def _draw(contact: Contact, one: Owed, hidden: str, now: datetime) -> str:
    to_me = one.basis == Basis.PROMISE_TO_ME
    zone, moments = contact.owner.zone, one.moments
    them = object_of(contact.pronouns) or contact.short_name
    if to_me:
        who = f"{subject_of(contact.pronouns) or contact.short_name} to you"
        day = f"hoped for by {weekday_date(moments.opens_at, now, zone)}"
    else:
        who, day = f"you to {them}", f"by {weekday_date(moments.due_at, now, zone)}"
    late = " · still a kind one" if moments.state(now) == State.LATE else ""
    until = one.snoozed_until
    asleep = f" · snoozed until {weekday_date(until, now, zone)}" if until and until > now else ""
    what = escape(one.what[:1].upper() + one.what[1:])
    act = "Received" if to_me else "Done"
    return (
        f'<li id="follow-up-{one.pk}"><div>'
        f'<b><a class="plain" href="{address("follow_up", one.pk)}">{what}</a></b>'
        f"<p>{escape(f'{who} · {day}{late}{asleep}')}</p></div>"
        f'<form method="post" action="{address("done", one.pk)}">{hidden}<button class="link-button">{act}'
        f'<span class="visually-hidden">: {what}</span></button></form></li>'
    )
