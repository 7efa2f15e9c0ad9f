"""The editable parts that one captured line became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from contacts.models import NOTE_LENGTH, Contact
from contacts.names import Known, Name, match, parse_name
from contacts.standing import title_in
from dashboard.capture import Promise, Reading
from dashboard.meant import could_be
from followups.forms import FURTHEST
from interactions.models import Event, Kind
from web.guarded import Guarded
from web.lines import a_name, one_line

LINE_LENGTH = 2000
TAKEAWAY_LENGTH = 300
MOST_PEOPLE = 12
MOST_PROMISES = 8
SKEW = timedelta(minutes=5)
OLDEST = timedelta(days=20 * 366)
KINDS = {"zoom": Kind.VIDEO}
ONLY_PROMISED = "promise"
GIVES = ("send", "email", "share", "forward", "mail", "")
CHOOSE = "Two people fit. Choose one, or say it is somebody new."


@dataclass
class Who:
    """One person of a captured line: somebody new, or a contact."""

    name: Name
    contact: Contact | None


class PartsForm(Guarded, forms.Form):
    """Who, when, where, takeaway, promises, note: read from the line, editable, then saved."""

    line = forms.CharField(max_length=LINE_LENGTH, widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        choices=[*Kind.choices, (ONLY_PROMISED, "Not in touch, a promise only")], label="How"
    )
    at = forms.DateTimeField(
        required=False,
        label="When",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    event = forms.ModelChoiceField(
        queryset=Event.objects.none(), required=False, empty_label="no event", label="Where"
    )
    takeaway = forms.CharField(
        required=False, max_length=TAKEAWAY_LENGTH, label="Takeaway", validators=[one_line], strip=True
    )
    note = forms.CharField(
        required=False, max_length=NOTE_LENGTH, label="Note", widget=forms.Textarea(attrs={"rows": 2})
    )
    meaningful = forms.BooleanField(required=False, label="A good conversation")
    title = forms.CharField(required=False, max_length=120, label="Is", validators=[one_line])
    institution = forms.CharField(required=False, max_length=120, label="From", validators=[one_line])
    introduced_by = forms.CharField(
        required=False, max_length=200, label="Introduced by", validators=[one_line]
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        user: User,
        now: datetime,
        reading: Reading | None = None,
        part: str = "reads",
    ) -> None:
        super().__init__(data, auto_id=f"{part}-%s")
        self.user, self.now = user, now
        self.fits: dict[int, Sequence[Known]] = {}
        people = _numbered(data, "name") if data is not None else len(reading.people) if reading else 0
        promises = _numbered(data, "what") if data is not None else _promises(reading)
        self.people_count = min(max(people, 1), MOST_PEOPLE)
        self.promise_count = min(promises, MOST_PROMISES)
        self.fields["event"].queryset = Event.objects.owned_by(user).order_by("-starts_on")  # type: ignore[attr-defined]
        for index in range(self.people_count):
            self._add_person(index, reading)
        for index in range(self.promise_count):
            self._add_promise(index)
        if reading is not None:
            self.initial = {**self.initial, **_initial(reading, self.user)}

    def _add_person(self, index: int, reading: Reading | None) -> None:
        self.fields[f"name_{index}"] = forms.CharField(
            max_length=200, label="Who", validators=[a_name], required=index == 0
        )
        given = self.data.get(f"is_{index}", "") if self.is_bound else ""
        matches = reading.people[index].matches if reading and index < len(reading.people) else ()
        if self.is_bound and f"is_{index}" in self.data and given == "":
            name = parse_name(self.data.get(f"name_{index}", ""))
            matches = tuple(match(name, could_be(self.user, [name])))
        self.fits[index] = matches
        choices = [("new", "somebody new"), *((str(one.id), _described(one)) for one in matches)]
        if given.isdecimal() and len(given) < 19:
            contact = Contact.objects.owned_by(self.user).filter(pk=given).first()
            if contact is not None:
                choices.append((given, contact.full_name))
        label = "New, or which"
        field = forms.ChoiceField(
            choices=[("", "choose"), *choices] if len(matches) > 1 or given == "" else choices,
            label=label,
            required=False,
            error_messages={"invalid_choice": "This person is not among yours. Choose again."},
        )
        self.fields[f"is_{index}"] = field

    def _add_promise(self, index: int) -> None:
        self.fields[f"what_{index}"] = forms.CharField(
            max_length=200, label="Promise", validators=[one_line], required=False
        )
        self.fields[f"by_{index}"] = forms.DateField(
            required=False, label="By", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        self.fields[f"by_{index}"].error_messages["invalid"] = "This day does not exist."
        self.fields[f"whose_{index}"] = forms.ChoiceField(
            choices=[("me", "I promised"), ("them", "they promised")], label="Whose"
        )

    def people(self) -> list[tuple[Any, Any]]:
        """Pairs of bound fields for the template: name, and new or which."""
        return [(self[f"name_{i}"], self[f"is_{i}"]) for i in range(self.people_count)]

    def promises(self) -> list[tuple[Any, Any, Any]]:
        """Triples of bound fields: whose, what, by."""
        return [(self[f"whose_{i}"], self[f"what_{i}"], self[f"by_{i}"]) for i in range(self.promise_count)]

    def clean_at(self) -> datetime:
        """The moment, now when nothing was said; one that is ahead becomes a planned meeting."""
        at: datetime | None = self.cleaned_data["at"]
        if at is None or abs(at - self.now) < SKEW:
            return self.now
        if not self.now - OLDEST <= at <= self.now + FURTHEST:
            raise forms.ValidationError("Choose a day within the last twenty and the next three years.")
        return at

    @property
    def is_ahead(self) -> bool:
        return bool(self.cleaned_data["at"] > self.now)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.who: list[Who] = []
        for index in range(self.people_count):
            text = cleaned.get(f"name_{index}", "")
            if text:
                self._clean_person(index, text, cleaned.get(f"is_{index}", ""))
        for index in range(self.promise_count):
            by = cleaned.get(f"by_{index}")
            if by and not self.now.date() - timedelta(days=366) <= by <= self.now.date() + FURTHEST:
                self.add_error(f"by_{index}", "Choose a day within three years.")
        if cleaned.get("kind") == ONLY_PROMISED and not self.made():
            self.add_error("kind", "Say what was promised, or how you were in touch.")
        return cleaned

    def _clean_person(self, index: int, text: str, which: str) -> None:
        name, fits = parse_name(text), self.fits[index]
        if which == "" and len(fits) == 1:
            which = str(fits[0].id)
        if not (name.given or name.family):
            self.add_error(f"name_{index}", "Write a name, one word is enough.")
        elif max(len(name.given), len(name.family)) > 100:
            self.add_error(f"name_{index}", "Keep each part of the name under 100 characters.")
        elif f"is_{index}" in self.errors:
            return
        elif which == "" and fits and f"is_{index}" in self.data:
            self.add_error(f"is_{index}", CHOOSE)
        elif which.isdecimal():
            self.who.append(
                Who(name, Contact.objects.owned_by(self.user).select_related("owner").get(pk=which))
            )
        else:
            self.who.append(Who(name, None))

    def made(self) -> list[tuple[str, Any, bool]]:
        """Promises that say something: what, by, and whether it was made to me."""
        rows = []
        for index in range(self.promise_count):
            what = self.cleaned_data.get(f"what_{index}", "")
            if what:
                to_me = self.cleaned_data.get(f"whose_{index}") == "them"
                rows.append((what, self.cleaned_data.get(f"by_{index}"), to_me))
        return rows


def unclear(reading: Reading) -> bool:
    """Whether the line must be shown before it is saved: nobody in it, or two people fit."""
    return not reading.people or any(len(person.matches) > 1 for person in reading.people)


def _initial(reading: Reading, user: User) -> dict[str, Any]:
    takeaway, aside = _said(reading)
    # Somebody known has a title already: there the words stay in the note.
    title = reading.title if reading.people and not reading.people[0].matches else None
    note = "; ".join(str(part) for part in reading.note_parts if part != title) if title else reading.note
    values: dict[str, Any] = {
        "kind": KINDS.get(reading.kind, reading.kind)
        if reading.met or not _promises(reading)
        else ONLY_PROMISED,
        "at": reading.when.astimezone(user.zone).replace(tzinfo=None),
        "takeaway": takeaway[:TAKEAWAY_LENGTH],
        "note": "\n".join(part for part in (_overflow(takeaway), aside, note) if part),
        "event": reading.event.id if reading.event else None,
        "meaningful": reading.meaningful or reading.event is not None,
        "title": title_in(str(title)) if title else "",
        "institution": str(reading.institution or "")[:120],
        "introduced_by": str(reading.introduced_by.name) if reading.introduced_by else "",
    }
    for index, person in enumerate(reading.people[:MOST_PEOPLE]):
        values[f"name_{index}"] = str(person.name)[:200]
        values[f"is_{index}"] = _which(person.matches)
    mine = [("me", f"{one.verb} {one.what}".strip(), one) for one in reading.promises_by_me]
    theirs = [("them", _expected(one), one) for one in reading.promises_to_me]
    for index, (whose, what, promise) in enumerate([*mine, *theirs][:MOST_PROMISES]):
        values[f"whose_{index}"] = whose
        values[f"what_{index}"], values[f"by_{index}"] = what[:200], promise.due
    return values


def _said(reading: Reading) -> tuple[str, str]:
    """The takeaway, and what is left of where and when for the note: no word is lost."""
    around = [str(part) for part in (reading.occasion, reading.where) if part]
    if reading.takeaway:
        return str(reading.takeaway), ", ".join(around)
    return ", ".join(around), ""


def _which(matches: Sequence[Known]) -> str:
    if not matches:
        return "new"
    return str(matches[0].id) if len(matches) == 1 else ""


def _expected(promise: Promise) -> str:
    """“the slides” when something is sent; otherwise what they would do: “an introduction to …”."""
    return promise.what if promise.verb in GIVES else f"{promise.verb} {promise.what}".strip()


def _overflow(takeaway: str) -> str:
    return takeaway if len(takeaway) > TAKEAWAY_LENGTH else ""


def _promises(reading: Reading | None) -> int:
    return len(reading.promises_by_me) + len(reading.promises_to_me) if reading else 0


def _numbered(data: QueryDict, name: str) -> int:
    """How many fields called name_0, name_1, … the form was sent with."""
    count = 0
    while f"{name}_{count}" in data and count < MOST_PEOPLE:
        count += 1
    return count


def _described(one: Known) -> str:
    return f"{one.name}, {one.institution}" if one.institution else one.name
