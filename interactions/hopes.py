"""Where I hope to meet somebody, and where I could: parts of a person's page's one statement, read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from interactions.models import Event, Target
from interactions.plan_forms import minutes_words
from web.phrases import day_span, long_date

MOST = 3
MET = "met there"
HOPED = """
SELECT json_agg(json_build_array(e.id, e.name, e.starts_on, e.ends_on, e.time_zone,
    t.question, t.reason, t.ask, t.asked_at, t.minutes, EXISTS(
        SELECT 1 FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
        WHERE p.contact_id = t.contact_id AND i.event_id = e.id AND i.status = 'held'
            AND i.deleted_at IS NULL AND i.kind <> 'email')) ORDER BY e.starts_on DESC, t.id)
FROM interactions_target t JOIN interactions_event e ON e.id = t.event_id
WHERE t.owner_id = %(owner)s AND t.contact_id = %(contact)s
"""
AHEAD = f"""
SELECT json_agg(json_build_array(e.id, e.name, e.starts_on, e.ends_on, e.time_zone)
    ORDER BY e.starts_on, e.id)
FROM (
    SELECT * FROM interactions_event e
    WHERE owner_id = %(owner)s AND ends_on >= %(yesterday)s AND NOT EXISTS(
        SELECT 1 FROM interactions_target t WHERE t.event_id = e.id AND t.contact_id = %(contact)s)
    ORDER BY starts_on, id LIMIT {MOST}) e
"""  # noqa: S608  joined from constants


class Hope(NamedTuple):
    """One event at which I hope, or hoped, to meet them."""

    event: Event
    days: str
    question: str
    reason: str
    told: str


class Hopes(NamedTuple):
    """The events they are a target at, and those ahead at which they could be."""

    hoped: list[Hope]
    ahead: list[tuple[Event, str]]

    @property
    def met_at(self) -> str:
        """The first event at which they were hoped for and met: how we met, where nothing else is written."""
        return next((one.event.name for one in reversed(self.hoped) if one.told == MET), "")

    def asked(self, now: datetime) -> list[Hope]:
        """My questions for them, first on their page while the event is on and until they are met (P29)."""
        return [one for one in self.hoped if one.question and one.told != MET and one.event.is_on(now)]


def hopes(hoped: list[Any] | None, ahead: list[Any] | None, now: datetime, today: date) -> Hopes:
    """Of one contact, of whom the caller knows whose it is; `today` in the resident's zone."""
    events = [_event(*one) for one in ahead or []]
    return Hopes(
        [_hope(one[:5], one[5:], now, today) for one in hoped or []],
        [(one, day_span(one.starts_on, one.ends_on, today)) for one in events if one.day(now) <= one.days],
    )


def _event(pk: int, name: str, starts: str, ends: str, time_zone: str) -> Event:
    days = {"starts_on": date.fromisoformat(starts), "ends_on": date.fromisoformat(ends)}
    return Event(pk=pk, name=name, time_zone=time_zone, **days)


def _hope(about: list[Any], rest: list[Any], now: datetime, today: date) -> Hope:
    event = _event(*about)
    question, reason, ask, asked_at, minutes, met = rest
    asked = datetime.fromisoformat(asked_at) if asked_at else None
    told = MET if met else _told(event, ask, asked, minutes, now)
    return Hope(event, day_span(event.starts_on, event.ends_on, today), question, reason, told)


def _told(event: Event, ask: str, asked: datetime | None, minutes: int | None, now: datetime) -> str:
    """How far an ask is; without an answer it ends with the event, and the name was read (P25)."""
    on = f" on {long_date(asked, now, event.zone)}" if asked else ""
    is_over = event.day(now) > event.days
    if ask == Target.Ask.ASKED:
        return (
            f"asked{on}, no reply: knows your name"
            if is_over
            else (f"asked{on} for {minutes_words(minutes)}, no reply yet")
        )
    if ask == Target.Ask.DECLINED:
        return f"asked{on}; could not, and knows your name" if is_over else f"asked{on}; cannot this time"
    if ask == Target.Ask.AGREED:
        return "agreed to meet"
    return ""
