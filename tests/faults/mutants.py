"""Each guard of delivery taken out, one at a time, in a copy of the tree; a test must see it.

A mutant that survives means that its test proves nothing.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from quickstart.places import ROOT
from tests.faults import aimed, leaving, mail_server, poison
from tests.faults.harness import Arena
from tests.smtp_sink import BODY_451, DROP_AFTER_STORING

SKIPPED = shutil.ignore_patterns(".*", "__pycache__", "docs", "bench", "browser")
LEDGER, DELIVERY = "outbox/ledger.py", "outbox/delivery.py"
MARK = ("SET state = 'sending', lease_until", "SET lease_until")
NO_GUARD = (LEDGER, "    if connection.in_atomic_block:", "    if False:")
DROP = "ALTER TABLE {} DROP CONSTRAINT {}"


class Outcome(Protocol):
    """What a scenario hands back."""

    @property
    def holds(self) -> bool: ...
    @property
    def line(self) -> str: ...


@dataclass(frozen=True)
class Mutant:
    """A guard that is missing: the lines changed, and the scenario that must notice."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    scenario: Callable[..., Outcome]
    options: tuple[tuple[str, Any], ...] = ()

    def caught(self, arena: Arena) -> tuple[bool, str]:
        """Whether the scenario fails, and what it printed."""
        with copy(self.edits) as tree:
            outcome = self.scenario(arena, tree=tree, **dict(self.options))
        return not outcome.holds, outcome.line


@contextmanager
def copy(edits: tuple[tuple[str, str, str], ...]) -> Iterator[Path]:
    """The checkout with these texts replaced; each must be there exactly once."""
    with tempfile.TemporaryDirectory(prefix="curbside-mutant-") as folder:
        tree = Path(folder)
        shutil.copytree(ROOT, tree, ignore=SKIPPED, dirs_exist_ok=True)
        for name, old, new in edits:
            path = tree / name
            text = path.read_text("utf-8")
            if text.count(old) != 1:
                sys.exit(f"mutant: {old!r} stands {text.count(old)} times in {name}")
            path.write_text(text.replace(old, new), "utf-8")
        yield tree


def _cases(*modes: str) -> tuple[tuple[str, Any], ...]:
    chosen = [case for case in mail_server.CASES if case.mode in modes and not case.line[0]]
    return ("cases", chosen), ("whole", False)


MUTANTS = [
    Mutant(
        "claim first, then send",
        (
            (LEDGER, "WHEN n.refusal IS NULL THEN 'claimed' WHEN", "WHEN n.refusal IS NULL THEN 'sent' WHEN"),
            (LEDGER, "AND m.state = 'claimed'", "AND m.state = 'sent'"),
            (
                LEDGER,
                "UPDATE outbox_message m SET state = 'sending', lease",
                "UPDATE outbox_message m SET lease",
            ),
        ),
        aimed.killed_at_each_step,
    ),
    Mutant(
        "no marker at the fence",
        (
            (
                LEDGER,
                "UPDATE outbox_message m SET state = 'sending', lease",
                "UPDATE outbox_message m SET lease",
            ),
        ),
        aimed.killed_at_each_step,
    ),
    Mutant(
        "send inside the row lock, then stamp",
        (
            NO_GUARD,
            (
                DELIVERY,
                "def deliver_ready(",
                'transaction = __import__("django.db", fromlist=["transaction"]).transaction\n\n\n'
                "@transaction.atomic\ndef deliver_ready(",
            ),
        ),
        aimed.killed_at_each_step,
    ),
    Mutant(
        "fence inside a transaction",
        (
            NO_GUARD,
            (
                DELIVERY,
                "def deliver(",
                'transaction = __import__("django.db", fromlist=["transaction"]).transaction\n\n\n'
                "@transaction.atomic\ndef deliver(",
            ),
        ),
        aimed.killed_at_each_step,
    ),
    Mutant(
        "reaper sends `sending` back",
        (
            (
                "outbox/reaper.py",
                "WHERE m.state = 'claimed' AND",
                "WHERE m.state IN ('claimed', 'sending') AND",
            ),
        ),
        aimed.killed_at_each_step,
    ),
    Mutant(
        "a disconnect after the text is tried again",
        (("outbox/outcomes.py", "if reply.phase == Phase.BODY and reply.code is None:", "if False:"),),
        mail_server.misbehave,
        _cases(DROP_AFTER_STORING),
    ),
    Mutant(
        "another Message-ID each time",
        (
            (
                "outbox/composing.py",
                "{message.created_at.timestamp()}",
                "{message.attempt}",
            ),
        ),
        mail_server.misbehave,
        _cases(BODY_451),
    ),
    Mutant(
        "synchronous_commit=off is not refused",
        ((LEDGER, 'if setting not in ("on", "remote_apply"):', "if False:"),),
        aimed.forgetful,
    ),
    Mutant(
        "no unique key on (user, year, week)",
        (),
        aimed.queued_at_once,
        (("before", (DROP.format("followups_digest", "digest_once_a_week"),)),),
    ),
    Mutant(
        "no unique key on week and message",
        (),
        aimed.queued_at_once,
        (
            (
                "before",
                (
                    DROP.format("followups_digest", "digest_once_a_week"),
                    DROP.format("outbox_message", "outbox_message_key_key"),
                ),
            ),
        ),
    ),
    Mutant(
        "lease shorter than the reply",
        ((DELIVERY, "timedelta(seconds=settings.MAIL_LEASE_SECONDS)", "timedelta(seconds=0)"),),
        aimed.slow_answer,
    ),
    Mutant(
        "short lease is not refused",
        (("config/settings.py", "if MAIL_LEASE_SECONDS <= MAIL_REPLY_SECONDS:", "if False:"),),
        aimed.short_lease,
    ),
    Mutant(
        "suppression is not looked at again at the fence",
        (
            (
                LEDGER,
                "  AND NOT EXISTS (\n    SELECT 1 FROM outbox_suppression s WHERE s.owner_id",
                "  AND NOT EXISTS (\n    SELECT 1 FROM outbox_suppression s WHERE NULL AND s.owner_id",
            ),
        ),
        leaving.aimed,
    ),
    Mutant(
        "the switch is not looked at again at the fence",
        ((LEDGER, "AND (m.kind <> %(weekly)s OR u.digest_on)", "AND true"),),
        leaving.aimed,
    ),
    Mutant(
        "the answer does not wait for a letter on the wire",
        (("outbox/unsubscribing.py", "    let_pass(user_id)\n", "    pass\n"),),
        leaving.on_the_wire,
    ),
    Mutant(
        "no bulkhead in delivery",
        ((DELIVERY, "    except Exception as error:", "    except ZeroDivisionError as error:"),),
        poison.poisoned,
        (("people", 100),),
    ),
    Mutant(
        "no bulkhead in writing",
        (
            (
                "followups/settling.py",
                "    except Exception as error:\n        half =",
                "    except ZeroDivisionError as error:\n        half =",
            ),
        ),
        poison.poisoned,
        (("people", 100),),
    ),
]
