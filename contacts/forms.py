"""Forms about a person. Each edits one part of the page and lists its fields."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.http import QueryDict

from accounts.forms import zone_choices
from contacts.models import Cadence, Channel, Contact, Way
from contacts.names import parse_name
from contacts.standing import Standing
from web.guarded import Guarded
from web.lines import a_name
from web.tags import TagsField
from web.typed import keep_words

EARLIEST = date(1950, 1, 1)


class PersonForm(Guarded, Standing, forms.ModelForm):
    """Adding a person: one name is enough."""

    name = forms.CharField(
        max_length=200,
        label="Name",
        help_text="As you would say it: Dr. Grace Adeyemi.",
        validators=[a_name],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    tags = TagsField()
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Contact
        fields = ["title", "institution", "direction", "met_via", "cadence", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4, "data-keep": ""})}

    field_order = ["name", "title", "institution", "direction", "met_via", "tags", "cadence", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cadence"].choices = [c for c in Cadence.choices if c[0] != Cadence.CUSTOM]  # type: ignore[attr-defined]
        keep_words(self)

    def clean_name(self) -> str:
        text: str = self.cleaned_data["name"]
        self.parsed = parse_name(text)
        if not (self.parsed.given or self.parsed.family):
            raise forms.ValidationError("Write a name, one word is enough.")
        if max(len(self.parsed.given), len(self.parsed.family)) > 100:
            raise forms.ValidationError("Keep each part of the name under 100 characters.")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.place(self.instance)
        return cleaned

    def _post_clean(self) -> None:
        if "name" in self.cleaned_data:
            name_contact(self.instance, self.parsed)
        self.instance.tags = self.cleaned_data.get("tags") or []
        super()._post_clean()  # type: ignore[misc]


def name_contact(contact: Contact, name: Any) -> None:
    """Put a read name's parts into the contact, each cut to its column."""
    contact.prefix = name.prefix[:20]
    contact.given_name, contact.family_name = name.given[:100], name.family[:100]
    contact.credentials = name.suffix[:60]


class VersionedForm(Guarded, forms.ModelForm):
    """Carries the version it was opened with, so that a second tab is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class DetailsForm(Standing, VersionedForm):
    """Who somebody is."""

    tags = TagsField()

    class Meta:
        model = Contact
        fields = [
            "prefix",
            "given_name",
            "family_name",
            "credentials",
            "pronouns",
            "title",
            "institution",
            "department",
            "discipline",
            "direction",
            "stage",
            "origin",
            "is_anchor",
            "is_core",
            "met_via",
            "met_on",
            "tags",
        ]
        widgets = {"met_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("given_name") and not cleaned.get("family_name") and not self.errors:
            self.add_error("family_name", "Write a name, one word is enough.")
        self.place(self.instance)
        return cleaned

    def clean_met_on(self) -> date | None:
        day: date | None = self.cleaned_data["met_on"]
        if day and day < EARLIEST:
            raise forms.ValidationError("Choose a day after 1950.")
        return day


class NoteForm(VersionedForm):
    """The private note."""

    class Meta:
        model = Contact
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 8, "data-keep": ""})}
        labels = {"note": "Note, only you can read it"}


class CadenceForm(VersionedForm):
    """How often a note is welcome."""

    class Meta:
        model = Contact
        fields = ["cadence", "custom_opens_months", "custom_due_months"]
        labels = {
            "cadence": "Rhythm",
            "custom_opens_months": "My own window opens after months",
            "custom_due_months": "and is due after months",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("cadence") != Cadence.CUSTOM:
            return {**cleaned, "custom_opens_months": None, "custom_due_months": None}
        opens, due = cleaned.get("custom_opens_months"), cleaned.get("custom_due_months")
        if not opens:
            self.add_error("custom_opens_months", "Say after how many months it opens.")
        if not due:
            self.add_error("custom_due_months", "Say after how many months it is due.")
        if opens and due and due <= opens:
            self.add_error("custom_due_months", "The window is due after it opens.")
        return cleaned


class ReachForm(VersionedForm):
    """Which channels and hours a person prefers (P69)."""

    allowed_channels = forms.MultipleChoiceField(
        choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple, label="Prefers"
    )

    class Meta:
        model = Contact
        fields = ["allowed_channels", "hours_from", "hours_to", "time_zone", "may_text"]
        widgets = {
            "hours_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "hours_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        labels = {"hours_from": "Good hours from", "hours_to": "Until", "time_zone": "Their time zone"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            choices=[("", "the same as mine"), *zone_choices()], required=False, label="Their time zone"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("hours_from")) != bool(cleaned.get("hours_to")) and not self.errors:
            self.add_error("hours_to", "Give both hours, or neither.")
        return cleaned


class WayForm(Guarded, forms.ModelForm):
    """One address or number."""

    class Meta:
        model = Way
        fields = ["kind", "value", "label"]
        labels = {"value": "Address or number"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Way.Kind.EMAIL and cleaned.get("value"):
            try:
                forms.EmailField().clean(cleaned["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
        return cleaned


class WaysOfOne(BaseInlineFormSet):
    """The ways to reach one person."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """An id counts among this person's ways alone: otherwise the answer tells whether it is anybody's."""
        super().add_fields(form, index)
        form.fields["id"].queryset = Way.objects.filter(contact=self.instance)


Ways = inlineformset_factory(
    Contact, Way, form=WayForm, formset=WaysOfOne, extra=1, max_num=20, can_delete_extra=False
)


def ways_again(data: QueryDict, contact: Contact) -> Any:
    """The ways as they were typed in a window that came second, beside those the first one added.

    A row that the first one removed is left out.
    """
    columns = ("id", "kind", "value", "label", "DELETE")
    count = Ways(data, instance=contact, prefix="ways").total_form_count()
    typed = [{name: data.get(f"ways-{n}-{name}", "") for name in columns} for n in range(count)]
    of = {row["id"]: row for row in typed}
    saved = [
        {"id": str(way.pk), "kind": way.kind, "value": way.value, "label": way.label, "DELETE": ""}
        for way in contact.ways.all()
    ]
    rows = [of.get(row["id"], row) for row in saved] + [row for row in typed if not row["id"]]
    again = data.copy()
    again["ways-TOTAL_FORMS"], again["ways-INITIAL_FORMS"] = str(len(rows)), str(len(saved))
    for n, row in enumerate(rows):
        for name, value in {**row, "contact": str(contact.pk)}.items():
            again[f"ways-{n}-{name}"] = value
    return Ways(again, instance=contact, prefix="ways")
