"""A form field for a day."""

from __future__ import annotations

from typing import Any

from django import forms

EARLIEST_YEAR, LATEST_YEAR = 1950, 2100


class DayField(forms.DateField):
    """A day, between 1950 and 2100."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "There is no such day."}

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise forms.ValidationError("Choose a day between 1950 and 2100.")
        return day
