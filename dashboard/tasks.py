"""Celery's bell for housekeeping."""

from celery import shared_task

from dashboard import tidying


@shared_task
def tidy() -> None:
    """Empty what has been in the trash long enough."""
    tidying.tidy()
