"""Celery's bell for events that are over."""

from celery import shared_task

from interactions import ending
from web import clock


def close() -> int:
    """Close what is over everywhere; returns how many events were closed."""
    return ending.close_over(clock.database_now())


@shared_task
def close_events() -> None:
    """Close events whose last day is over where they were."""
    close()
