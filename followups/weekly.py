"""The weekly email in words: who, how you met, one line why, one sentence to begin with.

Read in a minute: at most 180 words. Subject and preheader carry no name and no place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from followups import phrasing
from followups.choosing import SECTION_OF, Section
from followups.models import FollowUp
from followups.windows import Basis, State
from outbox import unsubscribing
from web.phrases import clock_time, count, long_date

MOST_WORDS = 180
# Words allowed for the reason and for the suggested sentence, until the whole is short enough.
LENGTHS = ((22, 18), (14, 11), (10, 8), (8, 0))
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
KINDS = {
    Section.PROMISES: "promise",
    Section.FRESH: "follow-up while it is fresh",
    Section.WINDOWS: "note",
    Section.MEETINGS: "meeting",
}


@dataclass(frozen=True)
class Letter:
    """A mail, written."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Entry:
    """One person in the mail. `tone`: how its date is coloured."""

    heading: str
    when: str
    tone: str
    name: str
    why: str
    say: str


def letter(user: User, items: Sequence[FollowUp], more: int, now: datetime) -> Letter:
    """The mail for these follow-ups, in their order; `more` others wait on Today."""
    sections = [SECTION_OF[Basis(item.basis)] for item in items]
    context = {
        "title": title(sections),
        "preheader": preheader(sections),
        "more": f"{count(more, 'other')} {'waits' if more == 1 else 'wait'} on Today." if more else "",
        "today_url": settings.SITE_URL + reverse("today"),
        "settings_url": settings.SITE_URL + reverse("mail_settings"),
        "unsubscribe_url": unsubscribing.link(user.pk),
        "when": f"{user.get_digest_weekday_display()}s at {user.digest_hour:02d}:00",
    }
    text = ""
    for why, say in LENGTHS:
        context["entries"] = [_entry(item, now, user.zone, why, say) for item in items]
        text = render_to_string("mail/weekly.txt", context)
        if len(text.split()) + len(preheader(sections).split()) <= MOST_WORDS:
            break
    return Letter(subject(sections), text, render_to_string("mail/weekly.html", context))


def headers(user_id: int) -> dict[str, str]:
    """One-click unsubscribing for the reader's mail program (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{unsubscribing.link(user_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def subject(sections: Sequence[Section]) -> str:
    """“3 small follow-ups for this week”; meetings only when there is nothing else."""
    meetings = sections.count(Section.MEETINGS)
    others = len(sections) - meetings
    if not others:
        return f"{count(meetings, 'meeting')} to prepare this week"
    return f"{count(others, 'small follow-up')} for this week"


def title(sections: Sequence[Section]) -> str:
    """“Three notes, one meeting.”"""
    meetings = sections.count(Section.MEETINGS)
    parts = [(len(sections) - meetings, "note"), (meetings, "meeting")]
    said = ", ".join(_spelled(number, word) for number, word in parts if number)
    return f"{said[:1].upper()}{said[1:]}."


def preheader(sections: Sequence[Section]) -> str:
    """What the mailbox shows beside the subject: kinds and numbers only."""
    kinds = [(sections.count(section), word) for section, word in KINDS.items()]
    return ", ".join(_plural(number, word) for number, word in kinds if number) + ". A minute to read."


def _spelled(number: int, word: str) -> str:
    words = ["no", "one", "two", "three", "four", "five"]
    return f"{words[number] if number < len(words) else number} {word}{'' if number == 1 else 's'}"


def _plural(number: int, phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return " ".join(part for part in (count(number, first), rest) if part)


def _entry(item: FollowUp, now: datetime, zone: ZoneInfo, why: int, say: int) -> Entry:
    state = item.state(now)
    reason = phrasing.why(item, now, zone)
    met = item.contact.met_via
    if met and met.casefold() not in reason.casefold():
        reason = f"{met[:1].upper()}{met[1:].rstrip('. ')}. {reason}"
    return Entry(
        heading=HEADINGS[Basis(item.basis)],
        when=_when(item, state, now, zone),
        tone="closing" if state == State.CLOSING else "open" if state == State.OPEN else "plain",
        name=cut(item.contact.full_name, *NAME_LENGTH),
        why=cut(reason, why, LINE_LENGTH),
        say=cut(phrasing.say(item), say, LINE_LENGTH) if say else "",
    )


def cut(text: str, words: int, length: int) -> str:
    """The first words of a text, on one line, with “…” where it was cut."""
    parts = text.split()
    kept = " ".join(parts[:words])
    if len(kept) > length:
        kept = kept[:length].rstrip()
    return kept if len(kept) == len(" ".join(parts)) else f"{kept.rstrip('.,;:')}…"


def _when(item: FollowUp, state: State, now: datetime, zone: ZoneInfo) -> str:
    if item.basis == Basis.PREPARATION:
        return clock_time(item.late_at, now, zone)
    day: Callable[[datetime], str] = lambda at: _day(at, now, zone)  # noqa: E731
    if state in (State.DUE, State.LATE):
        return f"since {day(item.due_at)}"
    if state == State.CLOSING and item.is_window:
        return f"closes {day(item.due_at)}"
    return f"by {day(item.due_at)}"


def _day(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A weekday within six days, else a date: “today” would be wrong when the mail is read tomorrow."""
    away = abs((at.astimezone(zone).date() - now.astimezone(zone).date()).days)
    return f"{at.astimezone(zone):%A}" if away < 7 else long_date(at, now, zone)
