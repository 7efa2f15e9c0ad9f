"""The sweep against one statement written by hand, from the same state, round after round."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import psycopg
from django.db import connection, transaction

from bench.database import as_owner
from followups.sweep import sweep
from web.clock import database_now

ROUNDS = 7

STAGE = "CASE WHEN late_at <= %(now)s THEN 'late' WHEN due_at <= %(now)s THEN 'due' ELSE 'opened' END"

# Reminders only: what the peers were measured with.
INSERTS = f"""
INSERT INTO followups_reminder (owner_id, follow_up_id, stage, raised_at)
SELECT owner_id, id, {STAGE}, %(now)s FROM followups_followup WHERE notice_at <= %(now)s
ON CONFLICT (follow_up_id, stage) DO NOTHING
"""

# The whole work: the next stage's moment too, without chunks, locks or a heartbeat.
WHOLE = f"""
WITH moved AS (
    UPDATE followups_followup SET notice_at = CASE
        WHEN opens_at > %(now)s THEN opens_at WHEN due_at > %(now)s THEN due_at
        WHEN late_at > %(now)s THEN late_at END
    WHERE notice_at <= %(now)s
    RETURNING id, owner_id, due_at, late_at
)
INSERT INTO followups_reminder (owner_id, follow_up_id, stage, raised_at)
SELECT owner_id, id, {STAGE}, %(now)s FROM moved
ON CONFLICT (follow_up_id, stage) DO NOTHING
"""

RESTORE = """
DELETE FROM followups_reminder;
UPDATE followups_followup f SET notice_at = k.notice_at, snoozed_until = k.snoozed_until
FROM bench_kept k WHERE f.id = k.id AND f.notice_at IS DISTINCT FROM k.notice_at;
"""


@dataclass(frozen=True)
class Swept:
    """Milliseconds, medians over the rounds."""

    rows: int
    due: int
    sweep: float
    inserts: float
    whole: float


def measure(env: dict[str, str]) -> Swept:
    """Interleaved rounds; the state is restored and vacuumed before each measurement."""
    now = database_now()
    took: dict[str, list[float]] = {"sweep": [], "inserts": [], "whole": []}
    runs = {"sweep": lambda: sweep(now), "inserts": _one(INSERTS, now), "whole": _one(WHOLE, now)}
    with as_owner(env) as owner:
        rows, due = _keep(owner, now)
        for turn in range(ROUNDS + 1):
            for name, run in runs.items():
                _restore(owner)
                start = time.perf_counter()
                raised = run()
                spent = (time.perf_counter() - start) * 1000
                if raised != due:
                    raise SystemExit(f"{name} raised {raised} of {due} reminders")
                # The first round only warms up.
                if turn:
                    took[name].append(spent)
        _restore(owner)
        owner.execute("DROP TABLE bench_kept")
    return Swept(rows, due, *(median(took[name]) for name in ("sweep", "inserts", "whole")))


def _one(statement: str, now: datetime) -> Callable[[], int]:
    def run() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, {"now": now})
            return int(cursor.rowcount)

    return run


def _keep(owner: psycopg.Connection, now: datetime) -> tuple[int, int]:
    owner.execute("DROP TABLE IF EXISTS bench_kept")
    owner.execute(
        "CREATE TABLE bench_kept AS SELECT id, notice_at, snoozed_until FROM followups_followup"
        " WHERE notice_at <= %s",
        [now],
    )
    counted = owner.execute(
        "SELECT count(*), count(*) FILTER (WHERE notice_at <= %s) FROM followups_followup", [now]
    )
    rows, due = counted.fetchone() or (0, 0)
    return rows, due


def _restore(owner: psycopg.Connection) -> None:
    owner.execute(RESTORE)
    owner.execute("VACUUM followups_followup, followups_reminder")
