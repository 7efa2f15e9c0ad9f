"""Forms of the follow-ups."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.once import already_sent, remember
from contacts.models import Contact
from followups import planning
from web.guarded import Guarded
from web.lines import one_line
from web.typed import keep_words

FURTHEST = timedelta(days=3 * 366)


class DayField(forms.DateField):
    """A day after today, within three years: beyond that it is a typing mistake."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def clean(self, value: Any) -> date:
        day: date = super().clean(value)
        if day <= self.today:
            raise forms.ValidationError("Choose a day after today.")
        if day > self.today + FURTHEST:
            raise forms.ValidationError("Choose a day within three years.")
        return day


class SnoozeForm(Guarded, forms.Form):
    """Until when."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"] = DayField(today, label="Until")


class RemindForm(Guarded, forms.Form):
    """What about, and when."""

    what = forms.CharField(max_length=200, label="What about", validators=[one_line])
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = DayField(today, label="On")
        keep_words(self)

    def save(self, user: User, contact: Contact, now: datetime) -> str:
        """Plan it once; returns the address that takes it back."""
        key = self.cleaned_data["key"]
        with transaction.atomic():
            sent = already_sent(user, key)
            if sent is not None:
                return sent
            made = planning.remind(contact, self.cleaned_data["what"], self.cleaned_data["on"], now)
            location = reverse("dismiss", args=[made.pk])
            remember(user, key, location)
        return location
