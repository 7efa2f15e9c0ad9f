"""Celery's bell: each task finds nothing out by itself, it calls one function."""

from celery import shared_task

from followups import digest
from followups import sweep as sweeping
from outbox import delivery


@shared_task
def sweep() -> None:
    """Raise due reminders."""
    sweeping.sweep()


@shared_task
def digests() -> None:
    """Queue the weekly emails whose hour has come, and send them: this minute's delivery may be over."""
    if digest.queue_due():
        delivery.deliver_ready()
