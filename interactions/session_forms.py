"""The forms of a programme: one session, many as lines, many from a calendar file."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from followups.windows import from_wall
from interactions.calendar_file import MOST_BYTES, NotACalendar, read_calendar
from interactions.fields import NoteField, WallTimeField
from interactions.models import Event, Session
from interactions.pasted_sessions import MOST_LINES, Row, read_sessions, too_many
from interactions.pasted_times import Days
from interactions.plan_forms import fingerprint
from residents.models import Achievement
from web.guarded import Guarded
from web.typed import keep_words

SESSION_FIELDS = ["title", "room", "starts_at", "ends_at", "speaker", "presentation_id"]
LONGEST = timedelta(hours=24)


class SessionForm(Guarded, forms.ModelForm):
    """One session, its times on the wall there."""

    starts_at = WallTimeField(label="Begins")
    ends_at = WallTimeField(required=False, label="Ends")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    class Meta:
        model = Session
        fields = ["title", "starts_at", "ends_at", "room", "speaker", "presentation"]
        labels = {"presentation": "Your own poster or talk"}
        help_texts = {"presentation": "People you meet there are logged against it."}

    def __init__(self, data: Any, *, event: Event, instance: Session) -> None:
        there = {
            name: at.astimezone(event.zone).replace(tzinfo=None)
            for name in ("starts_at", "ends_at")
            if (at := getattr(instance, name))
        }
        was = fingerprint(instance, SESSION_FIELDS) if instance.pk else ""
        super().__init__(data, instance=instance, initial={**there, "was": was})
        self.event = event
        own: Any = self.fields["presentation"]
        own.queryset = Achievement.objects.filter(owner=event.owner_id, kind__in=Achievement.PRESENTED)
        own.empty_label = "none of mine"
        own.error_messages["invalid_choice"] = "This is not among yours. Choose again."
        keep_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and not self.event.starts_on <= begins.date() <= self.event.ends_on:
            self.add_error("starts_at", "Choose a day of the event.")
        if begins and ends and ends < begins:
            self.add_error("ends_at", "It ends before it begins.")
        elif begins and ends and ends - begins > LONGEST:
            self.add_error("ends_at", "A session lasts a day at most.")
        for name, wall in (("starts_at", begins), ("ends_at", ends)):
            if wall:
                cleaned[name] = from_wall(wall, self.event.zone)
        if begins and ends and not self.errors:
            # Both may fall into the hour that the clocks skip.
            cleaned["ends_at"] = max(cleaned["ends_at"], cleaned["starts_at"])
        return cleaned


class LinesForm(Guarded, forms.Form):
    """A programme pasted as lines."""

    lines = NoteField(
        required=True,
        label="Sessions, one a line",
        error_messages={"required": "Paste at least one line."},
        widget=forms.Textarea(attrs={"rows": 9, "data-keep": ""}),
    )
    day = forms.ChoiceField(required=False, label="Lines without a day are on")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, *, event: Event, now: datetime, left: dict[str, Any]) -> None:
        super().__init__(data)
        self.event = event
        days = Days(event.starts_on, event.ends_on)
        self.days = days
        choice: Any = self.fields["day"]
        choice.choices = [(one.isoformat(), f"{one:%A} {one.day} {one:%B}") for one in days.all()]
        today = now.astimezone(event.zone).date()
        self.initial["day"] = (today if event.is_on(now) else event.starts_on).isoformat()
        self.initial.update({name: left[name] for name in ("lines", "day") if left.get(name)})

    @cached_property
    def rows(self) -> list[Row]:
        """The lines as they are read."""
        try:
            default = date.fromisoformat(self.data.get("day", ""))
        except ValueError:
            default = self.event.starts_on
        return read_sessions(str(self.data.get("lines", "")), self.days, self.event.zone, default)

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        if too_many(text):
            raise ValidationError(f"Paste at most {MOST_LINES} lines at once.")
        return text

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.errors]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.errors]


class FileForm(Guarded, forms.Form):
    """A calendar file."""

    file = forms.FileField(
        label="Calendar file",
        help_text="An .ics file, up to 1 MB. Only what is on the days of the event is taken.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file first."},
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def __init__(self, data: Any, files: Any, *, event: Event) -> None:
        super().__init__(data, files)
        self.event = event

    def clean_file(self) -> Any:
        """What the file says, in place of the file."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise ValidationError("Choose a file under 1 MB.")
        days = Days(self.event.starts_on, self.event.ends_on)
        try:
            return read_calendar(sent.read(), days, self.event.zone)
        except NotACalendar as error:
            raise ValidationError(str(error)) from error


def reading(rows: Sequence[Row]) -> str:
    """A name for how lines were read: what is kept must be what was seen."""
    seen = repr([(row.title, row.room, row.speaker, row.starts_at, row.ends_at, row.errors) for row in rows])
    return hashlib.sha256(seen.encode()).hexdigest()[:20]


def packed(event: Event, rows: Sequence[Row]) -> str:
    """What a file said, signed, for the second step: the file itself is not kept."""
    told = [
        [
            row.title,
            row.room,
            row.starts_at and row.starts_at.isoformat(),
            row.ends_at and row.ends_at.isoformat(),
            row.uid,
        ]
        for row in rows
    ]
    return signing.dumps(told, salt=_salt(event), compress=True)


def unpacked(event: Event, text: str) -> list[Row]:
    """What `packed` gave, or BadSignature."""
    told = signing.loads(text, salt=_salt(event), max_age=86_400)
    return [
        Row(
            n,
            title,
            title,
            room,
            starts_at=datetime.fromisoformat(starts),
            ends_at=datetime.fromisoformat(ends) if ends else None,
            uid=uid,
        )
        for n, (title, room, starts, ends, uid) in enumerate(told, 1)
    ]


def _salt(event: Event) -> str:
    return f"programme:{event.owner_id}:{event.pk}"
