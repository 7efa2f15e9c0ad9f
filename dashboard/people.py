"""People: the list, searched, filtered and ordered."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from contacts.models import Contact, Direction, Role
from contacts.search import query_words
from dashboard.filters import ORDERS, TOUCHES, WINDOW_STATES, Filters, near_misses
from dashboard.people_lines import Everybody, Person, lines
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import page_of

PAGE = 50


@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """The list, or its part while typing."""
    return _list(request)


@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    """The same list, entered by its search field."""
    return _list(request, autofocus=True, at="search")


def _list(request: SignedInRequest, **more: Any) -> HttpResponse:
    now, user = clock.now(), request.user
    filters = Filters.read(request.GET)
    whole = filters == Filters()
    found: Any = Everybody(user) if whole else filters.apply(user, now).values_list(*Person._fields)
    paginator = Paginator(found, PAGE)
    near = False
    if filters.q and not paginator.count and (ids := near_misses(user, filters.q)):
        near = True
        found = Contact.objects.owned_by(user).filter(pk__in=ids).order_by("sort_name")
        paginator = Paginator(found.values_list(*Person._fields), PAGE)
    pages = page_of(request, paginator)
    context: dict[str, Any] = {
        "filters": filters,
        **pages,
        "near": near,
        "lines": lines(pages["page_obj"].object_list, query_words(filters.q), now, user.zone),
        "order": ORDERS[filters.sort][0],
        "choices": {
            "role": Role.choices,
            "direction": Direction.choices,
            "window": WINDOW_STATES.items(),
            "touch": TOUCHES.items(),
            "sort": [(name, words) for name, (words, _) in ORDERS.items()],
        },
        **more,
    }
    return page_or_part(request, "dashboard/people.html", context, parts=["found"])


@require_GET
def tags(request: SignedInRequest) -> HttpResponse:
    """The resident's tags for the filter, asked for only when it is opened."""
    lists = Contact.objects.owned_by(request.user).exclude(tags=[]).values_list("tags", flat=True)
    names = sorted({tag for one in lists for tag in one})
    return page_or_part(request, "dashboard/tags.html", {"tags": names}, parts=["tags"])
