"""What must ring, as a table of its own made before the start, and the SQL that compares.

Each item has one moment within the run and so rings once: it opens, is due or is late then, or was
passed over in all three stages by a downtime, of which only the latest may ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import psycopg

from tests.faults.harness import Stage, eventually

OWNERS = 40
# By owner: whose people go to the trash, lose their rhythm, who pauses, whose items are edited one by one.
TRASHED, RHYTHMLESS, PAUSING, EDITED = 0, 1, 2, 3
VERBS = ("finish", "snooze long", "snooze short", "move", "")

PLAN = """
CREATE TABLE faults_plan AS
SELECT n, c.id AS contact_id, c.owner_id, c.grp,
    CASE c.grp WHEN %(edited)s THEN (%(verbs)s::text[])[n %% 5 + 1] ELSE '' END AS verb,
    CASE WHEN n %% 10 < 6 THEN clock_timestamp() - random() * interval '60 days' - interval '1 second'
         WHEN n %% 10 < 9 THEN clock_timestamp() + (%(lead)s + random() * %(span)s) * interval '1 second'
         ELSE clock_timestamp() + interval '1 hour' + random() * interval '20 days' END AS at,
    CASE WHEN c.grp IN (%(edited)s, %(pausing)s) THEN 'opened'
         ELSE (ARRAY['opened', 'due', 'late', 'downtime'])[n / 10 %% 4 + 1] END AS kind,
    nextval(pg_get_serial_sequence('followups_followup', 'id')) AS id
FROM generate_series(0, %(items)s::int - 1) AS n
JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, owner_id,
          CASE WHEN %(edits)s THEN (owner_id - %(first)s) %% 20 ELSE 9 END AS grp
      FROM contacts_contact WHERE given_name = 'Ring') c ON c.place = n %% %(contacts)s;
UPDATE faults_plan SET kind = 'opened' WHERE kind = 'downtime' AND at > clock_timestamp();
ALTER TABLE faults_plan ADD PRIMARY KEY (id);
"""
ITEMS = """
INSERT INTO followups_followup
SELECT r.* FROM faults_plan p
CROSS JOIN (SELECT * FROM followups_followup WHERE id = %(template)s) t
CROSS JOIN LATERAL (SELECT
    CASE p.kind WHEN 'opened' THEN p.at WHEN 'due' THEN p.at - interval '70 days'
        ELSE p.at - interval '90 days' END AS opens,
    CASE p.kind WHEN 'opened' THEN p.at + interval '100 days' WHEN 'due' THEN p.at
        ELSE p.at - interval '80 days' END AS due,
    CASE p.kind WHEN 'late' THEN p.at WHEN 'downtime' THEN p.at
        ELSE p.at + interval '200 days' END AS late) w
CROSS JOIN LATERAL jsonb_populate_record(t::followups_followup, jsonb_build_object(
    'id', p.id, 'owner_id', p.owner_id, 'contact_id', p.contact_id, 'occurrence', 'n' || p.n,
    'basis', CASE p.grp WHEN %(rhythmless)s THEN 'update' ELSE 'manual' END,
    'starts_at', w.opens, 'opens_at', w.opens, 'due_at', w.due, 'late_at', w.late,
    'notice_at', CASE p.kind WHEN 'downtime' THEN w.opens ELSE p.at END)) r;
DELETE FROM followups_followup WHERE id = %(template)s;
"""
ORACLE = """
WITH rung AS (
    SELECT follow_up_id AS id, count(*) AS times, count(DISTINCT stage) AS stages, min(stage) AS stage,
        min(raised_at) AS first, count(*) FILTER (WHERE seen_at IS NULL) AS unseen
    FROM followups_reminder GROUP BY follow_up_id
), seen AS (
    SELECT p.*, coalesce(r.times, 0) AS times, coalesce(r.stages, 0) AS stages, r.stage AS rang, r.first,
        coalesce(r.unseen, 0) AS unseen,
        p.at <= %(end)s AS is_due, p.grp > 3 OR (p.grp = 3 AND p.verb = '') AS untouched,
        CASE p.kind WHEN 'downtime' THEN 'late' ELSE p.kind END AS must
    FROM faults_plan p LEFT JOIN rung r USING (id)
)
SELECT jsonb_build_object(
    'due', count(*) FILTER (WHERE untouched AND is_due),
    'raised', count(*) FILTER (WHERE untouched AND times > 0),
    'missing', count(*) FILTER (WHERE is_due AND times = 0 AND (untouched OR verb = 'snooze short')),
    'twice', count(*) FILTER (WHERE times > stages),
    'extra', count(*) FILTER (WHERE
        (untouched AND times > is_due::int) OR (untouched AND rang <> must)
        OR (grp = 3 AND verb = 'finish' AND (unseen > 0 OR times > 1))
        OR (grp = 3 AND verb IN ('snooze long', 'move') AND times > 0)
        OR (grp = 3 AND verb = 'snooze short' AND times > 1)
        OR (grp = 0 AND unseen > 0) OR (grp = 1 AND times > 0)),
    'early', count(*) FILTER (WHERE first < at AND grp <> 2),
    'edited', count(*) FILTER (WHERE NOT untouched),
    'latest', coalesce(max(extract(epoch FROM first - at)) FILTER (WHERE untouched AND at > %(begin)s), 0)
) FROM seen
"""

LEFT = "SELECT count(*) FROM faults_plan WHERE at > now() AND at < %s + interval '30 minutes'"


@dataclass
class Rung:
    """What became of the plan."""

    items: int
    due: int = 0
    raised: int = 0
    missing: int = 0
    extra: int = 0
    twice: int = 0
    early: int = 0
    edited: int = 0
    # Seconds from the moment of what came due during the run to its reminder, at worst.
    latest: float = 0

    @property
    def holds(self) -> bool:
        wrong = self.missing + self.extra + self.twice + self.early
        return wrong == 0 and 0 < self.due == self.raised

    @property
    def line(self) -> str:
        return (
            f"items={self.items} due={self.due} raised={self.raised} edited={self.edited}"
            f" | missing={self.missing} extra={self.extra} twice={self.twice} early={self.early}"
            f" | latest {self.latest:.1f} s"
        )


def load(stage: Stage, items: int, lead: float, span: float, *, edits: bool = False) -> datetime:
    """Write the plan and its items, all at once for those who watch; returns when.

    Six tenths are past, three come due within `span` seconds from `lead` seconds on, one lies far ahead.
    """
    contacts = max(items // 50, OWNERS)
    maker = stage.actor("tests.faults.ringing_world:make")
    made = maker.call(OWNERS, contacts)
    values = {
        "edited": EDITED, "pausing": PAUSING, "rhythmless": RHYTHMLESS, "verbs": list(VERBS), "items": items,
        "first": made["first"], "contacts": contacts, "edits": edits, "template": made["template"],
        "lead": lead, "span": span,
    }  # fmt: skip
    with stage.connect() as owner, owner.transaction(), psycopg.ClientCursor(owner) as cursor:
        begin: datetime = cursor.execute("SELECT clock_timestamp()").fetchall()[0][0]
        cursor.execute("SELECT setseed(0.53)")
        cursor.execute(PLAN, values)
        cursor.execute(ITEMS, values)
    return begin


def all_rung(stage: Stage, seconds: float) -> bool:
    """Whether nothing that is due waits, in time."""
    waits = "SELECT count(*) FROM followups_followup WHERE notice_at <= now()"
    return eventually(lambda: not stage.one(waits), seconds)


def compare(stage: Stage, items: int, begin: datetime) -> Rung:
    """What became of the plan until now."""
    with stage.connect() as owner, psycopg.ClientCursor(owner) as cursor:
        figures = cursor.execute(ORACLE.replace("%(end)s", "now()"), {"begin": begin}).fetchall()[0][0]
    return Rung(items, **figures)
