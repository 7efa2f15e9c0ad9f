"""Forms about dated roles: adding a term, and correcting its days."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms

from contacts.models import SEATS, Contact, Role, RoleTerm
from contacts.roles import overlapping
from web.days import DayField
from web.guarded import Guarded

EARLIEST = date(1950, 1, 1)


class DaysForm(Guarded, forms.Form):
    """From a day on, perhaps to a day; the last day no longer counts."""

    starts_on = DayField(label="Since")
    ends_on = DayField(label="Until", required=False, help_text="Empty while it lasts.")

    def __init__(
        self, *args: Any, contact: Contact, today: date, term: RoleTerm | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contact, self.today, self.term = contact, today, term
        self.fields["starts_on"].initial = term.starts_on if term else today
        self.fields["ends_on"].initial = term.ends_on if term else None

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not EARLIEST <= day <= self.today:
            raise forms.ValidationError("Choose a day between 1950 and today.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "It ends before it starts.")
        elif ends and ends > self.today:
            self.add_error("ends_on", "Choose a day until today; a role that goes on has none.")
        role = self.term.role if self.term else cleaned.get("role")
        if starts and role and not self.errors:
            self._apart(role, starts, ends)
        return cleaned

    def _apart(self, role: str, starts: date, ends: date | None) -> None:
        other = overlapping(self.contact, role, starts, ends, self.term.pk if self.term else None)
        if other is None:
            return
        name = self.contact.short_name
        if other.ends_on is None and ends is None and not self.term:
            self.add_error("role", f"{name} holds this role already.")
            return
        until = f"to {other.ends_on:%-d %B %Y}" if other.ends_on else "until now"
        self.add_error(
            "starts_on",
            f"{name} held this role from {other.starts_on:%-d %B %Y} {until}; the days overlap.",
        )


class RoleForm(DaysForm):
    """A seat or a function, from a day on."""

    role = forms.ChoiceField(
        choices=[
            ("Seats", [c for c in Role.choices if c[0] in SEATS]),
            ("What they do for me", [c for c in Role.choices if c[0] not in SEATS]),
        ]
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    field_order = ["role", "starts_on", "ends_on", "key"]
