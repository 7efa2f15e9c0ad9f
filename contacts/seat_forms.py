"""Offering a seat at the board to somebody one knows."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from contacts.models import Contact
from contacts.roles import overlapping
from web.days import DayField
from web.guarded import Guarded


class SeatForm(Guarded, forms.Form):
    """Who sits there, and since when."""

    person = forms.ModelChoiceField(
        queryset=Contact.objects.none(),
        error_messages={"required": "Choose who sits here.", "invalid_choice": "Choose one of your people."},
    )
    starts_on = DayField(label="Since")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, user: User, seat: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat, self.today = seat, today
        self.fields["person"].queryset = Contact.objects.owned_by(user)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > self.today:
            raise forms.ValidationError("Choose today or a day before it.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person, starts = cleaned.get("person"), cleaned.get("starts_on")
        if person and starts and overlapping(person, self.seat, starts, None):
            self.add_error("person", f"{person.short_name} sits here already.")
        return cleaned
