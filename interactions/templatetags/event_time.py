"""Times on the wall of an event."""

from datetime import datetime

from django import template

from interactions.models import Event

register = template.Library()


@register.filter
def there(at: datetime, event: Event) -> str:
    """“Tue 10:00”."""
    return f"{at.astimezone(event.zone):%a %H:%M}"


@register.filter
def there_time(at: datetime, event: Event) -> str:
    """“10:00”."""
    return f"{at.astimezone(event.zone):%H:%M}"
