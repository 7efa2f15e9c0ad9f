"""Tags: a few words between commas, kept in small letters, each once."""

import re
from typing import Any

from django import forms

from web.lines import one_line

MOST_TAGS = 20


class TagsField(forms.CharField):
    """Tags as words between commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=600, help_text="Words between commas.", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        one_line(text)
        tags = list(dict.fromkeys(tag.strip().lower() for tag in re.split(r"[,;]", text) if tag.strip()))
        if any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError("Keep each tag under 40 characters.")
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(f"Keep it to {MOST_TAGS} tags.")
        return tags
