"""The form of a poster or a talk, and when I stand by it at an event (P31)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction

from followups.windows import from_wall
from interactions.fields import WallTimeField
from interactions.models import Event, Session
from residents.models import Achievement
from web.days import DayField
from web.guarded import Guarded
from web.typed import keep_words

LONGEST = timedelta(hours=24)


class PresentationForm(Guarded, forms.ModelForm):
    """A poster or a talk. At an event it may stand in a session, planned already or told here."""

    kind = forms.ChoiceField(
        choices=[(one.value, one.label) for one in Achievement.PRESENTED], label="What it is"
    )
    on = DayField(label="When")
    session = forms.ChoiceField(required=False, label="Its session")
    starts = WallTimeField(required=False, label="I stand by it from")
    ends = WallTimeField(required=False, label="until")
    room = forms.CharField(required=False, max_length=120, label="Room or board")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Achievement
        fields = ["kind", "title", "scope", "on", "place"]

    field_order = ["kind", "title", "scope", "on", "place", "session", "starts", "ends", "room"]

    def __init__(self, data: Any, *, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.event = event
        if event is None:
            for name in ("session", "starts", "ends", "room"):
                del self.fields[name]
        else:
            self.planned = list(Session.objects.owned_by(event.owner).filter(event=event))
            choices = [(str(one.pk), self._named(one)) for one in self.planned]
            field: Any = self.fields["session"]
            field.choices = [("", "not among them, or not known yet"), *choices]
            now_in = next((one for one in self.planned if self._is_in(one)), None)
            self.initial.setdefault("session", str(now_in.pk) if now_in else "")
        keep_words(self)

    def _is_in(self, one: Session) -> bool:
        return self.instance.pk is not None and one.presentation_id == self.instance.pk

    def _named(self, one: Session) -> str:
        there = one.starts_at.astimezone(self.event.zone) if self.event else one.starts_at
        return f"{there:%a %H:%M} {one.title}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if ends and not starts:
            self.add_error("starts", "From when?")
        if starts and ends and not starts < ends <= starts + LONGEST:
            self.add_error("ends", "This is before it begins, or more than a day later.")
        if starts and self.event and not self._is_during(starts):
            self.add_error("starts", "This is not a day of the event.")
        return cleaned

    def _is_during(self, at: datetime) -> bool:
        return self.event is not None and self.event.starts_on <= at.date() <= self.event.ends_on

    def keep(self) -> Achievement:
        """Saved, and its session with it."""
        with transaction.atomic():
            made: Achievement = self.save()
            if self.event is not None:
                self._place(made, self.event)
        return made

    def _place(self, made: Achievement, event: Event) -> None:
        wanted = self.cleaned_data.get("session", "")
        mine = Session.objects.owned_by(event.owner).filter(event=event)
        mine.filter(presentation=made).exclude(pk=wanted or 0).update(presentation=None)
        starts = self.cleaned_data.get("starts")
        if wanted:
            mine.filter(pk=wanted).update(presentation=made)
        elif starts:
            ends = self.cleaned_data.get("ends")
            Session.objects.create(
                owner=event.owner,
                event=event,
                presentation=made,
                title=made.title,
                room=self.cleaned_data["room"],
                starts_at=from_wall(starts, event.zone),
                ends_at=from_wall(ends, event.zone) if ends else None,
            )
