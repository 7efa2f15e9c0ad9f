"""Says what became of every digest that was due, from the tables and the mail server's log alone.

It imports nothing of the application. A resident is lost when no ending stands in the ledger, or
when the ledger says “sent” and the server took no letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.harness import Stage
from tests.smtp_sink import Offered

ENDINGS = ("sent", "suppressed", "empty", "dead", "missed", "unknown")
WEEKS = """
SELECT u.id, d.outcome, m.id, m.state
FROM accounts_user u
LEFT JOIN followups_digest d ON d.owner_id = u.id
LEFT JOIN outbox_message m ON m.id = d.message_id
WHERE u.id = ANY(%s)
"""
OFF = "SELECT id FROM accounts_user WHERE NOT digest_on AND id = ANY(%s)"


@dataclass
class Verdict:
    """The figures of a run, and whom they are about."""

    due: int
    endings: Counter[str]
    accepted_twice: list[str]
    silent: list[str]
    # The ledger says it did not leave, and the server took it.
    contradicted: list[str]
    settled_twice: int
    unknown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Nothing twice, nothing lost, everybody counted exactly once."""
        wrong = self.accepted_twice or self.silent or self.contradicted or self.settled_twice
        return not wrong and sum(self.endings[name] for name in ENDINGS) == self.due

    @property
    def line(self) -> str:
        counted = " ".join(f"{name}={self.endings[name]}" for name in ENDINGS)
        wrong = f"accepted_twice={len(self.accepted_twice)} silent={len(self.silent)}"
        more = f" contradicted={len(self.contradicted)}" if self.contradicted else ""
        more += f" settled_twice={self.settled_twice}" if self.settled_twice else ""
        return f"digests due={self.due} {counted} | {wrong}{more}"


def judge(stage: Stage, due: Mapping[str, Sequence[str]], log: Sequence[Offered]) -> Verdict:
    """Compare what was due with the tables and with what the server took."""
    ids = [int(pk) for pk in due]
    off = {pk for (pk,) in stage.rows(OFF, [ids])}
    taken = Counter(one.to for one in log if one.taken)
    weeks: dict[int, list[tuple[str, int, str]]] = {pk: [] for pk in ids}
    for pk, *week in stage.rows(WEEKS, [ids]):
        if week[0] is not None:
            weeks[pk].append(tuple(week))
    verdict = Verdict(
        due=len(due),
        endings=Counter(),
        accepted_twice=[to for to, times in taken.items() if times > 1],
        silent=[],
        contradicted=[],
        settled_twice=sum(len(rows) > 1 for rows in weeks.values()),
    )
    for pk, rows in weeks.items():
        _count(verdict, due[str(pk)][0], rows, taken, switched_off=pk in off)
    return verdict


def _count(verdict: Verdict, to: str, rows: list[Any], taken: Counter[str], *, switched_off: bool) -> None:
    outcome, message, state = rows[0] if rows else ("none", None, None)
    ending = state if outcome == "queued" else outcome
    if outcome == "none" and switched_off:
        ending = "suppressed"
    if ending not in ENDINGS:
        verdict.silent.append(f"{to} {outcome} {state}")
        return
    verdict.endings[ending] += 1
    if ending == "sent" and not taken[to]:
        verdict.silent.append(f"{to} said to be sent")
    if ending not in ("sent", "unknown") and taken[to]:
        verdict.contradicted.append(f"{to} {ending}")
    if ending == "unknown":
        verdict.unknown.append(f"{message}:{'arrived' if taken[to] else 'not arrived'}")
