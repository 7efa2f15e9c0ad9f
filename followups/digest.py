"""Queues the weekly emails whose moment has come; each resident and ISO week once.

Users are asked for by (zone, weekday, hour), so the moment is worked out once per group. A
week is settled by its `Digest` row: queued, empty, paused or missed. Its unique key decides
between two runs; the message's key says the same a second time.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from accounts.models import User
from accounts.zones import zone_or_utc
from followups import weekly
from followups.choosing import MEETINGS_AHEAD, Choice, Owed, choose
from followups.models import Digest, FollowUp
from followups.rules import numbers
from followups.weeks import Slot, latest
from followups.windows import Basis, Window
from outbox import holding
from outbox.heartbeat import beat, last
from outbox.models import Kind, Message, State
from residents.models import Pause
from web.clock import database_now

logger = logging.getLogger("curbside.digest")

CHUNK = 200
LONGEST_RUN = 50.0
LOOK_FOR_MISSED = timedelta(hours=1)

# Who is in one of these groups, was asked for mail by then, and has no row for that week.
UNSETTLED = """
FROM unnest(%(zones)s::text[], %(weekdays)s::int[], %(hours)s::int[], %(moments)s::timestamptz[],
    %(years)s::int[], %(weeks)s::int[]) AS g(zone, weekday, hour, moment, year, week)
JOIN accounts_user u ON u.digest_on AND u.is_active
    AND u.digest_weekday = g.weekday AND u.digest_hour = g.hour AND u.time_zone = g.zone
    AND u.digest_since <= g.moment
WHERE EXISTS (SELECT 1 FROM residents_resident r WHERE r.user_id = u.id)
  AND NOT EXISTS (
    SELECT 1 FROM outbox_suppression s WHERE s.owner_id = u.id AND lower(s.address) = lower(u.email)
  )
  AND NOT EXISTS (
    SELECT 1 FROM followups_digest d
    WHERE d.owner_id = u.id AND d.iso_year = g.year AND d.iso_week = g.week
  )
"""
DUE = f"SELECT u.id, g.moment, g.year, g.week {UNSETTLED} ORDER BY g.moment, u.id LIMIT %(most)s"
MISS = f"""
INSERT INTO followups_digest (owner_id, iso_year, iso_week, send_at, outcome, items, more, created_at)
SELECT u.id, g.year, g.week, g.moment, 'missed', '[]', 0, %(now)s {UNSETTLED}
ON CONFLICT (owner_id, iso_year, iso_week) DO NOTHING
"""

Groups = dict[tuple[str, int, int], Slot]


@dataclass(frozen=True)
class Due:
    """One resident's week whose moment has come."""

    owner_id: int
    slot: Slot


def queue_due(now: datetime | None = None) -> int:
    """Queue what is due, until the run is long enough; returns how many messages were queued.

    A moment up to DIGEST_CATCH_UP_HOURS ago is still served; an older one is missed, and shown so.
    """
    began = time.monotonic()
    moment = now or database_now()
    if not holding.released():
        return 0
    catch_up = moment - timedelta(hours=settings.DIGEST_CATCH_UP_HOURS)
    groups = _groups(moment)
    fresh = {key: slot for key, slot in groups.items() if slot.moment > catch_up}
    queued = 0
    while found := _due(fresh):
        queued += _settle(found, moment)
        if len(found) < CHUNK or time.monotonic() - began > LONGEST_RUN:
            break
    looked = last("missed digests")
    if looked is None or moment - looked >= LOOK_FOR_MISSED:
        _miss({key: slot for key, slot in groups.items() if key not in fresh}, moment)
    beat("digests", moment, queued)
    return queued


def miss(now: datetime) -> None:
    """Settle as missed every week whose moment has come, also one that could still be served."""
    _miss(_groups(now), now)


def _groups(now: datetime) -> Groups:
    """The last moment of every (zone, weekday, hour) somebody has chosen."""
    chosen = User.objects.filter(digest_on=True, is_active=True).order_by()
    keys = chosen.values_list("time_zone", "digest_weekday", "digest_hour").distinct()
    return {(zone, day, hour): latest(zone_or_utc(zone), day, hour, now) for zone, day, hour in keys}


def _columns(groups: Groups) -> dict[str, list[object]]:
    slots = list(groups.values())
    return {
        "zones": [zone for zone, _, _ in groups],
        "weekdays": [weekday for _, weekday, _ in groups],
        "hours": [hour for _, _, hour in groups],
        "moments": [slot.moment for slot in slots],
        "years": [slot.year for slot in slots],
        "weeks": [slot.week for slot in slots],
    }


def _due(groups: Groups) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, {**_columns(groups), "most": CHUNK})
        return [Due(owner, Slot(moment, year, week)) for owner, moment, year, week in cursor.fetchall()]


def _miss(groups: Groups, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MISS, {**_columns(groups), "now": now})
    beat("missed digests", now)


def _settle(found: Sequence[Due], now: datetime) -> int:
    """A row for every week found, with a message where something is due."""
    users = User.objects.in_bulk([due.owner_id for due in found])
    paused = _paused(users, now)
    chosen = _choices([owner for owner in users if owner not in paused], now)
    quiet, loud = [], []
    for due in found:
        if due.owner_id in paused:
            quiet.append(_digest(due, Digest.Outcome.PAUSED, now))
        elif due.owner_id in chosen:
            loud.append(due)
        elif due.owner_id in users:
            quiet.append(_digest(due, Digest.Outcome.EMPTY, now))
    Digest.objects.bulk_create(quiet, ignore_conflicts=True)
    wanted = {pk for choice in chosen.values() for pk in choice.ids}
    items = FollowUp.objects.with_person().prefetch_related("opened_by").in_bulk(wanted)
    return sum(_queue(users[due.owner_id], due, chosen[due.owner_id], items, now) for due in loud)


def _paused(users: dict[int, User], now: datetime) -> set[int]:
    """Whose mail rests on their own calendar day."""
    pauses = Pause.objects.filter(owner__in=users, resumed_on__isnull=True)
    today = {pk: now.astimezone(user.zone).date() for pk, user in users.items()}
    return {one.owner_id for one in pauses if one.starts_on <= today[one.owner_id] < one.ends_on}


def _choices(owners: Iterable[int], now: datetime) -> dict[int, Choice]:
    """What each of them gets; who gets nothing is not in the answer."""
    meeting = Q(basis=Basis.PREPARATION, late_at__gt=now, late_at__lte=now + MEETINGS_AHEAD)
    rows = (
        FollowUp.objects.filter(owner__in=list(owners), contact__trashed_at__isnull=True)
        .owed()
        .awake(now)
        .filter(Q(opens_at__lte=now) | meeting)
        .values_list("owner_id", "id", "basis", "starts_at", "opens_at", "due_at", "late_at")
    )
    owed: defaultdict[int, list[Owed]] = defaultdict(list)
    for owner, pk, basis, *window in rows:
        owed[owner].append(Owed(pk, basis, Window(*window)))
    picked = {owner: choose(ones, now, numbers(), settings.DIGEST_PEOPLE) for owner, ones in owed.items()}
    return {owner: choice for owner, choice in picked.items() if choice.ids}


def _queue(user: User, due: Due, choice: Choice, items: dict[int, FollowUp], now: datetime) -> int:
    """Write the mail and its week together; 0 when another run was first."""
    here = [items[pk] for pk in choice.ids if pk in items]
    if not here:
        return 0
    message = _message(user, due, here, choice.more, now)
    digest = _digest(due, Digest.Outcome.QUEUED, now)
    digest.items, digest.more, digest.message = [item.pk for item in here], choice.more, message
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            digest.save(force_insert=True)
    except IntegrityError:
        return 0
    return 1


def _message(user: User, due: Due, items: Sequence[FollowUp], more: int, now: datetime) -> Message:
    message = Message(
        owner=user,
        key=f"digest:{user.pk}:{due.slot.name}",
        kind=Kind.WEEKLY,
        to=user.email,
        headers=weekly.headers(user.pk),
        next_try_at=now,
        created_at=now,
        expires_at=now + timedelta(hours=settings.DIGEST_CATCH_UP_HOURS),
    )
    try:
        letter = weekly.letter(user, items, more, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # One resident's broken row must not keep everybody else's mail back.
        logger.warning("weekly email of user %s cannot be written: %s", user.pk, type(error).__name__)
        message.subject, message.state, message.finished_at = "Weekly email", State.DEAD, now
        message.reason = f"It could not be written ({type(error).__name__})."
    else:
        message.subject, message.text, message.html = letter.subject, letter.text, letter.html
    return message


def _digest(due: Due, outcome: Digest.Outcome, now: datetime) -> Digest:
    return Digest(
        owner_id=due.owner_id,
        iso_year=due.slot.year,
        iso_week=due.slot.week,
        send_at=due.slot.moment,
        outcome=outcome,
        created_at=now,
    )
