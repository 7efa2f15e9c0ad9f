"""I1: three beats and four sweeps from one start, killed mid-chunk, while residents edit and delete.

A kill strikes for certain inside a statement: an uncommitted reminder makes whoever raises the same
one wait, and the one who waits is killed.
"""

from __future__ import annotations

import contextlib
import random
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.errors import UniqueViolation

from tests.faults import rings
from tests.faults.harness import Actor, Arena, Stage
from tests.faults.rings import PAUSING, RHYTHMLESS, TRASHED, Rung
from tests.faults.servers import SUPERUSER

RAISING = """
SELECT pid, application_name FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%followups_reminder%'
  AND application_name ~ '^(sweep|worker)'
"""
INSERT = (
    "INSERT INTO followups_reminder (follow_up_id, owner_id, stage, raised_at) VALUES (%s, %s, %s, now())"
)
# What no page touches and nobody raised yet, what is due already first; and whether any of that is left.
NEXT = """
SELECT p.id, p.owner_id, p.kind FROM faults_plan p JOIN followups_followup f ON f.id = p.id
WHERE p.grp > 3 AND f.notice_at = p.at AND p.kind <> 'downtime'
  AND p.at < clock_timestamp() + interval '1 hour'
  AND (p.at < clock_timestamp() - interval '30 seconds' OR p.at > clock_timestamp() + interval '0.1 seconds')
ORDER BY p.at > clock_timestamp(), CASE WHEN p.at > clock_timestamp() THEN p.at END, f.notice_at DESC LIMIT 1
"""
PAST = """
SELECT 1 FROM followups_followup WHERE notice_at < clock_timestamp() - interval '30 seconds' LIMIT 1
"""


@dataclass(frozen=True)
class Race:
    """What came out of a run."""

    rung: Rung
    kills: int
    wanted: int
    errors: list[str]
    seconds: float

    @property
    def holds(self) -> bool:
        """A run that was hardly struck proves nothing."""
        return self.rung.holds and not self.errors and self.kills >= self.wanted // 2

    @property
    def line(self) -> str:
        wrong = f" | {self.errors[0].splitlines()[0]}" if self.errors else ""
        return (
            f"{self.rung.line} | failed pages {len(self.errors)}"
            f" | faults {self.kills} kill -9 mid-chunk{wrong} | {self.seconds:.0f} s"
        )


class Racing:
    """The processes of one run, and the threads that drive them."""

    def __init__(self, stage: Stage, chunk: int, kills: int) -> None:
        self.stage, self.chunk, self.kills = stage, chunk, kills
        self.end = 0.0
        self.killed = 0
        # A backend outlives its killed process until its statement ends; its name is the next one's by then.
        self.struck: set[int] = set()
        self.holding = threading.Event()
        self.errors: list[str] = []
        self.sweeps = [
            stage.actor("tests.faults.ringing_world:sweep", PGAPPNAME=f"sweep{n}") for n in range(4)
        ]
        self.editors = [stage.actor("tests.faults.ringing_world:edit", PGAPPNAME="edit") for _ in range(2)]

    def run(self, seconds: float) -> None:
        """All at once: the first round of the sweeps is their start barrier."""
        work = work_of(self.stage)
        self.end = time.monotonic() + seconds
        jobs = [threading.Thread(target=self.sweep_again_and_again, args=[one]) for one in self.sweeps]
        for place, editor in enumerate(self.editors):
            jobs.append(threading.Thread(target=self.edit, args=[editor, work[place::2]]))
        killer = threading.Thread(target=self.kill)
        killer.start()
        self.holding.wait(5)
        for sweep in self.sweeps:
            sweep.ask(self.chunk)
        for job in jobs:
            job.start()
        for job in (*jobs, killer):
            job.join()

    def one_after_the_other(self) -> None:
        """The same sweeps without the barrier."""
        for sweep in self.sweeps:
            sweep.call(self.chunk)

    @property
    def running(self) -> bool:
        return time.monotonic() < self.end

    def sweep_again_and_again(self, actor: Actor) -> None:
        """A killed one is started again, as a container runtime does."""
        while True:
            said = actor.answer()
            if said is None:
                actor.process.wait()
                actor.start()
                actor.ready()
            elif isinstance(said, dict):
                self.errors.append(f"sweep: {said['error']}")
            if not self.running:
                return
            actor.ask(self.chunk)

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
        pause = (self.end - time.monotonic()) / (self.kills + 1) / 2
        with self.stage.connect() as blocker, self.stage.connect(SUPERUSER) as watcher:
            while self.running and self.killed < self.kills:
                found = watcher.execute(NEXT).fetchone()
                if found is None:
                    break
                self.killed += self._kill_who_raises(found, blocker, watcher)
                time.sleep(pause if watcher.execute(PAST).fetchone() is None else 0)
        self.holding.set()

    def _kill_who_raises(self, item: tuple[Any, ...], blocker: Any, watcher: Any) -> bool:
        # Raised since it was chosen: then another one.
        with contextlib.suppress(UniqueViolation), blocker.transaction(force_rollback=True):
            blocker.execute(INSERT, item)
            self.holding.set()
            until = time.monotonic() + 3
            while time.monotonic() < until:
                for pid, name in watcher.execute(RAISING).fetchall():
                    if pid not in self.struck and self._strike(name):
                        self.struck.add(pid)
                        return True
                time.sleep(0.005)
        return False

    def _strike(self, name: str) -> bool:
        if name.startswith("sweep"):
            self.sweeps[int(name.removeprefix("sweep"))].signal(signal.SIGKILL)
            return True
        worker = next((one for one in self.stage.actors if one.name == name), None)
        return worker.kill_child() if worker else False


def work_of(stage: Stage) -> list[tuple[str, int]]:
    """Every edit of the run, shuffled; a pause and its end stay in that order."""
    chance = random.Random(53)
    items = stage.rows("SELECT verb, id FROM faults_plan WHERE verb <> ''")
    people = "SELECT DISTINCT contact_id FROM faults_plan WHERE grp = %s"
    work = [(str(verb), int(pk)) for verb, pk in items]
    work += [("trash", pk) for (pk,) in stage.rows(people, [TRASHED])]
    work += [("no rhythm", pk) for (pk,) in stage.rows(people, [RHYTHMLESS])]
    chance.shuffle(work)
    owners = stage.rows("SELECT DISTINCT owner_id FROM faults_plan WHERE grp = %s", [PAUSING])
    turns = [(verb, pk) for _ in range(4) for verb in ("pause", "resume") for (pk,) in owners]
    places = sorted(chance.sample(range(len(work)), len(turns)))
    for place, turn in zip(reversed(places), reversed(turns), strict=True):
        work.insert(place, turn)
    return work


def raced(
    arena: Arena,
    tree: Path | None = None,
    *,
    items: int = 2000,
    kills: int = 4,
    seconds: float = 9,
    chunk: int = 200,
    before: str = "",
    together: bool = True,
    patience: float = 30,
) -> Race:
    """One run. `before` is SQL, as to take a key away; `together=False` leaves out the start barrier."""
    began = time.monotonic()
    with arena.stage(tree, SWEEP_EVERY_SECONDS="1") as stage:
        if before:
            stage.rows(before)
        for number in range(2 if together else 0):
            stage.worker(PGAPPNAME=f"worker{number + 1}")
        for _ in range(3 if together else 0):
            stage.beat()
        racing = Racing(stage, chunk, kills)
        begin = rings.load(stage, items, 1, seconds - 4, edits=together)
        if together:
            racing.run(seconds)
        else:
            racing.one_after_the_other()
        rings.all_rung(stage, patience)
        rung = rings.compare(stage, items, begin)
        return Race(rung, racing.killed, kills, racing.errors, time.monotonic() - began)
