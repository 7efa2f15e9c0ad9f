"""Which fault strikes when: random, but the same for the same seed, and printed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """Strikes once `after` letters were taken; `target` picks one of the processes of its kind."""

    after: int
    kind: str
    target: int

    def __str__(self) -> str:
        return f"{self.after}:{self.kind}/{self.target}"


def plan(seed: int, letters: int, kinds: Mapping[str, int]) -> list[Fault]:
    """So many of each kind, spread at random over the first nine tenths of the run."""
    chance = random.Random(seed)
    last = max(letters * 9 // 10, 1)
    return sorted(
        Fault(chance.randrange(last), kind, chance.randrange(1000))
        for kind, number in kinds.items()
        for _ in range(number)
    )


def told(faults: list[Fault]) -> str:
    """“50 kill worker, 10 stop worker”."""
    return ", ".join(f"{number} {kind}" for kind, number in Counter(one.kind for one in faults).items())
