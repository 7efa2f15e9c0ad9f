"""The form of many residents pasted or uploaded: read first, added when the reading was seen."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import User
from programs.models import Enrollment, Program
from programs.pasting import Row, Table, decoded, key, read_table
from programs.years import academic_year, year_name
from web.guarded import Guarded
from web.typed import keep_words

MOST_TEXT = 1_000_000
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Shown:
    """A row of the preview: as it was read, what is wrong with it, whether it is on the roster already."""

    row: Row
    errors: tuple[str, ...]
    is_there: bool

    @property
    def is_new(self) -> bool:
        return not self.errors and not self.is_there


@dataclass(frozen=True)
class Unknown:
    """An advisor the program does not have; `mark` is what a tick sends."""

    mark: str
    name: str
    rows: int
    near: str
    is_ticked: bool


class PasteForm(Guarded, forms.Form):
    """A table of residents, as text or as a file."""

    # A file alone will do, and the browser cannot know.
    use_required_attribute = False

    rows = forms.CharField(
        error_messages={"required": "Paste at least one row, or choose a file."},
        strip=False,
        label="One resident a row",
        help_text="Name, email, PGY level, track and advisor, as a spreadsheet copies or saves them.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(
        required=False,
        label="Or a file",
        help_text="CSV from any spreadsheet.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )
    invite = forms.BooleanField(required=False, label="Send an invitation to everyone with an address")
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, files: Any, *, program: Program, user: User, now: datetime) -> None:
        super().__init__(data, files)
        self.program, self.said, self.refused = program, "", ""
        present = academic_year(now.astimezone(user.zone).date())
        self.fields["academic_year"] = forms.TypedChoiceField(
            coerce=int,
            choices=[(year, year_name(year)) for year in (present - 1, present, present + 1)],
            initial=present,
        )
        # What cannot be stored is named beside its row, not above the whole text.
        self.fields["rows"].validators = []
        if not settings.HAS_MAIL_SERVER:
            del self.fields["invite"]
        keep_words(self)
        if data is not None:
            self._take_file()
            self.fields["rows"].required = not self.refused

    def _take_file(self) -> None:
        """A file that was sent stands in the field from here on, so that nothing has to be sent again."""
        file = self.files.get("file")
        if not file:
            return
        data = file.read(MOST_TEXT + 1)
        if data.startswith(SPREADSHEETS):
            self.refused = "This is a spreadsheet’s own file. Save it as CSV there, then choose that."
        elif len(data) > MOST_TEXT:
            self.refused = "A file may have at most one megabyte."
        elif self.data.get("rows", "").strip():
            self.refused = "There is text in the field as well. Empty the field, or leave the file out."
        else:
            text, encoding = decoded(data)
            sent: Any = self.data
            self.data = sent = sent.copy()
            sent["rows"], self.said = text, f"Read as {encoding}."

    def clean_file(self) -> None:
        if self.refused:
            raise ValidationError(self.refused)

    def clean_rows(self) -> str:
        if self.refused:
            return ""
        if len(self.text) > MOST_TEXT:
            raise ValidationError("That is more than a million characters. Paste it in parts.")
        if not self.text.strip():
            raise ValidationError("Paste at least one row, or choose a file.")
        if self.table.wrong:
            raise ValidationError(self.table.wrong)
        return self.text

    @property
    def text(self) -> str:
        return str(self.data.get("rows", ""))

    @cached_property
    def table(self) -> Table:
        return read_table(self.text) if len(self.text) <= MOST_TEXT else Table()

    @cached_property
    def _advisors(self) -> dict[str, str]:
        return {key(name): name for name in self.program.advisors.values_list("name", flat=True)}

    @cached_property
    def _ticked(self) -> set[str]:
        sent: Any = self.data
        return set(sent.getlist("add"))

    @cached_property
    def unknown(self) -> list[Unknown]:
        """Advisors named in the rows whom the program does not have, in their order there."""
        named: dict[str, list[str]] = {}
        for row in self.table.rows:
            if row.advisor and key(row.advisor) not in self._advisors:
                named.setdefault(key(row.advisor), []).append(row.advisor)
        return [
            Unknown(mark, names[0], len(names), self._near(mark), mark in self._ticked)
            for mark, names in named.items()
        ]

    def _near(self, mark: str) -> str:
        """One advisor who may be meant: spelt alike, or the only one of a like family name."""
        near = get_close_matches(mark, self._advisors, n=1, cutoff=0.75)
        if not near:
            family = get_close_matches(mark.split()[-1], {one.split()[-1] for one in self._advisors}, n=2)
            near = [one for one in self._advisors if one.split()[-1] in family]
        return self._advisors[near[0]] if len(near) == 1 else ""

    @cached_property
    def shown(self) -> list[Shown]:
        """Every row as it reads, beside the roster."""
        here = list(Enrollment.objects.of(self.program).values_list("name", "email"))
        by_email = {email.lower(): name for name, email in here if email}
        names = {key(name) for name, _ in here}
        missing = {one.mark: one for one in self.unknown if not one.is_ticked}
        tracks = self._tracks()
        return [
            self._show(
                replace(row, track=tracks.get(row.track.casefold(), row.track)), by_email, names, missing
            )
            for row in self.table.rows
        ]

    def _tracks(self) -> dict[str, str]:
        """A track keeps the spelling it has in the program, or in its first row here."""
        there = Enrollment.objects.of(self.program).values_list("track", flat=True).distinct()
        tracks: dict[str, str] = {}
        for track in [*sorted(there), *(row.track for row in self.table.rows)]:
            tracks.setdefault(track.casefold(), track)
        return tracks

    def _show(
        self, row: Row, by_email: dict[str, str], names: set[str], missing: dict[str, Unknown]
    ) -> Shown:
        errors = list(row.errors)
        holder = by_email.get(row.email.lower()) if row.email else None
        same = holder is not None and key(holder) == key(row.name)
        if same or (not row.email and key(row.name) in names):
            return Shown(row, tuple(errors), True)
        if holder is not None:
            errors.append(f"{row.email} is on the roster already, as {holder}.")
        if row.email and not errors and not _is_address(row.email):
            errors.append(f"“{row.email}” is not an address.")
        if unknown := missing.get(key(row.advisor)):
            near = f" Is it {unknown.near}?" if unknown.near else ""
            errors.append(f"{row.advisor} is not among your advisors.{near}")
        return Shown(row, tuple(errors), False)

    @property
    def wrong(self) -> list[Shown]:
        return [one for one in self.shown if one.errors]

    @cached_property
    def new(self) -> list[Shown]:
        return [one for one in self.shown if one.is_new]

    @property
    def mailed(self) -> int:
        """How many invitations would leave."""
        return sum(bool(one.row.email) for one in self.new) if self.cleaned_data.get("invite") else 0

    @property
    def is_clear(self) -> bool:
        return self.is_valid() and bool(self.new) and not self.wrong

    @property
    def reading(self) -> str:
        """Names what was shown, so that nothing is added that was not."""
        asked = (self.data.get("academic_year"), "invite" in self.data, sorted(self._ticked))
        return hashlib.sha256(repr((asked, self.shown)).encode("utf-8", "replace")).hexdigest()[:32]

    def newcomers(self) -> list[tuple[Enrollment, str]]:
        """What would be added, each with the name of the advisor."""
        year = self.cleaned_data["academic_year"]
        return [
            (
                Enrollment(
                    name=one.row.name,
                    email=one.row.email,
                    pgy_level=level,
                    track=one.row.track,
                    academic_year=year,
                ),
                one.row.advisor,
            )
            for one in self.new
            if (level := one.row.pgy)
        ]


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
