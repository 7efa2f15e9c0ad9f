"""“Earlier mail”: every mail to a resident, how it ended, and the weeks without one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from followups.models import Digest
from followups.next_mail import next_mail
from outbox.holding import RESTORED
from outbox.models import Kind, Message, State
from web import clock
from web.http import SignedInRequest
from web.paging import paged
from web.phrases import clock_time, short_date

PAGE = 25


@dataclass(frozen=True)
class Line:
    """One line of the list. `mark` names the glyph, `word` says the same."""

    when: str
    hour: str
    title: str
    detail: str
    mark: str
    word: str
    at: datetime
    about: str
    url: str = ""


@require_safe
def sent_mail(request: SignedInRequest) -> HttpResponse:
    """Newest first; a week in which nothing was due is listed too."""
    now, user = clock.now(), request.user
    pages = paged(request, _everything(user), PAGE)
    context = {
        **pages,
        "lines": _lines(user, pages["page_obj"], now),
        "following": next_mail(user, now),
        "has_mail_server": settings.HAS_MAIL_SERVER,
        "at": "me",
    }
    return render(request, "followups/sent_mail.html", context)


@require_safe
def mail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail as it was written."""
    message = get_object_or_404(Message.objects.owned_by(request.user).to_owner(), pk=pk)
    line = _of_message(message, clock.now(), request.user.zone)
    return render(request, "followups/mail.html", {"message": message, "ended": line, "at": "me"})


def newest(user: User, now: datetime, most: int) -> list[Line]:
    """The latest lines, newest first."""
    return _lines(user, _everything(user)[:most], now)


def _everything(user: User) -> Any:
    """(which, id, at) of mails and of weeks without one, newest first, paged by the database."""
    mails = Message.objects.owned_by(user).to_owner().annotate(which=Value("mail"), on=F("created_at"))
    weeks = Digest.objects.owned_by(user).quiet().annotate(which=Value("week"), on=F("send_at"))
    columns = ("which", "pk", "on")
    return mails.values_list(*columns).union(weeks.values_list(*columns), all=True).order_by("-on", "-pk")


def _lines(user: User, rows: Iterable[tuple[str, int, datetime]], now: datetime) -> list[Line]:
    rows = list(rows)
    mails = Message.objects.owned_by(user).defer("html", "text", "headers")
    found = mails.in_bulk([pk for which, pk, _ in rows if which == "mail"])
    weeks = Digest.objects.owned_by(user).in_bulk([pk for which, pk, _ in rows if which == "week"])
    zone = user.zone
    return [
        _of_message(found[pk], now, zone) if which == "mail" else _of_week(weeks[pk], now, zone)
        for which, pk, _ in rows
        if pk in (found if which == "mail" else weeks)
    ]


def _of_message(message: Message, now: datetime, zone: ZoneInfo) -> Line:
    mark, word, detail = _ended(message, now, zone)
    at = message.created_at.astimezone(zone)
    day, url = _day(at, now, zone), message.get_absolute_url()
    about = ABOUT.get(Kind(message.kind), "")
    return Line(day, f"{at:%H:%M}", message.subject, detail, mark, word, at, about, url)


def _ended(message: Message, now: datetime, zone: ZoneInfo) -> tuple[str, str, str]:
    """Mark, word and sentence for a message's state."""
    state = message.state
    # A server's own words may end anyhow.
    reason = f"{message.reason.rstrip('. ')}." if message.reason else ""
    stays = " Its items stay on Today." if message.kind == Kind.WEEKLY else ""
    if state == State.SENT and message.finished_at:
        return "sent", "sent", _taken(message, zone)
    if state == State.UNKNOWN:
        maybe = reason if message.reason == RESTORED else "It may have reached you."
        return "unknown", "unknown", f"{maybe} It is never sent twice.{stays}"
    if state == State.DEAD:
        return "refused", "refused", f"{reason}{stays}"
    if state == State.SUPPRESSED:
        return "nothing", "not sent", reason
    if not settings.HAS_MAIL_SERVER:
        return "nothing", "kept here", "There is no mail server yet, so it can be read here only."
    if state == State.RETRY:
        again = clock_time(message.next_try_at, now, zone)
        return "nothing", "waiting", f"{reason} It will be tried again, {again}."
    return "nothing", "on its way", "It leaves within a minute or two."


def _taken(message: Message, zone: ZoneInfo) -> str:
    at = f"Taken by the mail server at {message.finished_at.astimezone(zone):%H:%M:%S}"  # type: ignore[union-attr]
    return f"{at}, try {message.attempt}." if message.attempt > 1 else f"{at}."


def _of_week(week: Digest, now: datetime, zone: ZoneInfo) -> Line:
    at = week.send_at.astimezone(zone)
    mark, word, detail = WEEKS[Digest.Outcome(week.outcome)]
    title = "Weekly email" if week.outcome == Digest.Outcome.DEFERRED else "No weekly email"
    return Line(_day(at, now, zone), f"{at:%H:%M}", title, detail, mark, word, at, "weekly")


def _day(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a} {short_date(at, now, zone)}"


ABOUT = {Kind.WEEKLY: "weekly", Kind.TEST: "a test", Kind.ACCOUNT: "account"}
WEEKS = {
    Digest.Outcome.EMPTY: ("nothing", "nothing due", "Nothing was due, so nothing was mailed."),
    Digest.Outcome.PAUSED: ("paused", "paused", "You had paused. Your dates moved with the pause."),
    Digest.Outcome.MISSED: (
        "nothing",
        "missed",
        "It could not be written within two days, so it was left out. What was due stayed on Today.",
    ),
    Digest.Outcome.DEFERRED: ("paused", "waiting", "It waits until your quiet hours and nights are over."),
    Digest.Outcome.SKIPPED: ("paused", "skipped", "Your quiet hours and nights left no hour of that week."),
    Digest.Outcome.RESTING: ("nothing", "between", "Your list comes once a month."),
    Digest.Outcome.QUEUED: ("nothing", "not kept", "The mail itself is no longer kept."),
}
