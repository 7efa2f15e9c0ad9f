"""Celery's Redis transport, which gives a place back when Redis hangs as a task is acknowledged.

Kombu forgets the place only after Redis answered, and Celery logs the time-out and goes on. With one task
fetched ahead that place is the only one, so the worker would take no bell any more until it is restarted.
The task itself may be rung again after the visibility timeout, which is harmless: every bell may ring twice.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis


class QoS(redis.QoS):  # type: ignore[misc]
    """Which tasks were fetched and not yet acknowledged."""

    def ack(self, delivery_tag: Any) -> None:
        """Acknowledge; the place is free even when Redis did not answer."""
        try:
            super().ack(delivery_tag)
        except Exception:
            self._quick_ack(delivery_tag)  # type: ignore[attr-defined]
            raise


class Channel(redis.Channel):  # type: ignore[misc]
    """A channel that counts with it."""

    QoS = QoS


class Transport(redis.Transport):  # type: ignore[misc]
    """Redis, for `redis://` and `rediss://`."""

    Channel = Channel
