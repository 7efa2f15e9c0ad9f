"""The side column of Today as one string (ADR 0010): the small board, the month so far, the rotation."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from contacts.board import in_many, open_seats
from contacts.models import SEATS
from dashboard.beside import Activity, Beside, Block
from dashboard.board_seats import NUMBERS, table
from followups.gauge import ENOUGH
from interactions.models import Kind
from residents.models import Intensity
from web.playbook import seats
from web.templatetags.marks import slots, to

KINDS = {kind.value: kind.label.lower() for kind in Kind}
LOADS = {one.value: one.label.lower() for one in Intensity}
OPEN = {
    0: "every seat taken",
    1: "one seat open",
    2: "two seats open",
    3: "three seats open",
    4: "four seats open",
}


def side(found: Beside, now: datetime, zone: ZoneInfo) -> SafeString:
    """Three small sections; the rotation only where one is written down."""
    there = now.astimezone(zone)
    return SafeString(
        _board(found)
        + _month(found.activities, there, zone)
        + _rotation(found.current, found.following, there.date())
    )


def _section(name: str, title: str, aside: str, body: str) -> str:
    return (
        f'<section class="section" aria-labelledby="s-{name}"><header><h2 id="s-{name}">{title}</h2>'
        f"<p>{aside}</p></header>{body}</section>"
    )


# ------------------------------------------------------------------ the board
def _board(found: Beside) -> str:
    empty = open_seats(found.board)
    title = f'<a class="name" href="{to("board")}">Board of advisors</a>'
    words = " ".join(filter(None, [_open(empty), *_many(found)])) or "Each of the four is taken."
    return _section("board", title, OPEN[len(empty)], f"{table(found.board, small=True)}<p>{words}</p>")


def _open(empty: Sequence[str]) -> str:
    if not empty:
        return ""
    if len(empty) == len(SEATS):
        return "All four seats are open. One at a time is plenty."
    names = [seats()[seat].name for seat in empty]
    if len(names) == 1:
        return f"The {names[0]} seat is open."
    return f"The {', '.join(names[:-1])} and {names[-1]} seats are open."


def _many(found: Beside) -> list[str]:
    return [
        f"{escape(person.short_name)} sits in {NUMBERS[len(held)]}, which is a lot to ask of one person."
        for person, held in in_many(found.board)
    ]


# ------------------------------------------------------------------ the month
def _month(activities: Sequence[Activity], there: datetime, zone: ZoneInfo) -> str:
    number = len(activities)
    # Two are the most it says: a busy month is not a better one, and no total stands on Today.
    count = f"{min(number, ENOUGH)} of 1–{ENOUGH}"
    aim = "this month’s aim is met" if number else "one is enough"
    days = [one.at.astimezone(zone).day for one in activities]
    body = (
        f'<p class="gauge">{slots(min(number, ENOUGH), ENOUGH)}<b>{count}</b> <span>{aim}</span></p>'
        f"{_ruler(days, there)}<p>{_said(activities, number, zone)}</p>"
    )
    return _section("month", f"{there:%B}", "intentional activities", body)


def _said(activities: Sequence[Activity], number: int, zone: ZoneInfo) -> str:
    if not activities:
        return "A coffee, a call, or rounds with somebody new; one this month would do."
    last = activities[-1]
    there = last.at.astimezone(zone)
    what = escape(last.event) or KINDS[last.kind]
    who = f" with {escape(last.who.short_name)}" if last.who else ""
    more = " A second is welcome, not needed." if number < ENOUGH else ""
    return f"{there:%a} {there.day}: {what}{who}.{more}"


def _ruler(days: Sequence[int], there: datetime) -> str:
    length = monthrange(there.year, there.month)[1]
    discs = "".join(f'<circle cx="{_at(day, length)}%" cy="8" r="5"/>' for day in days)
    words = f"Day {there.day} of {length}; activities on {', '.join(map(str, days)) or 'none'}."
    return (
        f'<svg class="month" role="img" aria-label="{words}">{_days(length)}{discs}'
        f'<use href="#m-now" x="{_at(there.day, length)}%"/></svg>'
    )


@lru_cache
def _days(length: int) -> str:
    ticks = "".join(
        f'<rect class="tick" x="{_at(day, length)}%" y="24" width="1" height="{8 if day % 7 == 1 else 4}"/>'
        for day in range(1, length + 1)
    )
    labels = "".join(
        f'<text x="{_at(day, length)}%" y="46">{day}</text>' for day in range(1, length + 1) if day % 7 == 1
    )
    return f'<rect class="axis" x="1%" y="24" width="98%" height="1"/>{ticks}{labels}'


def _at(day: int, length: int) -> float:
    return round(2 + 96 * (day - 1) / (length - 1), 2)


# ------------------------------------------------------------------ the rotation
def _rotation(current: Block | None, following: Block | None, today: date) -> str:
    if not current and not following:
        return ""
    aside = f"{escape(current.name)}, {LOADS[current.intensity]}" if current else "none today"
    title = f'<a class="name" href="{to("rotations")}">Rotation</a>'
    body = " ".join(filter(None, [_now(current, today), _next(following, today)]))
    if current and not body:
        body = f"Until {_day(current.ends_on, today)}."
    return _section("rotation", title, aside, f"<p>{body}</p>")


def _now(block: Block | None, today: date) -> str:
    if block is None or not block.holds_back:
        return ""
    return f"New update windows wait until {_day(block.after, today)}; promises and 72-hour follow-ups stay."


def _next(block: Block | None, today: date) -> str:
    if block is None:
        return ""
    load, starts = LOADS[block.intensity], _day(block.starts_on, today)
    begins = f"From {starts} you are on {escape(block.name)}, a {load} block."
    if not block.holds_back:
        return begins
    return (
        f"{begins} New update windows will wait until {_day(block.after, today)}; "
        "promises and 72-hour follow-ups stay."
    )


def _day(day: date, today: date) -> str:
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day} {day:%B}{year}"
