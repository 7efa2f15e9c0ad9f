"""Addresses for rows drawn by the dozen: worked out once, then only the number changes."""

from functools import lru_cache

from django.urls import reverse

NUMBER = 1234567890


def address(name: str, number: int) -> str:
    """What `{% url name number %}` gives."""
    before, after = _around(name)
    return f"{before}{number}{after}"


@lru_cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[NUMBER]).partition(str(NUMBER))
    return before, after
