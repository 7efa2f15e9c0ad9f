"""The sweep: raises a reminder for every follow-up that reached a stage.

One statement a chunk: claim what is due (`<= now`, no lower bound, so downtime only delays),
insert the reminders, move `notice_at` to the next stage. Run it twice, or from two places
at once, and nothing happens twice: rows are claimed with SKIP LOCKED, the reminder's key is
unique. After downtime only the latest stage rings: one item, one ring. A meeting's preparation
rings the day before and never as the meeting begins (P48).
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from outbox.heartbeat import beat
from web.clock import database_now

CHUNK = 5000

RAISE = """
WITH due AS (
    SELECT id, owner_id, due_at, late_at, basis = 'preparation' AS is_meeting,
        CASE WHEN basis = 'preparation' THEN due_at ELSE GREATEST(opens_at, told_at) END AS rings_at,
        closed_at IS NOT NULL OR (basis = 'preparation' AND late_at <= %(now)s) AS is_over
    FROM followups_followup
    WHERE notice_at <= %(now)s
    ORDER BY notice_at
    LIMIT %(chunk)s
    FOR UPDATE SKIP LOCKED
), raised AS (
    INSERT INTO followups_reminder (owner_id, follow_up_id, stage, raised_at)
    SELECT owner_id, id,
        CASE WHEN late_at <= %(now)s THEN 'late' WHEN due_at <= %(now)s THEN 'due' ELSE 'opened' END,
        %(now)s
    FROM due
    WHERE rings_at <= %(now)s AND NOT is_over
    ON CONFLICT (follow_up_id, stage) DO NOTHING
    RETURNING 1
), moved AS (
    UPDATE followups_followup f SET
        snoozed_until = NULL,
        notice_at = CASE
            WHEN due.is_over THEN NULL
            WHEN due.rings_at > %(now)s THEN due.rings_at
            WHEN due.is_meeting THEN NULL
            WHEN f.due_at > %(now)s THEN f.due_at
            WHEN f.late_at > %(now)s THEN f.late_at
        END
    FROM due WHERE f.id = due.id
    RETURNING 1
)
SELECT (SELECT count(*) FROM raised), (SELECT count(*) FROM moved)
"""


def sweep(now: datetime | None = None) -> int:
    """Raise everything due; returns how many reminders were raised.

    `now` defaults to the database's clock, so that two hosts with different clocks agree.
    """
    total: int = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            moment = now or database_now()
            cursor.execute(RAISE, {"now": moment, "chunk": CHUNK})
            raised, moved = cursor.fetchone()
        total += raised
        if moved < CHUNK:
            break
    beat("sweep", moment, total)
    return total
