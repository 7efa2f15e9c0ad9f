"""The end of a conversation: what was said, who else to speak with, advice, promises both ways (P44)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contacts.models import Contact, Stage
from contacts.names import Known, Name
from interactions import people as directory
from interactions.day_forms import NO_PATIENTS, line
from interactions.fields import NewNamesField, NoteField
from interactions.models import Interaction
from interactions.promise_forms import PromiseRows
from interactions.recording import PromiseMade
from interactions.who_forms import Asking, described

MOST_ADVICE = 10
ADVICE_LENGTH = 500


class ClosingForm(PromiseRows, Asking):
    """Three questions, and what they brought."""

    takeaway = line(300, "One takeaway")
    may_return = forms.BooleanField(required=False, label="They said I may write again")
    named = NewNamesField(
        max_length=2000,
        label="Who else should I speak with? One name a line",
        help_text="Each becomes somebody to get to know, “via” whoever named them.",
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    advice = NoteField(
        max_length=MOST_ADVICE * ADVICE_LENGTH,
        label="What they advised, one thing a line",
        help_text=NO_PATIENTS,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, touch: Interaction, people: Sequence[Contact], **kwargs: Any) -> None:
        self.interaction, self.chosen = touch, people
        told = {name: getattr(touch, name) for name in ("takeaway", "may_return", "version")}
        super().__init__(data, initial=told, **kwargs)

    def clean_advice(self) -> list[str]:
        given = [" ".join(text.split()) for text in self.cleaned_data["advice"].splitlines() if text.strip()]
        if len(given) > MOST_ADVICE:
            raise ValidationError(f"Keep at most {MOST_ADVICE} things at once.")
        if any(len(text) > ADVICE_LENGTH for text in given):
            raise ValidationError(f"Keep each under {ADVICE_LENGTH} characters.")
        return list(dict.fromkeys(given))

    def clean_named(self) -> list[Known | Name]:
        """Each of my people whom exactly one fits, or a new name; two are asked about."""
        names: list[Name] = self.cleaned_data["named"]
        found: list[Known | Name] = []
        for name, fits in zip(names, directory.alike(self.user, names), strict=True):
            same = [one for one in fits if one.name == str(name)] or fits
            if len(same) > 1:
                told = "; ".join(described(one) for one in same[:5])
                raise ValidationError(f"Several people fit: {told}. Write the whole name.")
            found.append(same[0] if same else name)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_promises(self.interaction.at.astimezone(self.user.zone).date())
        return cleaned

    def promised(self) -> list[PromiseMade]:
        """The promises, each with whom it was made."""
        return [one for row in self.promise_rows for one in row.made(self.chosen)]

    def spoken_of(self, by: Contact) -> list[Contact]:
        """Whom they named; those I do not know are added now."""
        return [self._contact(who, by) for who in self.cleaned_data["named"]]

    def _contact(self, who: Known | Name, by: Contact) -> Contact:
        if isinstance(who, Known):
            return Contact.objects.owned_by(self.user).get(pk=who.id)
        via = f"via {by.full_name}"
        return directory.add(self.user, who, self.now, met_via=via, stage=Stage.IDENTIFIED)
