"""A letter as a page sends it."""

from __future__ import annotations

from django import forms

from followups.letters import Written
from followups.models import LETTER_LENGTH
from web.guarded import Guarded
from web.lines import one_line


class LetterForm(Guarded, forms.Form):
    """The words of a letter as a page sends them."""

    subject = forms.CharField(required=False, max_length=200, validators=[one_line])
    body = forms.CharField(required=False, max_length=LETTER_LENGTH, strip=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    # The version to write over, once both texts were seen.
    over = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def written(self, slug: str) -> Written:
        data = self.cleaned_data
        body = data["body"].replace("\r\n", "\n")
        return Written(slug, data["subject"], body, data["over"] or data["version"] or 0)
