"""Forms about the resident."""

from __future__ import annotations

from typing import Any

from django import forms

from residents.models import Resident
from web.guarded import Guarded
from web.lines import one_line


class TrainingForm(Guarded, forms.ModelForm):
    """Training stage and place; drafts sign with them."""

    class Meta:
        model = Resident
        fields = ["training_stage", "specialty", "institution", "credentials"]
        labels = {"training_stage": "Where in training", "credentials": "Credentials, such as MD"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("specialty", "institution", "credentials"):
            self.fields[name].validators.append(one_line)
