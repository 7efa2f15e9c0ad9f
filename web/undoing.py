"""Rows as the token of an Undo says them: nothing else keeps what was there before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core import signing
from django.db.models import Model
from django.http import Http404
from django.urls import reverse

UNDO_FOR = 7 * 86_400
# Longer than this a request line is refused on its way.
LONGEST = 3000


def said(row: Model) -> dict[str, Any]:
    """Every column of a row, as JSON keeps it."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in values.items()}


def unsaid(model: type[Model], was: dict[str, Any]) -> Any:
    """The row again, not saved."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: columns[name].to_python(value) for name, value in was.items() if name in columns})


def undo_tag(owner_id: int, told: dict[str, Any]) -> str:
    """The toast's tag that offers Undo; none when there is too much to remember in an address."""
    token = signing.dumps(told, salt=f"story:{owner_id}", compress=True)
    return f"undo:{reverse('story_undo', args=[token])}" if len(token) < LONGEST else ""


def told_by(owner_id: int, token: str) -> dict[str, Any]:
    """What the token says; anybody else's, or an old one, is a 404."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=f"story:{owner_id}", max_age=UNDO_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    return told
