"""`make faults`: every fault test whole, every mutant, and a report of one line each.

For less of it: `python -m tests.faults.run --small --seed 7 --part delivery --only I5,I6 --no-mutants`.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from dataclasses import dataclass, field

from tests.faults import delivery_faults, mutants, mutants_of_sweep, sweep_faults
from tests.faults.delivery_faults import Fire
from tests.faults.harness import Arena, arena
from tests.faults.mutants import Mutant
from tests.faults.storm import Report

PARTS: dict[str, tuple[list[Fire], list[Mutant]]] = {
    "delivery": (delivery_faults.FIRES, mutants.MUTANTS),
    "sweep": (sweep_faults.FIRES, mutants_of_sweep.MUTANTS),
}


@dataclass
class Lines:
    """What is printed at the end."""

    report: Report | None = None
    others: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, name: str, holds: bool, line: str) -> None:
        said = f"{'ok  ' if holds else 'FAIL'} {name}: {line}"
        self.others.append(said)
        if not holds:
            self.failed.append(name)
        print(said, flush=True)


def strike(arena: Arena, lines: Lines, fires: list[Fire], chosen: argparse.Namespace) -> None:
    """The fault tests, one after the other."""
    for fire in fires:
        name = f"{fire.about} {fire.name}"
        if not any(part in name for part in chosen.only.split(",")):
            continue
        began = time.monotonic()
        outcome = (fire.small if chosen.small else fire.whole)(arena, chosen.seed)
        lines.add(name, outcome.holds, f"{outcome.line} ({time.monotonic() - began:.0f} s)")
        if isinstance(outcome, Report):
            _tell(outcome)
            lines.report = lines.report or outcome


def _tell(report: Report) -> None:
    print(f"     seed {report.seed}, struck after so many letters: {' '.join(map(str, report.faults))}")
    for word, names in (
        ("unknown (message:outcome)", report.verdict.unknown),
        ("accepted twice", report.verdict.accepted_twice),
        ("silent", report.verdict.silent),
        ("contradicted", report.verdict.contradicted),
    ):
        if names:
            print(f"     {word}: {' '.join(names[:80])}")


def hunt(arena: Arena, lines: Lines, those: list[Mutant]) -> str:
    """The mutants; “n/n” when each was caught."""
    caught = 0
    for mutant in those:
        seen, line = mutant.caught(arena)
        caught += seen
        print(f"{'caught  ' if seen else 'SURVIVED'} {mutant.name}: {line}", flush=True)
        if not seen:
            lines.failed.append(f"mutant {mutant.name}")
    return f"{caught}/{len(those)}"


def main() -> int:
    """0 when every invariant holds and every mutant was caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.run")
    parser.add_argument("--small", action="store_true", help="as in make test")
    parser.add_argument("--seed", type=int, default=20260)
    parser.add_argument("--only", default="", help="only tests named like one of these (a,b)")
    parser.add_argument("--no-mutants", action="store_true")
    parser.add_argument("--part", choices=PARTS, action="append", help="default: both")
    chosen = parser.parse_args()
    parts = [PARTS[name] for name in chosen.part or PARTS]
    # So that copies of the tree and processes go even when somebody ends it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began, lines, score = time.monotonic(), Lines(), "not run"
    with arena() as servers:
        strike(servers, lines, [one for fires, _ in parts for one in fires], chosen)
        if not chosen.no_mutants:
            score = hunt(servers, lines, [one for _, those in parts for one in those])
    print("\n" + "\n".join(lines.others))
    if lines.report is not None:
        print(f"\n{_first_line(lines.report, score)}")
    print(f"mutants {score} | everything {time.monotonic() - began:.0f} s")
    if lines.failed:
        print(f"failed: {', '.join(lines.failed)}")
    return bool(lines.failed)


def _first_line(report: Report, score: str) -> str:
    *parts, seconds = report.line.split(" | ")
    return " | ".join([*parts, f"mutants {score}", seconds])


if __name__ == "__main__":
    sys.exit(main())
