"""What a link in the weekly email opens: a small page that asks, and does it when its button is pressed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from followups import backoff, mail_pages, planning, snoozing
from followups.mail_links import Ticket, item_of, owner_of, path, unseal
from followups.mail_pages import CLOSE, Page, gone, show
from followups.models import FollowUp, Outcome
from followups.windows import local
from web import clock
from web.mailed import opened_from_mail, pressed_on_our_page

SNOOZE_DAYS, SNOOZE_HOUR = 7, 7
OUTCOMES = {"done": Outcome.DONE, "dismiss": Outcome.DISMISSED}
DID = {
    "done": Page("Done", f"It is off your list. {CLOSE}"),
    "dismiss": Page("Let go", f"It is off your list. {CLOSE}"),
    "undo": Page("Back on your list", f"It is as it was before. {CLOSE}"),
}


class Step(NamedTuple):
    """One act on one item at one moment."""

    act: str
    ticket: Ticket
    item: FollowUp
    now: datetime

    @property
    def applies(self) -> bool:
        """Whether there is anything to do; a second press finds nothing."""
        if self.act == "undo":
            return self.ticket.mark != 0 and self.ticket.mark == _mark(self.item)
        return self.item.is_owed and not (self.act == "snooze" and self.item.is_snoozed(self.now))


@opened_from_mail
@pressed_on_our_page
def act(request: HttpRequest, act: str, token: str) -> HttpResponse:
    """Done, a week's snooze, not now, or undoing one of them."""
    now = clock.now()
    ticket = unseal(act, token, now)
    owner = owner_of(ticket)
    item = item_of(ticket, owner) if ticket and owner else None
    if not ticket or not item:
        return gone(request)
    step = Step(act, ticket, item, now)
    if not step.applies:
        return show(request, _over(step))
    if request.method != "POST":
        return show(request, _ask(step))
    try:
        did = _do(step)
    except FollowUp.DoesNotExist:
        return gone(request)
    return show(request, _did(step) if did else _over(step))


def _do(step: Step) -> bool:
    """Do it, unless it is over by now. Whether anything changed."""
    item, now = step.item, step.now
    zone = item.contact.owner.zone
    with transaction.atomic():
        planning.lock([item.contact_id])
        item.refresh_from_db(fields=["outcome", "closed_at", "snoozed_until"])
        if not step.applies:
            return False
        if step.act in OUTCOMES:
            planning.finish(item, OUTCOMES[step.act], now)
        elif step.act == "snooze":
            day = now.astimezone(zone).date() + timedelta(days=SNOOZE_DAYS)
            planning.snooze(item, local(day, SNOOZE_HOUR, zone))
        elif item.is_owed:
            snoozing.end(item, None, now)
        else:
            planning.reopen([item], now)
        backoff.answered(item.owner_id, now)
    return True


def _ask(step: Step) -> Page:
    contact = step.item.contact
    asking = mail_pages.ASKING[step.act]
    return asking.page(mail_pages.for_whom(contact), step.ticket, step.now, contact.owner.zone)


def _did(step: Step) -> Page:
    if step.act == "snooze":
        return _snoozed(step, again=False)
    did = DID[step.act]
    return Page(did.heading, did.line, undo=_undo(step) if step.act in OUTCOMES else "")


def _over(step: Step) -> Page:
    """Nothing to do. What this very act did can still be undone."""
    item = step.item
    if item.closed_at:
        return mail_pages.ended(item, _undo(step) if item.outcome == OUTCOMES.get(step.act) else "")
    if step.act == "snooze":
        return _snoozed(step, again=True)
    return Page("This is on your list", f"There is nothing to put back. {mail_pages.PRESSED_AGAIN}")


def _snoozed(step: Step, *, again: bool) -> Page:
    until = step.item.snoozed_until or step.now
    zone = step.item.contact.owner.zone
    return mail_pages.snoozed(until, step.now, zone, _undo(step), again=again)


def _undo(step: Step) -> str:
    return path("undo", step.ticket._replace(mark=_mark(step.item)))


def _mark(item: FollowUp) -> int:
    """The moment it ended, or comes back: what an undo of this act finds, and of no later one."""
    moment = item.closed_at or item.snoozed_until
    return int(moment.timestamp()) if moment else 0
