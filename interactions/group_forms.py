"""The forms of a group: what it is, who belongs to it, and a meeting of it (P12)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from contacts.models import Contact, Stage
from interactions import people as directory
from interactions.models import Group, GroupMember
from interactions.who_forms import WhoForm
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line
from web.typed import keep_words


class GroupForm(Guarded, forms.ModelForm):
    """A group that meets again and again."""

    next_on = DayField(required=False, label="Next meeting")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Group
        fields = ["name", "kind", "every", "next_on", "place"]
        labels = {"name": "Its name", "kind": "What it is", "every": "It meets", "place": "Where"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_words(self)


class AnybodyForm(WhoForm):
    """Some of my people, new ones among them; nobody is an answer, too."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_people"):
            self.clean_who(cleaned)
        return cleaned

    def everybody(self) -> list[Contact]:
        """Those ticked and those now added."""
        names = self.cleaned_data["new_people"]
        made = [directory.add(self.user, name, self.now, stage=Stage.MET) for name in names]
        return [*self.cleaned_data["people"], *made]


class MembersForm(AnybodyForm):
    """Who belongs to a group, or sits in a committee."""

    with_me = forms.BooleanField(required=False, label="I take my turn, too")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def was(self) -> list[str]:
        """Who was there when the page was opened, by id."""
        data: Any = self.data
        return data.getlist("was") if self.is_bound else [str(one) for one in self.initial.get("was", [])]

    def wanted(self, there: Sequence[Contact]) -> list[Contact]:
        """Those chosen, then whoever another window has added to `there` meanwhile."""
        chosen = self.everybody()
        known = self.was or [str(one.pk) for one in there]
        return [*chosen, *(one for one in there if one not in chosen and str(one.pk) not in known)]


class MetForm(AnybodyForm):
    """The meeting that took place: when, who led, who was there, whom the group had invited, one line."""

    on = DayField(label="When")
    led = forms.ChoiceField(label="Who led")
    there = forms.MultipleChoiceField(
        required=False, label="Who was there", widget=forms.CheckboxSelectMultiple
    )
    takeaway = forms.CharField(
        required=False,
        max_length=300,
        validators=[one_line],
        label="One takeaway",
        help_text="No patient details. Describe the project, not the case.",
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, *, members: list[GroupMember], today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.members, self.today = members, today
        led: Any = self.fields["led"]
        there: Any = self.fields["there"]
        led.choices = [("", "nobody in particular"), *((str(one.pk), name_of(one)) for one in members)]
        led.required = False
        there.choices = [(str(one.pk), name_of(one)) for one in members if one.contact_id]
        self.initial.setdefault("there", [value for value, _ in there.choices])
        if not there.choices:
            del self.fields["there"]
        keep_words(self)

    def everybody(self) -> list[Contact]:
        """Members who were there, then guests; somebody ticked as both is there once."""
        there = self.cleaned_data.get("there", [])
        members = [one.contact for one in self.members if one.contact and str(one.pk) in there]
        return list(dict.fromkeys([*members, *super().everybody()]))

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("That is still ahead.")
        for one in self.members:
            # A turn passed on has a day as well, and no touch.
            if one.led_on == day and one.led_at and one.led_at.deleted_at is None:
                led = "You led it." if one.contact is None else f"{name_of(one)} led it."
                raise forms.ValidationError(f"The meeting of that day is logged already. {led}")
        return day


def name_of(member: GroupMember) -> str:
    """A member's name; a place without a contact is mine."""
    return member.contact.full_name if member.contact else "You"
