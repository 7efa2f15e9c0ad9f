"""The last 14 days of mail, one mark a day. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followups.sent_mail import Line

DAYS = 14
# The mark that matters most stands for the day.
ORDER = ("refused", "unknown", "sent", "paused", "nothing")
LEGEND = {
    "sent": "sent, and taken by your mail server",
    "unknown": "unknown: the line broke after the text went",
    "refused": "refused by your mail server",
    "paused": "paused",
    "nothing": "nothing due, so no mail",
}


@dataclass(frozen=True)
class Day:
    """One day: its mark, the word for it, and what kind of mail it was."""

    day: date
    mark: str
    word: str = ""
    about: str = ""
    is_today: bool = False

    @property
    def is_monday(self) -> bool:
        return self.day.weekday() == 0

    @property
    def label(self) -> str:
        return f"{self.day:%a} {self.day.day}"


def strip(lines: Sequence[Line], today: date) -> list[Day]:
    """The days up to today, oldest first."""
    of_day: defaultdict[date, list[Line]] = defaultdict(list)
    for line in lines:
        of_day[line.at.date()].append(line)
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [_day(day, of_day[day], day == today) for day in days]


def legend(days: Sequence[Day]) -> list[tuple[str, str]]:
    """The marks that occur, in words; the three ordinary ones always."""
    seen = {day.mark for day in days} | {"sent", "unknown", "nothing"}
    return [(mark, words) for mark, words in LEGEND.items() if mark in seen]


def _day(day: date, lines: Sequence[Line], is_today: bool) -> Day:
    if not lines:
        return Day(day, "nothing", is_today=is_today)
    mark = min((line.mark for line in lines), key=ORDER.index)
    marked = [line for line in lines if line.mark == mark]
    about = marked[0].about if len(marked) == 1 else f"{len(marked)} mails"
    return Day(day, mark, marked[0].word, about, is_today)
