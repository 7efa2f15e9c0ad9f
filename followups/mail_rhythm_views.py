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
# What an undo goes back to, in its `mark`, and what it expects, in its `item`; 0 is neither.
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
        line = f"It can be changed after signing in, in Settings. {PRESSED_AGAIN}"
        undo = _end_again(ticket, running, until)
        return show(request, Page(f"Paused already, until {_day(running.ends_on)}", line, undo=undo))
    if request.method != "POST":
        line = f"{CALM} {until_words(ticket, now, user.zone)}"
        yes = f"Yes, pause until {_day(until)}"
        return show(request, Page(f"Pause reminders for {LENGTH[act]}?", line, yes, "Keep reminding me"))
    made, undo = _pause(ticket, user, until, act, now)
    said = f"Paused until {_day(made.ends_on)}"
    return show(request, Page(said, f"{CALM} {CLOSE}", undo=undo))


@opened_from_mail
@pressed_on_our_page
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """End the pause a link began; the one it took the place of goes on."""
    now = clock.now()
    ticket = unseal("resume", token, now)
    user = owner_of(ticket)
    if not ticket or not user:
        return gone(request)
    if request.method != "POST":
        before, line = _former(user, ticket, now), until_words(ticket, now, user.zone)
        if before:
            heading = f"Back to the pause until {_day(before.ends_on)}?"
            return show(request, Page(heading, line, "Yes, as before", "Leave it as it is"))
        line = f"Your dates come back by what is left of it. {line}"
        return show(request, Page("End the pause?", line, "Yes, remind me again", "Stay paused"))
    running = _go_back_to_pause(user, ticket, now)
    if running:
        return show(request, Page(f"Paused until {_day(running.ends_on)}", f"{CALM} {CLOSE}"))
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
    undo = path("rhythm_undo", ticket._replace(item=MARKS[True, EVERY[act]], mark=MARKS[was]))
    return show(request, Page(RHYTHM_DID[act], f"The day and hour stay as they are. {CLOSE}", undo=undo))


@opened_from_mail
@pressed_on_our_page
def rhythm_undo(request: HttpRequest, token: str) -> HttpResponse:
    """As often as before the press, unless something else was chosen since."""
    now = clock.now()
    ticket = unseal("rhythm_undo", token, now)
    user = owner_of(ticket)
    if not ticket or not user:
        return gone(request)
    if request.method != "POST":
        line = until_words(ticket, now, user.zone)
        return show(request, Page("As often as before?", line, "Yes, as before", "Leave it as it is"))
    if _go_back_to_rhythm(user, ticket, now):
        return show(request, Page("As often as before", f"The email is as it was. {CLOSE}"))
    return show(request, Page("Nothing was changed", f"Something else was chosen since. {CLOSE}"))


def _running(user: User, now: datetime) -> Pause | None:
    today = now.astimezone(user.zone).date()
    return Pause.objects.owned_by(user).running(today).first()


def _is_enough(running: Pause, act: str) -> bool:
    """A pause that was made as long already: the same press a day later must not lengthen it."""
    return (running.ends_on - running.starts_on).days >= DAYS[act]


def _pause(ticket: Ticket, user: User, until: date, act: str, now: datetime) -> tuple[Pause, str]:
    """The pause that runs now, with the address that takes it back."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        running = _running(user, now)
        if running and _is_enough(running, act):
            return running, _end_again(ticket, running, until)
        backoff.answered(user.pk, now)
        made = pauses.pause(user, until, now)
    return made, _end(ticket, made, running.pk if running else 0)


def _former(user: User, ticket: Ticket, now: datetime) -> Pause | None:
    """The shorter pause this one took the place of, while it would still run."""
    today = now.astimezone(user.zone).date()
    return Pause.objects.owned_by(user).filter(pk=ticket.mark, ends_on__gt=today).first()


def _go_back_to_pause(user: User, ticket: Ticket, now: datetime) -> Pause | None:
    """End the link's own pause; the one that runs then."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        running, before = _running(user, now), _former(user, ticket, now)
        if running and running.pk == ticket.item:
            pauses.resume(user, now)
            if before:
                pauses.go_on(before, now)
        return _running(user, now)


def _go_back_to_rhythm(user: User, ticket: Ticket, now: datetime) -> bool:
    """Only from what the press made: whoever stopped the email since does not get it again."""
    with transaction.atomic():
        here = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        rhythm, was = (here.digest_on, here.digest_every), BEFORE[ticket.mark]
        if rhythm == BEFORE.get(ticket.item):
            _set(here, *was, now)
            return True
    return rhythm == was


def _set(user: User, on: bool, every: str, now: datetime) -> None:
    with transaction.atomic():
        if on and not user.digest_on:
            user.digest_since = now
        user.digest_on, user.digest_every = on, every
        user.save(update_fields=["digest_on", "digest_every", "digest_since"])
        backoff.answered(user.pk, now)


def _end(ticket: Ticket, pause: Pause, before: int = 0) -> str:
    return path("resume", ticket._replace(item=pause.pk, mark=before))


def _end_again(ticket: Ticket, pause: Pause, until: date) -> str:
    """For who pressed twice; not when another pause ended that day, which only the first press knew."""
    ended = Pause.objects.owned_by(pause.owner).filter(resumed_on=pause.starts_on)
    return _end(ticket, pause) if pause.ends_on == until and not ended.exists() else ""


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
