"""The small forms of a day at an event."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self

from django import forms

from contacts.models import Contact
from interactions.models import Participant
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line

TAKEAWAY = 300
LISTED = 8
IN_DAYS = timedelta(days=3)
LATEST = timedelta(days=366)
NO_PATIENTS = "No patient details. Describe the project, not the case."


def line(length: int, label: str, **attrs: str) -> forms.CharField:
    """One line that may stay empty, kept in the browser until it is saved."""
    widget = forms.TextInput(attrs={"data-keep": "", "autocomplete": "off", **attrs})
    return forms.CharField(
        required=False, max_length=length, validators=[one_line], label=label, widget=widget
    )


class SaidForm(Guarded, forms.Form):
    """One line about somebody just met, and whether it was a good conversation."""

    takeaway = line(TAKEAWAY, "One line, while it is fresh", autofocus="")
    meaningful = forms.BooleanField(
        required=False, label="A good conversation", help_text="opens a 72-hour follow-up"
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    touch = 0
    name = ""

    @classmethod
    def of(cls, talk: Participant) -> Self:
        """As the touch says now. Before anything was said a good conversation is assumed."""
        touch = talk.interaction
        form = cls(
            initial={
                "takeaway": touch.takeaway,
                "meaningful": touch.meaningful or not touch.takeaway,
                "version": touch.version,
            }
        )
        form.touch, form.name = touch.pk, talk.contact.full_name
        return form


class ChooseForm(Guarded, forms.Form):
    """The one follow-up of a day: with whom, what, and by when (P30)."""

    who = forms.ChoiceField(label="With whom", error_messages={"required": "Choose one of today’s people."})
    what = forms.CharField(
        max_length=200,
        validators=[one_line],
        label="What you will do",
        help_text=NO_PATIENTS,
        widget=forms.TextInput(
            attrs={"data-keep": "", "autocomplete": "off", "placeholder": "send the poster"}
        ),
    )
    by = DayField(label="By")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, *, people: Iterable[Participant], today: date) -> None:
        super().__init__(data, initial={"by": today + IN_DAYS})
        self.today = today
        # The last conversation of the day with each; good ones first.
        latest: dict[int, Participant] = {}
        for one in people:
            known = latest.get(one.contact_id)
            if known is None or (one.interaction.meaningful and not known.interaction.meaningful):
                latest[one.contact_id] = one
        ordered = sorted(latest.values(), key=lambda one: not one.interaction.meaningful)
        self.people = {str(one.pk): one for one in ordered}
        choices = [(key, _named(one)) for key, one in self.people.items()]
        widget: Any = forms.RadioSelect if len(choices) <= LISTED else forms.Select
        self.fields["who"].widget = widget(choices=choices)
        self.fields["who"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial["who"] = choices[0][0]

    def clean_by(self) -> date:
        by: date = self.cleaned_data["by"]
        if by < self.today:
            raise forms.ValidationError("Choose today or a day ahead.")
        if by > self.today + LATEST:
            raise forms.ValidationError("Choose a day within a year.")
        return by

    @property
    def chosen(self) -> Participant:
        """The conversation it belongs to."""
        return self.people[self.cleaned_data["who"]]


def _named(one: Participant) -> str:
    said = one.interaction.takeaway
    return f"{one.contact.full_name}: {said}" if said else one.contact.full_name


class AddForm(Guarded, forms.ModelForm):
    """What was not noted after a talk: role, institution, one line (P32)."""

    takeaway = line(TAKEAWAY, "What you spoke about")
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    touch_version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields = ["title", "institution"]
        labels = {"title": "Role"}

    field_order = ["title", "institution", "takeaway"]

    def __init__(self, data: Any, *, talk: Participant) -> None:
        self.talk = talk
        super().__init__(
            data,
            instance=talk.contact,
            prefix=f"add-{talk.contact_id}",
            initial={
                "takeaway": talk.interaction.takeaway,
                "version": talk.contact.version,
                "touch_version": talk.interaction.version,
            },
        )
        for name in self.Meta.fields:
            self.fields[name].widget.attrs.update({"data-keep": "", "autocomplete": "off"})
