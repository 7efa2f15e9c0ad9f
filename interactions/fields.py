"""Form fields of touches: a time on the wall, people by id, names and lines as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from accounts.models import User
from contacts.models import NOTE_LENGTH, Contact
from contacts.names import PARTICLES, Name, clean_line, credential, parse_name
from web.days import EARLIEST_YEAR, LATEST_YEAR

MOST_NEW = 20
NAME_LENGTH = 100
LONGEST_ID = 19
# “Grace Adeyemi — start a case log”, “Jonah Feld: buprenorphine”, or with a tab between, as pasted.
SEPARATOR = re.compile(r"\s*[—–]\s*|\s+-+\s+|\s*:\s+|\s*\t\s*")


class WallTimeField(forms.Field):
    """A day and time without a zone; the form says whose. Naive on purpose."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            wall = parse_datetime(text)
        except ValueError as error:
            raise forms.ValidationError("There is no such day or time.") from error
        if wall is None or wall.tzinfo is not None:
            raise forms.ValidationError("Write a day and a time, such as 2026-05-19 15:10.")
        if wall.year < EARLIEST_YEAR:
            raise forms.ValidationError("Choose a day after 1950.")
        if wall.year > LATEST_YEAR:
            raise forms.ValidationError("Choose a day before 2100.")
        return wall


class NoteField(forms.CharField):
    """Free text. A line break is one character, whatever the browser sends."""

    widget = forms.Textarea(attrs={"rows": 4, "data-keep": ""})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": NOTE_LENGTH, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No limit in the browser, which cuts what is pasted without a word; the form says it is too long."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


def ids(values: Iterable[str | int]) -> list[int]:
    """The values as row ids, or ValueError."""
    texts = [str(value) for value in values]
    if not all(text.isascii() and text.isdigit() and len(text) < LONGEST_ID for text in texts):
        raise ValueError
    return list(dict.fromkeys(int(text) for text in texts))


class PeopleField(forms.Field):
    """Some of the owner's people, by id. Somebody else's id is an error like one that does not exist."""

    widget = forms.MultipleHiddenInput

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.user = user

    def to_python(self, value: Any) -> list[Contact]:
        try:
            wanted = ids(value or [])
        except ValueError:
            wanted = [0]
        found = {
            contact.pk: contact
            for contact in Contact.objects.owned_by(self.user)
            .filter(pk__in=wanted)
            .defer("search", "search_own", "search_heard")
        }
        if len(found) < len(wanted):
            raise forms.ValidationError("This person is not among yours. Choose again.")
        return [found[pk] for pk in wanted]


def read_name(text: str) -> Name:
    """A name as typed, or ValidationError with what to change."""
    try:
        name = parse_name(clean_line(text))
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
    if not (name.given or name.family):
        raise forms.ValidationError("Write a name, one word is enough.")
    if max(len(name.given), len(name.family)) > NAME_LENGTH:
        raise forms.ValidationError(f"Keep each part of the name under {NAME_LENGTH} characters.")
    return name


class NewNamesField(NoteField):
    """One name a line."""

    def clean(self, value: Any) -> list[Name]:
        text: str = super().clean(value)
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_NEW:
            raise forms.ValidationError(f"Add at most {MOST_NEW} people at once.")
        for name, said in map(split_line, lines):
            if name and said:
                raise forms.ValidationError(
                    f"Only the name here: “{name}”. What else you know has its place on their page."
                )
        return list(dict.fromkeys(read_name(line) for line in lines))


def split_line(line: str) -> tuple[str, str]:
    """A line of several: the name, and what was said after the dash, or after a comma in small letters."""
    name, *rest = SEPARATOR.split(line.strip(), maxsplit=1)
    if not rest:
        for comma in re.finditer(",", name):
            before, after = name[: comma.start()].strip(), name[comma.end() :].strip()
            if _describes(before, after):
                return before, after
    return name.strip(), rest[0].strip() if rest else ""


def _describes(before: str, after: str) -> bool:
    """Whether “residency director, Northfield” follows a whole name, and is not the rest of it."""
    first = after.split(" ")[0].strip(",.")
    small = first.isalpha() and first == first.lower() != first.upper() and before != before.lower()
    return small and " " in before and first not in PARTICLES and not credential(first, after_comma=True)
