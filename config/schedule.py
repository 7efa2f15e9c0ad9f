"""Every periodic job, on one screen.

Plain intervals (SWEEP_EVERY_SECONDS, 60 by default): an hourly crontab in a zone with daylight saving
skips the repeated hour. `expires` is shorter than the interval, so a worker that was away does not
work through a pile of old ticks. Every job is idempotent; two beats are harmless.
"""

from typing import Any

HOUR = 3600.0


def schedule(every: float) -> dict[str, dict[str, Any]]:
    """What beat rings, and how often."""
    return {
        "raise due reminders": _bell("followups.tasks.sweep", every),
        "prepare weekly emails": _bell("followups.tasks.digests", every),
        "deliver mail": _bell("outbox.tasks.deliver", every),
        "close events that are over": _bell("interactions.tasks.close_events", every),
        "empty the trash": _bell("dashboard.tasks.tidy", HOUR),
        "project rosters": _bell("programs.tasks.project", HOUR),
    }


def _bell(task: str, every: float) -> dict[str, Any]:
    return {"task": task, "schedule": every, "options": {"expires": every * 11 / 12}}
