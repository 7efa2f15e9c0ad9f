"""I2, I3 and I11: the weekly emails of many residents while processes are killed, stopped and replaced.

The topology is production's: Celery workers and beats around one Redis, PostgreSQL with the truth,
one mail server. A killed process is started again, as a container runtime does.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.harness import QUICK, Actor, Arena, Stage
from tests.faults.oracle import Verdict, judge
from tests.faults.schedule import Fault, plan, told
from tests.smtp_sink import RCPT_550

LEASE = int(QUICK["MAIL_LEASE_SECONDS"])
STOPPED_FOR = LEASE + 3.0
GRACE = 60.0
OPEN = "SELECT count(*) FROM outbox_message WHERE state IN ('pending', 'claimed', 'sending', 'retry')"
SETTLED = "SELECT count(DISTINCT owner_id) FROM followups_digest"
OFF = "UPDATE accounts_user SET digest_on = false WHERE email LIKE '%%@off.example'"


@dataclass
class Storm:
    """One run: who is due, which faults are left, who is stopped until when."""

    stage: Stage
    due: dict[str, list[str]]
    faults: list[Fault]
    stopped: dict[str, float] = field(default_factory=dict)
    leaving: dict[str, float] = field(default_factory=dict)
    struck: list[Fault] = field(default_factory=list)

    def pick(self, kind: str, target: int) -> Actor | None:
        """One of that kind that is running."""
        those = [one for one in self.stage.actors if one.name.startswith(kind) and one.alive]
        those = [one for one in those if one.name not in self.stopped and one.name not in self.leaving]
        return those[target % len(those)] if those else None

    def strike(self) -> None:
        """Let the faults come whose moment has come."""
        taken = len(self.stage.sink.log)
        while self.faults and self.faults[0].after <= taken:
            fault = self.faults[0]
            verb, _, kind = fault.kind.partition(" ")
            if verb in ("crash", "end"):
                self._shake(verb)
            else:
                actor = self.pick("worker" if kind == "child" else kind, fault.target)
                if actor is None or not self._do(verb, kind, actor):
                    return
            self.struck.append(self.faults.pop(0))

    def _shake(self, verb: str) -> None:
        """PostgreSQL itself, or every connection of the application to it."""
        if verb == "crash":
            self.stage.cluster.crash()
        else:
            self.stage.cluster.terminate_backends(self.stage.database)

    def _do(self, verb: str, kind: str, actor: Actor) -> bool:
        if verb == "stop":
            actor.signal(signal.SIGSTOP)
            self.stopped[actor.name] = time.monotonic() + STOPPED_FOR
        elif kind == "child":
            return actor.kill_child()
        else:
            actor.kill()
        return True

    def replace(self, actor: Actor) -> None:
        """SIGTERM, as a deployment does; `mend` starts it again when it has gone."""
        actor.terminate()
        self.leaving[actor.name] = time.monotonic() + GRACE

    def wake(self) -> None:
        """Let go on what was stopped long enough; kill what did not leave in time, as `docker stop`."""
        now = time.monotonic()
        for actor in self.stage.actors:
            if self.stopped.get(actor.name, now) < now:
                actor.signal(signal.SIGCONT)
                del self.stopped[actor.name]
            if actor.name in self.leaving and (not actor.alive or self.leaving[actor.name] < now):
                if actor.alive:
                    actor.kill()
                del self.leaving[actor.name]

    def settled(self) -> bool:
        """Every week has its row and no letter is on its way."""
        asked = sum(kind != "off" for _, kind in self.due.values())
        return bool(self.stage.one(SETTLED) >= asked and not self.stage.one(OPEN))

    def run(self, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> bool:
        """Until everything is settled; False when it takes too long."""
        end, looked, settled = time.monotonic() + seconds, 0.0, False
        while time.monotonic() < end:
            self.strike()
            self.wake()
            self.stage.mend()
            if not settled:
                meanwhile()
            if time.monotonic() - looked > 0.5:
                looked, settled = time.monotonic(), self.settled()
                if settled and not (self.faults or self.stopped or self.leaving):
                    return True
            time.sleep(0.02)
        return False


@dataclass(frozen=True)
class Report:
    """What a storm ends with."""

    verdict: Verdict
    faults: list[Fault]
    seed: int
    seconds: float
    finished: bool

    @property
    def holds(self) -> bool:
        return self.finished and self.verdict.holds and len(self.verdict.unknown) <= len(self.faults)

    @property
    def line(self) -> str:
        late = "" if self.finished else " | NOT FINISHED"
        return f"{self.verdict.line} | faults {told(self.faults)}{late} | {self.seconds:.0f} s"


def storm(
    arena: Arena,
    number: int,
    kinds: dict[str, int],
    *,
    seed: int,
    seconds: float,
    roll: float = 0,
    loops: int = 0,
) -> Report:
    """Make residents, start four workers and two beats, let the faults come, judge.

    With `loops` it is so many `manage.py sweep --loop` in their place, which need no Redis.
    With `roll` every so many seconds the next process is replaced, round after round.
    """
    faults = plan(seed, number, kinds)
    with arena.stage() as stage:
        due = stage.people(number, "mixed")["due"]
        stage.sink.modes_for = {to: RCPT_550 for to, kind in due.values() if kind == "refused"}
        began = time.monotonic()
        for _ in range(loops):
            stage.loop()
        for ring in [] if loops else [*[stage.worker] * 4, *[stage.beat] * 2]:
            ring()
        here = Storm(stage, due, list(faults))
        meanwhile = [_switch_off_once(stage, number // 20)]
        if roll:
            meanwhile.append(_rolling(here, roll))
        finished = here.run(seconds, lambda: [one() for one in meanwhile])
        took = time.monotonic() - began
        return Report(judge(stage, due, stage.sink.log), here.struck, seed, took, finished)


def _rolling(here: Storm, every: float) -> Callable[[], None]:
    """The next of all processes gets SIGTERM, in turn, until the letters are out."""
    state = {"next": 0.0, "turn": 0}

    def roll() -> None:
        actors = here.stage.actors
        actor = actors[int(state["turn"]) % len(actors)]
        waits = time.monotonic() < state["next"] or not here.stage.sink.log
        if waits or actor.name in here.leaving or not actor.alive:
            return
        here.replace(actor)
        here.struck.append(Fault(len(here.stage.sink.log), "SIGTERM", int(state["turn"])))
        state["next"], state["turn"] = time.monotonic() + every, state["turn"] + 1

    return roll


def _switch_off_once(stage: Stage, after: int) -> Callable[[], None]:
    """Some residents switch the weekly email off while theirs may be on its way."""
    todo = [OFF]

    def switch() -> None:
        if todo and len(stage.sink.log) >= after:
            stage.rows(todo.pop())

    return switch
