"""The one place that reads the clock."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def database_now() -> datetime:
    """The database's clock, for work that several hosts share: their own clocks may disagree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
