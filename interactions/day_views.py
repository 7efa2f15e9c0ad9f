"""A day at an event: what is next, how it goes, whom I hoped to meet."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from interactions import presenting
from interactions.day_forms import SaidForm
from interactions.day_goals import progress_of
from interactions.day_lines import days_shown, hoped_lines, met_words, next_of, session_lines
from interactions.event_day import attended, day_of, evening_of, met_rows, owed_of
from interactions.event_forms import InOneGoForm
from interactions.event_frame import frame, mine
from interactions.goals import Progress
from interactions.hoped import Hoped, hoped
from interactions.models import Event, Goal, Participant
from interactions.programme import sessions
from residents.models import resident_of
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import page_of
from web.playbook import pinned

PAGE = 50
DAY = "interactions/event_day.html"
PARTS = ["met", "day"]


@require_GET
def event_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page of the day, at any time."""
    return day(request, mine(request, pk), clock.now())


def day(
    request: SignedInRequest,
    event: Event,
    now: datetime,
    asked: Mapping[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """How the day goes, and who was met; `asked` stands for what the address would say."""
    context = {**day_context(request, event, None, now, asked), **more}
    return page_or_part(request, DAY, context, parts=PARTS, status=status)


class Facts:
    """What is read of an event for one page, each in one statement however much there is."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @cached_property
    def people(self) -> list[Participant]:
        return attended(self.event)

    @cached_property
    def sessions(self) -> list[Any]:
        return sessions(self.event)

    @cached_property
    def year(self) -> list[Any]:
        return presenting.of_the_year(self.event)

    @cached_property
    def presentations(self) -> list[Any]:
        return presenting.at_event(self.event, self.year, self.sessions)


def day_context(
    request: SignedInRequest,
    event: Event,
    form: InOneGoForm | None,
    now: datetime,
    asked: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything the page draws."""
    facts, today, asked = Facts(event), today_at(event, now), asked or request.GET
    pages = page_of(request, Paginator(facts.people, PAGE))
    there = hoped(event, now)
    owed = owed_of(event, [*pages["page_obj"], *_hoped_for(facts, there)])
    up = next_of(facts.sessions, there, event.zone, now) if event.is_on(now) else None
    shown, days = shown_day(asked, today), days_shown(event, facts.sessions, now)
    counted = day_of(event, today, now, facts.people, facts.sessions) if event.is_on(now) else None
    return {
        **frame(event, now, "day"),
        "form": form or one_go(request, event, facts, now),
        "stopped_key": uuid.uuid4(),
        "today": today,
        "counted": counted,
        "met_today": met_words(counted.people, facts.sessions) if counted else None,
        "yesterday": _left_open(event, facts, now),
        **_goals(progress_of(event, facts.people, facts.sessions, there)),
        "up": up,
        "hoped": hoped_lines(event, there, facts.people, owed, up, now),
        "met_of": sum(one.is_met for one in there),
        **_said(asked, facts, there),
        "shown": shown,
        "days": days if len(days) > 1 else [],
        "sessions": session_lines(facts.sessions, shown, up, event.zone, now),
        "posters": presenting.with_visitors(facts.presentations, facts.people),
        "a_year": presenting.a_year(facts.year, today.year),
        "questions": resident_of(request.user).pinned_questions or pinned(),
        "met": met_rows(pages["page_obj"], owed, event, now),
        **pages,
    }


def _goals(goals: list[Progress]) -> dict[str, Any]:
    """Her own goals; one that counts new people stands for the preset's own line."""
    return {"goals": goals, "counts_new": any(one.goal.measure == Goal.Measure.NEW for one in goals)}


def _hoped_for(facts: Facts, there: Iterable[Hoped]) -> list[Participant]:
    """The conversations with people I hoped to meet."""
    wanted = {one.contact.pk for one in there if one.contact and one.is_met}
    return [one for one in facts.people if one.contact_id in wanted]


def today_at(event: Event, now: datetime) -> date:
    """Today there; before the event its first day, afterwards its last."""
    return max(event.starts_on, min(now.astimezone(event.zone).date(), event.ends_on))


def shown_day(asked: Mapping[str, str], today: date) -> date:
    """The day whose sessions are asked for; today when the address says nothing sensible."""
    try:
        return parse_date(asked.get("day", "")) or today
    except ValueError:
        return today


def one_go(request: SignedInRequest, event: Event, facts: Facts, now: datetime) -> InOneGoForm:
    """The form for several people, with the posters somebody may have stopped at."""
    return InOneGoForm(None, user=request.user, event=event, now=now, presentations=facts.presentations)


def _said(asked: Mapping[str, str], facts: Facts, there: Iterable[Hoped]) -> dict[str, Any]:
    """The one line offered for a touch that was just logged by one tap."""
    wanted = asked.get("said", "")
    found = next((one for one in facts.people if str(one.interaction_id) == wanted), None)
    if found is None:
        return {"said": None}
    inside = any(one.contact and one.contact.pk == found.contact_id for one in there)
    return {"said": SaidForm.of(found), "said_in_list": inside}


def _left_open(event: Event, facts: Facts, now: datetime) -> Any:
    """Yesterday, when it is past midnight there and its follow-up was not chosen."""
    on = evening_of(event, now)
    if on is None or on == now.astimezone(event.zone).date():
        return None
    before = day_of(event, on, now, facts.people)
    return before if before.choose_one else None
