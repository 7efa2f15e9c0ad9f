"""Verbs that change what is owed. Each is idempotent, and runs in the caller's transaction.

An interaction tells this module what happened and keeps the answer (which follow-ups it
opened, which it closed); nothing here knows what an interaction is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min, OuterRef, Q, Subquery

from contacts.models import Contact
from followups import cadence, windows
from followups.models import FollowUp, Outcome, Reminder
from followups.rules import numbers
from followups.windows import ANSWERED_BY_TOUCH, WINDOWS, Basis, Window, later
from residents.models import Pause


def met_at_event(contact: Contact, at: datetime, together: str, because: str, *, weight: int = 0) -> FollowUp:
    """A meaningful encounter at an event opens a 72-hour follow-up (P36).

    `together` names the event: people met there on one day are spread, the weightiest first.
    """
    zone = contact.owner.zone
    day = at.astimezone(zone).date().isoformat()
    window = cadence.conference_window(at, zone, numbers())
    made = _plan(
        contact,
        Basis.CONFERENCE,
        f"{together}:{day}",
        window,
        because,
        together=f"{together}:{day}",
        weight=weight,
    )
    spread(contact.owner_id, f"{together}:{day}", zone)
    made.refresh_from_db()
    return made


def spread(owner_id: int, together: str, zone: ZoneInfo) -> None:
    """Give everybody met together a place in the week, so that twenty people are not one flood."""
    group = FollowUp.objects.filter(
        owner=owner_id, together=together, basis=Basis.CONFERENCE, closed_at__isnull=True
    ).order_by("-weight", "starts_at", "id")
    for place, follow_up in enumerate(group):
        window = cadence.conference_window(follow_up.starts_at, zone, numbers(), place)
        if window != follow_up.window:
            _move(follow_up, window)


def thanks(contact: Contact, at: datetime, because: str, occurrence: str) -> FollowUp:
    """A thank-you after an informational interview (P45)."""
    window = cadence.thanks_window(at, contact.owner.zone, numbers())
    return _plan(contact, Basis.THANKS, occurrence, window, because)


def introduced(contact: Contact, at: datetime, because: str) -> FollowUp:
    """Write to somebody I was introduced to (P56)."""
    window = cadence.introduction_window(at, contact.owner.zone, numbers())
    return _plan(contact, Basis.INTRODUCTION, "introduced", window, because)


def promised(
    contact: Contact, what: str, by: date | None, at: datetime, occurrence: str, *, to_me: bool = False
) -> FollowUp:
    """A promise I made, or one made to me, with its day in my zone (P56, P74)."""
    zone = contact.owner.zone
    if to_me:
        window = cadence.hoped_window(at, by, zone, numbers())
        because = f"{contact.short_name} said you could expect {what}."
        return _plan(contact, Basis.PROMISE_TO_ME, occurrence, window, because, what=what)
    window = cadence.promise_window(at, by, zone, numbers())
    return _plan(contact, Basis.PROMISE, occurrence, window, f"You said you would {what}.", what=what)


def prepare(
    contact: Contact, meeting: datetime, planned: datetime, because: str, occurrence: str
) -> FollowUp:
    """Prepare for a planned meeting, the day before at the latest (P48, P54)."""
    window = cadence.preparation_window(meeting, planned, contact.owner.zone, numbers())
    return _plan(contact, Basis.PREPARATION, occurrence, window, because)


def remind(contact: Contact, what: str, on: date, asked: datetime) -> FollowUp:
    """A reminder I set myself."""
    window = cadence.manual_window(asked, on, contact.owner.zone, numbers())
    occurrence = f"{on.isoformat()}:{asked.isoformat()}"
    return _plan(contact, Basis.MANUAL, occurrence, window, "You asked to be reminded.", what=what)


def touched(contact: Contact, at: datetime, also: Iterable[int] = ()) -> list[FollowUp]:
    """A touch closes what it answers, and what the resident ticked (`also`: follow-up ids).

    Returns what was closed, so that the interaction can remember it. Call `settle` after it.
    """
    answered = Q(basis__in=ANSWERED_BY_TOUCH, starts_at__lt=at) | Q(pk__in=list(also))
    closing = list(
        FollowUp.objects.select_for_update().filter(answered, contact=contact, closed_at__isnull=True)
    )
    day = at.astimezone(contact.owner.zone).date()
    closing = [
        one
        for one in closing
        if not one.is_window or one.starts_at.astimezone(contact.owner.zone).date() < day
    ]
    for follow_up in closing:
        close(follow_up, Outcome.DONE, at)
    return closing


def settle(contact: Contact, last_touch_at: datetime | None, last_touch_how: str = "") -> None:
    """Write the last touch and plan the update window that follows from it (P49).

    The one function that writes `last_touch_at`. The anchor is the last touch, the day a
    window was ticked off without one, or the day the rhythm was chosen, whichever is last.
    """
    contact.last_touch_at, contact.last_touch_how = last_touch_at, last_touch_how
    Contact.objects.filter(pk=contact.pk).update(last_touch_at=last_touch_at, last_touch_how=last_touch_how)
    plan_window(contact)
    refresh_next([contact.pk])


def plan_window(contact: Contact) -> FollowUp | None:
    """Make the contact's one open update window agree with its rhythm and its anchor."""
    kind = cadence.rhythm(contact.cadence, numbers(), contact.custom_opens_months, contact.custom_due_months)
    anchor = _anchor(contact)
    stale = FollowUp.objects.filter(contact=contact, basis__in=WINDOWS, closed_at__isnull=True)
    if kind is None or anchor is None:
        stale.delete()
        return None
    zone = contact.owner.zone
    window = cadence.update_window(anchor, kind, zone, numbers())
    occurrence = anchor.astimezone(zone).date().isoformat()
    stale.exclude(basis=kind.basis, occurrence=occurrence).delete()
    because = _because_window(contact, kind, anchor.astimezone(zone).date())
    made = _plan(contact, kind.basis, occurrence, window, because)
    if made.is_owed and (made.window != _paused(contact, window) or made.because != because):
        made.because = because
        _move(made, window)
    return made


def close(follow_up: FollowUp, outcome: str, at: datetime) -> None:
    """End it. The next window is planned by `plan_window`, which the caller calls."""
    follow_up.outcome, follow_up.closed_at, follow_up.notice_at = outcome, at, None
    follow_up.save(update_fields=["outcome", "closed_at", "notice_at"])
    Reminder.objects.filter(follow_up=follow_up, seen_at__isnull=True).update(seen_at=at)


def finish(follow_up: FollowUp, outcome: str, now: datetime) -> None:
    """The resident ticked it off or let it go."""
    with transaction.atomic():
        close(follow_up, outcome, now)
        if follow_up.is_window:
            plan_window(follow_up.contact)
        refresh_next([follow_up.contact_id])


def reopen(follow_ups: Iterable[FollowUp], now: datetime) -> None:
    """Undo: owed again, and what was planned in its place goes away."""
    with transaction.atomic():
        contacts = []
        for follow_up in follow_ups:
            follow_up.outcome, follow_up.closed_at, follow_up.snoozed_until = Outcome.OPEN, None, None
            follow_up.notice_at = windows.next_notice(follow_up.window, now)
            follow_up.save(update_fields=["outcome", "closed_at", "snoozed_until", "notice_at"])
            contacts.append(follow_up.contact_id)
            if follow_up.is_window:
                plan_window(follow_up.contact)
        refresh_next(contacts)


def withdraw(follow_ups: Sequence[FollowUp]) -> None:
    """What opened these did not happen: they go, done or not."""
    contacts = [follow_up.contact_id for follow_up in follow_ups]
    groups = {(one.owner_id, one.together, one.owner.zone) for one in follow_ups if one.together}
    FollowUp.objects.filter(pk__in=[one.pk for one in follow_ups]).delete()
    for owner_id, together, zone in groups:
        spread(owner_id, together, zone)
    refresh_next(contacts)


def snooze(follow_up: FollowUp, until: datetime) -> None:
    """Out of sight until then; it rings once more when it comes back."""
    follow_up.snoozed_until = follow_up.notice_at = until
    follow_up.save(update_fields=["snoozed_until", "notice_at"])
    Reminder.objects.filter(follow_up=follow_up).delete()
    refresh_next([follow_up.contact_id])


def wake(follow_up: FollowUp, now: datetime) -> None:
    """Undo a snooze."""
    reopen([follow_up], now)


def hush(contact: Contact) -> None:
    """In the trash: nothing rings for this person."""
    FollowUp.objects.filter(contact=contact, closed_at__isnull=True).update(notice_at=None)
    Reminder.objects.filter(follow_up__contact=contact, seen_at__isnull=True).delete()


def unhush(contact: Contact, now: datetime) -> None:
    """Back from the trash: what is still owed rings again."""
    for follow_up in FollowUp.objects.filter(contact=contact, closed_at__isnull=True):
        follow_up.notice_at = follow_up.snoozed_until or follow_up.opens_at
        if follow_up.notice_at <= now:
            follow_up.notice_at = now
        follow_up.save(update_fields=["notice_at"])


def refresh_next(contact_ids: Iterable[int]) -> None:
    """Write each contact's next moment: lists sort by it. The only writer of `next_at`."""
    ids = set(contact_ids)
    soonest = (
        FollowUp.objects.filter(contact=OuterRef("pk"), closed_at__isnull=True)
        .order_by()
        .values("contact")
        .annotate(soonest=Min("due_at"))
        .values("soonest")
    )
    Contact.objects.filter(pk__in=ids).update(next_at=Subquery(soonest))


def _plan(
    contact: Contact,
    basis: Basis,
    occurrence: str,
    window: Window,
    because: str,
    *,
    what: str = "",
    together: str = "",
    weight: int = 0,
) -> FollowUp:
    """Make the row, or find the one that is there: planning twice is harmless."""
    window = _paused(contact, window)
    made, _ = FollowUp.objects.get_or_create(
        contact=contact,
        basis=basis,
        occurrence=occurrence,
        defaults={
            "owner_id": contact.owner_id,
            "because": because[:300],
            "what": what[:300],
            "together": together,
            "weight": weight,
            "starts_at": window.starts,
            "opens_at": window.opens,
            "due_at": window.due,
            "late_at": window.late,
            "notice_at": window.opens,
        },
    )
    return made


def _move(follow_up: FollowUp, window: Window) -> None:
    follow_up.set_window(_paused(follow_up.contact, window))
    if follow_up.snoozed_until is None:
        raised = Reminder.objects.filter(follow_up=follow_up).exists()
        opens = follow_up.opens_at
        follow_up.notice_at = windows.next_notice(follow_up.window, opens) if raised else opens
    follow_up.save()


def _paused(contact: Contact, window: Window) -> Window:
    """Dates that a pause in force would touch, moved behind it (P68)."""
    zone = contact.owner.zone
    for pause in Pause.objects.filter(owner=contact.owner_id, resumed_on__isnull=True):
        start, end = windows.local(pause.starts_on, 0, zone), windows.local(pause.ends_on, 0, zone)
        if start <= window.starts < end and window.due < later(end, zone, days=1):
            days = (pause.ends_on - window.starts.astimezone(zone).date()).days
            return cadence.shifted(window, days, window.starts, zone)
    return window


def _anchor(contact: Contact) -> datetime | None:
    """What the rhythm counts from; see `settle`."""
    ticked = (
        FollowUp.objects.filter(contact=contact, basis__in=WINDOWS, closed_at__isnull=False)
        .order_by("-closed_at")
        .values_list("closed_at", flat=True)
        .first()
    )
    chosen = windows.local(contact.cadence_set_on, 0, contact.owner.zone) if contact.cadence_set_on else None
    if contact.last_touch_at or ticked:
        return max(moment for moment in (contact.last_touch_at, ticked) if moment)
    return chosen


def _because_window(contact: Contact, kind: cadence.Rhythm, day: date) -> str:
    since = f"{day.day} {day:%B %Y}"
    if contact.last_touch_at:
        return (
            f"You were last in touch on {since}; a note is welcome after {kind.opens} to {kind.due} months."
        )
    return f"You chose this rhythm on {since} and have not written since."
