"""Who came through whom, as a picture; and the balance beside it, without scores."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from contacts.board_gaps import contenders, lean
from contacts.models import Direction
from contacts.picture import OTHERS, groups, people_of, place
from dashboard.board_cards import Shown, shown
from dashboard.board_facts import board_facts, met_this_season, network_of
from dashboard.filters import today_of
from dashboard.picture_drawing import drawn, in_words
from dashboard.picture_facts import Touched, picture_facts
from followups.gauge import lines as month
from interactions.recommended import listed
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.phrases import count

NOBODY = "nobody yet this quarter"


class Side(NamedTuple):
    """Above, alongside or below, in a few words."""

    direction: str
    label: str
    words: str


@require_GET
def picture(request: SignedInRequest) -> HttpResponse:
    """The page, or the picture alone where People opens it."""
    now, user = clock.now(), request.user
    facts = picture_facts(user, now)
    found = groups(facts.people, facts.ties)
    there = {one.pk for one in facts.people if not one.gone}
    shown_here = sum(pk in there for pk in people_of(found))
    context: dict[str, Any] = {
        "drawing": drawn(place(found)) if found else "",
        "words": in_words(found, OTHERS),
        "more": facts.everybody - shown_here,
        "sides": [_side(Direction(one), facts.touched[one]) for one in Direction.values],
        "departments": _listed(facts.departments),
        "disciplines": _listed(facts.disciplines),
        "month": month([user], now)[user.pk],
        "card": _card(request),
        "at": "people",
    }
    return page_or_part(request, "dashboard/picture.html", context, parts=["picture"])


def _card(request: SignedInRequest) -> Shown | None:
    """One suggestion at a time."""
    user, now = request.user, clock.now()
    today = today_of(user, now)
    facts = board_facts(user, now, today)
    network = network_of(user, facts, today)
    found = [gap for gap in [lean(network)] if gap]
    gap = lean(met_this_season(user, network, contenders(network, found), now))
    return shown(gap, facts.rounds, today) if gap else None


def _side(direction: Direction, touched: Touched) -> Side:
    names, more = list(touched.names), touched.number - len(touched.names)
    if more > 0:
        names.append(count(more, "other"))
    return Side(direction.value, direction.label.capitalize(), listed(names) if names else NOBODY)


def _listed(names: list[str]) -> str:
    return listed(names) if names else ""
