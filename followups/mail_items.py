"""One follow-up in the weekly email: who, how you met, one line why, one sentence to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from followups import phrasing
from followups.mail_links import Act, acts
from followups.models import FollowUp
from followups.windows import Basis, State
from web.phrases import clock_time, long_date

NAME_LENGTH, LINE_LENGTH = (6, 60), 160

HEADINGS = {
    Basis.PROMISE: "You promised",
    Basis.MANUAL: "Your own reminder",
    Basis.CONFERENCE: "While it is fresh",
    Basis.THANKS: "A thank-you",
    Basis.INTRODUCTION: "Introduced to you",
    Basis.UPDATE: "May be worth a note",
    Basis.CHECK_IN: "May be worth a hello",
    Basis.CLOSE_LOOP: "To report back",
    Basis.PROMISE_TO_ME: "You were promised",
    Basis.PREPARATION: "Meeting",
}


@dataclass(frozen=True)
class Entry:
    """One person in the mail. `tone`: how its date is coloured."""

    heading: str
    when: str
    tone: str
    name: str
    why: str
    say: str
    acts: Sequence[Act]

    @property
    def main_acts(self) -> list[Act]:
        """The likeliest alone, where there is little room."""
        return [act for act in self.acts if act.is_main]


def entry(item: FollowUp, now: datetime, zone: ZoneInfo, why: int, say: int) -> Entry:
    """The item, with so many words for its reason and its sentence."""
    state = item.state(now)
    return Entry(
        heading=HEADINGS[Basis(item.basis)],
        when=when(item, now, zone),
        tone="closing" if state == State.CLOSING else "open" if state == State.OPEN else "plain",
        name=cut(item.contact.full_name, *NAME_LENGTH),
        why=_why(item, now, zone, why),
        say=cut(phrasing.say(item, say), say, LINE_LENGTH) if say else "",
        acts=acts(item, now),
    )


def _why(item: FollowUp, now: datetime, zone: ZoneInfo, words: int) -> str:
    """How you met and why now; where that is too long, why alone."""
    reason = phrasing.why(item, now, zone)
    met = item.contact.met_via
    if met and met.casefold() not in reason.casefold():
        whole = f"{met[:1].upper()}{met[1:].rstrip('. ')}. {reason}"
        if len(whole.split()) <= words or len(reason.split()) > words:
            reason = whole
    return cut(reason, words, LINE_LENGTH)


def cut(text: str, words: int, length: int) -> str:
    """The first words of a text, on one line, with “…” where it was cut."""
    parts = text.split()
    kept = " ".join(parts[:words])
    if len(kept) > length:
        kept = kept[:length].rstrip()
    return kept if len(kept) == len(" ".join(parts)) else f"{kept.rstrip('.,;:')}…"


def spelled(number: int) -> str:
    """“three”; in figures above five."""
    words = ["no", "one", "two", "three", "four", "five"]
    return words[number] if number < len(words) else f"{number:,}"


def when(item: FollowUp, now: datetime, zone: ZoneInfo) -> str:
    """“by Tuesday”, “closes Sunday”, “since 25 March”; a meeting's own time."""
    if item.basis == Basis.PREPARATION:
        return clock_time(item.late_at, now, zone)
    if item.is_window and item.state(now) == State.CLOSING:
        return f"closes {_day(item.due_at, now, zone)}"
    return due_words(item.due_at, now, zone)


def due_words(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    """“by Tuesday”, or “since Friday” when it has passed."""
    return f"{'since' if due <= now else 'by'} {_day(due, now, zone)}"


def _day(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A weekday within six days, else a date: “today” would be wrong when the mail is read tomorrow."""
    away = abs((at.astimezone(zone).date() - now.astimezone(zone).date()).days)
    return f"{at.astimezone(zone):%A}" if away < 7 else long_date(at, now, zone)
