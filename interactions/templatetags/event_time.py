"""Times on the wall of an event."""

from datetime import date, datetime

from django import template

from interactions.models import Event
from web.phrases import day_span

register = template.Library()


@register.filter
def event_days(event: Event) -> str:
    """“23 to 25 November 2026”."""
    # Compared with a day of no year near it, the year is always said.
    return day_span(event.starts_on, event.ends_on, date.min)


@register.filter
def there(at: datetime, event: Event) -> str:
    """“Tue 10:00”."""
    return f"{at.astimezone(event.zone):%a %H:%M}"


@register.filter
def there_time(at: datetime, event: Event) -> str:
    """“10:00”."""
    return f"{at.astimezone(event.zone):%H:%M}"
