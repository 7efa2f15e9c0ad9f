"""Celery's bell for events that are over."""

from celery import shared_task

from interactions import blocks, ending
from web import clock


def close() -> int:
    """Close what is over everywhere; returns how many events and blocks were closed."""
    now = clock.database_now()
    return ending.close_over(now) + blocks.close_over(now)


@shared_task
def close_events() -> None:
    """Close events whose last day is over where they were."""
    close()
