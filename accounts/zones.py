"""IANA time zones: which names exist, and what to do with one that was removed."""

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ValidationError

UTC_NAME = "UTC"


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Region/City names and UTC, sorted: what a person can choose from."""
    kept = (
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/"))
    )
    return (UTC_NAME, *sorted(kept))


def validate_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone this server knows."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Choose one such as America/Denver.")


@lru_cache(maxsize=512)
def zone_or_utc(name: str) -> ZoneInfo:
    """The zone of that name, or UTC when it does not exist (a name can be removed upstream)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(UTC_NAME)
