"""The form of an event, and the one that logs several people at it in one go."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import zone_choices
from accounts.models import User
from contacts.models import Contact
from contacts.names import Known, Name, parse_name, same_person
from followups.windows import from_wall
from interactions import people as directory
from interactions.fields import NoteField, WallTimeField, ids, read_name, split_line
from interactions.forms import MINUTE
from interactions.models import Event, Kind
from interactions.recording import CLOCK_SKEW
from interactions.who_forms import described
from residents.models import Achievement
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line
from web.typed import keep_words

LONGEST = timedelta(days=366)
MOST_LINES = 100
TAKEAWAY_LENGTH = 300
KIND_AT = {Event.Kind.ROUNDS: Kind.ROUNDS, Event.Kind.WEBINAR: Kind.VIDEO}


class EventForm(Guarded, forms.ModelForm):
    """An event has days in a zone of its own."""

    starts_on = DayField(label="First day")
    ends_on = DayField(required=False, label="Last day", help_text="The first day, when left empty.")
    note = NoteField(label="Note, only you can read it")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Event
        fields = ["name", "kind", "place", "time_zone", "starts_on", "ends_on", "preset", "note"]

    field_order = ["name", "kind", "starts_on", "ends_on", "place", "time_zone", "preset", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = zone_choices()
        # Left out by a form of before, it stays as it is.
        self.fields["preset"].required = False
        current = self.instance.time_zone
        if current and current not in dict(choices):
            choices = [(current, current), *choices]
        self.fields["time_zone"] = forms.ChoiceField(
            choices=choices, label="Its time zone", help_text="Days and times at the event are shown in it."
        )
        keep_words(self)

    def clean_preset(self) -> str:
        chosen: str = self.cleaned_data["preset"]
        return chosen or self.instance.preset

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and "ends_on" in cleaned:
            cleaned["ends_on"] = last or first
            if last and last < first:
                self.add_error("ends_on", "The last day is before the first.")
            elif last and last - first > LONGEST:
                self.add_error("ends_on", "An event lasts at most a year.")
        return cleaned


@dataclass
class Line:
    """One line read: whom it names, what was said, and who they may already be."""

    n: int
    text: str
    said: str
    name: Name | None
    fits: Sequence[Known] = ()
    who: str = ""
    good: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What to choose from when somebody fits."""
        known = [(str(one.id), described(one)) for one in self.fits]
        return [*([] if self.who else [("", "choose")]), *known, ("new", "somebody new")]

    @property
    def words(self) -> str:
        """What will happen with the line."""
        if self.who == "new":
            return "new"
        return "you know them" if self.who else "may be somebody you know"


class InOneGoForm(Guarded, forms.Form):
    """Several people met at one event, one a line."""

    lines = NoteField(
        required=True,
        max_length=20_000,
        label="One person a line: name — one line",
        error_messages={"required": "Write at least one name."},
        help_text="No patient details. Describe the project, not the case.",
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
    )
    at = WallTimeField(required=False, label="When")
    kind = forms.ChoiceField(choices=Kind.choices, label="How")
    all_good = forms.BooleanField(
        required=False, label="All were good conversations", help_text="each opens a 72-hour follow-up"
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self,
        data: Any,
        *,
        user: User,
        event: Event,
        now: datetime,
        presentations: Sequence[Achievement] = (),
    ) -> None:
        start = now.astimezone(event.zone).replace(tzinfo=None)
        super().__init__(data, initial={"at": start, "kind": KIND_AT.get(Event.Kind(event.kind), Kind.MET)})
        self.user, self.event, self.now = user, event, now
        self.presentations = {str(one.pk): one for one in presentations}
        if presentations:
            shown = [(pk, str(one)) for pk, one in self.presentations.items()]
            self.fields["presentation"] = forms.ChoiceField(
                required=False, label="They stopped at", choices=[("", "no poster or talk of mine"), *shown]
            )

    @property
    def presentation(self) -> Achievement | None:
        """The poster or talk they stopped at (P31)."""
        return self.presentations.get(self.cleaned_data.get("presentation", ""))

    @cached_property
    def read(self) -> list[Line]:
        """The lines as they are understood, with what was chosen for each."""
        texts = [line for line in str(self.data.get("lines", "")).splitlines() if line.strip()]
        lines = [_line(n, text) for n, text in enumerate(texts[:MOST_LINES])]
        named = [line for line in lines if line.name]
        fits = directory.alike(self.user, [line.name for line in named if line.name])
        for line, known in zip(named, fits, strict=True):
            line.fits = known
        for line in lines:
            self._choose(line)
        return lines

    def _choose(self, line: Line) -> None:
        # A choice counts for the name it was made for, not for whatever the line says by now.
        asked = self.data.get(f"name-{line.n}") == line.text
        line.who = self.data.get(f"who-{line.n}", "") if asked else _likely(line)
        line.good = bool(self.data.get("all_good") or (asked and self.data.get(f"good-{line.n}")))
        if line.who not in {"", "new", *(str(one.id) for one in line.fits)}:
            line.who = ""
            line.errors.append("This person is not among yours. Choose again.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "at" in cleaned:
            self._clean_at(cleaned)
        if len([line for line in cleaned.get("lines", "").splitlines() if line.strip()]) > MOST_LINES:
            self.add_error("lines", f"Log at most {MOST_LINES} people at once.")
        for line in self.read:
            if line.name and not line.who and not line.errors:
                line.errors.append("Somebody you know may be meant. Choose who it is.")
        if any(line.errors for line in self.read):
            self.add_error("lines", "Some lines need another look.")
        return cleaned

    def _clean_at(self, cleaned: dict[str, Any]) -> None:
        wall = cleaned["at"]
        cleaned["at"] = from_wall(wall, self.event.zone) if wall else self.now
        if cleaned["at"] <= self.now < cleaned["at"] + MINUTE:
            cleaned["at"] = self.now
        elif cleaned["at"] > self.now + CLOCK_SKEW:
            self.add_error("at", "That is still ahead.")

    def person(self, line: Line) -> Contact:
        """Whom the line means, added now when new."""
        if line.who == "new" and line.name:
            return directory.add(self.user, line.name, self.now, met_via=self.event.name)
        return Contact.objects.owned_by(self.user).get(pk=ids([line.who])[0])


def _line(n: int, text: str) -> Line:
    written, said = split_line(text)
    line = Line(n, written, said, None)
    try:
        line.name = read_name(written)
        one_line(said)
    except ValidationError as error:
        line.errors += error.messages
    if len(said) > TAKEAWAY_LENGTH:
        line.errors.append(f"Keep what was said under {TAKEAWAY_LENGTH} characters.")
    return line


def _likely(line: Line) -> str:
    """The one who certainly fits, or somebody new when nobody does; otherwise it is asked."""
    sure = [one for one in line.fits if line.name and same_person(line.name, parse_name(one.name))]
    if len(sure) == 1:
        return str(sure[0].id)
    return "" if line.fits else "new"
