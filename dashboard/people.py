"""People: the list, searched, filtered and ordered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from contacts.models import Contact, Direction, Role, RoleTerm
from contacts.search import query_words
from dashboard.filters import ORDERS, TOUCHES, WINDOW_STATES, Filters, near_misses
from dashboard.highlight import heard_lines, marked, snippet
from followups.models import FollowUp
from followups.rows import Row, row
from followups.windows import State
from web import clock
from web.bars import Bar, small_bar
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import page_of
from web.phrases import long_date

PAGE = 50


@dataclass
class Line:
    """What the list draws for one person; names and places are marked where the search matched."""

    contact: Contact
    name: str
    what: str
    place: str
    tags: str
    where: str
    touched: str
    how: str
    bar: Bar | None
    next: Row | None


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
    found = filters.apply(user, now)
    paginator = Paginator(found.defer("search", "search_heard", "search_own"), PAGE)
    near = False
    if filters.q and not paginator.count and (ids := near_misses(user, filters.q)):
        near = True
        paginator = Paginator(Contact.objects.owned_by(user).filter(pk__in=ids).order_by("sort_name"), PAGE)
    pages = page_of(request, paginator)
    context: dict[str, Any] = {
        "filters": filters,
        **pages,
        "near": near,
        "lines": lines(pages["page_obj"], query_words(filters.q), now, user.zone),
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


def lines(contacts: Iterable[Contact], words: list[str], now: datetime, zone: ZoneInfo) -> list[Line]:
    """Lines for a page of people: two more queries, however many there are."""
    shown = list(contacts)
    today = now.astimezone(zone).date()
    ids = [contact.pk for contact in shown]
    roles: dict[int, list[RoleTerm]] = defaultdict(list)
    for term in RoleTerm.objects.current(today).filter(contact__in=ids):
        roles[term.contact_id].append(term)
    owed: dict[int, list[FollowUp]] = defaultdict(list)
    for follow_up in FollowUp.objects.filter(contact__in=ids, closed_at__isnull=True).order_by("due_at"):
        owed[follow_up.contact_id].append(follow_up)
    made = [_line(one, roles[one.pk], owed[one.pk], words, now, zone) for one in shown]
    return _say_where(made, words)


def _line(
    contact: Contact,
    roles: list[RoleTerm],
    owed: list[FollowUp],
    words: list[str],
    now: datetime,
    zone: ZoneInfo,
) -> Line:
    seats = [term.get_role_display().lower() for term in roles]
    marks = [word for word, on in (("core", contact.is_core), ("anchor", contact.is_anchor)) if on]
    what = " · ".join([*(seats or [contact.title or contact.discipline]), *marks])
    touched = contact.last_touch_at
    return Line(
        contact=contact,
        name=marked(contact.full_name, words),
        what=what,
        place=marked(contact.institution, words),
        tags=marked(", ".join(contact.tags), words),
        where="",
        touched=long_date(touched, now, zone) if touched else "",
        how=contact.last_touch_how.lower(),
        bar=_bar(contact, owed, now),
        next=row(owed[0], now, zone) if owed else None,
    )


def _bar(contact: Contact, owed: list[FollowUp], now: datetime) -> Bar | None:
    window = next((one for one in owed if one.is_window), None)
    start = contact.last_touch_at or (window.starts_at if window else None)
    if start is None or start > now:
        return None
    if window is None:
        return small_bar(State.WAITING, start, None, None, None, now)
    start = min(start, window.opens_at)
    return small_bar(window.state(now), start, window.opens_at, window.due_at, window.late_at, now)


def _say_where(made: list[Line], words: list[str]) -> list[Line]:
    """A match outside what is shown adds one line saying where it is."""
    if not words:
        return made
    hidden = [line for line in made if not _shows(line, words)]
    heard = heard_lines([line.contact.pk for line in hidden], words) if hidden else {}
    for line in hidden:
        contact = line.contact
        told = snippet("note", contact.note, words) or heard.get(contact.pk, "")
        told = (
            told or snippet("met", contact.met_via, words) or snippet("department", contact.department, words)
        )
        line.where = told
    return made


def _shows(line: Line, words: list[str]) -> bool:
    shown = query_words(f"{line.contact.full_name} {line.contact.institution} {' '.join(line.contact.tags)}")
    return all(any(have.startswith(word) for have in shown) for word in words)
