"""Days and times as people type them: "by Friday", "22 May", "in two weeks", "last night", "at 15:10".

A promise looks ahead and a meeting looks back. Where a phrase allows two readings this one is taken:
"by Friday" on a Friday is today; "next Friday" is the Friday of next week (weeks begin on Monday);
"next week" is its Friday, "the weekend" its Sunday, "next month" its last day; "before Friday" ends on
Thursday; 5/22 is 22 May; a day without a year is its next occurrence, for a meeting the nearest one;
a date beats a weekday that contradicts it. What is no date (31 February, the year 9999) stays text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

YEARS_AROUND = 10
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NUMBERS = {word: n for n, word in enumerate(_NUMBERS, 1)} | {"a": 1, "an": 1, "couple": 2, "few": 3}
PARTS = {
    "morning": time(9), "noon": time(12), "lunchtime": time(12), "afternoon": time(15), "evening": time(19),
    "tonight": time(20), "night": time(20), "midnight": time(0),
}  # fmt: skip
DEADLINES = {"by", "before", "until", "till", "til", "due", "no later than"}

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?: ?[ap]\.?m\.?)?|(?:1[0-2]|0?[1-9]) ?[ap]\.?m\.?"
AMOUNT = r"(?P<n>[0-9]{1,3}|an?|(?:a )?(?:couple(?: of)?|few)|" + "|".join(_NUMBERS) + ")"
UNIT = r"(?P<unit>day|week|wk|month|year)s?"
SLASHED = r"(?P<month>[01]?[0-9])/(?P<day>[0-3]?[0-9])(?:/(?P<year>[0-9]{4}|[0-9]{2}))?(?![0-9/])"
BARE_CLOCK = (
    r"(?:[01][0-9]|2[0-3])[0-5][0-9]h?"
    rf"|(?:1[0-2]|[1-9])(?=\W*$| (?:on|today|tomorrow|yesterday|{WEEKDAY})(?!\w))"
)
YEAR = r"(?:,? (?P<year>[0-9]{4}))?(?![0-9])"
LEAD = (
    r"(?:(?P<lead>no later than|by|on|before|until|till?|due|around|sometime) )?"
    rf"(?:(?:noon|midnight|eod|{CLOCK})(?: on)? )?"
)
TAIL = rf"(?: (?:morning|afternoon|evening|night|noon|eod)\b|(?: at)? (?:noon|{CLOCK})(?![\w/:]|-\w))?"


@dataclass(frozen=True)
class Ask:
    """What a date phrase is read against."""

    today: date
    past: bool
    lead: str
    word_before: str
    at_end: bool


Reader = Callable[[re.Match[str], Ask], date | None]
Span = tuple[int, int]


def read_date(text: str, today: date, *, past: bool = False) -> tuple[date, Span] | None:
    """The first day named in the text and where (lead-in included), looking ahead, or back if `past`."""
    return next(((day, span) for day, span, _ in _days(text, today, past)), None)


def due_date(text: str, today: date) -> tuple[date, Span] | None:
    """The day a promise is due: the last one led by "by" or "before", else the last one named."""
    found = list(_days(text, today, False))
    chosen = [item for item in found if item[2]] or found
    return chosen[-1][:2] if chosen else None


def read_time(text: str) -> tuple[time, Span] | None:
    """The time of day named in the text; a clock time before a part of the day."""
    hit = AT_CLOCK.search(text)
    if hit:
        return _clock(hit["clock"] or hit["bare"]), hit.span()
    part = AT_PART.search(text)
    return (PARTS[(part["part"] or part["led"]).casefold()], part.span()) if part else None


def _days(text: str, today: date, past: bool) -> Iterator[tuple[date, Span, bool]]:
    for hit in ANY_DATE.finditer(text):
        row = next(n for n in range(len(ROWS)) if hit[f"row{n}"] is not None)
        body = PATTERNS[row].fullmatch(hit[f"row{row}"])
        if body is None:
            continue
        before = re.search(r"(\w+)\s*$", text[max(0, hit.start() - 20) : hit.start()])
        lead = (hit["lead"] or "").casefold()
        ask = Ask(
            today, past, lead, before[1].casefold() if before else "", not text[hit.end() :].strip(" .;!?)")
        )
        try:
            day = ROWS[row][1](body, ask)
        except (ValueError, OverflowError):  # 31 February, and the far ends of the calendar
            continue
        if day and lead == "before":
            day = max(today, day - timedelta(days=1))
        if day:
            yield day, hit.span(), lead in DEADLINES


def _offset(days: int) -> Reader:
    return lambda _, ask: ask.today + timedelta(days=days)


def _of_week(weekday: int, weeks: int = 0) -> Reader:
    """That weekday `weeks` from now, or the nearest one."""

    def read(_: re.Match[str], ask: Ask) -> date:
        if weeks:
            return ask.today + timedelta(days=7 * weeks + weekday - ask.today.weekday())
        return _coming(weekday, ask)

    return read


def _this_week(_: re.Match[str], ask: Ask) -> date:
    return ask.today if ask.past else _coming(4, ask)


def _coming(weekday: int, ask: Ask) -> date:
    """The nearest such weekday ahead (or behind), today included."""
    ahead = (weekday - ask.today.weekday()) % 7
    return ask.today + timedelta(days=ahead - 7 if ask.past and ahead else ahead)


def _weekday(hit: re.Match[str], ask: Ask) -> date | None:
    which, name = (hit["which"] or "").casefold(), hit["name"].casefold().rstrip(".")
    # "sat next to her", "every Monday", "the Friday lecture" name no day.
    if not which and not ask.lead and (name in ("sat", "sun", "wed") or ask.word_before in ADJECTIVE_AFTER):
        return None
    weekday = _DAYS.index(name[:3])
    if which == "next":
        return ask.today + timedelta(days=7 + weekday - ask.today.weekday())
    if which == "last":
        return ask.today - timedelta(days=(ask.today.weekday() - weekday) % 7 or 7)
    return _coming(weekday, Ask(ask.today, ask.past and not which, "", "", False))


def _counted(hit: re.Match[str], ask: Ask) -> date | None:
    word = hit["n"].casefold().removeprefix("a ").removesuffix(" of")
    amount = int(word) if word.isdecimal() else NUMBERS[word]
    if hit["way"] and hit["way"].casefold() == "ago":
        amount = -amount
    unit = hit["unit"].casefold()
    if unit in ("day", "week", "wk"):
        return ask.today + timedelta(days=amount * (1 if unit == "day" else 7))
    return _months_on(ask.today, amount * (12 if unit == "year" else 1))


def _months_on(day: date, months: int, *, last: bool = False) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    end = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, end if last else min(day.day, end))


def _month_end(months: int) -> Reader:
    return lambda _, ask: _months_on(ask.today, months, last=True)


def _dated(hit: re.Match[str], ask: Ask) -> date | None:
    month = _MONTHS.index(hit["month"].casefold()[:3]) + 1
    return _on(month, int(re.sub(r"\D", "", hit["day"])), hit["year"], ask)


def _slashed(hit: re.Match[str], ask: Ask) -> date | None:
    # Without a lead-in or a year 1/2 may as well be a half.
    if not (ask.lead or hit["year"] or hit["name"] or ask.at_end):
        return None
    year = f"20{hit['year']}" if hit["year"] and len(hit["year"]) == 2 else hit["year"]
    return _on(int(hit["month"]), int(hit["day"]), year, ask)


def _on(month: int, day: int, year: str | None, ask: Ask) -> date | None:
    if year:
        near = abs(int(year) - ask.today.year) <= YEARS_AROUND
        return date(int(year), month, day) if near else None
    nearby = [
        date(ask.today.year + n, month, day) for n in (-1, 0, 1) if _exists(ask.today.year + n, month, day)
    ]
    if ask.past:
        return min(nearby, key=lambda found: abs(found - ask.today), default=None)
    return next((found for found in nearby if found >= ask.today), None)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _ordinal(hit: re.Match[str], ask: Ask) -> date | None:
    day = int(re.sub(r"\D", "", hit["day"]))
    if not ask.lead:
        return None
    steps = (0, -1, -2) if ask.past else (0, 1, 2)
    for first in (_months_on(ask.today.replace(day=1), step) for step in steps):
        if _exists(first.year, first.month, day):
            found = first.replace(day=day)
            if found == ask.today or (found < ask.today) == ask.past:
                return found
    return None


def _month_alone(hit: re.Match[str], ask: Ask) -> date | None:
    """By June: its first day. In June, or the end of June: its last."""
    if ask.past or not (hit["part"] or ask.lead in ("by", "before")):
        return None
    month = _MONTHS.index(hit["month"].casefold()[:3]) + 1
    last = _months_on(ask.today.replace(day=1), (month - ask.today.month) % 12, last=True)
    return last if hit["part"] else max(ask.today, last.replace(day=1))


def _clock(text: str) -> time:
    """15:10, 1510, 3 pm; an hour without a half of the day is one people are awake in: "at 3" is 15:00."""
    digits = "".join(char for char in text if char.isdecimal())
    hour, minute = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    half = text.lstrip("0123456789: ")[:1].casefold()
    if half in ("a", "p"):
        return time(hour % 12 + 12 * (half == "p") if hour < 13 else hour, minute)
    return time(hour + 12 if hour < 7 and not text.startswith("0") else hour, minute)


ADJECTIVE_AFTER = {"the", "every", "each", "her", "his", "their", "my", "our", "a", "most"}
# Phrases, most telling first; what each means.
ROWS: list[tuple[str, Reader]] = [
    (r"(?:the )?day after tomorrow", _offset(2)),
    (r"(?:the )?day before yesterday", _offset(-2)),
    (r"tomorrow|tomorow|tmrw|tmr", _offset(1)),
    (r"yesterday|last night", _offset(-1)),
    (r"today|tonight|just now|this (?:morning|afternoon|evening)", _offset(0)),
    (r"eod|(?:the )?end of (?:the )?day", _offset(0)),
    (r"(?:(?:the )?end of )?next week", _of_week(4, weeks=1)),
    (r"next weekend", _of_week(6, weeks=1)),
    (r"last week", _offset(-7)),
    (r"(?:this|the|over the|last) weekend", _of_week(6)),
    (r"(?:the )?end of (?:the |this )?week|(?:later )?this week|eow", _this_week),
    (r"(?:(?:the )?end of )?next month", _month_end(1)),
    (r"(?:the )?end of (?:the |this )?month|(?:later )?this month|eom", _month_end(0)),
    (r"(?:the )?end of (?:the |this )?year|eoy", lambda _, ask: date(ask.today.year, 12, 31)),
    (rf"(?:in|within)(?: the next)? {AMOUNT} {UNIT}(?P<way>)", _counted),
    (rf"{AMOUNT} {UNIT} (?P<way>ago|from (?:now|today))", _counted),
    (rf"(?:{WEEKDAY},? )?(?:the )?(?P<day>{DAY}) (?:of )?(?P<month>{MONTH}){YEAR}", _dated),
    (rf"(?:{WEEKDAY},? )?(?P<month>{MONTH}) (?P<day>{DAY}){YEAR}", _dated),
    (r"(?P<year>[0-9]{4})-(?P<month>[01]?[0-9])-(?P<day>[0-3]?[0-9])(?P<name>)(?![0-9])", _slashed),
    (rf"(?:(?P<name>{WEEKDAY}),? )?{SLASHED}", _slashed),
    (rf"(?:(?P<which>this coming|this|next|last|coming) )?(?P<name>{WEEKDAY})", _weekday),
    (r"the (?P<day>[0-3]?[0-9](?:st|nd|rd|th))", _ordinal),
    (rf"(?P<part>in |(?:the )?end of )?(?P<month>{MONTH})", _month_alone),
]  # fmt: skip


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"(?:\s+)"), re.IGNORECASE)


PATTERNS = [_compiled(pattern) for pattern, _ in ROWS]
_BODY = "|".join(f"(?P<row{n}>{re.sub(r'[(][?]P<[a-z]+>', '(?:', row)})" for n, (row, _) in enumerate(ROWS))
ANY_DATE = _compiled(rf"(?<![\w/-])(?=\w){LEAD}(?:{_BODY})(?![\w/-]|['’]\w){TAIL}")
AT_CLOCK = _compiled(
    rf"(?<![\w:])(?:(?:(?:at|around) |@ ?)?(?P<clock>{CLOCK})|(?:at |@ ?)(?P<bare>{BARE_CLOCK}))"
    r"(?![\w:/]|-\w)"
)
AT_PART = _compiled(
    rf"(?<!\w)(?:(?:this|last|yesterday|tomorrow|at|in the|{WEEKDAY}) )?(?P<part>tonight|noon|midnight)(?!\w)"
    rf"|(?<!\w)(?:this|last|yesterday|tomorrow|at|in the|{WEEKDAY}) (?P<led>{'|'.join(PARTS)})(?!\w)"
)
