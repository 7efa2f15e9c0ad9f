"""I9: whoever unsubscribed or closed the account gets nothing after the answer.

Half of it is a race from a start barrier; the other half strikes exactly between a letter's claim
and its text, where a race seldom hits.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.aimed import Ledger, compare
from tests.faults.harness import Arena, Stage, start

WAYS = ("unsubscribe", "switch", "deactivate", "bounce", "delete")
RACED = ("unsubscribe", "delete")
# A mail server that takes a moment over each letter, so that there is time to leave.
MOMENT = 0.003
WIRE = 1.5


@dataclass(frozen=True)
class Race:
    """Of those who left: how many had their letter before the answer, and how many got one after it."""

    sends: int
    left: int
    before: int
    after: int
    others: int
    lost: int

    @property
    def holds(self) -> bool:
        return self.after == 0 and self.lost == 0 and self.others == self.sends - self.left

    @property
    def line(self) -> str:
        return (
            f"{self.sends} sends against {self.left} who left: accepted before the answer {self.before}, "
            f"after it {self.after}; others sent {self.others}, lost {self.lost}"
        )


def race(arena: Arena, number: int, *, seed: int, tree: Path | None = None) -> Race:
    """Three senders and two processes of leavers, all from one barrier."""
    chance = random.Random(seed)
    with arena.stage(tree) as stage:
        here = stage.crowd(["tests.faults.letters:act"] * 3 + ["tests.faults.leavers:leave_all"] * 2)
        senders, leavers = here[:3], here[3:]
        due = senders[0].call("people", number)["due"]
        senders[0].call("queue")
        ids = [int(pk) for pk in due]
        chosen = chance.sample(ids, len(ids) // 2)
        turns = [(RACED[place % 2], pk) for place, pk in enumerate(chosen)]
        stage.sink.watch = lambda step, *_: time.sleep(MOMENT) if step == "data" else None
        halves = turns[::2], turns[1::2]
        answers = start([*senders, *leavers], [*[("deliver",)] * 3, *([half] for half in halves)])
        senders[0].call("deliver")
        answered = {
            pk: at
            for half, said in zip(halves, answers[3:], strict=True)
            for (_, pk), at in zip(half, said, strict=True)
        }
        return _judge(stage, due, answered)


def _judge(stage: Stage, due: dict[str, list[str]], answered: dict[int, float]) -> Race:
    at = {one.to: one.at for one in stage.sink.log if one.taken}
    left = {due[str(pk)][0]: moment for pk, moment in answered.items()}
    states = dict(stage.rows('SELECT "to", state FROM outbox_message'))
    stay = [to for to, _ in due.values() if to not in left]
    return Race(
        sends=len(due),
        left=len(left),
        before=sum(to in at and at[to] <= moment for to, moment in left.items()),
        after=sum(to in at and at[to] > moment for to, moment in left.items()),
        others=sum(to in at and states[to] == "sent" for to in stay),
        lost=sum(states.get(to) not in ("sent", "suppressed", None) for to, _ in due.values()),
    )


def aimed(arena: Arena, tree: Path | None = None, each: int = 4) -> Ledger:
    """Everybody leaves between claim and text, in each of the ways; the server waits with its 354."""
    with arena.stage(tree) as stage:
        sender, leaver = stage.crowd(["tests.faults.letters:act", "tests.faults.leavers:leave"])
        due = sender.call("people", each * len(WAYS))["due"]
        sender.call("queue")
        todo = {to: (WAYS[place % len(WAYS)], int(pk)) for place, (pk, (to, _)) in enumerate(due.items())}

        said: list[object] = []

        def leave(step: str, _: int, to: str) -> None:
            if step == "data" and to in todo:
                said.append(leaver.call(*todo.pop(to)))

        stage.sink.watch = leave
        sender.call("deliver")
        wrong = tuple(f"{one.to} got it after leaving" for one in stage.sink.log)
        wrong += (f"{len(todo)} were never asked",) if todo else ()
        wrong += tuple(str(one) for one in said if not isinstance(one, float))
        return compare(stage, f"{len(due)} left before the text: ", wrong)


def on_the_wire(arena: Arena, tree: Path | None = None) -> Ledger:
    """The text has left and the server thinks about it: the answer to unsubscribing waits for that."""
    with arena.stage(tree) as stage:
        sender, leaver = stage.crowd(["tests.faults.letters:act", "tests.faults.leavers:leave"])
        due = sender.call("people", 1)["due"]
        sender.call("queue")

        reader = int(next(iter(due)))
        leaver.call("look", reader)

        def leave(step: str, *_: object) -> None:
            if step == "dot":
                leaver.ask("unsubscribe", reader)
                leaver.answers_within(WIRE)

        stage.sink.watch = leave
        sender.call("deliver")
        answered = leaver.answer()
        late = [one for one in stage.sink.log if one.at > answered]
        return compare(stage, "left on the wire: ", ("accepted after the answer",) if late else ())
