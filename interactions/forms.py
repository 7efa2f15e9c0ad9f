"""The forms of touches and of planned meetings."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.zones import zone_names, zone_or_utc
from contacts.models import Contact, Stage
from contacts.names import Known
from followups.models import FollowUp
from followups.windows import ANSWERED_BY_TOUCH, Basis, from_wall
from interactions import people as directory
from interactions.fields import NoteField, WallTimeField, ids, read_name
from interactions.models import Event, Interaction, Kind
from interactions.promise_forms import PromiseRows
from interactions.recording import CLOCK_SKEW, PromiseMade
from interactions.who_forms import WhoForm, described
from web.lines import one_line
from web.phrases import city
from web.tags import TagsField

MINUTE = timedelta(minutes=1)
EVENTS_SHOWN = 40


def short_text(length: int, **kwargs: Any) -> forms.CharField:
    """One line that may stay empty, kept in the browser until it is saved."""
    widget = forms.TextInput(attrs={"data-keep": "", "autocomplete": "off"})
    return forms.CharField(required=False, max_length=length, validators=[one_line], widget=widget, **kwargs)


class WithPeople(WhoForm):
    """What touches and meetings share: who, how, when, where."""

    kind = forms.ChoiceField(choices=Kind.choices, label="How", initial=Kind.MET)
    at = WallTimeField(required=False, label="When")
    zone = forms.CharField(required=False, widget=forms.HiddenInput)
    event = forms.ModelChoiceField(
        queryset=Event.objects.none(),
        required=False,
        label="At an event",
        empty_label="no event",
        error_messages={"invalid_choice": "This event is not among yours. Choose again."},
    )
    minutes = forms.IntegerField(required=False, min_value=1, max_value=1440, label="Minutes")
    note = NoteField(label="Note, only you can read it")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, data: Any, *, user: User, now: datetime, initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, user=user, now=now, initial=initial, **kwargs)
        events = Event.objects.owned_by(user).order_by("-starts_on", "-pk")
        event: Any = self.fields["event"]
        event.queryset = events
        shown = list(events[:EVENTS_SHOWN])
        shown += [one for one in [self.event_shown] if one and one not in shown]
        event.widget.choices = [("", event.empty_label), *((one.pk, one.name) for one in shown)]
        self.initial.setdefault("zone", self.zone_shown.key)

    @cached_property
    def event_shown(self) -> Event | None:
        """The event the form was opened with or sent with, if it is one of the user's."""
        value = self.data.get("event") if self.is_bound else self.initial.get("event")
        try:
            return Event.objects.owned_by(self.user).filter(pk__in=ids([value or ""])).first()
        except ValueError:
            return None

    @property
    def zone_shown(self) -> ZoneInfo:
        """Whose wall the time is read from: the one the form names, else the event's, else mine."""
        named = self.data.get("zone", "") if self.is_bound else self.initial.get("zone", "")
        if named in zone_names() or named == self.user.time_zone:
            return zone_or_utc(named)
        return self.event_shown.zone if self.event_shown else self.user.zone

    @property
    def zone_words(self) -> str:
        whose = "event" if self.zone_shown != self.user.zone else "your"
        return f"{whose} time, {city(self.zone_shown.key)}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "at" in cleaned:
            self._clean_at(cleaned)
        self.clean_who(cleaned)
        return cleaned

    def _clean_at(self, cleaned: dict[str, Any]) -> None:
        wall: datetime | None = cleaned["at"]
        cleaned["at"] = from_wall(wall, self.zone_shown) if wall else self.now
        if cleaned["at"] <= self.now < cleaned["at"] + MINUTE:
            cleaned["at"] = self.now
        self.check_at(cleaned["at"])

    def check_at(self, at: datetime) -> None:
        """Whether this kind of form may say so."""
        raise NotImplementedError

    def everybody(self) -> list[Contact]:
        """Those ticked and those now added."""
        event = self.cleaned_data["event"]
        met_via = event.name if event else ""
        stage = self.stage_of_new
        if self.cleaned_data["new_people"]:
            directory.remember_place(self.user, met_via)
        made = [
            directory.add(self.user, name, self.now, met_via=met_via, stage=stage)
            for name in self.cleaned_data["new_people"]
        ]
        return [*self.cleaned_data["people"], *made]

    stage_of_new = Stage.IDENTIFIED


class TouchForm(PromiseRows, WithPeople):
    """Something that happened."""

    takeaway = short_text(
        300, label="One takeaway", help_text="No patient details. Describe the project, not the case."
    )
    meaningful = forms.BooleanField(
        required=False,
        label="A good conversation",
        help_text="in person or at an event, it opens a 72-hour follow-up",
    )
    topics = TagsField(label="Topics")
    introduced_by = short_text(200, label="Who introduced you")
    named = short_text(200, label="Somebody they said to speak with")
    may_return = forms.BooleanField(required=False, label="They said I may write again")
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, interaction: Interaction | None = None, **kwargs: Any) -> None:
        self.interaction = interaction
        super().__init__(data, **kwargs)

    @cached_property
    def closes_ticked(self) -> list[int]:
        """Follow-ups ticked as answered."""
        data: Any = self.data
        values = data.getlist("closes") if self.is_bound else self.initial.get("closes", [])
        try:
            return ids(values)
        except ValueError:
            return [0]

    def may_close(self) -> list[FollowUp]:
        """What is owed with the people chosen and no touch answers by itself; and what was ticked."""
        owed = FollowUp.objects.owned_by(self.user).filter(contact__in=self.chosen).with_person()
        mine = owed.owed().exclude(basis__in=(*ANSWERED_BY_TOUCH, Basis.PREPARATION))
        if self.interaction:
            mine = mine.exclude(opened_by=self.interaction)
        return list((mine | owed.filter(pk__in=self.closes_ticked)).distinct().order_by("due_at", "pk")[:20])

    def check_at(self, at: datetime) -> None:
        before = self.interaction.at if self.interaction else None
        if before and before.replace(second=0, microsecond=0) == at:
            self.cleaned_data["at"] = before
        elif at > self.now + CLOCK_SKEW:
            self.add_error("at", "That is still ahead. Plan it as a meeting instead.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answered = FollowUp.objects.owned_by(self.user).filter(pk__in=self.closes_ticked)
        if answered.count() < len(self.closes_ticked):
            self.add_error(None, "What this answers is not among what you owe. Choose again.")
        for name in ("introduced_by", "named"):
            if cleaned.get(name):
                self._clean_person(name, cleaned[name])
        if cleaned.get("at"):
            self.clean_promises(cleaned["at"].astimezone(self.user.zone).date())
        return cleaned

    def _clean_person(self, field: str, text: str) -> None:
        """One of the user's people when exactly one fits, else somebody new; two are asked about."""
        before = self.interaction.introduced_by if self.interaction else None
        if field == "introduced_by" and before and text == before.full_name:
            self.cleaned_data[field] = Known(before.pk, before.full_name)
            return
        try:
            name = read_name(text)
        except ValidationError as error:
            self.add_error(field, error)
            return
        fits = directory.alike(self.user, [name])[0]
        same = [one for one in fits if one.name == str(name)]
        if len(fits) > 1 and len(same) != 1:
            told = "; ".join(described(one) for one in fits)
            self.add_error(field, f"Several people fit: {told}. Write the whole name.")
        elif not fits and (gone := directory.in_trash(self.user, name)):
            self.add_error(field, f"{gone.full_name} is in your trash. Bring them back first.")
        else:
            found: list[Known] = same or fits
            self.cleaned_data[field] = found[0] if found else name

    def person(self, field: str, **fields: Any) -> Contact | None:
        """Whom the field names, added now when new."""
        who = self.cleaned_data[field]
        if isinstance(who, Known):
            return Contact.objects.owned_by(self.user).get(pk=who.id)
        return directory.add(self.user, who, self.now, **fields) if who else None

    def told(self) -> dict[str, Any]:
        """What `recording` needs, without the people."""
        plain = ("kind", "at", "event", "takeaway", "note", "meaningful", "minutes", "topics", "may_return")
        return {
            **{name: self.cleaned_data[name] for name in plain},
            "also_closes": self.closes_ticked,
            "introduced_by": self.person("introduced_by"),
        }

    def promised(self, people: Sequence[Contact]) -> list[PromiseMade]:
        """The promises, each with whom it was made."""
        return [one for row in self.promise_rows for one in row.made(people)]

    stage_of_new = Stage.MET
