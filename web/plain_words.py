"""What a field says when it cannot take what was sent. Said once, for every form."""

from django import forms
from django.core import validators

FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Please fill this in."},
    forms.ChoiceField: {"invalid_choice": "Choose one from the list."},
    forms.TypedChoiceField: {"invalid_choice": "Choose one from the list."},
    forms.MultipleChoiceField: {"invalid_choice": "Choose from the list."},
    forms.ModelChoiceField: {"invalid_choice": "Choose one from the list."},
    forms.ModelMultipleChoiceField: {"invalid_choice": "Choose from the list."},
    forms.IntegerField: {"invalid": "Write a whole number."},
    forms.DateField: {"invalid": "There is no such day."},
    forms.TimeField: {"invalid": "There is no such time."},
}
LIMITS: dict[type[validators.BaseValidator], str] = {
    validators.MaxLengthValidator: "Keep this to %(limit_value)d characters; it has %(show_value)d.",
    validators.MinValueValidator: "The least is %(limit_value)s.",
    validators.MaxValueValidator: "The most is %(limit_value)s.",
}


def speak_plainly() -> None:
    """Put our words in the place of Django's, once, before any form is made."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    for limit, message in LIMITS.items():
        limit.message = message
    validators.validate_email.message = "This does not look like an email address."
