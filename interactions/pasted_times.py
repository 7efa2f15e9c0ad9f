"""The day and the times of a pasted line, as programmes write them. Pure.

10:00 Room 204 Delirium after cardiac surgery
10:00–11:15 | Hall C | Poster session
Tue 1:30 pm Career fair
Wednesday, May 20, 2026
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from residents.pasted_days import DAY, MONTH

_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_YEAR = r"(?:,?\s*(?:(?:19|20)[0-9]{2}|['’][0-9]{2}))(?![0-9:.])"
_EDGE = r"[\s,:;|–—-]*"
HALF, WHOLE = 12 * 60, 24 * 60
# Later than this a session may run past midnight, and this long at most.
EVENING, NIGHT = 17 * 60, 8 * 60
# “9:00–5:00” is a day of eight hours; “11:00–10:00” is a slip.
DAYTIME = 10 * 60
# Written bare, without am or pm, these hours are after lunch rather than before dawn.
AFTER_LUNCH = range(1, 7)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_DAY_WORDS = [
    _compiled(r"(?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?![\w-])"),
    _compiled(rf"(?P<d>{DAY})\s*(?:of\s+)?(?P<m>{MONTH})(?P<y>{_YEAR})?(?!\w)"),
    _compiled(rf"(?P<m>{MONTH})\s*(?P<d>{DAY})(?P<y>{_YEAR})?(?![\w:])"),
    _compiled(r"(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?:/(?P<y>[0-9]{4}|[0-9]{2}))?(?![\w/])"),
    _compiled(r"(?P<a>[0-9]{1,2})\.(?P<b>[0-9]{1,2})\.(?P<y>[0-9]{4})(?!\w)"),
    _compiled(r"day\s*(?P<nth>[0-9]{1,3})(?!\w)"),
    _compiled(r"(?P<week>mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"),
]
_LEAD = re.compile(r"^[\s,:;|*•#=–—-]*(?:\bon\s+)?", re.IGNORECASE)

_CLOCK = r"(?:12\s+)?(?:noon|midnight)|[0-9]{1,2}(?:[:.h][0-9]{2})?(?:\s*[ap]\.?\s?m\b\.?)?"
_TO = r"\s*(?:-+|–|—|\bto\b|\buntil\b)\s*"
_FOUR = r"(?:[01][0-9]|2[0-4])[0-5][0-9]"
RANGE = _compiled(rf"(?<![\w/.:-])(?P<a>{_CLOCK})(?:{_TO}(?P<b>{_CLOCK}))?(?![\w:]|[.][0-9])")
MILITARY = _compiled(rf"^(?P<a>{_FOUR}){_TO}(?P<b>{_FOUR})(?!\w)")
_IN_24 = _compiled(r"(?<![\w/.:-])(?:0[0-9]|1[3-9]|2[0-4])[:.h][0-5][0-9](?!\s*[ap]\.?m)")
_READ = _compiled(r"(?P<h>[0-9]{1,2})(?:[:.h](?P<m>[0-9]{2}))?\s*(?P<half>[ap])?")


class Days(NamedTuple):
    """The days of the event, which lines must name one of."""

    first: date
    last: date

    def all(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


class Clock(NamedTuple):
    """A time as written: minutes after midnight, and whether it says which half of the day."""

    minutes: int
    half: str
    is_exact: bool


@dataclass(frozen=True)
class Times:
    """When a line begins and ends, in minutes after midnight of its day; what it was read as."""

    starts: int | None = None
    ends: int | None = None
    said: tuple[str, ...] = ()
    error: str = ""


def day_of(row: str, days: Days) -> tuple[str, date | None, str]:
    """The row without the day it begins with, that day, and why there is none although one is written."""
    found: list[date] | None = None
    words = ""
    while hit := _day_word(row):
        match, rest = hit
        named = _named(match, days)
        found = named if found is None else [day for day in found if day in named]
        words = f"{words} {match[0]}".strip()
        row = rest
    if found is None:
        return row, None, ""
    if not found:
        return row, None, f"{words} is not a day of this event."
    if len(found) > 1:
        return row, None, f"{words} may be several days of this event. Write the date."
    return row, found[0], ""


def _day_word(row: str) -> tuple[re.Match[str], str] | None:
    lead = _LEAD.match(row)
    start = lead.end() if lead else 0
    for pattern in _DAY_WORDS:
        if match := pattern.match(row, start):
            return match, re.sub(rf"^{_EDGE}", "", row[match.end() :])
    return None


def _named(match: re.Match[str], days: Days) -> list[date]:
    """The days of the event that these words name."""
    part = match.groupdict()
    every = days.all()
    if part.get("iso"):
        year, month, day = (int(number) for number in part["iso"].split("-"))
        return [one for one in every if (one.year, one.month, one.day) == (year, month, day)]
    if part.get("nth"):
        n = int(part["nth"])
        return every[n - 1 : n] if n else []
    if part.get("week"):
        return [one for one in every if one.weekday() == _WEEKDAYS.index(part["week"].casefold()[:3])]
    if part.get("m"):
        month, day = _MONTHS.index(part["m"].casefold()[:3]) + 1, _number(part["d"])
        return [one for one in every if (one.month, one.day) == (month, day) and _in_year(one, part["y"])]
    a, b = int(part["a"]), int(part["b"])
    fits = [one for one in every if {one.month, one.day} == {a, b} and _in_year(one, part["y"])]
    month_first = [one for one in fits if (one.month, one.day) == (a, b)]
    return month_first or fits


def _in_year(day: date, written: str | None) -> bool:
    return written is None or day.year % 100 == _number(written) % 100


def _number(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def counts_to_24(text: str) -> bool:
    """Whether a list counts hours to 24: one is written 08:30 or 13:30."""
    return _IN_24.search(text) is not None


def times_of(row: str, to_24: bool) -> tuple[str, Times]:
    """The row without its times, and the times."""
    if hit := MILITARY.match(row):
        a, b = (Clock(int(hit[name][:2]) * 60 + int(hit[name][2:]), "", True) for name in ("a", "b"))
        return row[hit.end() :], _between(a, b, to_24=True)
    for hit in RANGE.finditer(row):
        start, end = _clock(hit["a"]), _clock(hit["b"]) if hit["b"] else None
        # “9–10:30 am” begins at nine; “5 posters” is not a time.
        if start.is_exact or (end and end.is_exact and hit.start() == 0):
            rest = f"{row[: hit.start()]} {row[hit.end() :]}"
            return rest, _alone(start, to_24) if end is None else _between(start, end, to_24)
    return row, Times(error="Begin with the time, such as 10:00 or 1:30 pm.")


def _clock(text: str) -> Clock:
    folded = text.casefold()
    if "noon" in folded or "midnight" in folded:
        return Clock(HALF if "noon" in folded else WHOLE, "n", True)
    read = _READ.match(text)
    if read is None:
        return Clock(-1, "", True)
    hours, minutes, half = int(read["h"]), int(read["m"] or 0), (read["half"] or "").casefold()
    if minutes > 59 or hours > 24 or (half and not 1 <= hours <= 12):
        return Clock(-1, half, True)
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    return Clock(hours * 60 + minutes, half, bool(half or read["m"]))


def _alone(start: Clock, to_24: bool) -> Times:
    if start.minutes < 0 or start.minutes > WHOLE:
        return Times(error="There is no such time.")
    begins, said = _after_lunch(start, to_24)
    return Times(begins % WHOLE if start.half == "n" else begins, None, said)


def _after_lunch(one: Clock, to_24: bool) -> tuple[int, tuple[str, ...]]:
    if not one.half and not to_24 and one.minutes // 60 in AFTER_LUNCH:
        return one.minutes + HALF, (f"Read as {shown(one.minutes + HALF)}.",)
    return one.minutes, ()


def _between(start: Clock, end: Clock, to_24: bool) -> Times:
    if min(start.minutes, end.minutes) < 0 or max(start.minutes, end.minutes) > WHOLE:
        return Times(error="There is no such time.")
    begins, said = start.minutes, tuple[str, ...]()
    if end.half in ("a", "p") and not start.half and begins <= HALF:
        begins = _with_half(begins, end)
    elif not start.half and not end.half:
        begins, said = _after_lunch(start, to_24)
    ends = end.minutes
    if not end.half and ends <= begins < ends + HALF <= min(begins + DAYTIME, WHOLE) and not to_24:
        ends += HALF
    if begins < ends:
        return Times(begins, ends, said)
    if begins >= EVENING and ends + WHOLE - begins <= NIGHT:
        return Times(begins, ends + WHOLE, (*said, "Ends after midnight."))
    return Times(begins, None, said, "It ends before it begins.")


def _with_half(begins: int, end: Clock) -> int:
    """“9–10:30 pm” begins at nine in the evening, “11–1 pm” at eleven in the morning."""
    same = begins % HALF + (HALF if end.half == "p" else 0)
    return same if same < end.minutes else begins % HALF


def shown(minutes: int) -> str:
    """“13:30”."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
