"""Faults that strike at one exact step of the SMTP conversation, where a random one seldom does.

The mail server itself pulls the trigger: it knows which process speaks to it and how far it came.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.faults.harness import Actor, Arena, Stage, start

# The server heard MAIL, is about to say 354, or has the letter and has not said yes.
STEPS = ("mail", "data", "stored")
TIME_PASSES = """
UPDATE outbox_message SET next_try_at = now() - interval '1 s', lease_until = lease_until - interval '1 hour'
WHERE state IN ('pending', 'retry', 'claimed', 'sending')
"""
LEDGER = 'SELECT "to", state FROM outbox_message ORDER BY id'
REFUSED = "ImproperlyConfigured"


@dataclass(frozen=True)
class Ledger:
    """What the ledger says beside what the server took."""

    states: Counter[str]
    accepted_twice: int
    # The ledger says “sent”, the server has nothing; or no ending at all.
    silent: int
    more: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not (self.accepted_twice or self.silent or self.wrong)

    @property
    def line(self) -> str:
        states = " ".join(f"{state}={number}" for state, number in sorted(self.states.items()))
        wrong = f" | {'; '.join(self.wrong)}" if self.wrong else ""
        return f"{self.more}{states} | accepted_twice={self.accepted_twice} silent={self.silent}{wrong}"


def compare(stage: Stage, more: str = "", wrong: tuple[str, ...] = ()) -> Ledger:
    """Read the ledger with plain psycopg and hold it against the server's log."""
    taken = Counter(one.to for one in stage.sink.log if one.taken)
    states: Counter[str] = Counter()
    silent = 0
    for to, state in stage.rows(LEDGER):
        states[state] += 1
        silent += (state == "sent" and not taken[to]) or state in ("pending", "retry", "claimed", "sending")
    return Ledger(states, sum(times > 1 for times in taken.values()), silent, more, wrong)


def killed_at_each_step(arena: Arena, tree: Path | None = None, letters: int = 30) -> Ledger:
    """Three senders, each killed at another step; another one finishes when their leases are over."""
    with arena.stage(tree) as stage:
        senders = stage.crowd(["tests.faults.letters:act"] * 4)
        for number in range(letters):
            senders[3].call("put", f"aimed{number}")
        todo = list(STEPS)

        def pull(step: str, port: int, _: str) -> None:
            if todo and step == todo[0] and _kill_speaker(senders, port):
                todo.pop(0)

        stage.sink.watch = pull
        for sender in senders[:3]:
            sender.ask("deliver")
        for sender in senders[:3]:
            sender.answer()
        stage.sink.watch = None
        _finish(stage, senders[3])
        wrong: tuple[str, ...] = (f"no kill at {', '.join(todo)}",) if todo else ()
        unknown = stage.one("SELECT count(*) FROM outbox_message WHERE state = 'unknown'")
        if unknown > 1:
            wrong += (f"{unknown} unknown after one kill behind the text",)
        return compare(stage, f"killed at {', '.join(STEPS)}: ", wrong)


def _kill_speaker(senders: list[Actor], port: int) -> bool:
    for sender in senders:
        with contextlib.suppress(psutil.Error):
            lines = psutil.Process(sender.process.pid).net_connections("tcp")
            if any(line.laddr and line.laddr.port == port for line in lines):
                os.killpg(sender.process.pid, signal.SIGKILL)
                sender.process.wait()
                return True
    return False


def _finish(stage: Stage, sender: Actor) -> None:
    for _ in range(3):
        stage.rows(TIME_PASSES)
        sender.call("deliver")


# ------------------------------------------------------------------ a server that is merely slow
def slow_answer(arena: Arena, tree: Path | None = None) -> Ledger:
    """While the server thinks about a letter, another sender reaps: it must not call it unknown."""
    with arena.stage(tree) as stage:
        sender, other = stage.crowd(["tests.faults.letters:act"] * 2)
        sender.call("put", "slow")
        seen: list[str] = []

        def think(step: str, *_: object) -> None:
            if step == "stored" and not seen:
                other.call("deliver")
                seen.append(stage.rows(LEDGER)[0][1])

        stage.sink.watch = think
        sender.call("deliver")
        wrong = () if seen == ["sending"] else (f"meanwhile the ledger said {seen}",)
        return compare(stage, "server slow: ", wrong)


def short_lease(arena: Arena, tree: Path | None = None) -> Ledger:
    """Settings with a lease shorter than the answer may take are refused at the start."""
    with arena.stage(tree) as stage:
        try:
            stage.python("manage.py", "check", MAIL_LEASE_SECONDS="4", MAIL_REPLY_SECONDS="4")
        except RuntimeError as error:
            wrong = () if REFUSED in str(error) else (str(error)[-200:],)
        else:
            wrong = ("it started with a lease shorter than the reply",)
        return Ledger(Counter(), 0, 0, "settings: ", wrong)


# ------------------------------------------------------------------ a database that may forget
def forgetful(arena: Arena, tree: Path | None = None, letters: int = 20) -> Ledger:
    """synchronous_commit off, then a crash: what was committed last is gone. Delivery must refuse."""
    with arena.stage(tree) as stage:
        helper = stage.actor("tests.faults.letters:act")
        for number in range(letters):
            helper.call("put", f"forget{number}")
        helper.kill()
        stage.rows(f"ALTER DATABASE {stage.database} SET synchronous_commit = off")
        # So that what is not flushed at a commit is not flushed by chance either.
        arena.cluster.psql("-c", "ALTER SYSTEM SET wal_writer_delay = '10s'", "-c", "SELECT pg_reload_conf()")
        sender = stage.actor("tests.faults.letters:act")
        said = sender.call("deliver")
        arena.cluster.crash()
        sender.kill()
        arena.cluster.psql("-c", "ALTER SYSTEM RESET wal_writer_delay", "-c", "SELECT pg_reload_conf()")
        refused = isinstance(said, dict) and REFUSED in said["error"] and not stage.sink.log
        # Only now, to see what the crash would have cost.
        stage.rows(f"ALTER DATABASE {stage.database} RESET synchronous_commit")
        _finish(stage, stage.actor("tests.faults.letters:act"))
        wrong = () if refused else (f"not refused: {said}",)
        return compare(stage, "synchronous_commit=off, refused: ", wrong)


# ------------------------------------------------------------------ two runs at once
def queued_at_once(
    arena: Arena, tree: Path | None = None, people: int = 100, before: tuple[str, ...] = ()
) -> Ledger:
    """Four runs queue the same weeks from one start barrier, then everything is delivered."""
    with arena.stage(tree) as stage:
        runs = stage.crowd(["tests.faults.letters:act"] * 4)
        due = runs[0].call("people", people, "mixed")["due"]
        for statement in before:
            stage.rows(statement)
        start(runs, [("queue",)] * 4)
        for run in runs:
            run.call("deliver")
        twice = stage.one("SELECT count(*) - count(DISTINCT owner_id) FROM followups_digest")
        missing = len(due) - stage.one("SELECT count(DISTINCT owner_id) FROM followups_digest")
        wrong: tuple[str, ...] = (f"{twice} weeks settled twice",) if twice else ()
        wrong += (f"{missing} weeks not settled",) if missing else ()
        return compare(stage, "4 runs at once: ", wrong)
