"""Choosing people on a form: those one knows are found and ticked, new ones are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from accounts.models import User
from contacts.models import Contact
from contacts.names import Known, Name
from interactions import people as directory
from interactions.fields import NewNamesField, PeopleField
from web.guarded import Guarded


class Asking(Guarded, forms.Form):
    """A form that knows who fills it in, and when."""

    def __init__(
        self, data: Any, *, user: User, now: datetime, initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), **kwargs)
        self.user, self.now = user, now


class WhoForm(Asking):
    """With whom. A name somebody already has is asked about, never silently doubled."""

    new_people = NewNamesField(
        max_length=4000,
        label="Or new people, one name a line",
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    really_new = forms.BooleanField(required=False, label="They are new people all the same")

    alike: Sequence[Known] = ()

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["people"] = PeopleField(self.user, label="With whom")

    @cached_property
    def chosen(self) -> list[Contact]:
        """The people ticked so far, valid or not yet."""
        data: Any = self.data
        value = data.getlist("people") if self.is_bound else self.initial.get("people", [])
        try:
            return PeopleField(self.user).clean(value) if value else []
        except ValidationError:
            return []

    def unjudged(self) -> Self:
        """As typed, without a word about what is missing: more people are being looked for."""
        self._errors = ErrorDict()
        return self

    def clean_who(self, cleaned: dict[str, Any]) -> None:
        """Somebody must be named, and nobody twice."""
        names: list[Name] = cleaned.get("new_people") or []
        if not cleaned.get("people") and not names and not {"people", "new_people"} & set(self.errors):
            self.add_error("people", "Choose somebody, or write a new name.")
        if names and not cleaned.get("really_new"):
            self._ask_who(names)

    def _ask_who(self, names: Sequence[Name]) -> None:
        self.alike = [one for fits in directory.alike(self.user, names) for one in fits]
        if self.alike:
            told = "; ".join(described(one) for one in self.alike[:5])
            said = f"You already know {told}. Tick who you mean above, or say that they are new."
            self.add_error("new_people", said)


def described(one: Known) -> str:
    """“Dr. Grace Adeyemi, Tidewater”."""
    return f"{one.name}, {one.institution}" if one.institution else one.name
