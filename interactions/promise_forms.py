"""The rows of promises inside the form of a touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from contacts.models import Contact
from interactions.models import Promise
from interactions.recording import PromiseMade
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line

EMPTY_ROWS = 2
MOST_ROWS = 24
WHOSE = [("me", "I said I would"), ("them", "They said I could expect")]


class PromiseForm(Guarded, forms.Form):
    """One promise; a row without words is no promise."""

    id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    whose = forms.ChoiceField(choices=WHOSE, initial="me", required=False, label="Promise")
    what = forms.CharField(
        required=False,
        max_length=200,
        validators=[one_line],
        label="What",
        widget=forms.TextInput(attrs={"data-keep": "", "autocomplete": "off"}),
    )
    by = DayField(required=False, label="By")
    whom = forms.CharField(required=False, max_length=20, label="With")

    def __init__(self, *args: Any, people: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.several = len(people) > 1
        everyone = [("", "everybody here"), *((str(one.pk), one.full_name) for one in people)]
        self.fields["whom"].widget = forms.Select(choices=everyone) if self.several else forms.HiddenInput()

    def shown(self) -> list[forms.BoundField]:
        """The fields somebody sees."""
        names = ("whose", "what", "by", "whom") if self.several else ("whose", "what", "by")
        return [self[name] for name in names]

    def unjudged(self) -> None:
        self._errors = ErrorDict()

    def made(self, people: Sequence[Contact]) -> list[PromiseMade]:
        """The promise with whom it names, or with everybody."""
        data = self.cleaned_data
        if not data.get("what"):
            return []
        named = [one for one in people if str(one.pk) == data["whom"]]
        to_me = data["whose"] == "them"
        if data["id"]:
            return [
                PromiseMade(one, data["what"], data["by"], to_me, data["id"]) for one in named or people[:1]
            ]
        return [PromiseMade(one, data["what"], data["by"], to_me) for one in named or people]


class PromiseRows(Guarded, forms.Form):
    """Mixed into a form with `chosen` people and perhaps an `interaction`."""

    interaction: Any
    chosen: Any

    @cached_property
    def kept(self) -> list[Promise]:
        """Promises of the touch being edited."""
        return list(self.interaction.promises.all()) if self.interaction else []

    @cached_property
    def promise_rows(self) -> list[PromiseForm]:
        """A row for each promise, and two empty ones."""
        if self.is_bound:
            count = next(
                (
                    n
                    for n in range(MOST_ROWS)
                    if not any(f"promise-{n}-{f}" in self.data for f in ("what", "id"))
                ),
                MOST_ROWS,
            )
            return [self._row(n, self.data) for n in range(max(count, EMPTY_ROWS))]
        told = [self._told(one) for one in self.kept] + self.initial.get("promises", [])
        return [self._row(n, None, row) for n, row in enumerate([*told, *({} for _ in range(EMPTY_ROWS))])]

    def unjudged(self) -> Any:
        """See `WithPeople.unjudged`."""
        for row in self.promise_rows:
            row.unjudged()
        return super().unjudged()  # type: ignore[misc]

    def _row(self, n: int, data: Any, initial: dict[str, Any] | None = None) -> PromiseForm:
        return PromiseForm(data, prefix=f"promise-{n}", initial=initial, people=self.chosen)

    def _told(self, one: Promise) -> dict[str, Any]:
        whose = "them" if one.to_me else "me"
        return {"id": one.pk, "whose": whose, "what": one.what, "by": one.by, "whom": str(one.contact_id)}

    def clean_promises(self, said_on: date) -> None:
        """Rows must be valid; a promise cannot be due before it was made."""
        mine = {one.pk for one in self.kept}
        there = {"", *(str(one.pk) for one in self.chosen)}
        for row in self.promise_rows:
            row.full_clean()
            data = row.cleaned_data
            if data.get("id") and data["id"] not in mine:
                row.add_error("what", "This promise is not here any more. Write it again.")
            if data.get("whom", "") not in there:
                data["whom"] = ""
            if data.get("what") and data.get("by") and data["by"] < said_on:
                row.add_error("by", "This day is before you spoke.")
            if row.errors:
                self.add_error(None, "One of the promises needs another look.")
