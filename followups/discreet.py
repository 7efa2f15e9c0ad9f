"""The weekly email without names or places, for an address at work: numbers and days only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from followups import phrasing
from followups.choosing import SECTION_OF, Section
from followups.mail_items import due_words, spelled
from followups.models import FollowUp
from followups.windows import Basis

SUBJECT = "Your weekly list"
PREHEADER = "A minute to read."


@dataclass(frozen=True)
class Line:
    """“1”, “promise, by Tuesday”."""

    number: int
    words: str


def title(items: Sequence[FollowUp]) -> str:
    """“Four small things this week.”"""
    many = "thing" if len(items) == 1 else "things"
    return f"{spelled(len(items)).capitalize()} small {many} this week."


def lines(items: Sequence[FollowUp], now: datetime, zone: ZoneInfo) -> list[Line]:
    """One line a kind, in the email's order."""
    found = []
    for section, (one, many) in KINDS.items():
        mine = [item for item in items if SECTION_OF[Basis(item.basis)] == section]
        if mine:
            words = one if len(mine) == 1 else many
            found.append(Line(len(mine), f"{words}, {_when(section, mine, now, zone)}"))
    return found


def _when(section: Section, items: Sequence[FollowUp], now: datetime, zone: ZoneInfo) -> str:
    if section == Section.MEETINGS:
        left = sum(phrasing.left_to_prepare(item) for item in items)
        return f"{spelled(left)} {'thing' if left == 1 else 'things'} left to prepare"
    first = due_words(min(item.due_at for item in items), now, zone)
    return first if len(items) == 1 else f"the first {first}"


KINDS = {
    Section.PROMISES: ("promise", "promises"),
    Section.FRESH: ("follow-up while it is fresh", "follow-ups while they are fresh"),
    Section.WINDOWS: ("note that may be welcome", "notes that may be welcome"),
    Section.MEETINGS: ("meeting", "meetings"),
}
