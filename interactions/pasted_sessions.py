"""Sessions pasted as lines, one a line, as programmes write them. Pure: text in, rows out.

A line names its time first; a day may stand before it, or on a line of its own above. Each row says
how it was read, and what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from followups.windows import from_wall
from interactions.pasted_times import Days, Times, counts_to_24, day_of, times_of
from web.lines import one_line

MOST_LINES = 300
TITLE_LENGTH, ROOM_LENGTH, SPEAKER_LENGTH = 200, 120, 160
SEPARATED = re.compile(r"\s*[\t|;]+\s*")
EDGES = " \t,;:|–—-()[]"
# What a line drawn under a heading is made of.
RULES = f"{EDGES}*#=_"
_NUMBER = r"(?:[A-Z]{0,2}[0-9]+[A-Za-z]?(?:\s?[-–/&+]\s?[0-9]+[A-Za-z]?)?|[A-Z](?![\w’']))"
_PLACE = (
    r"(?:(?:Meeting|Conference|Lecture|Exhibit|Breakout|Class|Grand|Poster)\s)?(?:Room|Rm\.?|Hall|Salon|Suite"
    r"|Theat(?:er|re)|Auditorium|Ballroom|Level|Floor|Booth|Stage|Studio)"
)
# In front of a title a place needs its number: “Room 204 Delirium …”, but “Hall of fame lecture”.
ROOM_FIRST = re.compile(rf"^(?i:{_PLACE})\s{_NUMBER}(?=$|[\s,:;–—-])")
ROOM_LAST = re.compile(
    rf"(?:\s*[,@(–—-]\s*|\s+in\s+)(?P<room>(?i:{_PLACE})\s{_NUMBER}|(?i:foyer|terrace|lobby|lounge|zoom|online))\)?$"
)
ROOM_ALONE = re.compile(
    r"(?i:\b(?:room|rm|hall|salon|suite|theat(?:er|re)|auditorium|ballroom|foyer|terrace|lobby|lounge|zoom|online|booth)\b)"
)
SPEAKER = re.compile(
    r"(?:\s*[,(–—-]\s*|\s+(?:with|by)\s+)(?P<who>(?:Dr|Prof|Professor|Drs)\b\.?\s[^,;()]{2,80}?)\)?$"
)


@dataclass(frozen=True)
class Row:
    """One session as read: from a line, or from an entry of a calendar file."""

    n: int
    text: str
    title: str = ""
    room: str = ""
    speaker: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    uid: str = ""
    said: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def read_sessions(text: str, days: Days, zone: ZoneInfo, default: date | None) -> list[Row]:
    """Every line that is not empty and not only a day, in order. `default`: the day of lines without one."""
    to_24 = counts_to_24(text)
    rows: list[Row] = []
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip(RULES)]
    day, wrong = default, ""
    for n, line in lines[: MOST_LINES + 1]:
        rest, own, error = day_of(line, days)
        if own or error:
            heading = not rest.strip(f"{EDGES}*#=_.")
            if heading:
                day, wrong = own, error
                if error:
                    rows.append(Row(n, line.strip(), errors=(error,)))
                continue
        rows.append(_row(n, line, rest, own if own or error else day, error or wrong, zone, to_24))
    return [_beside(row, rows[:place]) for place, row in enumerate(rows)]


def left_of(text: str, rows: Iterable[Row]) -> str:
    """The lines that could not be read, each still below the day it stood under."""
    wrong = {row.n: bool(row.errors) for row in rows}
    left: list[str] = []
    heading = ""
    for n, line in enumerate(text.splitlines(), 1):
        if n not in wrong:
            heading = line.strip() if line.strip(RULES) else heading
        elif wrong[n]:
            left += [line for line in (heading, line.strip()) if line]
            heading = ""
    return "\n".join(left)


def too_many(text: str) -> bool:
    """More lines than are taken at once."""
    return sum(1 for line in text.splitlines() if line.strip()) > MOST_LINES


def _row(n: int, line: str, rest: str, day: date | None, wrong: str, zone: ZoneInfo, to_24: bool) -> Row:
    rest, times = times_of(rest.strip(), to_24)
    title, room, speaker = _parts(rest)
    errors = [wrong] if wrong else [] if day else ["Which day? Write it before the time, or above."]
    errors += [times.error] if times.error else []
    errors += _wrong(title, room, speaker)
    row = Row(n, line.strip(), title, room, speaker, said=times.said, errors=tuple(errors))
    return row if day is None or times.starts is None or errors else _timed(row, day, times, zone)


def _timed(row: Row, day: date, times: Times, zone: ZoneInfo) -> Row:
    begins, skipped = _moment(day, times.starts or 0, zone)
    ends = _moment(day, times.ends, zone)[0] if times.ends is not None else None
    said = list(row.said)
    if skipped:
        said.append(f"The clocks skip this time; it begins at {begins.astimezone(zone):%H:%M}.")
    if begins.astimezone(zone).hour < 5:
        said.append("That is at night.")
    return replace(row, starts_at=begins, ends_at=max(ends, begins) if ends else None, said=tuple(said))


def _moment(day: date, minutes: int, zone: ZoneInfo) -> tuple[datetime, bool]:
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    at = from_wall(wall, zone)
    return at, at.astimezone(zone).replace(tzinfo=None) != wall


def _parts(rest: str) -> tuple[str, str, str]:
    """Title, room and speaker of what is left without day and times."""
    pieces = [" ".join(piece.split()).strip(EDGES) for piece in SEPARATED.split(rest)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1:
        room = next((piece for piece in pieces if ROOM_ALONE.search(piece)), "")
        if room:
            pieces.remove(room)
        return pieces[0] if pieces else "", room, ", ".join(pieces[1:])
    title = pieces[0] if pieces else ""
    room = speaker = ""
    if hit := ROOM_FIRST.match(title):
        room, title = hit[0], title[hit.end() :].strip(EDGES)
    elif hit := ROOM_LAST.search(title):
        room, title = hit["room"], title[: hit.start()].strip(EDGES)
    if hit := SPEAKER.search(title):
        speaker, title = hit["who"].strip(EDGES), title[: hit.start()].strip(EDGES)
    return title, room, speaker


def _wrong(title: str, room: str, speaker: str) -> list[str]:
    errors = [] if title else ["Write what it is, too."]
    lengths = (TITLE_LENGTH, ROOM_LENGTH, SPEAKER_LENGTH)
    for what, text, most in zip(("title", "room", "speaker"), (title, room, speaker), lengths, strict=True):
        if len(text) > most:
            errors.append(f"Keep the {what} under {most} characters.")
        try:
            one_line(text)
        except ValidationError as error:
            errors += error.messages
    return list(dict.fromkeys(errors))


def _beside(row: Row, before: Iterable[Row]) -> Row:
    """The same line twice is one too many; two sessions at one time are usual, and said."""
    if row.errors or row.starts_at is None:
        return row
    for other in before:
        if other.errors or other.starts_at is None:
            continue
        if (other.starts_at, other.title.casefold()) == (row.starts_at, row.title.casefold()):
            return replace(row, errors=(f"The same as line {other.n}.",))
        if _meet(row.starts_at, row.ends_at, other):
            return replace(row, said=(*row.said, f"At the same time as line {other.n}."))
    return row


def _meet(starts: datetime, ends: datetime | None, other: Row) -> bool:
    if other.starts_at is None or other.starts_at == starts:
        return other.starts_at == starts
    return (other.ends_at or other.starts_at) > starts and other.starts_at < (ends or starts)
