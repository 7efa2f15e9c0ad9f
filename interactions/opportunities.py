"""Openings heard of by word of mouth: their form, their order, their words (P1). Always private."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from contacts.models import Contact
from interactions.fields import NoteField
from interactions.models import Opportunity
from interactions.one_of_mine import OneOfMineField
from web.days import DayField
from web.guarded import Guarded
from web.typed import keep_words

OPEN, PROGRAMS, PAST = "Open", "What programs are like", "Past"
GROUPS = (OPEN, PROGRAMS, PAST)
SOON = timedelta(days=14)


class OpportunityForm(Guarded, forms.ModelForm):
    """An opening, or what a program is really like."""

    heard_on = DayField(label="Heard on")
    deadline = DayField(required=False, label="Deadline")
    note = NoteField(
        label="What you know about it",
        help_text="How the place is really like, who decides, what they look for. Only you can read it.",
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Opportunity
        fields = ["kind", "title", "heard_on", "deadline", "status", "note"]
        labels = {"kind": "What it is", "title": "In a few words", "status": "Where it stands"}

    field_order = ["kind", "title", "heard_from", "heard_on", "deadline", "status", "note"]

    def __init__(
        self, data: Any, *, user: User, known: Contact | None, instance: Opportunity, today: date
    ) -> None:
        heard_from = known or instance.heard_from
        self.today = today
        begun = {"heard_on": instance.heard_on or today, "heard_from": heard_from}
        super().__init__(data, instance=instance, initial={**begun, "version": instance.version})
        self.fields["heard_from"] = OneOfMineField(
            user, heard_from, required=False, label="Heard from", help_text="One of your people."
        )
        self.order_fields(self.field_order)
        keep_words(self)

    def clean_heard_on(self) -> date:
        day: date = self.cleaned_data["heard_on"]
        if day > self.today:
            raise forms.ValidationError("That is still ahead.")
        return day

    def _post_clean(self) -> None:
        self.instance.heard_from = self.cleaned_data.get("heard_from")
        self.instance.teller_deleted = self.instance.teller_deleted and not self.instance.heard_from
        super()._post_clean()  # type: ignore[misc]


def in_order(rows: QuerySet[Opportunity], today: date) -> QuerySet[Opportunity]:
    """Open ones first, by deadline, those whose deadline is behind after them; then notes, then the past."""
    is_open = Q(status__in=[Opportunity.Status.HEARD, Opportunity.Status.APPLIED])
    place = Case(
        When(Q(kind=Opportunity.Kind.INTEL), then=Value(2)),
        When(is_open & Q(deadline__lt=today), then=Value(1)),
        When(is_open, then=Value(0)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.annotate(place=place).order_by(
        "place", F("deadline").asc(nulls_last=True), "-heard_on", "-id"
    )


def group_of(place: int) -> str:
    """The heading a row stands under."""
    return OPEN if place < 2 else PROGRAMS if place == 2 else PAST


def deadline_words(
    deadline: date | None, today: date, status: str = Opportunity.Status.HEARD
) -> tuple[str, str]:
    """What stands in the margin: “12 June”, “in 9 days”; once applied for, the days do not press any more."""
    applied = "applied" if status == Opportunity.Status.APPLIED else ""
    if deadline is None:
        return "no deadline", applied
    day = f"{deadline.day} {deadline:%B}" + ("" if deadline.year == today.year else f" {deadline.year}")
    away = (deadline - today).days
    if status != Opportunity.Status.HEARD or away > SOON.days:
        return day, applied
    if away < 0:
        return day, "deadline passed"
    return day, "today" if away == 0 else "tomorrow" if away == 1 else f"in {away} days"
