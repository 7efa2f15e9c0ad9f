"""Addresses for rows drawn by the dozen: worked out once, then only the numbers change."""

from functools import lru_cache

from django.urls import reverse

# Stand-ins that occur in no address of ours.
NUMBERS = (1234567891, 1234567892)


def address(name: str, *numbers: int) -> str:
    """What `{% url name number %}` gives, for one number or two."""
    return _pattern(name, len(numbers)).format(*numbers)


@lru_cache
def _pattern(name: str, count: int) -> str:
    found = reverse(name, args=NUMBERS[:count])
    for number in NUMBERS[:count]:
        found = found.replace(str(number), "{}")
    return found
