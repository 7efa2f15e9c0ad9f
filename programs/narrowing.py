"""What a row may still say after something was withdrawn in mid-week: less, never anything new. Pure."""

from __future__ import annotations

from collections import Counter

from programs.models import RosterEntry

# From most to least that a cell tells; a withdrawn relationship only moves a cell to the right.
ACTIVE = ("3+", "2", "1", "0")
LAST = ("30", "90", "180", "over", "none")


def narrowed(saved: RosterEntry, fresh: RosterEntry) -> RosterEntry:
    """`saved` without what `fresh` no longer tells; what is new in `fresh` waits for Monday."""
    if not fresh.is_counted:
        return RosterEntry(enrollment_id=saved.enrollment_id, as_of=saved.as_of)
    if not saved.is_counted:
        return saved
    for seat in RosterEntry.SEATS:
        if getattr(fresh, seat) == "open":
            setattr(saved, seat, "open")
    saved.active = _lesser(ACTIVE, saved.active, fresh.active)
    saved.last_contact = _lesser(LAST, saved.last_contact, fresh.last_contact)
    if not fresh.next_meeting or saved.next_meeting == "yes":
        saved.next_meeting = fresh.next_meeting
    left = Counter(mentor["name"] for mentor in fresh.mentors)
    saved.mentors = [mentor for mentor in saved.mentors if _take(left, mentor["name"])]
    return saved


def _take(left: Counter[str], name: str) -> bool:
    left[name] -= 1
    return left[name] >= 0


def _lesser(order: tuple[str, ...], saved: str, fresh: str) -> str:
    return order[max(order.index(saved), order.index(fresh))]
