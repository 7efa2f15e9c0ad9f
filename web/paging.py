"""Pages of a list."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.safestring import SafeString


def paged(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    """The page the address asks for, the nearest when there is no such page, for parts/pages.html."""
    return page_of(request, Paginator(rows, size))


def page_of(request: HttpRequest, paginator: Paginator[Any], name: str = "page") -> dict[str, Any]:
    """`page_obj` and `page_links`, drawn: a template took ten times as long, and every list has them.

    `name` is what the address calls the page, where one page has two lists.
    """
    page = paginator.get_page(request.GET.get(name))
    if not page.has_other_pages():
        return {"page_obj": page}
    query = request.GET.copy()
    query.pop(name, None)
    whole = escape(f"?{query.urlencode()}&{name}=" if query else f"?{name}=")
    links = [
        _beside("Earlier", "prev", f"{whole}{page.number - 1}" if page.has_previous() else ""),
        *(_link(whole, number, page) for number in _numbers(page)),
        _beside("Next", "next", f"{whole}{page.number + 1}" if page.has_next() else ""),
    ]
    drawn = "".join(f"<li>{link}</li>\n" for link in links)
    return {"page_obj": page, "page_links": SafeString(f"<ol>\n{drawn}</ol>")}


def _numbers(page: Page[Any]) -> Iterator[int | str]:
    """First and last, two on each side, “…” between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


def _link(whole: str, number: int | str, page: Page[Any]) -> str:
    if isinstance(number, str):
        return "<span>…</span>"
    if number == page.number:
        return f'<span aria-current="page">{number}</span>'
    return f'<a href="{whole}{number}" aria-label="Page {number}">{number}</a>'


def _beside(words: str, rel: str, href: str) -> str:
    return f'<a href="{href}" rel="{rel}">{words}</a>' if href else f"<span>{words}</span>"
