"""The forms of what a resident did, where they belong, and how they tell it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings

from residents.models import Achievement, Affiliation, Narrative, Resident
from residents.telling import SLOTS, unknown_places
from web.days import DayField
from web.guarded import Guarded
from web.tags import TagsField
from web.typed import keep_words


class RowForm(Guarded, forms.ModelForm):
    """A row of the story; `key` for a form sent twice, `version` for two windows."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_words(self)


class AchievementForm(RowForm):
    """Something I did."""

    on = DayField(label="When")

    class Meta:
        model = Achievement
        fields = ["kind", "title", "on", "scope", "place"]
        labels = {"kind": "What it is", "title": "In a few words", "place": "Where, or with whom"}
        help_texts = {
            "kind": "Service is whatever gives back: clinics, outreach, panels, advocacy, teaching students."
            " It counts in the month.",
            "scope": f"{'–'.join(map(str, settings.POSTERS_A_YEAR))} regional or national posters a year are"
            " usual; local days come on top.",
        }


class AffiliationForm(RowForm):
    """A society, or a committee with its term. Free text, no fixed list."""

    tags = TagsField(label="Subspecialties")
    joined_on = DayField(required=False, label="Since")
    ends_on = DayField(required=False, label="Renews on")

    class Meta:
        model = Affiliation
        fields = ["kind", "name", "role", "tags", "joined_on", "ends_on"]
        labels = {"name": "Its name"}

    def __init__(self, *args: Any, society: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if society:
            del self.fields["kind"]
            self.fields["role"].label = "My part in it, such as trainee section"
            self.fields["name"].help_text = "As short as you say it."
        else:
            others = [one for one in Affiliation.Kind.choices if one[0] != Affiliation.Kind.SOCIETY]
            kind: Any = self.fields["kind"]
            kind.choices = others
            del self.fields["tags"]
            self.fields["ends_on"].label = "Last day of the term"
            self.fields[
                "ends_on"
            ].help_text = (
                f"{settings.TERM_ENDS_DAYS} days before, Curbside asks whether you renew it or hand it over."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("joined_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "This is before it began.")
        return cleaned


class NarrativeForm(RowForm):
    """Why this specialty, in four short fields (P15)."""

    class Meta:
        model = Narrative
        fields = ["why", "draws", "done", "grow"]
        labels = {
            "why": "Why this specialty",
            "draws": "What draws me",
            "done": "What I have done",
            "grow": "Where to grow",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in fields}
        help_texts = {"why": "No patient details. Describe the work, not the case."}


class ResidentForm(Guarded, forms.ModelForm):
    """Some of what stands on the resident's own row; `was` tells whether another window changed it."""

    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    class Meta:
        model = Resident
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_words(self)


class KnownForForm(ResidentForm):
    """What people may think of when they hear the name (P8)."""

    class Meta(ResidentForm.Meta):
        fields = ["known_for"]
        labels = {"known_for": "Known for"}
        help_texts = {"known_for": "One line: the corner of the field where you show up. It is yours alone."}


class IntroductionForm(ResidentForm):
    """Thirty to sixty seconds, with places that fill in by themselves (P16)."""

    class Meta(ResidentForm.Meta):
        fields = ["introduction"]
        labels = {"introduction": "My introduction"}
        widgets = {"introduction": forms.Textarea(attrs={"rows": 9, "aria-describedby": "reading"})}
        help_texts = {
            "introduction": "These fill in by themselves: "
            + ", ".join(f"{{{name}}} {words}" for name, words in SLOTS.items())
            + "."
        }

    def clean_introduction(self) -> str:
        text: str = self.cleaned_data["introduction"]
        if wrong := unknown_places(text):
            places = ", ".join(f"{{{name}}}" for name in SLOTS)
            raise forms.ValidationError(f"No such place: {', '.join(wrong[:3])}. There are {places}.")
        return text


class TimelineForm(ResidentForm):
    """The path so far, for my eyes only (P17)."""

    class Meta(ResidentForm.Meta):
        fields = ["nontraditional", "timeline"]
        labels = {"timeline": "Timeline"}
        widgets = {"timeline": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "nontraditional": "When you plan a meeting, two questions about it are offered.",
            "timeline": "Years and turns, as you would sort them for yourself. Nobody else ever sees it.",
        }
