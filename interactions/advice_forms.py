"""The form of one piece of advice: what they said, where it stands, what came of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms

from interactions.fields import NoteField
from interactions.models import Advice
from web.days import DayField
from web.guarded import Guarded
from web.pronouns import said_of
from web.typed import keep_words

LONGEST = 2000
ROOM = f"Up to {LONGEST:,} characters."


class AdviceForm(Guarded, forms.ModelForm):
    """One piece of advice."""

    what = NoteField(
        required=True,
        max_length=LONGEST,
        help_text=ROOM,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    given_on = DayField(label="Given on")
    outcome = NoteField(
        max_length=LONGEST,
        label="What came of it",
        help_text=f"As you would tell it: “I went twice.” It is offered for your next update. {ROOM}",
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )
    outcome_on = DayField(required=False, label="On", help_text="Today, when left empty.")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Advice
        fields = ["what", "given_on", "status", "why", "outcome", "outcome_on"]
        labels = {"status": "Where it stands", "why": "Why, in a few words"}
        help_texts = {"why": "Worth a line when you decline: you may be asked."}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.pronouns = today, self.instance.contact.pronouns
        self.fields["what"].label = said_of("What they advised", self.pronouns)
        keep_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given, done = cleaned.get("given_on"), cleaned.get("status") == Advice.Status.DONE
        if given and given > self.today:
            self.add_error("given_on", "This day is still ahead.")
        if done and "outcome" in cleaned and not cleaned["outcome"]:
            wanted = "One line on what came of it: that is what they would like to hear."
            self.add_error("outcome", said_of(wanted, self.pronouns))
        if cleaned.get("outcome") and cleaned.get("status") == Advice.Status.CONSIDERING:
            self.add_error("status", "Something came of it already: choose acting or done.")
        if cleaned.get("outcome") and not cleaned.get("outcome_on") and "outcome_on" in cleaned:
            cleaned["outcome_on"] = self.today
        if not cleaned.get("outcome") and "outcome_on" in cleaned:
            cleaned["outcome_on"] = None
        ended = cleaned.get("outcome_on") if self.data.get("outcome_on") else None
        if ended and ended > self.today:
            self.add_error("outcome_on", "This day is still ahead.")
        elif ended and given and ended < given:
            self.add_error("outcome_on", "This day is before the advice was given.")
        return cleaned
