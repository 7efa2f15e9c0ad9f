"""Celery's bell for the rosters."""

from celery import shared_task

from programs import projection
from web import clock


def draw() -> int:
    """Monday's drawing, and what was taken back since; returns how many rows were drawn."""
    return projection.project_weekly(clock.database_now())


@shared_task
def project() -> None:
    """Draw the rosters."""
    draw()
