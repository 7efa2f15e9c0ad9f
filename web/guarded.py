"""Forms that stop patient numbers in what is typed, and let the writer say that it is none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.html import format_html, format_html_join

from web import patients

NAME = "not_patient"
PATIENT = "patient"
SALT = "web.guarded"
# Fields of characters that are no words of the writer's.
PLAIN = (forms.EmailField, forms.URLField, forms.RegexField, forms.UUIDField, forms.GenericIPAddressField)


def mark_of(text: str) -> str:
    """What stands for these words in a form or a row; without the site's key it says nothing of them."""
    return salted_hmac(SALT, " ".join(text.split()).casefold()).hexdigest()[:16]


def stopped(text: str, accepted: set[str]) -> list[patients.Span]:
    """The patient numbers in `text` its writer did not call something else."""
    return [one for one in patients.numbers(text) if mark_of(text[one.start : one.end]) not in accepted]


def marks_of(text: str) -> set[str]:
    """What stands for each patient number in `text`."""
    return {mark_of(text[one.start : one.end]) for one in patients.numbers(text)}


class Guarded(forms.BaseForm):
    """A form whose words are looked at before they are saved."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        said = self._accepted()
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field, PLAIN) and not _hidden(field):
                raw = self[name].data
                # What is on file was let through before; changing another word asks nothing again.
                kept = self.get_initial_for_field(field, name)
                accepted = said | (marks_of(kept) if isinstance(kept, str) else set())
                found = stopped(raw, accepted) if isinstance(raw, str) else []
                if found:
                    self.add_error(name, refusal(raw, found, self[name].id_for_label, said))

    def _accepted(self) -> set[str]:
        data: Any = self.data
        said = data.getlist(NAME) if hasattr(data, "getlist") else []
        return {one for value in said for one in value.split(",") if one}


def refusal(text: str, found: list[patients.Span], field_id: str, accepted: set[str]) -> ValidationError:
    """Not saved, the place marked, and two ways on. Never logged: it holds the words."""
    spans = [text[one.start : one.end] for one in found]
    kept = format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', ((NAME, one) for one in sorted(accepted))
    )
    words = format_html(
        '<b>Not saved yet.</b> This looks like a patient number: {}. <a href="#{}">Edit</a> · {}'
        '<button class="link-button" name="{}" value="{}">Not a patient number</button>',
        format_html_join(", ", "<mark>{}</mark>", ((span,) for span in spans)),
        field_id, kept, NAME, ",".join(mark_of(span) for span in spans),
    )  # fmt: skip
    return ValidationError(words, code=PATIENT)


def _hidden(field: forms.Field) -> bool:
    return bool(field.widget.is_hidden)
