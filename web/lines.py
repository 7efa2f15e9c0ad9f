"""A field validator: one line of text."""

import unicodedata

from django.core.exceptions import ValidationError


def one_line(value: str) -> None:
    """Refuse line breaks and control characters; right-to-left marks and joiners are letters' company."""
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in value):
        raise ValidationError("Use one line: no line breaks or control characters.")
