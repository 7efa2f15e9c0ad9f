"""Pages of a list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest


def paged(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    """The page the address asks for, the nearest when there is no such page, for parts/pages.html."""
    return page_of(request, Paginator(rows, size))


def page_of(request: HttpRequest, paginator: Paginator[Any]) -> dict[str, Any]:
    """`page_obj` and `page_numbers` (with “…”) of a paginator at hand."""
    page = paginator.get_page(request.GET.get("page"))
    numbers = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page_obj": page, "page_numbers": list(numbers)}
