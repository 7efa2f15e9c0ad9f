"""Beat and `manage.py sweep --loop`: together, and each alone after the other was killed."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.faults import rings
from tests.faults.harness import Actor, Arena, Stage, eventually
from tests.faults.rings import Rung

OFF = "UPDATE accounts_user SET digest_on = (id %% 3 = %s) WHERE email LIKE '%%@full.example'"
# Who alone did the work of each third, as far as the tables can tell.
PHASES = ("both", "beat alone", "loop alone")


@dataclass(frozen=True)
class BothWays:
    """What came out."""

    rung: Rung
    mailed: tuple[int, ...]
    due: int
    twice: int
    seconds: float

    @property
    def holds(self) -> bool:
        return self.rung.holds and not self.twice and sum(self.mailed) == self.due and all(self.mailed)

    @property
    def line(self) -> str:
        each = ", ".join(f"{phase} {number}" for phase, number in zip(PHASES, self.mailed, strict=True))
        mails = f"mails due={self.due}: {each}, twice={self.twice}"
        return f"reminders {self.rung.line} | {mails} | {self.seconds:.0f} s"


def both_ways(arena: Arena, tree: Path | None = None, *, people: int = 30, items: int = 2000) -> BothWays:
    """A third of the mails and of the items falls into each phase."""
    began = time.monotonic()
    with arena.stage(tree, SWEEP_EVERY_SECONDS="1") as stage:
        everybody = stage.people(people)["due"]
        stage.rows(OFF, [3])
        bells = [stage.worker(), stage.beat(), stage.beat()]
        loops = [stage.loop(), stage.loop()]
        eventually(lambda: stage.one("SELECT count(*) FROM outbox_heartbeat WHERE job = 'deliver'"), 30)
        begin = rings.load(stage, items, 1, 10)
        mailed = [_phase(stage, 0)]
        _kill(loops)
        mailed.append(_phase(stage, 1))
        for loop in loops:
            loop.start()
        _kill(bells)
        mailed.append(_phase(stage, 2))
        eventually(lambda: stage.one(rings.LEFT, [begin]) == 0, 30)
        rings.all_rung(stage, 20)
        rung = rings.compare(stage, items, begin)
        taken = Counter(one.to for one in stage.sink.log if one.taken)
        twice = sum(times > 1 for times in taken.values())
        return BothWays(rung, tuple(mailed), len(everybody), twice, time.monotonic() - began)


def _phase(stage: Stage, number: int) -> int:
    """Another third wants its weekly email now; how many got it while this phase lasted."""
    before = len(stage.sink.log)
    stage.rows(OFF, [number])
    wanted = stage.one("SELECT count(*) FROM accounts_user WHERE digest_on")
    eventually(lambda: len(stage.sink.log) - before >= wanted, 30)
    return len(stage.sink.log) - before


def _kill(actors: list[Actor]) -> None:
    for actor in actors:
        actor.kill()
