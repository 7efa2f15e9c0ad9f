"""I8, inside the application: one round of every periodic job on a host whose clock is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from followups.digest import queue_due
from followups.sweep import sweep
from outbox.delivery import deliver_ready
from web import clock


class WrongClock:
    """What `web.clock.now` reads on that host."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self, zone: tzinfo | None = None) -> datetime:
        """Stands in for `datetime.now`."""
        return datetime.now(zone) + self.ahead


def jobs(seconds_ahead: float) -> list[int]:
    """Raise, queue and deliver; how many of each."""
    setattr(clock, "datetime", WrongClock(timedelta(seconds=seconds_ahead)))  # noqa: B010
    return [sweep(), queue_due(), deliver_ready()]
