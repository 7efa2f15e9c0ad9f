"""Twenty people met at one event are not one flood. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from followups.numbers import Numbers
from followups.windows import later


@dataclass(frozen=True)
class Encounter:
    """One person met; a higher weight is written to earlier."""

    key: int
    person: int
    met: datetime
    weight: int


def days_later(encounters: Iterable[Encounter], zone: ZoneInfo, numbers: Numbers) -> dict[int, int]:
    """How many days later than usual each encounter's follow-up comes, by its key.

    At most `conference_a_day` are due on one day, the most meaningful of each day first. Nobody
    waits beyond the day before it would be late; what does not fit is shared out evenly.
    """
    most = max(0, numbers.conference_late_days - -(-numbers.conference_due_hours // 24) - 1)
    due_on: Counter[date] = Counter()
    found: dict[int, int] = {}
    for one in sorted(encounters, key=lambda one: _order(one, zone)):
        days = [
            later(one.met, zone, hours=numbers.conference_due_hours, days=wait).astimezone(zone).date()
            for wait in range(most + 1)
        ]
        free = (wait for wait, day in enumerate(days) if due_on[day] < numbers.conference_a_day)
        emptiest = min(range(most + 1), key=lambda wait: due_on[days[wait]])
        found[one.key] = next(free, emptiest)
        due_on[days[found[one.key]]] += 1
    return found


def _order(one: Encounter, zone: ZoneInfo) -> tuple[date, int, datetime, int]:
    return one.met.astimezone(zone).date(), -one.weight, one.met, one.person
