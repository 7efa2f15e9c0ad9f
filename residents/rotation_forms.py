"""The forms of blocks: one by hand, and many pasted as lines."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from residents.models import Intensity, Rotation
from residents.pasted_days import LONGEST
from residents.pasting import MOST_LINES, Line, read_lines, too_many
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line
from web.phrases import day_span
from web.typed import keep_words


class RotationForm(Guarded, forms.ModelForm):
    """One block, from its first to its last day."""

    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")
    intensity = forms.ChoiceField(
        choices=Intensity.choices,
        label="How heavy",
        initial=Intensity.NORMAL,
        help_text="In a heavy block update windows and check-ins wait. Promises and 72-hour notes never do.",
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Rotation
        fields = ["name", "starts_on", "ends_on", "intensity", "nights"]
        labels = {"nights": "Night float"}
        help_texts = {"nights": "The weekly email waits for an hour at which you are awake."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day is before the first.")
        elif first and last and last - first > LONGEST:
            self.add_error("ends_on", "A block lasts at most a year.")
        return cleaned

    def meets(self, other: Rotation, today: date) -> None:
        """Say beside the day which block is there already."""
        first = self.cleaned_data["starts_on"]
        field = "starts_on" if other.starts_on <= first <= other.ends_on else "ends_on"
        self.add_error(field, f"{other.name} is there already, {other.days(today)}. Blocks do not overlap.")


@dataclass(frozen=True)
class Shown:
    """A line of the preview: what it reads as in words, what is wrong, whether it is there already."""

    line: Line
    days: str
    intensity: str
    errors: tuple[str, ...]
    is_there: bool


class PasteForm(Guarded, forms.Form):
    """Many blocks, one a line; read first, kept when the reading was seen."""

    lines = forms.CharField(
        max_length=20_000,
        strip=False,
        label="One block a line",
        help_text="A name, its first and its last day; light, normal or heavy, if you like.",
        error_messages={"required": "Write at least one line."},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, *, owner: User, today: date) -> None:
        super().__init__(data)
        self.owner, self.today = owner, today
        keep_words(self)

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        if too_many(text):
            raise ValidationError(f"Paste at most {MOST_LINES} lines at once.")
        return text

    @cached_property
    def shown(self) -> list[Shown]:
        """Every line as it reads, beside the blocks there are."""
        lines = read_lines(str(self.data.get("lines", ""))[:20_000], self.today)
        there = list(Rotation.objects.owned_by(self.owner))
        return [_shown(line, there, self.today) for line in lines[:MOST_LINES]]

    @property
    def reading(self) -> str:
        """Names what was shown, so that nothing is kept that was not."""
        said = repr([(one.line, one.errors, one.is_there) for one in self.shown])
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def is_clear(self) -> bool:
        return self.is_valid() and bool(self.new) and not any(one.errors for one in self.shown)

    @property
    def new(self) -> list[Shown]:
        return [one for one in self.shown if not one.errors and not one.is_there]

    def rotations(self) -> list[Rotation]:
        """What would be added."""
        return [
            Rotation(
                name=one.line.name,
                starts_on=first,
                ends_on=last,
                intensity=one.line.intensity,
                nights=one.line.nights,
            )
            for one in self.new
            if (first := one.line.first) and (last := one.line.last)
        ]


def _shown(line: Line, there: list[Rotation], today: date) -> Shown:
    errors = list(line.errors)
    try:
        one_line(line.name)
    except ValidationError as error:
        errors += error.messages
    if line.first is None or line.last is None:
        return Shown(line, "", "", tuple(errors), False)
    days = day_span(line.first, line.last, today)
    same = any((one.name, one.starts_on, one.ends_on) == (line.name, line.first, line.last) for one in there)
    if not errors and not same:
        met = [one for one in there if line.meets(one.starts_on, one.ends_on)]
        errors += [f"{one.name} is there already, {one.days(today)}." for one in met[:3]]
    return Shown(line, days, Intensity(line.intensity).label.lower(), tuple(errors), same)
