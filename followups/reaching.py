"""Whether now is a good time, and this a good way, to write to somebody (P69). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from followups.windows import UTC, from_wall

MORNING, EVENING = time(7), time(21)
WRITES_AT = time(8)
WAYS = {
    "email": "email", "phone": "phone", "text": "text", "linkedin": "LinkedIn", "in_person": "in person",
}  # fmt: skip
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """What is known of how somebody likes to be reached; `zone` is None when it is not."""

    name: str
    channels: tuple[str, ...] = ()
    hours_from: time | None = None
    hours_to: time | None = None
    zone: ZoneInfo | None = None
    may_text: bool = False
    pronouns: str = ""

    @property
    def their(self) -> str:
        """“her”, “his” or “their”."""
        words = self.pronouns.lower().replace(",", "/").split("/")
        if "she" in words or "her" in words:
            return "her"
        return "his" if "he" in words or "him" in words else "their"

    @property
    def they(self) -> str:
        return {"her": "she", "his": "he"}.get(self.their, "they")

    @property
    def them(self) -> str:
        return {"her": "her", "his": "him"}.get(self.their, "them")


@dataclass(frozen=True)
class Reach:
    """`line` stands beside the address; `warnings` name the rule; `morning` is a better moment."""

    line: str
    warnings: tuple[str, ...]
    outside: bool
    morning: datetime


def reach(reader: Reader, by: str, now: datetime, own_zone: ZoneInfo) -> Reach:
    """How writing to them by this channel at `now` would arrive."""
    zone = reader.zone or own_zone
    there = now.astimezone(zone)
    outside = (reader.zone is not None or reader.hours_from is not None) and not _within(reader, there.time())
    warnings = [words for words in (_channel(reader, by), _hour(reader, there) if outside else "") if words]
    return Reach(_line(reader, by, there, outside), tuple(warnings), outside, _morning(reader, there, zone))


def _within(reader: Reader, at: time) -> bool:
    first, last = reader.hours_from or MORNING, reader.hours_to or EVENING
    return first <= at <= last if first <= last else at >= first or at <= last


def _line(reader: Reader, by: str, there: datetime, outside: bool) -> str:
    whose = f" {reader.their} time" if reader.zone else ""
    words = WAYS[by]
    if reader.hours_from and reader.hours_to:
        words += f", {reader.hours_from:%H:%M}–{reader.hours_to:%H:%M}{whose}"
        return f"{words}, now {there:%H:%M}" if outside else words
    return f"{words}, now {there:%H:%M}{whose}" if reader.zone else words


def _channel(reader: Reader, by: str) -> str:
    if by == "text" and not reader.may_text:
        return (
            f"{reader.name} has not invited you to text. No texts or late calls unless invited: "
            "an email is always welcome."
        )
    if reader.channels and by not in reader.channels and not (by == "text" and reader.may_text):
        wanted = " or ".join(WAYS[one] for one in WAYS if one in reader.channels)
        return f"{reader.name} likes to be reached by {wanted}; {WAYS[by]} is not among them."
    return ""


def _hour(reader: Reader, there: datetime) -> str:
    hours = ""
    if reader.hours_from and reader.hours_to:
        hours = f", outside {reader.hours_from:%H:%M}–{reader.hours_to:%H:%M}"
    return f"It is {there:%H:%M} for {reader.them}{hours}. Write it now, and schedule for morning."


def _morning(reader: Reader, there: datetime, zone: ZoneInfo) -> datetime:
    """The next time their hours begin."""
    at = reader.hours_from or WRITES_AT
    today = from_wall(datetime.combine(there.date(), at), zone)
    return (
        today if today > there.astimezone(UTC) else from_wall(datetime.combine(there.date() + _DAY, at), zone)
    )
