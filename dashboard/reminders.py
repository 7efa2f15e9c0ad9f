"""Reminder health: is everything running, what was mailed, and when the next thing comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from dashboard import health_strip
from dashboard.trouble import Trouble, trouble
from followups.models import FollowUp
from followups.next_mail import next_mail
from followups.resting import held_back
from followups.sent_mail import Line, newest
from outbox import asking, holding
from outbox.models import Kind, Message, State
from residents.models import Pause
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest
from web.phrases import city, clock_time, count

LISTED, READ = 10, 80
# A test that has not left by then is waiting for something; watching it any longer tells nothing.
WATCHED = timedelta(minutes=10)
UNSETTLED = [State.PENDING, State.CLAIMED, State.SENDING]


@require_safe
def reminder_health(request: SignedInRequest) -> HttpResponse:
    """The page; asked every few seconds for the list alone while a test is on its way."""
    now, user = clock.now(), request.user
    lines = newest(user, now, READ)
    seen, held = trouble(user, now), not holding.released()
    context: dict[str, Any] = {
        "at": "me",
        "trouble": seen,
        "held": held,
        "has_mail_server": settings.HAS_MAIL_SERVER,
        "lines": lines[:LISTED],
        "has_more": len(lines) > LISTED,
        "is_watching": _is_watching(user, now),
        "waiting": held_back(user, now),
        "next": _next_reminder(user, now),
        "summary": summary(seen, lines, held),
        **_days(user, lines, now),
        **_sweeps(seen, now, user),
    }
    return page_or_part(request, "dashboard/reminders.html", context, parts=["mail"])


@require_POST
def reminder_test(request: SignedInRequest) -> HttpResponse:
    """Queue a test; how it ends is shown in the list."""
    seen, now = trouble(request.user, clock.now()), clock.now()
    if not settings.HAS_MAIL_SERVER:
        messages.error(request, "No mail server is set up here, so nothing can leave.")
    elif not holding.released():
        messages.error(request, "All mail is on hold here, so a test would not leave either.")
    elif seen.stopped is not None:
        messages.error(request, "No mail goes to this address now, so a test would not leave either.")
    elif asking.send_test(request.user, now) is None:
        messages.error(request, "That was the third within an hour. Try again later.")
    else:
        messages.success(request, "On its way. It arrives in a minute or two.")
    return redirect("reminder_health")


@require_POST
def address_try_again(request: SignedInRequest) -> HttpResponse:
    """Send to an address again that its server refused before."""
    if asking.try_again(request.user):
        messages.success(request, f"Mail goes to {request.user.email} again. A test shows if it arrives.")
    else:
        messages.error(request, "There is nothing to try again: the address was not refused.")
    return redirect("reminder_health")


def summary(seen: Trouble, lines: list[Line], held: bool) -> str:
    """The sentence beside the title."""
    if seen.is_late or seen.swept is None:
        return "Reminders are not being checked at the moment. Nothing is lost."
    if held:
        return "Mail is on hold. Reminders come up on Today as ever."
    if seen.stopped is not None:
        return "No mail reaches you at the moment. Reminders come up on Today as ever."
    if any(line.word == "waiting" for line in lines):
        return "Reminders are running. One mail waits to be tried again."
    return "All is well. Nothing is stuck."


def _days(user: User, lines: list[Line], now: datetime) -> dict[str, Any]:
    """The strip, and what is said about the next email."""
    today = now.astimezone(user.zone).date()
    days = health_strip.strip(lines, today)
    moment = next_mail(user, now)
    return {
        "days": days,
        "legend": health_strip.legend(days),
        "following": f"{moment.astimezone(user.zone):%a %-d %b, %H:%M}" if moment else "None",
        "pause": Pause.objects.owned_by(user).running(today).first(),
        "city": city(user.time_zone),
    }


def _sweeps(seen: Trouble, now: datetime, user: User) -> dict[str, str]:
    if seen.swept is None:
        return {"swept": "Not yet", "sweeps": "When it runs"}
    then = seen.swept + timedelta(seconds=settings.SWEEP_EVERY_SECONDS)
    soon = f"{then.astimezone(user.zone):%H:%M}, {'not yet' if seen.is_late else 'any second'}"
    return {"swept": f"{_at(seen.swept, now, user)}, {ago(now - seen.swept)}", "sweeps": soon}


def ago(gone: timedelta) -> str:
    """`just now`, `a minute ago`, `12 minutes ago`, `3 hours ago`, `2 days ago`."""
    minutes = int(gone.total_seconds() // 60)
    if minutes < 2:
        return "a minute ago" if minutes == 1 else "just now"
    for size, word in ((1440, "day"), (60, "hour")):
        if minutes >= size:
            return f"{count(minutes // size, word)} ago"
    return f"{minutes} minutes ago"


def _at(moment: datetime, now: datetime, user: User) -> str:
    words = clock_time(moment, now, user.zone)
    return words.removeprefix("today ")


def _next_reminder(user: User, now: datetime) -> dict[str, Any] | None:
    owed = FollowUp.objects.owned_by(user).owed().with_person().filter(notice_at__gt=now)
    follow_up = owed.order_by("notice_at", "pk").first()
    if follow_up is None or follow_up.notice_at is None:
        return None
    when = clock_time(follow_up.notice_at, now, user.zone)
    return {"when": when[0].upper() + when[1:], "follow_up": follow_up}


def _is_watching(user: User, now: datetime) -> bool:
    tests = Message.objects.owned_by(user).filter(kind=Kind.TEST, created_at__gt=now - WATCHED)
    return settings.HAS_MAIL_SERVER and tests.filter(state__in=UNSETTLED).exists()
