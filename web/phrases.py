"""Dates and states in words: pure functions over plain values.

Whoever calls says which state a follow-up is in; nothing here decides that.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

WAITING, OPEN, CLOSING, DUE, LATE = "waiting", "open", "closing", "due", "late"
STATES = (WAITING, OPEN, CLOSING, DUE, LATE)


def short_date(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`24 May`, with the year when it is about a year away or more."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    year = f" {day.year}" if abs((day - today).days) > 330 else ""
    return f"{day.day} {day:%b}{year}"


def long_date(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`24 May` with the month in full, and the year when it is another one."""
    day = at.astimezone(zone).date()
    year = f" {day.year}" if day.year != now.astimezone(zone).year else ""
    return f"{day.day} {day:%B}{year}"


def clock_time(at: datetime, now: datetime, zone: ZoneInfo, form: str = "%a") -> str:
    """`Wed 15:10`, `today 20:40`, or `Sat 9 May` when it is a week away or more."""
    there, today = at.astimezone(zone), now.astimezone(zone).date()
    away = abs((there.date() - today).days)
    if away == 0:
        return f"today {there:%H:%M}"
    if away < 7:
        return f"{there.strftime(form)} {there:%H:%M}"
    return f"{there.strftime(form)} {short_date(at, now, zone)}"


def count(number: int, word: str) -> str:
    """`1 day`, `5 days`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def days_between(now: datetime, then: datetime, zone: ZoneInfo) -> int:
    """Calendar days from `now` to `then` where the person lives."""
    return (then.astimezone(zone).date() - now.astimezone(zone).date()).days


def weekday_date(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`Sun 24 May`."""
    return f"{at.astimezone(zone):%a} {short_date(at, now, zone)}"


def _is_today(at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    return days_between(now, at, zone) == 0


def _late_since(late: datetime, now: datetime, zone: ZoneInfo) -> str:
    day = "today" if _is_today(late, now, zone) else long_date(late, now, zone)
    return f"Late since {day}. A late note is still a kind one."


def hours_left(now: datetime, due: datetime) -> tuple[int, str]:
    """(27, "hour"), or minutes in the last hour."""
    minutes = max(int((due - now).total_seconds() // 60), 0)
    return (minutes // 60, "hour") if minutes >= 60 else (minutes, "minute")


def sentence(
    state: str,
    start: datetime,
    opens: datetime,
    due: datetime,
    late: datetime,
    now: datetime,
    zone: ZoneInfo,
    start_label: str = "last touch",
) -> str:
    """The window bar in one sentence, for those who hear the page."""
    if state == WAITING:
        begun = f"{start_label.capitalize()} {long_date(start, now, zone)}"
        return f"{begun}. Opens {long_date(opens, now, zone)}."
    if state == DUE:
        day = "today" if _is_today(due, now, zone) else f"since {long_date(due, now, zone)}"
        return f"Due {day}, may be worth a note."
    if state == LATE:
        return _late_since(late, now, zone)
    left = days_between(now, due, zone)
    until = f"{count(left, 'day')} left, due {long_date(due, now, zone)}" if left > 0 else "due today"
    return f"{state.capitalize()}, {until}."


def hours_sentence(state: str, due: datetime, late: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The 72-hour bar in one sentence."""
    if state == DUE:
        today = f"{due.astimezone(zone):%H:%M} today"
        when = today if _is_today(due, now, zone) else clock_time(due, now, zone, "%A")
        return f"Due since {when}, may be worth a note."
    if state == LATE:
        return _late_since(late, now, zone)
    number, unit = hours_left(now, due)
    return f"{state.capitalize()}, {count(number, unit)} left, due {clock_time(due, now, zone, '%A')}."


def margin_words(
    state: str,
    opens: datetime,
    due: datetime,
    late: datetime,
    now: datetime,
    zone: ZoneInfo,
    hours: bool = False,
) -> tuple[str, str]:
    """What stands in a row's margin: the time in words, and the date below it."""
    if state == LATE:
        return "Late", f"since {'today' if _is_today(late, now, zone) else short_date(late, now, zone)}"
    if state == DUE:
        return "Due", _due_since(due, now, zone, hours)
    if state == WAITING:
        away = days_between(now, opens, zone)
        return f"Opens {short_date(opens, now, zone)}", f"in {count(away, 'day')}" if away > 0 else "today"
    if hours:
        number, unit = hours_left(now, due)
        left = f"{number} h left" if unit == "hour" else f"{number} min left"
        when = clock_time(due, now, zone)
        return left, f"by {due.astimezone(zone):%H:%M} today" if when.startswith("today") else f"by {when}"
    left_days = days_between(now, due, zone)
    words = f"{count(left_days, 'day')} left" if left_days > 0 else "Today"
    return words, f"by {weekday_date(due, now, zone)}"


def _due_since(due: datetime, now: datetime, zone: ZoneInfo, hours: bool) -> str:
    if _is_today(due, now, zone):
        return f"since {due.astimezone(zone):%H:%M}" if hours else "today"
    return f"since {clock_time(due, now, zone) if hours else short_date(due, now, zone)}"


def day_span(first: date, last: date, today: date) -> str:
    """`1 to 28 June`, `29 June to 26 July`; with years unless both days are in this one.

    Days typed the wrong way round are said as they are, each with its month.
    """
    year = f" {last.year}" if {first.year, last.year} != {today.year} else ""
    if first == last:
        return f"{last.day} {last:%B}{year}"
    if first < last and (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%B}{year}"
    began = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{began} to {last.day} {last:%B}{year}"


def city(zone: str) -> str:
    """“Denver” of “America/Denver”: how a time zone is named in a sentence."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
