"""Sessions read from a calendar file (.ics). Pure: bytes in, rows out, each with what it was read as.

Files come from strangers: everything is bounded before it is parsed, and what cannot be taken is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from followups.windows import from_wall
from interactions.pasted_sessions import ROOM_LENGTH, TITLE_LENGTH, Row
from interactions.pasted_times import Days
from interactions.repeating import Budget, Repeats, repeats
from web.lines import OVERRIDES

MOST_BYTES = 1_000_000
MOST_ENTRIES = 5000
MOST_TAKEN = 300
MOST_PARTS = 4 * MOST_ENTRIES
UID_LENGTH = 255
LONGEST = timedelta(hours=24)
LAST = datetime.max.replace(tzinfo=UTC)


class NotACalendar(Exception):
    """Why nothing was read, in words for the resident."""


@dataclass(frozen=True)
class FileRead:
    """The rows on the event's days, and how many entries are on others."""

    rows: list[Row]
    elsewhere: int


@dataclass(frozen=True)
class Moment:
    """A time as the file gives it: the moment, and what had to be assumed."""

    at: datetime
    said: tuple[str, ...] = ()


def read_calendar(data: bytes, days: Days, zone: ZoneInfo) -> FileRead:
    """What the file says for the days of the event, in order of time; or NotACalendar."""
    entries = _entries(data)
    moved = {_origin(one, zone) for one in entries if "RECURRENCE-ID" in one} - {None}
    budget = Budget()
    rows: list[Row] = []
    elsewhere = 0
    for n, entry in enumerate(entries, 1):
        found, outside = _rows(n, entry, days, zone, moved, budget)
        rows += found
        elsewhere += outside
    rows = _each_once(
        sorted(rows, key=lambda row: (row.starts_at or datetime.max.replace(tzinfo=UTC), row.n))
    )
    if len([row for row in rows if not row.errors]) > MOST_TAKEN:
        raise NotACalendar(
            f"More than {MOST_TAKEN} entries are on the days of this event. Export fewer of them."
        )
    return FileRead(rows, elsewhere)


def _entries(data: bytes) -> list[Any]:
    if len(data) > MOST_BYTES:
        raise NotACalendar("Choose a file under 1 MB.")
    text = _text(data)
    upper = text.upper()
    if "BEGIN:VCALENDAR" not in upper:
        raise NotACalendar("This is not a calendar file. Its name usually ends in .ics.")
    count = upper.count("BEGIN:VEVENT")
    if count > MOST_ENTRIES:
        raise NotACalendar(
            f"The file has {count:,} entries; at most {MOST_ENTRIES:,} are read. "
            "Export only the days of the event."
        )
    if upper.count("BEGIN:") > MOST_PARTS:
        raise NotACalendar("The file is damaged and could not be read.")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotACalendar("The file is damaged and could not be read.") from error
    entries = [one for calendar in calendars for one in calendar.subcomponents if one.name == "VEVENT"]
    if not entries:
        raise NotACalendar("The file has no entries.")
    return entries


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\x00", "")


def _rows(
    n: int, entry: Any, days: Days, zone: ZoneInfo, moved: set[Any], budget: Budget
) -> tuple[list[Row], int]:
    """The times of one entry on the event's days, and 1 when it has none there."""
    title, room = _words(entry, "SUMMARY", TITLE_LENGTH), _words(entry, "LOCATION", ROOM_LENGTH)
    row = Row(n, title or f"entry {n}", title, room)
    starts = _value(entry, "DTSTART")
    if not isinstance(starts, datetime):
        return _without_time(row, starts, days)
    begun = _moment(entry, "DTSTART", zone)
    if begun is None:
        return [replace(row, errors=("Its time cannot be read.",))], 0
    found = repeats(entry, begun.at, starts, days, zone, budget)
    origin = _origin(entry, zone)
    if origin is None:
        found = replace(found, times=[at for at in found.times if (_uid(entry), at) not in moved])
    inside = [at for at in found.times if days.first <= at.astimezone(zone).date() <= days.last]
    if found.error and not inside:
        return [replace(row, errors=(found.error,))], 0
    if not inside:
        return [], 1
    if refused := _refused(entry, title):
        return [replace(row, starts_at=inside[0], errors=(refused,))], 0
    length, odd = _length(entry, begun.at, zone)
    if length is not None and length > LONGEST:
        return [replace(row, starts_at=inside[0], errors=("It lasts longer than a day.",))], 0
    said = tuple(dict.fromkeys([*begun.said, *odd, *([found.error] if found.error else [])]))
    return [
        replace(
            row,
            starts_at=at,
            ends_at=at + length if length else None,
            uid=_key(entry, at, found, origin),
            said=said,
        )
        for at in inside
    ], 0


def _without_time(row: Row, starts: Any, days: Days) -> tuple[list[Row], int]:
    if isinstance(starts, date):
        if not days.first <= starts <= days.last:
            return [], 1
        return [replace(row, errors=(f"{starts:%-d %B}, all day: it has no time, so it is no session.",))], 0
    return [replace(row, errors=("It has no time that can be read.",))], 0


def _refused(entry: Any, title: str) -> str:
    if not title:
        return "It has no title."
    return "It is cancelled." if str(entry.get("STATUS", "")).strip().upper() == "CANCELLED" else ""


def _value(entry: Any, name: str) -> Any:
    """The date or time of a property, or None when it is missing or broken."""
    value = entry.get(name)
    value = value[0] if isinstance(value, list) else value
    try:
        return getattr(value, "dt", None)
    except (ValueError, TypeError, AttributeError):
        return None


def _moment(entry: Any, name: str, zone: ZoneInfo) -> Moment | None:
    value = _value(entry, name)
    if not isinstance(value, datetime):
        return None
    try:
        if value.tzinfo is None:
            named = str(getattr(entry.get(name), "params", {}).get("TZID", ""))[:60]
            said = (f"Its zone, “{_plain(named)}”, is not known; read as event time.",) if named else ()
            return Moment(from_wall(value, zone), said)
        if isinstance(value.tzinfo, ZoneInfo):
            return Moment(from_wall(value.replace(tzinfo=None), value.tzinfo))
        return Moment(value.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _length(entry: Any, begins: datetime, zone: ZoneInfo) -> tuple[timedelta | None, list[str]]:
    """How long it lasts, from its end or its duration; none for an end before the beginning."""
    if "DTEND" in entry:
        ends = _moment(entry, "DTEND", zone)
        length = ends.at - begins if ends else None
    else:
        value = _value(entry, "DURATION")
        length = value if isinstance(value, timedelta) else None
    if length is not None and length < timedelta(0):
        return None, ["It ends before it begins, so its end is left out."]
    return length or None, []


def _uid(entry: Any) -> str:
    return str(entry.get("UID", "")).strip()


def _origin(entry: Any, zone: ZoneInfo) -> Any:
    """Of one time of a repeated entry that was moved: which entry, and which time of it."""
    if "RECURRENCE-ID" not in entry:
        return None
    moment = _moment(entry, "RECURRENCE-ID", zone)
    return (_uid(entry), moment.at) if moment else None


def _key(entry: Any, at: datetime, found: Repeats, origin: Any) -> str:
    """What the session is recognised by when the file is read again, also after it was moved."""
    uid = _uid(entry) or f"{_words(entry, 'SUMMARY', TITLE_LENGTH)} {at:%Y%m%dT%H%MZ}"
    if origin:
        uid = f"{uid} {origin[1]:%Y%m%dT%H%MZ}"
    elif found.is_repeated:
        uid = f"{uid} {at:%Y%m%dT%H%MZ}"
    uid = _plain(uid)
    return uid if len(uid) <= UID_LENGTH else hashlib.sha256(uid.encode()).hexdigest()


def _words(entry: Any, name: str, length: int) -> str:
    value = entry.get(name, "")
    text = _plain(str(value[0] if isinstance(value, list) else value))
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _plain(text: str) -> str:
    """One line, without control characters and marks that turn the sentence beside it round."""
    kept = "".join(" " if not char.isprintable() and char not in "\u200d\u200c" else char for char in text)
    return " ".join("".join(char for char in kept if char not in OVERRIDES).split())


def _each_once(rows: Iterable[Row]) -> list[Row]:
    """An entry written twice counts once; two entries under one name keep one each."""
    seen: dict[str, Row] = {}
    kept: list[Row] = []
    for row in rows:
        if row.errors or not row.uid:
            kept.append(row)
            continue
        known = seen.get(row.uid)
        if known and (known.starts_at, known.title) == (row.starts_at, row.title):
            continue
        if known:
            row = replace(row, uid=_other(row))
        seen[row.uid] = row
        kept.append(row)
    return kept


def _other(row: Row) -> str:
    return hashlib.sha256(f"{row.uid} {row.starts_at} {row.title}".encode()).hexdigest()
