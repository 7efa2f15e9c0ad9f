"""What people did for me, and what of value I offered (P3, P62)."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django import forms

from contacts.models import Contact
from interactions.models import GoodTurn
from interactions.plan_forms import fingerprint
from web.days import DayField
from web.guarded import Guarded
from web.typed import keep_words

FIELDS = ["kind", "what", "on"]
BY_THEM = [(one.value, one.label) for one in GoodTurn.BY_THEM]
BY_ME = [(one.value, one.label) for one in GoodTurn.Kind if one not in GoodTurn.BY_THEM]
KINDS = [("What I did for them", BY_ME), ("What they did for me", BY_THEM)]
# What a letter thanks for.
THANKS = {
    GoodTurn.Kind.NOMINATED: "nominating me",
    GoodTurn.Kind.RECOMMENDED: "recommending me",
    GoodTurn.Kind.OPENED: "opening a door for me",
}


class GoodTurnForm(Guarded, forms.ModelForm):
    """One line: what it was, a few words, the day."""

    kind = forms.ChoiceField(choices=KINDS, label="What it was")
    on = DayField(label="When")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    class Meta:
        model = GoodTurn
        fields = FIELDS
        labels = {"what": "In a few words"}
        help_texts = {"what": "Such as: the dosing table; for the teaching award. No patient details."}

    def __init__(self, data: Any, *, instance: GoodTurn, today: date) -> None:
        was = fingerprint(instance, FIELDS) if instance.pk else ""
        super().__init__(data, instance=instance, initial={"on": instance.on or today, "was": was})
        self.today = today
        self.fields["what"].widget.attrs["autocomplete"] = "off"
        keep_words(self)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("That is still ahead.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == GoodTurn.Kind.OTHER and not cleaned.get("what") and not self.errors:
            self.add_error("what", "Say in a few words what it was.")
        return cleaned


def log(contact: Contact, kind: str, what: str, on: date, now: datetime) -> GoodTurn:
    """One more good turn, such as an article shared by a letter."""
    return GoodTurn.objects.create(
        owner_id=contact.owner_id, contact=contact, kind=kind, what=what[:300], on=on, created_at=now
    )


def thanks_for(turn: GoodTurn) -> str:
    """“nominating me (the teaching award)”; of a turn of mine, nothing."""
    words = THANKS.get(GoodTurn.Kind(turn.kind), "")
    return f"{words} ({turn.what.rstrip('.')})" if words and turn.what else words
