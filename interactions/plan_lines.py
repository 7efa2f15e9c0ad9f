"""What the plan of an event says about whom I hope to meet. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from interactions.hoped import Hoped
from interactions.models import Event, Target
from interactions.plan_forms import minutes_words
from web.phrases import long_date

REASONS = {reason.value: reason.label for reason in Target.Reason}


@dataclass(frozen=True)
class TargetLine:
    """One target as the plan draws it."""

    hoped: Hoped
    when: str
    where: str
    told: str

    @property
    def target(self) -> Target:
        return self.hoped.target

    @property
    def ask(self) -> str:
        return self.target.ask

    @property
    def tags(self) -> list[str]:
        return [str(REASONS[one]) for one in self.target.reasons if one in REASONS]


@dataclass(frozen=True)
class Listed:
    """The people and the programs of a plan, as far as the tag chosen lets them through."""

    people: list[TargetLine]
    programs: list[TargetLine]
    reasons: list[tuple[str, str]]
    chosen: str
    people_hint: str
    programs_hint: str


def listed(hoped: Sequence[Hoped], event: Event, chosen: str, now: datetime) -> Listed:
    """Both lists; until the event is over hints count everybody who is not a must (P23)."""
    used = {reason for one in hoped for reason in one.target.reasons}
    chosen = chosen if chosen in used else ""
    lines = [_line(one, event, now) for one in hoped if not chosen or chosen in one.target.reasons]
    ahead = [] if event.day(now) > event.days else hoped
    people, programs = [one for one in ahead if one.contact], [one for one in ahead if not one.contact]
    return Listed(
        people=[line for line in lines if line.hoped.contact],
        programs=[line for line in lines if not line.hoped.contact],
        reasons=[(value, str(label)) for value, label in REASONS.items() if value in used],
        chosen=chosen,
        people_hint=usual(people),
        programs_hint=usual(programs),
    )


def usual(those: Iterable[Hoped]) -> str:
    """“3–5 is the usual list”, when it is not; it never stands in the way."""
    few, most = settings.EVENT_TARGETS
    number = len([one for one in those if not one.target.must_meet])
    return (
        "" if number == 0 or few <= number <= most else f"{few}–{most} is the usual list, and musts besides."
    )


def _line(one: Hoped, event: Event, now: datetime) -> TargetLine:
    when, where = _when(one, event)
    return TargetLine(one, when, where, _told(one, event, now))


def _when(one: Hoped, event: Event) -> tuple[str, str]:
    """When they can be met: a meeting agreed on, else the session where they speak."""
    if one.meeting:
        at = one.meeting.at.astimezone(event.zone)
        return f"{at:%a %H:%M}", f"{one.meeting.minutes} min" if one.meeting.minutes else "agreed"
    if one.session:
        at = one.session.starts_at.astimezone(event.zone)
        return f"{at:%a %H:%M}", one.session.room
    return ("A must", "") if one.target.must_meet else ("", "")


def _told(one: Hoped, event: Event, now: datetime) -> str:
    """How far the ask is."""
    target, zone = one.target, event.zone
    on = f" on {long_date(target.asked_at, now, zone)}" if target.asked_at else ""
    if target.ask == Target.Ask.ASKED:
        is_over = event.day(now) > event.days
        reply = "no reply; they know your name" if is_over else "no reply yet"
        return f"Asked{on} for {minutes_words(target.minutes)}, {reply}."
    if target.ask == Target.Ask.AGREED:
        return "Agreed to meet." if one.meeting else "Agreed to meet; no time is set yet."
    if target.ask == Target.Ask.DECLINED:
        return f"Asked{on}; cannot this time."
    return ""
