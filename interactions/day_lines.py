"""What the page of a day says: what is next, whom I hoped to meet, its sessions. No clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from contacts.names import parse_name, same_person
from followups.models import FollowUp
from followups.rows import row
from interactions.hoped import Hoped
from interactions.models import Event, Participant, Session, Target
from web.phrases import count

SOON = timedelta(minutes=15)
WITHIN = timedelta(hours=1)
WEEK = 7
NAMES = 3
# What the second word of “she/her” stands for where only the first was written.
OBJECTS = {"she": "her", "he": "him", "they": "them"}


def object_of(pronouns: str) -> str:
    """“her” of “she/her”; nothing when it is not known, so that nobody is guessed at."""
    first, *rest = (part.strip().lower() for part in pronouns.split("/"))
    return rest[0] if rest and rest[0].isalpha() else OBJECTS.get(first, "")


@dataclass(frozen=True)
class Next:
    """What stands on top: a session, in how long or until when, and my question for who speaks there."""

    session: Session
    words: str
    where: str
    target: Hoped | None
    others: Sequence[Session]

    @property
    def whom(self) -> str:
        """“her”, “Dr. Okafor”."""
        contact = self.target.contact if self.target else None
        return object_of(contact.pronouns) or contact.short_name if contact else ""


def next_of(
    sessions: Iterable[Session], hoped: Sequence[Hoped], zone: ZoneInfo, now: datetime
) -> Next | None:
    """What begins within a quarter of an hour, else what is on, else what begins within the hour (P22)."""
    sessions = list(sessions)
    ahead = [one for one in sessions if now < one.starts_at <= now + WITHIN]
    on = [one for one in sessions if one.starts_at <= now < ends(one)]
    soon = [one for one in ahead if one.starts_at <= now + SOON]
    chosen = soon or on or ahead
    if not chosen:
        return None
    begins = max(one.starts_at for one in chosen) if chosen is on else min(one.starts_at for one in chosen)
    together = [one for one in chosen if one.starts_at == begins]
    speaking = {one.pk: _speaks(one, hoped) for one in together}
    lead = min(together, key=lambda one: (speaking[one.pk] is None, one.presentation_id is None, one.pk))
    return Next(
        session=lead,
        words=_when(lead, now, zone),
        where=place(lead, zone),
        target=speaking[lead.pk],
        others=[one for one in together if one is not lead],
    )


def ends(session: Session) -> datetime:
    """When it is over; an hour after it began where nobody said."""
    return session.ends_at or session.starts_at + WITHIN


def _when(session: Session, now: datetime, zone: ZoneInfo) -> str:
    if session.starts_at <= now:
        until = f", until {session.ends_at.astimezone(zone):%H:%M}" if session.ends_at else ""
        return f"On now{until}"
    return f"Next, in {count(-(-int((session.starts_at - now).total_seconds()) // 60), 'minute')}"


def _speaks(session: Session, hoped: Iterable[Hoped]) -> Hoped | None:
    """Whom I hope to meet and who speaks there: tied to it by hand, or of that name."""
    speaker = parse_name(session.speaker) if session.speaker else None
    for one in hoped:
        if one.target.session_id == session.pk:
            return one
        if speaker and one.contact and same_person(speaker, parse_name(one.contact.full_name)):
            return one
    return None


def place(session: Session, zone: ZoneInfo, today: date | None = None) -> str:
    """“10:00, Room 204”; with its weekday when it is on another day."""
    there = session.starts_at.astimezone(zone)
    day = f"{there:%a} " if today and there.date() != today else ""
    return f"{day}{there:%H:%M}{f', {session.room}' if session.room else ''}"


@dataclass(frozen=True)
class HopedLine:
    """One I hope to meet, or have met."""

    hoped: Hoped
    what: str
    where: str
    question: str
    is_above: bool
    told: str
    button: str
    met: str
    touch: int
    follow_up: FollowUp | None
    left: str


def hoped_lines(
    event: Event,
    hoped: Iterable[Hoped],
    people: Iterable[Participant],
    owed: Mapping[tuple[int, int], FollowUp],
    up: Next | None,
    now: datetime,
) -> list[HopedLine]:
    """Who speaks next, then must-meets, then by session; at last those met."""
    talks: dict[int, list[Participant]] = {}
    for one in people:
        talks.setdefault(one.contact_id, []).append(one)
    above = up.target if up else None
    return [
        _hoped_line(event, one, talks.get(one.contact.pk if one.contact else 0, []), owed, one is above, now)
        for one in sorted(hoped, key=lambda one: _order(one, above))
    ]


def _order(one: Hoped, above: Hoped | None) -> tuple[bool, bool, bool, bool, float, int]:
    begins = one.session.starts_at.timestamp() if one.session else 0.0
    missing = one.session is None
    return one.is_met, one is not above, not one.target.must_meet, missing, begins, one.target.pk


def _hoped_line(
    event: Event,
    one: Hoped,
    talks: Sequence[Participant],
    owed: Mapping[tuple[int, int], FollowUp],
    is_above: bool,
    now: datetime,
) -> HopedLine:
    today = now.astimezone(event.zone).date()
    contact = one.contact
    known = (owed.get((talk.interaction_id, talk.contact_id)) for talk in talks)
    follow_up = next((found for found in known if found), None)
    met_at = talks[0].interaction.at if talks else one.target.talked_at
    return HopedLine(
        hoped=one,
        what=" · ".join(part for part in (_what(one), "must meet" if one.target.must_meet else "") if part),
        where=_where(one, event.zone, today),
        question="" if is_above else one.target.question,
        is_above=is_above and bool(one.target.question),
        told=_told(one),
        button=_button(one),
        met=_met_words(met_at.astimezone(event.zone).date(), today) if met_at else "",
        touch=talks[0].interaction_id if talks and contact else 0,
        follow_up=follow_up,
        left=_left(follow_up, now, event.owner.zone) if follow_up else "",
    )


def _where(one: Hoped, zone: ZoneInfo, today: date) -> str:
    """A meeting agreed on counts more than a session they speak in."""
    if one.meeting is not None:
        there = one.meeting.at.astimezone(zone)
        return f"{f'{there:%a} ' if there.date() != today else ''}{there:%H:%M}, you meet"
    return place(one.session, zone, today) if one.session else ""


def _what(one: Hoped) -> str:
    return one.contact.what if one.contact else "a program"


def _button(one: Hoped) -> str:
    if one.contact is None:
        return "Talked to them"
    return f"Met {object_of(one.contact.pronouns)}".strip()


def _told(one: Hoped) -> str:
    """How the ask stands (P24, P25), and who suggested them."""
    target, usual = one.target, settings.ASK_MINUTES["pre_conference"].replace(" to ", "–")
    minutes = f" for {target.minutes or usual} min"
    asked = {
        Target.Ask.ASKED: f"asked{minutes}, no reply yet",
        Target.Ask.AGREED: f"agreed to meet{minutes}",
        Target.Ask.DECLINED: "cannot this time",
    }.get(Target.Ask(target.ask), "")
    by = target.recommended_by
    # Somebody in the trash is not named.
    suggested = f"suggested by {by.short_name}" if by and by.trashed_at is None else ""
    return " · ".join(part for part in (asked, suggested) if part)


def _met_words(on: date, today: date) -> str:
    """“met Sunday”, “met today”."""
    if on == today:
        return "met today"
    return f"met {on:%A}" if abs((today - on).days) < WEEK else f"met {on.day} {on:%B}"


def _left(follow_up: FollowUp, now: datetime, zone: ZoneInfo) -> str:
    if not follow_up.is_owed:
        return str(follow_up.get_outcome_display())
    words = row(follow_up, now, zone).words
    return words[0].lower() + words[1:]


@dataclass(frozen=True)
class SessionLine:
    """One session of the day shown."""

    session: Session
    at: str
    about: str
    is_now: bool
    is_over: bool


def session_lines(
    sessions: Iterable[Session], on: date, up: Next | None, zone: ZoneInfo, now: datetime
) -> list[SessionLine]:
    """Those that begin on that day in event time."""
    there = [one for one in sessions if one.starts_at.astimezone(zone).date() == on]
    leading = up.session.starts_at if up else None
    return [
        SessionLine(
            session=one,
            at=f"{one.starts_at.astimezone(zone):%H:%M}",
            about=_about(one, zone),
            is_now=one.starts_at == leading,
            is_over=ends(one) <= now,
        )
        for one in there
    ]


def _about(one: Session, zone: ZoneInfo) -> str:
    """“Foyer · asked one question”, “Hall C · stand by it until 15:30”."""
    parts = [one.room, one.speaker]
    if one.presentation_id and one.ends_at:
        parts.append(f"stand by it until {one.ends_at.astimezone(zone):%H:%M}")
    if one.asked_question:
        parts.append("asked one question")
    return " · ".join(part for part in parts if part)


def days_shown(event: Event, sessions: Iterable[Session], now: datetime) -> list[date]:
    """The days to switch between: those with sessions, and today while the event is on."""
    days = {one.starts_at.astimezone(event.zone).date() for one in sessions}
    if event.is_on(now):
        days.add(now.astimezone(event.zone).date())
    return sorted(days)


def met_words(today: Sequence[Participant], sessions: Iterable[Session]) -> tuple[str, str]:
    """(“Met at Residents’ breakfast:”, “Dr. Noor Kaplan”), or those met today, the latest first."""
    names = list(dict.fromkeys(one.contact.full_name for one in today))
    if len(names) == 1:
        at = today[0].interaction.at
        during = next((one for one in sessions if one.starts_at <= at < ends(one)), None)
        return (f"Met at {during.title}:" if during else "Met today:"), names[0]
    more = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
    return "Met today:", f"{', '.join(names[:NAMES])}{more}"
