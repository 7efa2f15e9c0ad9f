"""The forms of planned meetings: plan, move, prepare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from accounts.models import User
from interactions.fields import NoteField, WallTimeField
from interactions.forms import WithPeople
from interactions.models import Interaction, Kind
from residents.models import resident_of
from web.guarded import Guarded
from web.playbook import bank
from web.playbook_words import Bank

QUESTIONS_LENGTH = 2000
FURTHEST = timedelta(days=5 * 366)
PRESET = "nontraditional"


class MeetingForm(WithPeople):
    """A meeting ahead. With a gap or a turn in the path, questions about it are offered (P17)."""

    questions = forms.MultipleChoiceField(
        required=False, label="Questions you may want to bring", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, user=user, **kwargs)
        self.offered: Sequence[str] = ()
        if resident_of(user).nontraditional:
            preset = bank(PRESET)
            self.offered = preset.questions[: preset.choose[1]]
        field: Any = self.fields["questions"]
        field.choices = [(str(place), words) for place, words in enumerate(self.offered)]

    def asked(self) -> str:
        """The questions ticked, one a line."""
        return "\n".join(self.offered[int(place)] for place in self.cleaned_data["questions"])

    def check_at(self, at: datetime) -> None:
        if at <= self.now:
            self.add_error("at", "Choose a time ahead. What has happened can be logged.")
        elif at > self.now + FURTHEST:
            self.add_error("at", "Choose a day within five years.")


class MoveForm(Guarded, forms.Form):
    """Another time for a planned meeting."""

    at = WallTimeField(label="When")
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class PrepareForm(Guarded, forms.ModelForm):
    """What to bring: the CV ahead, three to five questions, one clear ask (P48, P54)."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    questions = NoteField(
        max_length=QUESTIONS_LENGTH,
        label="Questions, one a line",
        help_text="3–5 is usual.",
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
    )

    class Meta:
        model = Interaction
        fields = ["cv_sent", "questions", "ask"]
        labels = {"cv_sent": "I sent my CV", "ask": "My one ask"}
        help_texts = {"ask": "Feedback, a letter or a connection: one thing, named clearly."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready: tuple[str, ...] = ()
        if self.instance.kind == Kind.INFORMATIONAL:
            self._offer(bank("informational"))

    def _offer(self, offered: Bank) -> None:
        """Questions to tick; what I wrote myself stays mine (P43)."""
        self.ready = offered.questions
        few, many = offered.choose
        self.fields["from_bank"] = forms.MultipleChoiceField(
            choices=[(one, one) for one in offered.questions],
            required=False,
            label=f"Choose {few} to {many}",
            widget=forms.CheckboxSelectMultiple,
        )
        asked = self.instance.question_list
        self.initial["from_bank"] = [one for one in offered.questions if one in asked]
        self.initial["questions"] = "\n".join(one for one in asked if one not in offered.questions)
        self.fields["questions"].label = "Questions of my own, one a line"
        self.fields["questions"].help_text = ""
        self.order_fields(["version", "from_bank", "questions", "ask", "cv_sent"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.ready and "questions" in cleaned and "from_bank" in cleaned:
            own = [text.strip() for text in cleaned["questions"].splitlines() if text.strip()]
            chosen = [one for one in self.ready if one in cleaned["from_bank"] or one in own]
            every = "\n".join([*chosen, *(one for one in own if one not in chosen)])
            if len(every) > QUESTIONS_LENGTH:
                self.add_error("questions", "These are too many words for one conversation. Choose fewer.")
            cleaned["questions"] = every
        return cleaned
