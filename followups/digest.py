"""Queues the weekly emails whose moment has come; each resident and ISO week once.

Users are asked for by (zone, weekday, hour), so the moment is worked out once per group. A
week is settled by its `Digest` row: queued, empty, paused, resting, skipped or missed; one that
waits for an allowed hour is settled later.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from accounts.models import User
from accounts.zones import zone_or_utc
from followups.leaving import Due, catch_up
from followups.settling import settle
from followups.weeks import Slot, latest
from outbox import holding
from outbox.heartbeat import beat, last
from web.clock import database_now

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

# Put off, and its resident wants no mail by now: as if the week had not been looked at.
UNASKED = """
DELETE FROM followups_digest d WHERE d.outcome = 'deferred' AND d.send_at <= %(now)s AND NOT EXISTS (
    SELECT 1 FROM accounts_user u JOIN residents_resident r ON r.user_id = u.id
    WHERE u.id = d.owner_id AND u.digest_on AND u.is_active AND NOT EXISTS (
        SELECT 1 FROM outbox_suppression s WHERE s.owner_id = u.id AND lower(s.address) = lower(u.email)
    )
)
"""
WAITED = """
SELECT owner_id, send_at, iso_year, iso_week, id FROM followups_digest
WHERE outcome = 'deferred' AND send_at <= %(now)s ORDER BY send_at, id LIMIT %(most)s
"""
MISS_WAITING = (
    "UPDATE followups_digest SET outcome = 'missed' WHERE outcome = 'deferred' AND send_at <= %(now)s"
)

Groups = dict[tuple[str, int, int], Slot]


def queue_due(now: datetime | None = None) -> int:
    """Queue what is due, until the run is long enough; returns how many messages were queued.

    A moment up to DIGEST_CATCH_UP_HOURS ago is still served; an older one is missed, and shown so.
    """
    began = time.monotonic()
    moment = now or database_now()
    if not holding.released():
        return 0
    groups = _groups(moment)
    fresh = {key: slot for key, slot in groups.items() if slot.moment > moment - catch_up()}
    queued = _all(lambda: _waited(moment), moment, began) + _all(lambda: _due(fresh), moment, began)
    looked = last("missed digests")
    if looked is None or moment - looked >= LOOK_FOR_MISSED:
        # Older ones are missed as a rule, but after a time of nights one may just have become due.
        queued += _all(lambda: _due(groups), moment, began)
        beat("missed digests", moment)
    beat("digests", moment, queued)
    return queued


def _all(find: Callable[[], list[Due]], now: datetime, began: float) -> int:
    """Settle chunk after chunk; returns how many messages were queued."""
    queued = 0
    while found := find():
        queued += settle(found, now)
        if len(found) < CHUNK or time.monotonic() - began > LONGEST_RUN:
            break
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


def _waited(now: datetime) -> list[Due]:
    """Weeks that were put off until now."""
    with connection.cursor() as cursor:
        cursor.execute(WAITED, {"now": now, "most": CHUNK})
        if cursor.rowcount:
            cursor.execute(UNASKED, {"now": now})
            cursor.execute(WAITED, {"now": now, "most": CHUNK})
        return [Due(owner, Slot(at, year, week), pk) for owner, at, year, week, pk in cursor.fetchall()]


def _miss(groups: Groups, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MISS, {**_columns(groups), "now": now})
        cursor.execute(MISS_WAITING, {"now": now})
    beat("missed digests", now)
