"""Words typed are kept by the browser until they are saved (static/js/keep.js)."""

from django import forms

WORDS = (forms.TextInput, forms.Textarea)


def keep_words(form: forms.BaseForm) -> None:
    """Mark every field of words, not days, numbers or what is hidden."""
    for field in form.fields.values():
        if type(field.widget) in WORDS:
            field.widget.attrs["data-keep"] = ""
