"""Things I read, and who of my people may like them (P63)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.validators import URLValidator
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast, Lower

from accounts.models import User
from contacts.models import Contact, ContactQuerySet
from interactions import good_turns
from interactions.models import GoodTurn, Offer, Reading
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line
from web.tags import TagsField
from web.typed import keep_words

LATEST, FEW = 100, 3
ONLY_WEB = "Write an address that begins with https:// or http://."


class ReadingForm(Guarded, forms.ModelForm):
    """Something I read."""

    title = forms.CharField(max_length=200, validators=[one_line], label="Title")
    link = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"], message=ONLY_WEB)],
        label="Where it is",
        error_messages={"invalid": ONLY_WEB},
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    note = forms.CharField(
        required=False,
        max_length=2000,
        label="One thing about it",
        help_text="It begins the letter to whoever may like it. No patient details.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tags = TagsField(label="What it is about")
    read_on = DayField(label="Read on")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Reading
        fields = ["title", "link", "note", "tags", "read_on"]

    def __init__(self, data: Any, *, instance: Reading, today: date) -> None:
        begun = {"read_on": instance.read_on or today, "version": instance.version}
        super().__init__(data, instance=instance, initial=begun)
        self.today = today
        self.fields["tags"].help_text = "Words between commas, such as HF, sleep. They find who may like it."
        keep_words(self)

    def clean_read_on(self) -> date:
        day: date = self.cleaned_data["read_on"]
        if day > self.today:
            raise forms.ValidationError("That is still ahead.")
        return day

    def clean_note(self) -> str:
        return str(self.cleaned_data["note"]).replace("\r\n", "\n").replace("\r", "\n")


def may_like(user: User, reading: Reading) -> ContactQuerySet:
    """People with one of its tags, as a tag, a discipline or in their department, not offered it yet."""
    words = _words(reading.tags)
    people = Contact.objects.owned_by(user).defer("search", "search_own", "search_heard")
    if not words:
        return people.none()
    folded = Cast(Lower(Cast("tags", TextField())), ArrayField(TextField()))
    # A word of the department, not a part of one: “ICU” is not in “difficult”.
    whole = rf"\m({'|'.join(re.escape(word) for word in words)})\M"
    fits = Q(folded__overlap=words) | Q(discipline__iregex=whole) | Q(department__iregex=whole)
    return (
        people.annotate(folded=folded)
        .filter(fits)
        .exclude(offers__reading=reading)
        .order_by(F("last_touch_at").desc(nulls_last=True), "sort_name", "pk")
    )


def why(contact: Contact, tags: Sequence[str]) -> str:
    """Why somebody is offered it: “HF”, “Nephrology”."""
    words, theirs = _words(tags), {tag.casefold(): tag for tag in contact.tags}
    for word in words:
        if word in theirs:
            return theirs[word]
    for place in (contact.discipline, contact.department):
        if any(re.search(rf"\b{re.escape(word)}\b", place, re.IGNORECASE) for word in words):
            return place
    return ""


def for_person(contact: Contact) -> list[tuple[Reading, str]]:
    """What of the latest readings they may like and have not been offered, and why: a few."""
    rows = Reading.objects.owned_by(contact.owner).exclude(offers__contact=contact)[:LATEST]
    return [(one, because) for one in rows if (because := why(contact, one.tags))][:FEW]


def _words(tags: Sequence[str]) -> list[str]:
    return [tag.strip().lower() for tag in tags if tag.strip()]


def shared(reading: Reading, contact: Contact, on: date, now: datetime) -> bool:
    """Note that it went to somebody: an offer and a good turn; False when it had gone before."""
    _, is_new = Offer.objects.get_or_create(
        reading=reading, contact=contact, defaults={"owner_id": contact.owner_id, "on": on}
    )
    if is_new:
        good_turns.log(contact, GoodTurn.Kind.ARTICLE, reading.title, on, now)
    return is_new
