"""The month so far: how many intentional conversations there were (P66). One or two are enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import User
from followups.windows import local

ENOUGH = 2
# Asked for by name of table and column, because this app stands below the one that keeps interactions.
# A meeting, call or coffee is sought; anything else counts when it was a good conversation, and rounds
# or a journal club when somebody came along who is new. OFFSET 0 keeps the look back to that one person's
# touches: a planner without statistics goes through everybody's instead, half a minute for 20,000.
INTENTIONAL = """
i.status = 'held' AND i.deleted_at IS NULL AND (
    i.meaningful
    OR i.kind IN ('coffee', 'video', 'call', 'informational', 'meeting')
    OR ((i.kind = 'rounds' OR e.kind IN ('rounds', 'local', 'webinar')) AND EXISTS (
        SELECT 1 FROM interactions_participant p
        WHERE p.interaction_id = i.id AND NOT EXISTS (
            SELECT 1 FROM interactions_participant q CROSS JOIN LATERAL (
                SELECT 1 FROM interactions_interaction b
                WHERE b.id = q.interaction_id AND b.status = 'held' AND b.deleted_at IS NULL
                    AND (b.at, b.id) < (i.at, i.id)
                OFFSET 0
            ) earlier
            WHERE q.contact_id = p.contact_id
        )
    ))
)"""
# Service is a day, not a conversation; it counts all the same (P64).
SERVICE = """
a.kind = 'service' AND a.on >= m.first AND a.on <= m.today
"""
COUNT = f"""
WITH m AS (
    SELECT * FROM unnest(
            %(owners)s::bigint[], %(begins)s::timestamptz[], %(firsts)s::date[], %(todays)s::date[])
        AS u(owner_id, begins, first, today)
)
SELECT found.owner_id, count(*) FROM (
    SELECT m.owner_id FROM m
    JOIN interactions_interaction i ON i.owner_id = m.owner_id AND i.at >= m.begins AND i.at <= %(now)s
    LEFT JOIN interactions_event e ON e.id = i.event_id
    WHERE {INTENTIONAL}
    UNION ALL
    SELECT m.owner_id FROM m JOIN residents_achievement a ON a.owner_id = m.owner_id AND {SERVICE}
) found
GROUP BY found.owner_id
"""  # noqa: S608  joined from constants


def lines(users: Sequence[User], now: datetime) -> dict[int, str]:
    """“May: 1 of 1–2.” for each, by user id; months are the resident's own."""
    todays = [now.astimezone(user.zone).date() for user in users]
    firsts = [today.replace(day=1) for today in todays]
    values: dict[str, Any] = {
        "owners": [user.pk for user in users],
        "begins": [local(first, 0, user.zone) for first, user in zip(firsts, users, strict=True)],
        "firsts": firsts,
        "todays": todays,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        counts: dict[int, int] = dict(cursor.fetchall())
    return {user.pk: line(counts.get(user.pk, 0), now.astimezone(user.zone)) for user in users}


def line(held: int, there: datetime) -> str:
    """The gauge in words, at a time of the resident's. Two are the most it shows: more is no better."""
    more = " That is plenty." if held > ENOUGH else ""
    return f"{there:%B}: {min(held, ENOUGH)} of 1–2.{more}"
