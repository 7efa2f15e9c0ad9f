"""Today: what is worth a minute now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from accounts.models import User
from contacts.models import Contact
from dashboard.around import Around, around
from dashboard.beside_lines import side
from dashboard.context import current_event
from dashboard.deadlines import section as deadlines_section
from dashboard.ending import section as ending_section
from dashboard.meeting_lines import lines
from followups.models import Reminder
from followups.rows import SECTIONS, rows
from followups.today import PAGE, Section, in_order, section_ids, sections, worth_a_minute
from interactions.event_day import Day
from interactions.models import Event
from interactions.recap import prompt
from programs.models import Program
from programs.nudging import told
from residents.models import resident_of
from residents.telling import is_stale
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.paging import paged
from web.playbook import checklist

SWEEP_EVERY = timedelta(minutes=1)
NUMBERS = ["Nothing", "One thing", "Two things", "Three things", "Four things", "Five things", "Six things"]
TITLES = {
    "promises": ("Promises", "made by you, or to you"),
    "hours": ("72-hour follow-ups", "a short note while the talk is fresh"),
    "windows": ("Update windows", "mentors who may like to hear from you"),
    "own": ("Your own reminders", "you asked for these"),
}


@require_GET
def today(request: SignedInRequest) -> HttpResponse:
    """Promises, 72-hour follow-ups, windows, this week's meetings, one small next step."""
    if not resident_of(request.user).welcomed:
        return redirect(_first_page(request.user))
    now, user = clock.now(), request.user
    found = sections(user, now)
    near = around(user, now)
    user.near_events = near.events  # type: ignore[attr-defined]
    pressing, token = worth_a_minute(found), get_token(request)
    context: dict[str, Any] = {
        "now": now,
        "csrf_token": token,
        "sections": [(found[name], *TITLES[name]) for name in SECTIONS if found[name].rows],
        "summary": summary(pressing, any(found[name].rows for name in SECTIONS) or bool(near.meetings)),
        "new_ids": new_ids(found, near),
        **_beside(request, near, now, token),
        "step": next_step(user, found, now, bool(pressing)),
    }
    if found.new is not None:
        context["new_reminders"] = found.new
    return page_or_part(request, "dashboard/today.html", context, parts=["today"])


def new_ids(found: dict[str, Section], near: Around) -> list[int]:
    """What is new among what is shown: rows, and meetings to prepare."""
    rows = [row.id for section in found.values() for row in section.rows if row.is_new]
    return rows + [meeting.new for meeting in near.meetings if meeting.new]


def _beside(request: SignedInRequest, near: Around, now: datetime, token: str) -> dict[str, Any]:
    """Everything that `around` found, drawn."""
    user, swept = request.user, near.trouble.swept
    there = now.astimezone(user.zone).date()
    return {
        "meetings": lines(near.meetings, now, user.zone, token),
        "event": current_event(user),
        "evening": evening(user, near.events, now),
        "coming": next((event for event in reversed(near.events) if event.day(now) < 1), None),
        "paused_until": near.paused_until,
        "waiting": near.waiting,
        "beside": side(near.beside, now, user.zone),
        "ending": ending_section(near.ending, there),
        "closing": deadlines_section(near.deadlines, there),
        "nudge": next(iter(told(near.enrolled, now)), None),
        "trouble": near.trouble,
        "swept": swept,
        "sweep_next": swept + SWEEP_EVERY if swept else None,
    }


def evening(user: User, events: list[Event], now: datetime) -> tuple[Event, Day] | None:
    """The event whose day ended without its one follow-up, from 21:00 there until noon (P30)."""
    for event in events:
        event.owner = user
        if (day := prompt(event, now)) is not None:
            return event, day
    return None


@require_GET
def today_section(request: SignedInRequest, name: str) -> HttpResponse:
    """All of one section, page by page."""
    if name not in TITLES:
        raise Http404
    now = clock.now()
    pages = paged(request, section_ids(request.user, now, name), PAGE)
    title, aside = TITLES[name]
    shown = rows(in_order(request.user, list(pages["page_obj"])), now, request.user.zone)
    context = {**pages, "rows": shown, "title": title, "aside": aside, "now": now, "at": "today"}
    new = Reminder.objects.owned_by(request.user).new().of([row.id for row in shown])
    context["new_ids"] = list(new.values_list("follow_up_id", flat=True).distinct())
    return page_or_part(request, "dashboard/today_section.html", context, parts=["rows"])


def _first_page(user: User) -> str:
    """Somebody who works in a program starts at its roster, everybody else with the welcome."""
    program = Program.objects.staffed_by(user).first()
    return program.get_absolute_url() if program else "welcome"


def summary(pressing: int, anything: bool) -> str:
    """The sentence beside the date."""
    if pressing:
        words = NUMBERS[pressing] if pressing < len(NUMBERS) else "Several things"
        verb = "is" if pressing == 1 else "are"
        return f"{words} {verb} worth a minute today. The rest can wait."
    return "Nothing is pressing today." if anything else "Nothing is owed today."


def next_step(user: User, found: dict[str, Section], now: datetime, pressing: bool) -> dict[str, Any] | None:
    """The quarterly look at the profile when its time has come (P18), else one small step when nothing is
    pressing.
    """
    checked = resident_of(user).linkedin_checked_on
    if is_stale(checked, now.astimezone(user.zone).date(), settings.PROFILE_DAYS):
        return {"kind": "profile", "ticks": checklist("profile").items}
    return None if pressing else small_step(user, found)


def small_step(user: User, found: dict[str, Section]) -> dict[str, Any] | None:
    """One small next step when nothing presses (P14)."""
    if any(section.rows for section in found.values()):
        return None
    people = Contact.objects.owned_by(user)
    quiet = people.filter(next_at__isnull=True).order_by("last_touch_at", "pk").first()
    if quiet is None:
        return {"kind": "first" if not people.exists() else "none"}
    return {"kind": "rhythm" if quiet.cadence == "none" else "note", "contact": quiet}
