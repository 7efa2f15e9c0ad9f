"""Delivery under fire (I2, I3, I5, I6, I9, I10, I11): small for `make test`, whole for `make faults`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import aimed, leaving, mail_server, poison
from tests.faults.harness import Arena
from tests.faults.mutants import Outcome
from tests.faults.storm import storm

# Fifty in the whole run. A host that dies, a worker that dies, a beat that dies.
WHOLE = {"kill worker": 20, "kill child": 25, "kill beat": 5, "stop worker": 10}
SMALL = {"kill worker": 3, "kill child": 5, "kill beat": 1, "stop worker": 1}


@dataclass(frozen=True)
class Fire:
    """One test: the invariants it is about, and how to run it small and whole with a seed."""

    about: str
    name: str
    small: Callable[[Arena, int], Outcome]
    whole: Callable[[Arena, int], Outcome]


def _same(run: Callable[..., Outcome]) -> tuple[Callable[[Arena, int], Outcome], ...]:
    return (lambda arena, _: run(arena),) * 2


FIRES = [
    Fire(
        "I2 I3",
        "digests under kill -9 and SIGSTOP",
        lambda arena, seed: storm(arena, 1000, SMALL, seed=seed, seconds=240),
        lambda arena, seed: storm(arena, 10_000, WHOLE, seed=seed, seconds=1500),
    ),
    Fire("I2 I3", "a kill at each step", *_same(aimed.killed_at_each_step)),
    Fire("I2", "four runs queue at once", *_same(aimed.queued_at_once)),
    Fire("I3", "a server that is merely slow", *_same(aimed.slow_answer)),
    Fire("I3", "a lease shorter than the reply", *_same(aimed.short_lease)),
    Fire(
        "I5",
        "PostgreSQL crashes, connections end",
        lambda arena, seed: storm(
            arena, 200, {"crash postgres": 1, "end backends": 2}, seed=seed, seconds=120, loops=3
        ),
        lambda arena, seed: storm(
            arena, 2000, {"crash postgres": 5, "end backends": 10}, seed=seed, seconds=600
        ),
    ),
    Fire("I5", "a database that may forget", *_same(aimed.forgetful)),
    Fire(
        "I6",
        "mail server and line misbehave",
        lambda arena, _: mail_server.misbehave(arena, mail_server.QUICK_CASES, whole=False),
        lambda arena, _: mail_server.misbehave(arena),
    ),
    Fire(
        "I9",
        "leavers race senders",
        lambda arena, seed: leaving.race(arena, 200, seed=seed),
        lambda arena, seed: leaving.race(arena, 1000, seed=seed),
    ),
    Fire("I9", "leaving between claim and text", *_same(leaving.aimed)),
    Fire("I9", "leaving while it is on the wire", *_same(leaving.on_the_wire)),
    Fire(
        "I10",
        "one in a hundred is hostile",
        lambda arena, _: poison.poisoned(arena, people=200),
        lambda arena, _: poison.poisoned(arena, people=1000),
    ),
    Fire(
        "I11",
        "rolling deployment",
        lambda arena, seed: _rolled(arena, 200, 1, seed, loops=3),
        lambda arena, seed: _rolled(arena, 4000, 10, seed),
    ),
]


@dataclass(frozen=True)
class Rolled:
    """A storm in which nothing may end as unknown."""

    storm: Outcome
    unknown: int

    @property
    def holds(self) -> bool:
        return self.storm.holds and not self.unknown

    @property
    def line(self) -> str:
        return self.storm.line


def _rolled(arena: Arena, number: int, every: float, seed: int, loops: int = 0) -> Rolled:
    report = storm(arena, number, {}, seed=seed, seconds=600, roll=every, loops=loops)
    return Rolled(report, len(report.verdict.unknown))
