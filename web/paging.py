"""Pages of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


class Link(NamedTuple):
    """One page in the list of pages; without an address it is a gap."""

    words: str
    address: str = ""
    is_here: bool = False


def paged(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    """The page the address asks for, the nearest when there is no such page, for parts/pages.html."""
    return page_of(request, Paginator(rows, size))


def page_of(request: HttpRequest, paginator: Paginator[Any], name: str = "page") -> dict[str, Any]:
    """`page_obj` and the links between pages, each worked out here: a template tag costs five times more.

    `name` is what the address calls the page, where one page has two lists.
    """
    page = paginator.get_page(request.GET.get(name))
    if not page.has_other_pages():
        return {"page_obj": page}
    query = request.GET.copy()
    query.pop(name, None)
    whole = f"?{query.urlencode()}&{name}=" if query else f"?{name}="
    return {
        "page_obj": page,
        "page_links": [_link(whole, number, page) for number in _numbers(page)],
        "page_before": f"{whole}{page.number - 1}" if page.has_previous() else "",
        "page_after": f"{whole}{page.number + 1}" if page.has_next() else "",
    }


def _numbers(page: Page[Any]) -> Iterator[int | str]:
    """First and last, two on each side, “…” between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


def _link(whole: str, number: int | str, page: Page[Any]) -> Link:
    words = str(number)
    return Link(words, f"{whole}{words}" if words.isdecimal() else "", number == page.number)
