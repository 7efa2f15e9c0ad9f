"""The sessions of an event, in its own time (P22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from followups.windows import from_wall
from interactions.models import Event, Session
from interactions.pasted_sessions import Row

MOST_SESSIONS = 500
READ = ("title", "room", "starts_at", "ends_at", "speaker", "uid")


def sessions(event: Event) -> list[Session]:
    """All of them, by time."""
    mine = Session.objects.filter(owner=event.owner_id, event=event)
    return list(mine.select_related("presentation").order_by("starts_at", "pk"))


@dataclass(frozen=True)
class Shown:
    """One session with its times on the wall there."""

    session: Session
    begins: datetime
    ends: datetime | None


def by_day(sessions: Iterable[Session], event: Event) -> list[tuple[date, int, list[Shown]]]:
    """Each day there, which day of the event it is, and its sessions."""
    shown = [
        Shown(one, _wall(one.starts_at, event), _wall(one.ends_at, event) if one.ends_at else None)
        for one in sessions
    ]
    days = groupby(shown, key=lambda one: one.begins.date())
    return [(day, (day - event.starts_on).days + 1, list(those)) for day, those in days]


def _wall(at: datetime, event: Event) -> datetime:
    """Without a zone, so that no template turns it into mine."""
    return at.astimezone(event.zone).replace(tzinfo=None)


class TooMany(Exception):
    """The event would have more sessions than it can."""


@dataclass(frozen=True)
class Taken:
    """What reading a programme did: how many are new, and what the changed ones were."""

    added: int
    changed: list[dict[str, Any]]
    same: int


def take(event: Event, rows: Sequence[Row], now: datetime) -> Taken:
    """Keep the rows. One known by its name in the file, or by time and title, is changed in place.

    Runs in the caller's transaction, which holds the event: two windows do not add the same twice.
    """
    known = list(Session.objects.filter(owner=event.owner_id, event=event))
    by_uid = {one.uid: one for one in known if one.uid}
    by_words = {(one.starts_at, one.title.casefold()): one for one in known}
    added: list[Session] = []
    changed: list[dict[str, Any]] = []
    same = 0
    for row in rows:
        told = {name: getattr(row, name) for name in READ}
        one = by_uid.get(row.uid) if row.uid else None
        one = one or by_words.get((told["starts_at"], row.title.casefold()))
        if one is None:
            added.append(Session(owner_id=event.owner_id, event=event, created_at=now, **told))
            continue
        was = _change(one, told)
        changed += [was] if was else []
        same += not was
    if len(known) + len(added) > MOST_SESSIONS:
        raise TooMany
    Session.objects.bulk_create(added)
    return Taken(len(added), changed, same)


def _change(one: Session, told: dict[str, Any]) -> dict[str, Any]:
    """What it was before, when anything changes. What the file leaves empty stays as I wrote it."""
    new = {name: value for name, value in told.items() if value and value != getattr(one, name)}
    if not new:
        return {}
    if told["ends_at"] is None and one.ends_at and told["starts_at"] != one.starts_at:
        new["ends_at"] = None
    was = {name: getattr(one, name) for name in new}
    for name, value in new.items():
        setattr(one, name, value)
    one.save(update_fields=[*new])
    plain = {n: value.isoformat() if isinstance(value, datetime) else value for n, value in was.items()}
    return {"id": one.pk, **plain}


def same_wall(event: Event, before: ZoneInfo) -> None:
    """The event's zone was put right: what was typed keeps its time on the wall there.

    What a calendar file said named its own zone, so it stays the moment it was.
    """
    moved = list(Session.objects.filter(owner=event.owner_id, event=event, uid=""))
    for one in moved:
        one.starts_at = _moved(one.starts_at, before, event.zone)
        one.ends_at = max(_moved(one.ends_at, before, event.zone), one.starts_at) if one.ends_at else None
    Session.objects.bulk_update(moved, ["starts_at", "ends_at"])


def _moved(at: datetime, before: ZoneInfo, zone: ZoneInfo) -> datetime:
    return from_wall(at.astimezone(before).replace(tzinfo=None), zone)
