"""Forms of the resident's sharing."""

from __future__ import annotations

from typing import Any

from django import forms

from programs.models import HelpRequest, Level
from programs.sharing import QUESTIONS, SWITCHES
from web.guarded import Guarded

YES_NO = [("true", "Yes"), ("false", "No")]


def _yes(text: str) -> bool:
    return text == "true"


class Versioned(Guarded, forms.Form):
    """A change made on a page that may have grown old."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class LevelForm(Versioned):
    """How much is shown; `skip` is Private."""

    level = forms.ChoiceField(choices=Level.choices, required=False)
    skip = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("level") or cleaned.get("skip") or self.errors):
            raise forms.ValidationError("Nothing is chosen yet.")
        return cleaned

    def chosen(self) -> Level:
        return Level.PRIVATE if self.cleaned_data["skip"] else Level(self.cleaned_data["level"])


class SwitchForm(Versioned):
    """One switch of one relationship."""

    contact_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    what = forms.ChoiceField(choices=list(SWITCHES.items()))
    on = forms.TypedChoiceField(choices=YES_NO, coerce=_yes)


class AnswerForm(Versioned):
    """Yes or no to one question."""

    question = forms.ChoiceField(choices=list(QUESTIONS.items()))
    yes = forms.TypedChoiceField(choices=YES_NO, coerce=_yes)


class HelpForm(Guarded, forms.ModelForm):
    """Whom the resident looks for, and a sentence if they like."""

    class Meta:
        model = HelpRequest
        fields = ["role", "sentence"]
        labels = {"role": "I am looking for a", "sentence": "One sentence"}
        help_texts = {"sentence": "The program reads it with your name. No patient details."}


class MeetingForm(Guarded, forms.Form):
    """Which meeting counts, and who of those present is the advisor when that is not clear."""

    touch = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    contact_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
