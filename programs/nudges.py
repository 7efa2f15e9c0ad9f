"""What a resident is told before their program could be told the same. Pure; nobody else ever sees it.

The thresholds are those of the roster's alerts; each is said NUDGE_DAYS earlier, so there is time to act.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from programs.halves import Half, half_of
from programs.models import Program

SEATS, CONTACT, MEETING = "seats", "contact", "meeting"
QUIET = timedelta(days=91)


class Shared(NamedTuple):
    """What alerts about one resident would be worked out from, as it is at this moment."""

    enrollment_id: int
    pgy_level: int
    academic_year: int
    started: datetime
    review_in_spring: int
    review_in_winter: int
    filled: bool
    last_contact: datetime | None
    met: bool


class Nudge(NamedTuple):
    """One calm line. `on` is the day from which the program could be told."""

    enrollment_id: int
    kind: str
    on: date
    words: str


def nudges(shared: Shared, now: datetime) -> list[Nudge]:
    """What is worth saying now, the soonest first; nothing for somebody who shares no coverage."""
    today = now.date()
    lead = timedelta(days=settings.NUDGE_DAYS)
    grace = (shared.started + timedelta(days=settings.ALERT_GRACE_DAYS)).date()
    found = [_seats(shared, grace, today), _contact(shared, grace, today)]
    found += [
        _meeting(shared, half, grace, today) for half in sorted({half_of(today), half_of(today + lead)})
    ]
    return sorted((one for one in found if one and today >= one.on - lead), key=lambda one: one.on)


def _seats(shared: Shared, grace: date, today: date) -> Nudge | None:
    if shared.pgy_level != 1 or shared.filled:
        return None
    month = 7 + settings.ALERT_SEATS_MONTH
    on = max(date(shared.academic_year + (month - 1) // 12, (month - 1) % 12 + 1, 1), grace)
    may_see = _may_see(on, today)
    words = (
        f"{may_see[0].upper()}{may_see[1:]} that no seat is filled yet. You can ask it for an introduction."
    )
    return Nudge(shared.enrollment_id, SEATS, on, words)


def _contact(shared: Shared, grace: date, today: date) -> Nudge | None:
    if shared.last_contact is None:
        return None
    on = max((shared.last_contact + QUIET).date(), grace)
    words = (
        "A short note to one of your mentors may be worth a minute: "
        f"{_may_see(on, today)} that the last contact was more than 90 days ago."
    )
    return Nudge(shared.enrollment_id, CONTACT, on, words)


def _meeting(shared: Shared, half: Half, grace: date, today: date) -> Nudge | None:
    if shared.met and half == half_of(today):
        return None
    program = Program(review_in_spring=shared.review_in_spring, review_in_winter=shared.review_in_winter)
    on = max(half.review(program) - timedelta(days=settings.ALERT_MEETING_DAYS), half.starts, grace)
    words = (
        f"No advisor meeting is counted for {half.name} yet; {_may_see(on, today)} that. "
        "If you met, open the meeting and count it."
    )
    return Nudge(shared.enrollment_id, MEETING, on, words)


def _may_see(on: date, today: date) -> str:
    """A day that has come is no announcement any more."""
    return f"from {on.day} {on:%B} your program may see" if on > today else "your program may see by now"
