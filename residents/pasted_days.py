"""The two days of a pasted line, as people write them. Pure.

In 1/5/2027 either number may be the month, so such a line has two readings; see `pasting`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

LONGEST = timedelta(days=366)
EARLIEST_YEAR, LATEST_YEAR = 1950, 2100
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = (
    r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"  # says nothing new
)
DAY = r"[0-9]{1,2}(?:st|nd|rd|th|\.)?"
YEAR = r"(?:,?\s*(?:[0-9]{4}|['’][0-9]{2})(?![0-9/.-]*[/.-][0-9]))"
DATES = [
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}",
    rf"{DAY}\s*(?:of\s+)?{MONTH}{YEAR}?",
    rf"{MONTH}\s*{DAY}{YEAR}?",
    r"[0-9]{1,2}[/.][0-9]{1,2}(?:[/.](?:[0-9]{4}|[0-9]{2}))?",
    r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}",
]
DATE = rf"(?<![\w/]){WEEKDAY}(?:{'|'.join(DATES)})(?!\w)"
SEP = r"(?:\s*(?:-+>?|–|—|→|\.\.+|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\btill?\b)\s*)"
NOT_LETTERS = r"(?<![\w/])"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


ONE = _compiled(DATE)
PAIR = _compiled(rf"(?:\bfrom\s+)?(?P<first>{DATE}){SEP}(?P<last>{DATE.replace(NOT_LETTERS, '')})")
# “1–28 June 2027” and “June 1–28, 2027” share a month.
DAYS_THEN_MONTH = _compiled(
    rf"(?:\bfrom\s+)?(?<![\w/.-])(?P<a>{DAY}){SEP}(?P<b>{DAY})\s*(?P<month>{MONTH})(?P<year>{YEAR})?(?!\w)"
)
MONTH_THEN_DAYS = _compiled(
    rf"(?:\bfrom\s+)?\b(?P<month>{MONTH})\s*(?P<a>{DAY}){SEP}(?P<b>{DAY})"
    rf"(?!\s*(?:{MONTH}|[/.-]\s*[0-9]))(?P<year>{YEAR})?(?![\w/])"
)
BULLET = _compiled(rf"^\s*(?:[-*•–]\s+|[0-9]{{1,3}}[.)]\s+(?!{MONTH}))")


class Parts(NamedTuple):
    """Day, month and year as written; no year where none was."""

    day: int
    month: int
    year: int | None


@dataclass(frozen=True)
class Reading:
    """The two days of a line under one order of day and month, or why there are none."""

    order: str
    first: date | None
    last: date | None
    error: str = ""


def taken_apart(row: str, today: date) -> tuple[str, list[Reading]]:
    """What is left of a line without its days, and the ways to read them."""
    row = BULLET.sub("", row)
    for pattern, order in ((DAYS_THEN_MONTH, "name"), (MONTH_THEN_DAYS, "name")):
        if hit := pattern.search(row):
            month, year = _month(hit["month"]), _year(hit["year"])
            ends = [Parts(_number(hit[name]), month, year) for name in ("a", "b")]
            return _without(row, hit), [_reading(order, ends[0], ends[1], today)]
    if hit := PAIR.search(row):
        return _without(row, hit), _readings(hit["first"], hit["last"], today)
    dates = list(ONE.finditer(row))
    if len(dates) == 2:
        rest = f"{row[: dates[0].start()]}, {row[dates[0].end() : dates[1].start()]}, {row[dates[1].end() :]}"
        return rest, _readings(dates[0][0], dates[1][0], today)
    if len(dates) == 1:
        error = "Only one day is there. Write the first and the last."
        return _without(row, dates[0]), [Reading("", None, None, error)]
    error = "More than two days are there." if dates else "No days are there, such as 1 Jun – 28 Jun 2027."
    return row, [Reading("", None, None, error)]


def _without(row: str, hit: re.Match[str]) -> str:
    return f"{row[: hit.start()]}, {row[hit.end() :]}"


def _readings(first: str, last: str, today: date) -> list[Reading]:
    """One reading, or one for each order of day and month where numbers leave it open."""
    if not (_is_open(first) or _is_open(last)):
        return [_reading("name", _parts(first, "name"), _parts(last, "name"), today)]
    return [_reading(order, _parts(first, order), _parts(last, order), today) for order in ("month", "day")]


def _is_open(text: str) -> bool:
    """1/5/2027: numbers only, and the year not first."""
    numbers = re.findall(r"[0-9]+", text)
    return not re.search(MONTH, text, re.IGNORECASE) and len(numbers[0]) < 3


def _parts(text: str, order: str) -> Parts:
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    if named := re.search(rf"(?<![a-z]){MONTH}", text, re.IGNORECASE):
        digits = re.findall(r"[0-9]+", text)
        return Parts(numbers[0], _month(named[0]), _full(digits[1]) if len(digits) > 1 else None)
    if not _is_open(text):
        return Parts(numbers[2], numbers[1], numbers[0])
    a, b, *rest = numbers
    year = (rest[0] if rest[0] > 99 else 2000 + rest[0]) if rest else None
    return Parts(a, b, year) if order == "day" else Parts(b, a, year)


def _reading(order: str, first: Parts, last: Parts, today: date) -> Reading:
    """Days of these parts; a year that was left out is the other one's, or the coming one."""
    for one in (first, last):
        if one.year is not None and not EARLIEST_YEAR <= one.year <= LATEST_YEAR:
            return Reading(order, None, None, "Choose days between 1950 and 2100.")
        if not 1 <= one.month <= 12 or not _exists(one):
            return Reading(order, None, None, _no_such(one))
    begins, ends = _with_years(first, last, today)
    if begins is None or ends is None:
        return Reading(order, None, None, _no_such(first if begins is None else last))
    if ends < begins:
        return Reading(order, begins, ends, "The last day is before the first.")
    if ends - begins > LONGEST:
        return Reading(order, begins, ends, "A block lasts at most a year.")
    return Reading(order, begins, ends)


def _with_years(first: Parts, last: Parts, today: date) -> tuple[date | None, date | None]:
    turns = (last.month, last.day) < (first.month, first.day)
    if first.year is not None:
        return _date(first, first.year), _date(last, last.year or first.year + turns)
    if last.year is not None:
        return _date(first, last.year - turns), _date(last, last.year)
    for year in (today.year - 1, today.year, today.year + 1):
        begins, ends = _date(first, year), _date(last, year + turns)
        if begins and ends and ends >= today:
            return begins, ends
    return _date(first, today.year), _date(last, today.year + turns)


def _exists(one: Parts) -> bool:
    """Whether there is such a day in its year, or in some year."""
    return _date(one, one.year or 2000) is not None


def _date(one: Parts, year: int) -> date | None:
    try:
        return date(year, one.month, one.day)
    except ValueError:
        return None


def _no_such(one: Parts) -> str:
    if not 1 <= one.month <= 12:
        return "There is no such month."
    year = f" {one.year}" if one.year else ""
    return f"There is no {one.day} {date(2000, one.month, 1):%B}{year}."


def _month(text: str) -> int:
    return _MONTHS.index(text.casefold()[:3]) + 1


def _number(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def _year(text: str | None) -> int | None:
    return _full(re.sub(r"[^0-9]", "", text)) if text else None


def _full(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)
