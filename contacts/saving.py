"""Saving a form that carries a version: two tabs never overwrite each other."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from contacts.models import Contact


def save_if_current(form: Any) -> bool:
    """Save the form's contact when nobody changed it since; False, and nothing saved, otherwise."""
    contact: Contact = form.instance
    with transaction.atomic():
        current = Contact.objects.filter(pk=contact.pk, version=form.cleaned_data["version"])
        if not current.update(version=F("version") + 1):
            return False
        contact.version = form.cleaned_data["version"] + 1
        contact.tags = form.cleaned_data.get("tags", contact.tags)
        contact.prepare()
        changed = [*form._meta.fields, "tags", "sort_name", "search_own"]
        contact.save(update_fields=list(dict.fromkeys(changed)))
    return True
