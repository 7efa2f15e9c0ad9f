"""A field validator: one line of text."""

import unicodedata

from django.core.exceptions import ValidationError

# They turn round the sentence that stands beside the name; the marks U+200E and U+200F only themselves.
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(value: str) -> None:
    """Refuse line breaks, control characters and direction overrides; joiners are letters' company."""
    if any(char in OVERRIDES or unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in value):
        raise ValidationError("Use one line: no line breaks or control characters.")


def a_name(value: str) -> None:
    """One line with at least one letter, in any alphabet."""
    one_line(value)
    if not any(char.isalpha() for char in value):
        raise ValidationError("Write a name, one word is enough.")
