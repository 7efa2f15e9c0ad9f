"""The forms of a plan: goals, whom to meet, what was agreed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from contacts.models import Contact
from followups.windows import from_wall
from interactions import people as directory
from interactions.fields import WallTimeField, read_name
from interactions.goals import OF_PEOPLE
from interactions.models import Event, Goal, Session, Target
from interactions.who_forms import Asking, WhoForm, described
from web.guarded import Guarded
from web.lines import one_line
from web.typed import keep_words

GOAL_FIELDS = ["measure", "wanted", "among", "words"]
TARGET_FIELDS = [
    "contact_id", "program", "reason", "reasons", "question", "recommended_by_id", "must_meet", "session_id",
]  # fmt: skip
A_DAY = timedelta(days=1)


def fingerprint(row: Any, names: Sequence[str]) -> str:
    """What stands in these columns, for telling whether another window changed it."""
    return hashlib.sha256(repr([getattr(row, name) for name in names]).encode()).hexdigest()[:16]


class GoalForm(Guarded, forms.ModelForm):
    """A goal: what counts, how many, and among whom."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    class Meta:
        model = Goal
        fields = GOAL_FIELDS
        labels = {"measure": "What to count"}
        help_texts = {
            "among": "Counts only people whose discipline, department, title or tags say so.",
            "words": "Needed for something of my own, which is counted by hand.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].widget.attrs["inputmode"] = "numeric"
        keep_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        measure = cleaned.get("measure")
        if measure == Goal.Measure.OWN and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", "Say in a few words what you will count.")
        if cleaned.get("among") and measure and measure not in OF_PEOPLE:
            self.add_error("among", "Only people can be counted this way. Leave it empty here.")
        return cleaned


class AboutTarget(Asking):
    """Why, and what to ask: the same for a person and for a program."""

    reason = forms.CharField(
        required=False,
        max_length=200,
        validators=[one_line],
        label="Why",
        widget=forms.TextInput(attrs={"data-keep": "", "autocomplete": "off"}),
    )
    reasons = forms.MultipleChoiceField(
        choices=Target.Reason.choices,
        required=False,
        label="What it is about",
        widget=forms.CheckboxSelectMultiple,
    )
    question = forms.CharField(
        required=False,
        max_length=300,
        validators=[one_line],
        label="My question for them",
        help_text="It stands first on the day. No patient details.",
        widget=forms.TextInput(attrs={"data-keep": "", "autocomplete": "off"}),
    )
    recommended_by = forms.CharField(
        required=False,
        max_length=200,
        validators=[one_line],
        label="Who recommended them",
        help_text="One of your people. Afterwards you are reminded to tell them.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    must_meet = forms.BooleanField(required=False, label="A must", help_text="stands first on the list")
    session = forms.ModelChoiceField(
        queryset=Session.objects.none(),
        required=False,
        label="Where they speak or stand",
        empty_label="no session",
        error_messages={"invalid_choice": "This session is not one of the event. Choose again."},
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        user: User,
        event: Event,
        now: datetime,
        target: Target | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, user=user, now=now, initial={**_told(target), **(initial or {})})
        self.event, self.target = event, target
        session: Any = self.fields["session"]
        session.queryset = Session.objects.owned_by(user).filter(event=event)
        session.label_from_instance = lambda one: (
            f"{one.starts_at.astimezone(event.zone):%a %H:%M} {one.title}"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.get("recommended_by", "")
        if "recommended_by" in cleaned:
            cleaned["recommended_by"] = self._recommender(text) if text else None
        return cleaned

    def _recommender(self, text: str) -> Contact | None:
        """The one of my people that is meant; two are asked about, and nobody is made up."""
        known = self.target.recommended_by if self.target else None
        if known and known.full_name == text:
            return known
        try:
            fits = directory.alike(self.user, [name := read_name(text)])[0]
        except ValidationError as error:
            self.add_error("recommended_by", error)
            return None
        same = [one for one in fits if one.name == str(name)] or fits
        if len(same) == 1:
            return Contact.objects.owned_by(self.user).get(pk=same[0].id)
        if same:
            told = "; ".join(described(one) for one in same)
            self.add_error("recommended_by", f"Several people fit: {told}. Write the whole name.")
        else:
            self.add_error("recommended_by", "Nobody among your people is called that.")
        return None

    def told(self) -> dict[str, Any]:
        """The columns as filled in."""
        names = ("reason", "reasons", "question", "recommended_by", "must_meet", "session")
        return {name: self.cleaned_data[name] for name in names}


def _told(target: Target | None) -> dict[str, Any]:
    if target is None:
        return {}
    plain = {
        name: getattr(target, name) for name in ("reason", "reasons", "question", "must_meet", "program")
    }
    by = target.recommended_by.full_name if target.recommended_by else ""
    return {
        **plain,
        "recommended_by": by,
        "session": target.session_id,
        "was": fingerprint(target, TARGET_FIELDS),
    }


class PeopleTargetForm(AboutTarget, WhoForm):
    """People to meet: those one knows already, and names one has only read."""

    field_order = ["question", "reason", "reasons", "recommended_by", "session", "must_meet"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_who(cleaned)
        people = cleaned.get("people") or []
        there = Target.objects.filter(event=self.event, contact__in=people).values_list(
            "contact_id", flat=True
        )
        if names := [one.full_name for one in people if one.pk in set(there)]:
            self.add_error("people", f"{', '.join(names)}: on the list already.")
        if cleaned.get("recommended_by") in people:
            self.add_error("recommended_by", "Somebody else recommended them, surely.")
        return cleaned


class ProgramTargetForm(AboutTarget):
    """A program to talk to."""

    program = forms.CharField(
        max_length=120,
        validators=[one_line],
        label="Program",
        widget=forms.TextInput(attrs={"data-keep": "", "autocomplete": "off"}),
    )
    field_order = ["program", "question", "reason", "reasons", "recommended_by", "session", "must_meet"]

    def clean_program(self) -> str:
        name: str = " ".join(self.cleaned_data["program"].split())
        same = Target.objects.filter(owner=self.user, event=self.event, program__iexact=name)
        if same.exclude(pk=self.target.pk if self.target else 0).exists():
            raise ValidationError("This program is on the list already.")
        return name

    def told(self) -> dict[str, Any]:
        return {"program": self.cleaned_data["program"], **super().told()}


class PersonTargetForm(AboutTarget):
    """What was written about a person on the list."""

    field_order = ["question", "reason", "reasons", "recommended_by", "session", "must_meet"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        recommender = cleaned.get("recommended_by")
        if recommender and self.target and recommender.pk == self.target.contact_id:
            self.add_error("recommended_by", "Somebody else recommended them, surely.")
        return cleaned


class AgreedForm(Guarded, forms.Form):
    """They said yes: when, if that is settled, and for how long."""

    at = WallTimeField(required=False, label="When", help_text="Leave it empty until it is settled.")
    minutes = forms.IntegerField(required=False, min_value=5, max_value=120, label="Minutes")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, *, event: Event, now: datetime, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.event, self.now = event, now

    def clean_at(self) -> datetime | None:
        wall: datetime | None = self.cleaned_data["at"]
        if wall is None:
            return None
        at = from_wall(wall, self.event.zone)
        day = at.astimezone(self.event.zone).date()
        if not self.event.starts_on - A_DAY <= day <= self.event.ends_on + A_DAY:
            raise ValidationError("Choose a time on the days of the event.")
        if at <= self.now:
            raise ValidationError("Choose a time ahead. What has happened can be logged.")
        return at


class IntroductionForm(WhoForm):
    """Whom of my people to ask for an introduction (P26)."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, *, target: Target, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.target = target

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_who(cleaned)
        if len(cleaned.get("people") or []) > 1 or cleaned.get("new_people"):
            self.add_error("people", "Choose one person you know.")
        elif any(one.pk == self.target.contact_id for one in cleaned.get("people") or []):
            self.add_error("people", "Choose somebody who can introduce you to them.")
        return cleaned


def minutes_words(minutes: int | None, kind: str = "pre_conference") -> str:
    """“10–15 minutes”, as it will stand in the letter unless another figure is chosen (P24)."""
    figure = str(minutes) if minutes else settings.ASK_MINUTES[kind].replace(" to ", "–")
    return f"{figure} minutes"
