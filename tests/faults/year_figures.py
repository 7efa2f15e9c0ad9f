"""I7 from outside: the figures of a simulated year, lived in a database of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.faults.harness import Arena

STEP = timedelta(minutes=10)


@dataclass
class Year:
    """What came out."""

    due: int = 0
    sent: int = 0
    twice: int = 0
    missing: int = 0
    extra: int = 0
    latest: timedelta = timedelta()
    early: int = 0
    steps: int = 0
    skipped: int = 0
    looked_at: int = 0
    skipped_that_did_something: int = 0

    @property
    def holds(self) -> bool:
        wrong = self.twice + self.missing + self.extra + self.early + self.skipped_that_did_something
        return self.due == self.sent > 0 and wrong == 0 and self.latest < STEP

    @property
    def line(self) -> str:
        return (
            f"due={self.due} sent={self.sent} twice={self.twice} missing={self.missing} extra={self.extra}"
            f" early={self.early} latest={self.latest.total_seconds() / 60:.0f} min"
            f" | steps={self.steps} of {self.steps + self.skipped}, sampled={self.looked_at}"
            f" idle_steps_that_acted={self.skipped_that_did_something}"
        )


def lived(
    arena: Arena, tree: Path | None = None, *, count: int = 16, moving: bool = False, days: Sequence[str] = ()
) -> Year:
    """The same in a database of its own."""
    with arena.stage(tree) as stage:
        said = stage.actor("tests.faults.year:figures").call(count, moving, *days)
    if said is None or "error" in said:
        raise RuntimeError(said)
    return Year(**{**said, "latest": timedelta(seconds=said["latest"])})
