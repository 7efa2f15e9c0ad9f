"""Links in the weekly email that are about the email itself: rest for a while, or come less often."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from followups import backoff, pauses
from followups.mail_links import Ticket, owner_of, path, unseal
from followups.mail_pages import CLOSE, PRESSED_AGAIN, Page, gone, show, until_words
from residents.models import Pause
from web import clock
from web.mailed import opened_from_mail, pressed_on_our_page

DAYS = {"pause_week": 7, "pause_month": 30}
LENGTH = {"pause_week": "a week", "pause_month": "a month"}
EVERY = {"weekly": "week", "monthly": "month"}
# What an undo goes back to; 0 is no mark.
BEFORE = {1: (True, "week"), 2: (True, "month"), 3: (False, "week"), 4: (False, "month")}
MARKS = {was: mark for mark, was in BEFORE.items()}
RHYTHM = {
    "weekly": ("Have the email every week?", "Yes, every week"),
    "monthly": ("Once a month instead?", "Yes, once a month"),
}
RHYTHM_DID = {"weekly": "It comes every week", "monthly": "It comes once a month"}
CALM = "Every date ahead moves with it, so nothing is late when you come back."


@opened_from_mail
@pressed_on_our_page
def pause(request: HttpRequest, act: str, token: str) -> HttpResponse:
    """No reminders for a week or a month."""
    now = clock.now()
    ticket = unseal(act, token, now)
    user = owner_of(ticket)
    if not ticket or not user:
        return gone(request)
    until = now.astimezone(user.zone).date() + timedelta(days=DAYS[act])
    running = _running(user, now)
    if running and _is_enough(running, act):
        undo = _end(ticket, running) if running.ends_on == until else ""
        line = f"It can be changed after signing in, under Me. {PRESSED_AGAIN}"
        return show(request, Page(f"Paused already, until {_day(running.ends_on)}", line, undo=undo))
    if request.method != "POST":
        line = f"{CALM} {until_words(ticket, now, user.zone)}"
        yes = f"Yes, pause until {_day(until)}"
        return show(request, Page(f"Pause reminders for {LENGTH[act]}?", line, yes, "Keep reminding me"))
    made = _pause(user, until, act, now)
    said = f"Paused until {_day(made.ends_on)}"
    return show(request, Page(said, f"{CALM} {CLOSE}", undo=_end(ticket, made)))


@opened_from_mail
@pressed_on_our_page
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """End the pause a link began."""
    now = clock.now()
    ticket = unseal("resume", token, now)
    user = owner_of(ticket)
    if not ticket or not user:
        return gone(request)
    if request.method != "POST":
        line = f"Your dates come back by what is left of it. {until_words(ticket, now, user.zone)}"
        return show(request, Page("End the pause?", line, "Yes, remind me again", "Stay paused"))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        running = _running(user, now)
        if running and running.pk == ticket.item:
            pauses.resume(user, now)
    return show(request, Page("The pause is over", f"Your dates are where they were. {CLOSE}"))


@opened_from_mail
@pressed_on_our_page
def rhythm(request: HttpRequest, act: str, token: str) -> HttpResponse:
    """Every week or once a month, asked when several emails went unanswered."""
    now = clock.now()
    ticket = unseal(act, token, now)
    user = owner_of(ticket)
    if not ticket or not user:
        return gone(request)
    if request.method != "POST":
        heading, yes = RHYTHM[act]
        return show(request, Page(heading, until_words(ticket, now, user.zone), yes, "Leave it as it is"))
    was = (user.digest_on, user.digest_every)
    _set(user, True, EVERY[act], now)
    if was == (True, EVERY[act]):
        return show(request, Page(RHYTHM_DID[act], f"{CLOSE} {PRESSED_AGAIN}"))
    undo = path("rhythm_undo", ticket._replace(mark=MARKS[was]))
    return show(request, Page(RHYTHM_DID[act], f"The day and hour stay as they are. {CLOSE}", undo=undo))


@opened_from_mail
@pressed_on_our_page
def rhythm_undo(request: HttpRequest, token: str) -> HttpResponse:
    """As often as before."""
    now = clock.now()
    ticket = unseal("rhythm_undo", token, now)
    user = owner_of(ticket)
    if not ticket or not user:
        return gone(request)
    if request.method != "POST":
        line = until_words(ticket, now, user.zone)
        return show(request, Page("As often as before?", line, "Yes, as before", "Leave it as it is"))
    _set(user, *BEFORE[ticket.mark], now)
    return show(request, Page("As often as before", f"The email is as it was. {CLOSE}"))


def _running(user: User, now: datetime) -> Pause | None:
    today = now.astimezone(user.zone).date()
    return Pause.objects.owned_by(user).running(today).first()


def _is_enough(running: Pause, act: str) -> bool:
    """A pause that was made as long already: the same press a day later must not lengthen it."""
    return (running.ends_on - running.starts_on).days >= DAYS[act]


def _pause(user: User, until: date, act: str, now: datetime) -> Pause:
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        running = _running(user, now)
        if running and _is_enough(running, act):
            return running
        backoff.answered(user.pk, now)
        return pauses.pause(user, until, now)


def _set(user: User, on: bool, every: str, now: datetime) -> None:
    with transaction.atomic():
        if on and not user.digest_on:
            user.digest_since = now
        user.digest_on, user.digest_every = on, every
        user.save(update_fields=["digest_on", "digest_every", "digest_since"])
        backoff.answered(user.pk, now)


def _end(ticket: Ticket, pause: Pause) -> str:
    return path("resume", ticket._replace(item=pause.pk))


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
