"""A resident's own sharing, as it went: what they chose, and everyone who looked at or changed their row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value

from programs.models import AuditEvent, Enrollment, ShareEvent


class Told(NamedTuple):
    """One line: what the resident did, or (with `look`) what somebody of the program did."""

    at: datetime
    what: str
    look: AuditEvent | None


def of_row(row: Enrollment) -> QuerySet[Any, Any]:
    """Everything, newest first, as the columns that `told` reads."""
    looks = AuditEvent.objects.about_row(row)
    # Leaving is in both; of a coordinator who took their own row off it is in the log alone.
    mine = ShareEvent.objects.filter(enrollment=row).exclude(what="left").annotate(kind=Value(""))
    columns = ("at", "pk", "what", "kind")
    found = looks.annotate(kind=Value("look")).values_list(*columns)
    return mine.values_list(*columns).union(found, all=True).order_by("-at", "-kind", "-pk")


def told(columns: Iterable[tuple[datetime, int, str, str]]) -> list[Told]:
    """The lines of one page, in one statement more."""
    columns = list(columns)
    looks = AuditEvent.objects.select_related("actor").in_bulk([pk for _, pk, _, kind in columns if kind])
    return [Told(at, what, looks[pk] if kind else None) for at, pk, what, kind in columns]
