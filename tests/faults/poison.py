"""I10: one resident in a hundred is hostile or broken; the others notice nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.harness import Arena

# What becomes of each kind: a letter that cannot be said in SMTP or cannot be written is dead.
HARMLESS = ("newline-name", "encoded-name", "long-name", "mars")
FATAL = ("two-addresses", "newline-address", "wide-address", "far-future", "unknown-basis", "no-such-hour")
STATES = """
SELECT u.id, COALESCE(m.state, d.outcome, 'none'), COALESCE(m.reason, '') FROM accounts_user u
LEFT JOIN followups_digest d ON d.owner_id = u.id LEFT JOIN outbox_message m ON m.id = d.message_id
"""
A_RUN = 500


@dataclass(frozen=True)
class Poison:
    """How many were hostile and how everybody's week ended."""

    people: int
    hostile: int
    fatal: int
    states: Counter[str]
    wrong: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.wrong

    @property
    def line(self) -> str:
        states = " ".join(f"{state}={number}" for state, number in sorted(self.states.items()))
        wrong = f" | wrong {len(self.wrong)}: {'; '.join(self.wrong[:3])}" if self.wrong else ""
        return f"{self.people} residents, {self.hostile} hostile, {self.fatal} of them fatal: {states}{wrong}"


def poisoned(arena: Arena, tree: Path | None = None, people: int = 1000) -> Poison:
    """One pass of every job, no second chance: only the fatal ones may not be sent."""
    with arena.stage(tree) as stage:
        passes = stage.actor("tests.faults.letters:one_pass")
        due = passes.call(people, "hostile", max(people // 100, 10))["due"]
        for _ in range(people // A_RUN + 1):
            passes.call()
        states, wrong = Counter[str](), []
        taken = Counter(one.to for one in stage.sink.log if one.taken)
        for pk, state, reason in stage.rows(STATES):
            to, kind = due[str(pk)]
            states[state] += 1
            expected = "dead" if kind in FATAL else "sent"
            if state != expected or taken[to] != (expected == "sent"):
                wrong.append(f"{kind} {state} {reason}")
        strangers = set(taken) - {to for to, _ in due.values()}
        wrong += [f"a letter went to {to}" for to in strangers]
        kinds = Counter(kind for _, kind in due.values())
        hostile = people - kinds["full"]
        return Poison(people, hostile, sum(kinds[kind] for kind in FATAL), states, wrong)
