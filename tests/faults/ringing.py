"""I1: three beats and four sweeps from one start, killed mid-chunk, while residents edit and delete.

The plan of what must ring is a table of its own, made before the start; the oracle compares it with
the reminders by SQL alone. A kill strikes for certain inside a statement: an uncommitted reminder
makes whoever raises the same one wait, and the one who waits is killed.
"""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.harness import SUPERUSER, Actor, Arena, Stage, eventually, start

OWNERS = 40
# By owner: whose people go to the trash, lose their rhythm, who pauses, whose items are edited one by one.
TRASHED, RHYTHMLESS, PAUSING, EDITED = 0, 1, 2, 3
VERBS = ("finish", "snooze long", "snooze short", "move", "")

PLAN = """
CREATE TABLE faults_plan AS
SELECT n, c.id AS contact_id, c.owner_id, c.grp,
    CASE c.grp WHEN %(edited)s THEN (%(verbs)s::text[])[n %% 5 + 1] ELSE '' END AS verb,
    CASE WHEN n %% 10 < 6 THEN clock_timestamp() - random() * interval '60 days' - interval '1 second'
         WHEN n %% 10 < 9 THEN clock_timestamp() + %(lead)s + random() * %(span)s
         ELSE clock_timestamp() + interval '1 hour' + random() * interval '20 days' END AS at,
    CASE WHEN c.grp IN (%(edited)s, %(pausing)s) THEN 'opened'
         ELSE (ARRAY['opened', 'due', 'late', 'downtime'])[(n / 10) %% 4 + 1] END AS kind,
    nextval(pg_get_serial_sequence('followups_followup', 'id')) AS id
FROM generate_series(0, %(items)s - 1) AS n
JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, owner_id, (owner_id - %(first)s) %% 20 AS grp
      FROM contacts_contact) c ON c.place = n %% %(contacts)s;
UPDATE faults_plan SET kind = 'opened' WHERE kind = 'downtime' AND at > clock_timestamp();
ALTER TABLE faults_plan ADD PRIMARY KEY (id);
"""
# Each item has one moment within the run and so one ring; after downtime only the latest stage rings.
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
RAISING = """
SELECT application_name FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%followups_reminder%'
  AND application_name ~ '^(sweep|worker)'
"""
NEXT = """
SELECT p.id, p.owner_id, p.kind FROM faults_plan p JOIN followups_followup f ON f.id = p.id
WHERE p.grp > 3 AND f.notice_at = p.at AND p.at > clock_timestamp() + interval '0.1 seconds'
  AND p.at < clock_timestamp() + interval '10 minutes'
ORDER BY p.at LIMIT 1
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
    'edited', count(*) FILTER (WHERE NOT untouched)
) FROM seen
"""


@dataclass
class Ringing:
    """What came out."""

    items: int
    due: int = 0
    raised: int = 0
    missing: int = 0
    extra: int = 0
    twice: int = 0
    early: int = 0
    edited: int = 0
    kills: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def holds(self) -> bool:
        wrong = self.missing + self.extra + self.twice + self.early + len(self.errors)
        return wrong == 0 and 0 < self.due == self.raised

    @property
    def line(self) -> str:
        return (
            f"items={self.items} due={self.due} raised={self.raised} edited={self.edited}"
            f" | missing={self.missing} extra={self.extra} twice={self.twice} early={self.early}"
            f" failed_edits={len(self.errors)} | faults {self.kills} kill -9 mid-chunk | {self.seconds:.0f} s"
        )


class Race:
    """The processes of one run, and the threads that drive them."""

    def __init__(self, stage: Stage, chunk: int, kills: int, seconds: float) -> None:
        self.stage, self.chunk, self.kills = stage, chunk, kills
        self.end = time.monotonic() + seconds
        self.killed = 0
        self.errors: list[str] = []
        self.sweeps = [
            stage.actor("tests.faults.ringing_world:sweep", PGAPPNAME=f"sweep{n}") for n in range(4)
        ]
        self.editors = [stage.actor("tests.faults.ringing_world:edit", PGAPPNAME="edit") for _ in range(2)]

    @property
    def running(self) -> bool:
        return time.monotonic() < self.end

    def sweep_again_and_again(self, actor: Actor) -> None:
        """A killed one is started again, as a container runtime does."""
        while self.running:
            said = actor.call(self.chunk)
            if said is None:
                actor.process.wait()
                actor.start()
                actor.ready()
            elif isinstance(said, dict):
                self.errors.append(f"sweep: {said['error']}")

    def edit(self, actor: Actor, work: list[tuple[str, int]]) -> None:
        """Spread over the run; what a page would answer with an error is kept."""
        pace = max(self.end - time.monotonic() - 3, 0) / max(len(work), 1)
        for turn, (verb, pk) in enumerate(work):
            wait = self.end - 3 - pace * (len(work) - turn) - time.monotonic()
            time.sleep(max(wait, 0))
            said = actor.call(verb, pk)
            if said is not None:
                self.errors.append(f"{verb} {pk}: {said.get('error', said)}")

    def kill(self) -> None:
        """Make somebody wait in the middle of a chunk, kill it, let go."""
        pause = (self.end - time.monotonic()) / (self.kills + 1)
        with self.stage.connect() as blocker, self.stage.connect(SUPERUSER) as watcher:
            while self.running and self.killed < self.kills:
                found = watcher.execute(NEXT).fetchone()
                if found is None:
                    return
                self.killed += self._kill_who_raises(found, blocker, watcher)
                time.sleep(pause / 3)

    def _kill_who_raises(self, item: tuple[Any, ...], blocker: Any, watcher: Any) -> bool:
        pk, owner, kind = item
        struck = False
        with blocker.transaction(force_rollback=True):
            blocker.execute(
                "INSERT INTO followups_reminder (follow_up_id, owner_id, stage, raised_at)"
                " VALUES (%s, %s, %s, now())",
                [pk, owner, kind],
            )
            until = time.monotonic() + 3
            while time.monotonic() < until and not struck:
                row = watcher.execute(RAISING).fetchone()
                struck = bool(row) and self._strike(row[0])
                time.sleep(0.005)
        return struck

    def _strike(self, name: str) -> bool:
        if name.startswith("sweep"):
            self.sweeps[int(name.removeprefix("sweep"))].signal(signal.SIGKILL)
            return True
        worker = next((one for one in self.stage.actors if one.name == name), None)
        return worker.kill_child() if worker else False


def work_of(stage: Stage, seed: int) -> list[tuple[str, int]]:
    """Every edit of the run, shuffled; a pause and its end stay in that order."""
    items = stage.rows("SELECT verb, id FROM faults_plan WHERE verb <> ''")
    people = "SELECT DISTINCT contact_id FROM faults_plan WHERE grp = %s"
    work = [(str(verb), int(pk)) for verb, pk in items]
    work += [("trash", pk) for (pk,) in stage.rows(people, [TRASHED])]
    work += [("no rhythm", pk) for (pk,) in stage.rows(people, [RHYTHMLESS])]
    random.Random(seed).shuffle(work)
    owners = [pk for (pk,) in stage.rows("SELECT DISTINCT owner_id FROM faults_plan WHERE grp = %s", [PAUSING])]
    turns = [(verb, pk) for _ in range(4) for verb in ("pause", "resume") for pk in owners]
    places = sorted(random.Random(seed).sample(range(len(work)), min(len(turns), len(work))))
    for place, turn in zip(reversed(places), reversed(turns), strict=False):
        work.insert(place, turn)
    return work


def load(stage: Stage, items: int, lead: float, span: float) -> None:
    """Items of many kinds, all at once for those who watch."""
    contacts = max(items // 50, OWNERS)
    maker = stage.actor("tests.faults.ringing_world:make")
    made = maker.call(OWNERS, contacts)
    values = {
        "edited": EDITED, "pausing": PAUSING, "rhythmless": RHYTHMLESS, "verbs": list(VERBS), "items": items,
        "first": min(owner for _, owner in made["people"]), "contacts": contacts,
        "template": made["template"], "lead": f"{lead} seconds", "span": f"{span} seconds",
    }  # fmt: skip
    with psycopg.connect(stage.connect().info.dsn, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SELECT setseed(0.53)")
        connection.execute(PLAN.replace("%(lead)s", "%(lead)s::interval").replace("%(span)s", "%(span)s::interval"), values)
        connection.execute(ITEMS, values)


def run(
    arena: Arena, items: int, *, kills: int, seconds: float, chunk: int = 5000, seed: int = 1,
    tree: Path | None = None, unique: bool = True, together: bool = True,
) -> Ringing:  # fmt: skip
    """One run. `unique=False` takes the reminders' key away; `together=False` the start barrier."""
    began = time.monotonic()
    with arena.stage(tree, SWEEP_EVERY_SECONDS="1") as stage:
        if not unique:
            stage.rows("ALTER TABLE followups_reminder DROP CONSTRAINT reminder_raised_once")
        workers = [stage.worker(PGAPPNAME=f"worker{n + 1}") for n in range(2)]
        for _ in range(3):
            stage.beat()
        lead = 1.0
        race = Race(stage, chunk, kills, 0)
        load(stage, items, lead, seconds - 5)
        race.end = time.monotonic() + seconds
        out = _race(race, work_of(stage, seed), together)
        assert all(worker.alive for worker in workers)
        eventually(lambda: not stage.one("SELECT count(*) FROM followups_followup WHERE notice_at <= now()"), 60)
        end = stage.one("SELECT now()")
        figures = stage.rows(ORACLE, {"end": end})[0][0]
        return Ringing(items, **figures, kills=out.killed, errors=out.errors, seconds=time.monotonic() - began)


def _race(race: Race, work: list[tuple[str, int]], together: bool) -> Race:
    if together:
        start(race.sweeps, [[race.chunk]] * len(race.sweeps))
    else:
        for actor in race.sweeps:
            actor.call(race.chunk)
    half = len(work) // 2
    shares = [work[:half], work[half:]]
    jobs = [threading.Thread(target=race.sweep_again_and_again, args=[one]) for one in race.sweeps]
    jobs += [threading.Thread(target=race.edit, args=pair) for pair in zip(race.editors, shares, strict=True)]
    jobs.append(threading.Thread(target=race.kill))
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    return race
