"""Addresses for rows drawn by the dozen: worked out once, then only the numbers change."""

from functools import lru_cache

from django.urls import NoReverseMatch, reverse

# Stand-ins that occur in no address of ours.
NUMBERS = (1234567891, 1234567892)


# A page draws a hundred and fifty, mostly those it drew the last time.
@lru_cache(maxsize=16_384, typed=True)
def address(name: str, *parts: int | str) -> str:
    """What `{% url name number word %}` gives, for at most two numbers and any words."""
    numbers = [part for part in parts if not isinstance(part, str)]
    if any(type(number) is not int for number in numbers):
        raise NoReverseMatch(f"{name} with {parts}")
    return _pattern(name, *(part if isinstance(part, str) else None for part in parts)).format(*numbers)


@lru_cache(maxsize=1000)
def _pattern(name: str, *parts: str | None) -> str:
    numbers = iter(NUMBERS)
    found = reverse(name, args=[next(numbers) if part is None else part for part in parts])
    for number in NUMBERS:
        found = found.replace(str(number), "{}")
    return found
