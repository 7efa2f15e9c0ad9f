"""Celery's bell for the rosters."""

from celery import shared_task

from programs import nudging, projection
from web import clock


def draw() -> int:
    """Monday's drawing, and what was taken back since; returns how many rows were drawn."""
    now = clock.database_now()
    nudging.keep(now)
    return projection.project_weekly(now)


@shared_task
def project() -> None:
    """Draw the rosters."""
    draw()
