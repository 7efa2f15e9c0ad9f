"""The numbers in force, read from the settings once."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

from django.conf import settings

from followups.numbers import Numbers


@lru_cache(maxsize=1)
def numbers() -> Numbers:
    """Every number of practices.md as the settings give it."""
    return Numbers(**{field.name: getattr(settings, field.name.upper()) for field in fields(Numbers)})
