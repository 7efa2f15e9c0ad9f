"""Introducing two people: asked, agreed, and written only when both have said yes (P62)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from contacts.models import Contact
from interactions import good_turns, recording
from interactions.models import GoodTurn, Interaction, Kind, Pairing
from interactions.one_of_mine import OneOfMineField
from interactions.plan_forms import fingerprint
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line
from web.typed import keep_words

SIDES = ("one", "other")


class WhyForm(Guarded, forms.Form):
    """Why the two should meet."""

    why = forms.CharField(
        max_length=300,
        validators=[one_line],
        label="Why they should meet",
        help_text="It goes into the letters. Such as: both work on delirium in older adults.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, pairing: Pairing | None = None, **kwargs: Any) -> None:
        begun = {"why": pairing.why, "was": fingerprint(pairing, ["why"])} if pairing else {}
        super().__init__(data, initial={**begun, **kwargs.pop("initial", {})}, **kwargs)
        keep_words(self)


class PairingForm(WhyForm):
    """Two of my people, and why."""

    field_order = ["one", "other", "why"]

    def __init__(self, data: Any, *, user: User, one: Contact | None, other: Contact | None) -> None:
        super().__init__(data, initial={"one": one, "other": other})
        self.user = user
        self.fields["one"] = OneOfMineField(user, one, label="One of them")
        self.fields["other"] = OneOfMineField(user, other, label="The other")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        one, other = cleaned.get("one"), cleaned.get("other")
        if one and one == other:
            self.add_error("other", "That is the same person. Choose two.")
        elif one and other and (begun := under_way(self.user, one, other)):
            words = (
                "You are introducing these two already."
                if not begun.made_at
                else "They have met through you."
            )
            self.add_error("other", words)
        return cleaned


class ConsentForm(forms.Form):
    """What one side said, and on which day."""

    side = forms.ChoiceField(choices=[(one, one) for one in SIDES])
    to = forms.ChoiceField(choices=[(one, one) for one in ("asked", "agreed", "none")])
    on = DayField(required=False)


def under_way(user: User, one: Contact, other: Contact) -> Pairing | None:
    """The introduction of these two there is already, whichever was named first."""
    both = Q(one=one, other=other) | Q(one=other, other=one)
    return Pairing.objects.owned_by(user).filter(both).first()


def side_of(pairing: Pairing, contact: Contact) -> str:
    """Which side somebody is; "" when they are neither."""
    return {pairing.one_id: "one", pairing.other_id: "other"}.get(contact.pk, "")


def called(contact: Contact | None) -> str:
    """Their name; somebody in the trash is named only there."""
    if contact is None:
        return "somebody you have since deleted"
    return "somebody in your trash" if contact.trashed_at else contact.full_name


def both(pairing: Pairing) -> str:
    """“Dr. Lindqvist and Hana Mori”, also when one of them is not there."""
    names = sorted((called(pairing.one), called(pairing.other)), key=lambda name: name.startswith("somebody"))
    if names[0] == names[1]:
        names = ["two people in your trash"]
    said = " and ".join(names)
    return said[:1].upper() + said[1:]


def waits(pairing: Pairing) -> str:
    """Why nothing can be done about it now."""
    if None in (pairing.one_id, pairing.other_id):
        return "One of the two was deleted since. What you wrote stays here until you take it off the list."
    return "It waits while one of them is in your trash, and goes on when they are back."


def missing(pairing: Pairing) -> str:
    """Why nothing may be written yet: “Dr. Volkov has not said yes yet.”; "" when both have."""
    names = [getattr(pairing, side).short_name for side in SIDES if not getattr(pairing, f"{side}_agreed_on")]
    if not names:
        return ""
    return f"{' and '.join(names)} {'have' if len(names) > 1 else 'has'} not said yes yet."


def told(pairing: Pairing, side: str, to: str, on: date) -> dict[str, date | None]:
    """The columns as one side's answer leaves them."""
    asked = getattr(pairing, f"{side}_asked_on")
    if to == "none":
        return {f"{side}_asked_on": None, f"{side}_agreed_on": None}
    if to == "asked":
        return {f"{side}_asked_on": on, f"{side}_agreed_on": None}
    return {f"{side}_asked_on": asked, f"{side}_agreed_on": on}


def too_early(pairing: Pairing, side: str, to: str, on: date) -> str:
    """Why nobody can have said yes on that day; "" when they can."""
    asked: date | None = getattr(pairing, f"{side}_asked_on")
    if to != "agreed" or asked is None or on >= asked:
        return ""
    return f"You asked on {asked.day} {asked:%B %Y}; the yes came that day or later."


def make(pairing: Pairing, kind: str, on: date, now: datetime) -> Interaction | None:
    """The two were introduced: a touch with both, and a good turn for each. None when it may not be."""
    with transaction.atomic():
        current = Pairing.objects.select_for_update(of=("self",)).select_related("one", "other", "owner")
        one = current.filter(pk=pairing.pk).first()
        if one is None or one.made_at or not one.both_agreed or one.one is None or one.other is None:
            return None
        touch = recording.record(
            one.owner,
            people=[one.one, one.other],
            kind=Kind(kind),
            at=now,
            takeaway=f"Introduced {one.one.full_name} and {one.other.full_name}."[:300],
            now=now,
        )
        one.made_at = now
        one.save(update_fields=["made_at"])
        for contact, with_ in ((one.one, one.other), (one.other, one.one)):
            good_turns.log(contact, GoodTurn.Kind.INTRODUCED, with_.full_name, on, now)
    return touch


def unask(pairing: Pairing, people: Iterable[Contact], on: date) -> None:
    """The letter that asked one side that day was not sent after all."""
    for side in {side_of(pairing, one) for one in people} - {""}:
        name = f"{side}_asked_on"
        waiting = {name: on, f"{side}_agreed_on": None, "made_at": None}
        Pairing.objects.filter(pk=pairing.pk, **waiting).update(**{name: None})


def unmake(pairing: Pairing, at: datetime) -> None:
    """It was not made after all."""
    made = Pairing.objects.filter(pk=pairing.pk, made_at=at)
    if made.update(made_at=None):
        GoodTurn.objects.filter(
            owner_id=pairing.owner_id,
            contact__in=[pairing.one_id, pairing.other_id],
            kind=GoodTurn.Kind.INTRODUCED,
            created_at=at,
        ).delete()
