"""Verbs that change what is owed. Each is idempotent, and runs in the caller's transaction.

An interaction tells this module what happened and keeps the answer (which follow-ups it
opened, which it closed); nothing here knows what an interaction is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min, OuterRef, QuerySet, Subquery

from accounts.models import User
from contacts.models import Contact
from followups import cadence, windows
from followups.agreeing import breaks_of, move, owe_again, put
from followups.models import FollowUp, Outcome, Reminder
from followups.resting import Rested
from followups.rules import numbers
from followups.spread import Encounter, days_later
from followups.windows import ANSWERED_BY_TOUCH, WINDOWS, Basis


def encounter(
    contact: Contact, at: datetime, together: str, because: str, *, weight: int, occurrence: str
) -> FollowUp:
    """A meaningful encounter opens a 72-hour follow-up (P36). The caller calls `spread` after the last.

    `together` names the event: people met there are spread, the weightiest of a day first.
    """
    window = cadence.conference_window(at, contact.owner.zone, numbers())
    return put(contact, Basis.CONFERENCE, occurrence, window, because, together=together, weight=weight)


def spread(owner: User, together: str) -> None:
    """Give everybody met together a place in the week, so that twenty people are not one flood.

    Those already written to keep their place, so that finishing one hurries nobody else.
    """
    zone = owner.zone
    group = list(
        FollowUp.objects.filter(owner=owner, together=together, basis=Basis.CONFERENCE)
        .exclude(outcome=Outcome.EXPIRED)
        .select_related("contact")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    met = [Encounter(one.pk, one.contact_id, one.starts_at, one.weight) for one in group]
    places = days_later(met, zone, numbers())
    breaks = breaks_of(owner)
    for one in group:
        window = cadence.conference_window(one.starts_at, zone, numbers(), places[one.pk])
        window = cadence.after_breaks(one.basis, window, breaks, zone)
        if one.is_owed and window != one.window:
            move(one, Rested(window))


def thanks(contact: Contact, at: datetime, because: str, occurrence: str, days: int = 0) -> FollowUp:
    """A thank-you after an informational interview (P45) or a rotation (P60); see `cadence.thanks_window`."""
    window = cadence.thanks_window(at, contact.owner.zone, numbers(), days)
    return put(contact, Basis.THANKS, occurrence, window, because)


def introduced(contact: Contact, at: datetime, because: str, occurrence: str = "introduced") -> FollowUp:
    """Write to somebody I was introduced to (P56)."""
    window = cadence.introduction_window(at, contact.owner.zone, numbers())
    return put(contact, Basis.INTRODUCTION, occurrence, window, because)


def promised(
    contact: Contact, what: str, by: date | None, at: datetime, occurrence: str, *, to_me: bool = False
) -> FollowUp:
    """A promise I made, or one made to me, with its day in my zone (P56, P74)."""
    zone = contact.owner.zone
    if to_me:
        window = cadence.hoped_window(at, by, zone, numbers())
        because = f"{contact.short_name} said you could expect {what}."
        return put(contact, Basis.PROMISE_TO_ME, occurrence, window, because, what=what)
    window = cadence.promise_window(at, by, zone, numbers())
    return put(contact, Basis.PROMISE, occurrence, window, f"You said you would {what}.", what=what)


def prepare(
    contact: Contact, meeting: datetime, planned: datetime, because: str, occurrence: str
) -> FollowUp:
    """Prepare for a planned meeting, the day before at the latest (P48, P54)."""
    window = cadence.preparation_window(meeting, planned, contact.owner.zone, numbers())
    return put(contact, Basis.PREPARATION, occurrence, window, because)


def remind(contact: Contact, what: str, on: date, asked: datetime) -> FollowUp:
    """A reminder I set myself."""
    window = cadence.manual_window(asked, on, contact.owner.zone, numbers())
    occurrence = f"{on.isoformat()}:{asked.isoformat()}"
    made = put(contact, Basis.MANUAL, occurrence, window, "You asked to be reminded.", what=what)
    refresh_next([contact.pk])
    return made


def answers(at: datetime, follow_up: FollowUp) -> bool:
    """A touch answers what began before it, and a window that had opened; `settle` moves a waiting one."""
    if follow_up.is_window:
        return follow_up.opens_at <= at
    return follow_up.basis in ANSWERED_BY_TOUCH and follow_up.starts_at < at


def settle(
    contact: Contact, last_touch_at: datetime | None, last_touch_how: str = "", last_takeaway: str = ""
) -> None:
    """Write the last touch and plan the update window that follows from it (P49).

    The one function that writes `last_touch_at`. The anchor is the last touch, the day a
    window was ticked off without one, or the day the rhythm was chosen, whichever is last.
    """
    last = {
        "last_touch_at": last_touch_at,
        "last_touch_how": last_touch_how,
        "last_takeaway": last_takeaway,
    }
    for name, value in last.items():
        setattr(contact, name, value)
    Contact.objects.filter(pk=contact.pk).update(**last)
    plan_window(contact)
    refresh_next([contact.pk])


def plan_window(contact: Contact) -> FollowUp | None:
    """Make the contact's one open update window agree with its rhythm and its anchor."""
    kind = cadence.rhythm(contact.cadence, numbers(), contact.custom_opens_months, contact.custom_due_months)
    anchor = _anchor(contact) if kind else None
    stale = FollowUp.objects.filter(contact=contact, basis__in=WINDOWS, closed_at__isnull=True)
    if kind is None or anchor is None:
        _remove(stale)
        return None
    zone = contact.owner.zone
    day = anchor.astimezone(zone).date()
    occurrence = _occurrence(contact, kind.basis, day)
    _remove(stale.exclude(basis=kind.basis, occurrence=occurrence))
    window = cadence.update_window(anchor, kind, zone, numbers())
    return put(contact, kind.basis, occurrence, window, _because_window(contact, kind, day))


def _remove(stale: QuerySet[FollowUp]) -> None:
    with transaction.atomic():
        # A sweep may be writing a reminder of it; deleted without a lock, that one would be left over.
        locked = list(stale.select_for_update().order_by("pk").values_list("pk", flat=True))
        FollowUp.objects.filter(pk__in=locked).delete()


def _occurrence(contact: Contact, basis: Basis, day: date) -> str:
    """The anchor's day; numbered when a window of that very day was ended by hand already."""
    ended = FollowUp.objects.filter(
        contact=contact, basis=basis, closed_at__isnull=False, occurrence__startswith=day.isoformat()
    ).count()
    return f"{day.isoformat()}:{ended + 1}" if ended else day.isoformat()


def close(follow_up: FollowUp, outcome: str, at: datetime) -> None:
    """End it. The next window is planned by `plan_window`, which the caller calls."""
    follow_up.outcome, follow_up.closed_at, follow_up.notice_at = outcome, at, None
    follow_up.save(update_fields=["outcome", "closed_at", "notice_at"])
    Reminder.objects.filter(follow_up=follow_up, seen_at__isnull=True).update(seen_at=at)


def finish(follow_up: FollowUp, outcome: str, now: datetime) -> None:
    """The resident ticked it off or let it go. Once: what ended meanwhile stays as it ended."""
    with transaction.atomic():
        lock([follow_up.contact_id])
        follow_up.refresh_from_db()
        if not follow_up.is_owed:
            return
        close(follow_up, outcome, now)
        if follow_up.is_window:
            plan_window(follow_up.contact)
        refresh_next([follow_up.contact_id])


def reopen(follow_ups: Iterable[FollowUp], now: datetime) -> None:
    """Undo: owed again, and what was planned in its place goes away. Twice is harmless."""
    with transaction.atomic():
        rows = list(follow_ups)
        contacts = [follow_up.contact_id for follow_up in rows]
        lock(contacts)
        for follow_up in rows:
            if follow_up.is_owed:
                continue
            owe_again(follow_up)
            if follow_up.is_window:
                plan_window(follow_up.contact)
        refresh_next(contacts)


def withdraw(follow_ups: Iterable[FollowUp], at: datetime) -> None:
    """What opened these did not happen: they are no longer owed. What had ended stays as it ended."""
    gone = [one for one in follow_ups if one.is_owed]
    for follow_up in gone:
        close(follow_up, Outcome.EXPIRED, at)
    for owner, together in {(one.owner, one.together) for one in gone if one.together}:
        spread(owner, together)
    refresh_next([one.contact_id for one in gone])


def snooze(follow_up: FollowUp, until: datetime) -> bool:
    """Out of sight until then; it rings once more when it comes back. Not what ended meanwhile."""
    with transaction.atomic():
        held = lock([follow_up.contact_id])
        follow_up.refresh_from_db(fields=["outcome", "closed_at", "snoozed_until"])
        if not follow_up.is_owed:
            return False
        follow_up.snoozed_until, follow_up.notice_at = until, None if held[0].trashed_at else until
        follow_up.save(update_fields=["snoozed_until", "notice_at"])
        Reminder.objects.filter(follow_up=follow_up).delete()
        refresh_next([follow_up.contact_id])
    return True


def hush(contact: Contact) -> None:
    """In the trash: nothing rings for this person."""
    FollowUp.objects.filter(contact=contact, closed_at__isnull=True).update(notice_at=None)
    Reminder.objects.filter(follow_up__contact=contact, seen_at__isnull=True).delete()


def unhush(contact: Contact, now: datetime) -> None:
    """Back from the trash: what is still owed rings again."""
    for follow_up in FollowUp.objects.filter(contact=contact, closed_at__isnull=True):
        follow_up.notice_at = follow_up.rings_from
        if follow_up.notice_at <= now:
            follow_up.notice_at = now
        follow_up.save(update_fields=["notice_at"])


def lock(contact_ids: Iterable[int]) -> list[Contact]:
    """Hold the rows of these people until the transaction ends; what is owed changes under this lock."""
    rows = Contact.objects.filter(pk__in=set(contact_ids)).select_related("owner").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


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
    if contact.last_touch_at and contact.last_takeaway:
        return f"May be worth a note. Last kept: {contact.last_takeaway}"
    if contact.last_touch_at:
        return (
            f"You were last in touch on {since}; a note is welcome after {kind.opens} to {kind.due} months."
        )
    return f"You chose this rhythm on {since} and have not written since."
