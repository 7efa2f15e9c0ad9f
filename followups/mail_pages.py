"""The words of the pages that links in a mail open. A first name at most, and nothing of the item itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contacts.models import Contact
from followups.mail_links import Ticket
from followups.models import FollowUp, Outcome
from web.phrases import long_date, weekday_date

GONE = "This link does not work any more"
CLOSE = "You can close this page."
NO_BREAK = "\N{NO-BREAK SPACE}"
PRESSED_AGAIN = "Pressing again changes nothing."


@dataclass(frozen=True)
class Page:
    """A heading, a line, and at most two buttons: `yes` posts here, `undo` posts to its own address."""

    heading: str
    line: str
    yes: str = ""
    keep: str = ""
    undo: str = ""


@dataclass(frozen=True)
class Asking:
    """What one act asks; `{who}` becomes “ for Hana”."""

    heading: str
    yes: str
    keep: str
    more: str = ""

    def page(self, who: str, ticket: Ticket, now: datetime, zone: ZoneInfo) -> Page:
        """The page before anything was pressed."""
        line = f"{self.more} {until_words(ticket, now, zone)}".strip()
        return Page(self.heading.format(who=who), line, self.yes, self.keep)


ASKING = {
    "done": Asking("Done with this{who}?", "Yes, it is done", "Keep it on my list"),
    "snooze": Asking("Snooze this{who} for a week?", "Yes, in a week", "Leave it as it is"),
    "dismiss": Asking(
        "Not now{who}?", "Yes, let it go", "Keep it on my list", "It leaves your list without being done."
    ),
    "undo": Asking("Put this back{who}?", "Yes, put it back", "Leave it as it is"),
}
ENDED = {
    Outcome.DONE: "This is done already",
    Outcome.DISMISSED: "This was let go already",
    Outcome.EXPIRED: "This is over by itself",
}
KEPT = Page("Nothing was changed", f"It stays as it was. {CLOSE}")


def first_name(contact: Contact) -> str:
    """The first word of the given name; empty when only a family name is known."""
    return next(iter(contact.given_name.split()), "")


def for_whom(contact: Contact) -> str:
    """“ for Hana”, or nothing."""
    name = first_name(contact)
    return f" for {name}" if name else ""


def until_words(ticket: Ticket, now: datetime, zone: ZoneInfo) -> str:
    """What a link promises."""
    day = long_date(ticket.until, now, zone).replace(" ", NO_BREAK)
    return f"Nothing changes until you press the button. The link works until {day}."


def ended(item: FollowUp, undo: str = "") -> Page:
    """It was over before the button was pressed."""
    return Page(ENDED[Outcome(item.outcome)], f"Nothing is left to do for it. {PRESSED_AGAIN}", undo=undo)


def snoozed(until: datetime, now: datetime, zone: ZoneInfo, undo: str, *, again: bool) -> Page:
    """Out of sight, since just now or since before."""
    day = weekday_date(until, now, zone)
    if again:
        return Page(f"Snoozed already, until {day}", PRESSED_AGAIN, undo=undo)
    return Page(f"Snoozed until {day}", f"It comes back that morning. {CLOSE}", undo=undo)


def show(request: HttpRequest, page: Page, status: int = 200) -> HttpResponse:
    """One page. “Keep it” is an ordinary link to the same address, which says that nothing changed."""
    if page.yes and "keep" in request.GET:
        page = KEPT
    return render(request, "followups/mail_act.html", {"page": page}, status=status)


def gone(request: HttpRequest) -> HttpResponse:
    """Cut off, too old, made for something else, or about something that is no longer there."""
    return render(request, "followups/mail_gone.html", {"title": GONE}, status=410)
