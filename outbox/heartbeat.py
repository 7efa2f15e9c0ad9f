"""When each periodic job last ran to its end."""

from __future__ import annotations

from datetime import datetime

from outbox.models import Heartbeat


def beat(job: str, at: datetime, found: int = 0) -> None:
    """Note a finished run."""
    Heartbeat.objects.update_or_create(job=job, defaults={"at": at, "found": found})


def last(job: str) -> datetime | None:
    """When the job last finished, or None if never."""
    return Heartbeat.objects.filter(job=job).values_list("at", flat=True).first()
