"""I1: what a resident presses while a sweep holds the very rows it is about; the page must not fail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.faults import rings
from tests.faults.harness import Actor, Arena, Stage, eventually
from tests.faults.ringing import INSERT

# Each verb of ringing_world, what it is about, and the basis of the items there.
VERBS = {
    "finish": ("item", "manual"),
    "snooze long": ("item", "manual"),
    "snooze short": ("item", "manual"),
    "move": ("item", "manual"),
    "trash": ("person", "manual"),
    "no rhythm": ("person", "update"),
    "pause": ("owner", "manual"),
}
DUE_NOW = """
UPDATE followups_followup SET notice_at = now(), opens_at = now(), due_at = now() + interval '9 days',
    late_at = now() + interval '20 days', basis = %s
WHERE owner_id = %s
"""
WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


@dataclass(frozen=True)
class Pressed:
    """What each page answered."""

    said: dict[str, str]

    @property
    def holds(self) -> bool:
        return all(said == "ok" for said in self.said.values())

    @property
    def line(self) -> str:
        return ", ".join(f"{verb}: {said}" for verb, said in self.said.items())


def pressed(arena: Arena, tree: Path | None = None) -> Pressed:
    """Each verb in turn, with an owner of its own."""
    with arena.stage(tree) as stage:
        rings.load(stage, rings.OWNERS * 50, 0, 0)
        stage.rows("UPDATE followups_followup SET notice_at = NULL")
        sweeper = stage.actor("tests.faults.ringing_world:sweep")
        editor = stage.actor("tests.faults.ringing_world:edit")
        owners = stage.rows("SELECT DISTINCT owner_id FROM faults_plan ORDER BY 1")
        each = zip(VERBS.items(), owners, strict=False)
        return Pressed({verb: _press(stage, sweeper, editor, verb, on, pk) for (verb, on), (pk,) in each})


def _press(stage: Stage, sweeper: Actor, editor: Actor, verb: str, about: tuple[str, str], owner: int) -> str:
    where, basis = about
    stage.rows(DUE_NOW, [basis, owner])
    items = stage.rows(
        "SELECT id, contact_id FROM followups_followup WHERE owner_id = %s ORDER BY id", [owner]
    )
    on = {"item": items[0][0], "person": items[0][1], "owner": owner}[where]
    with stage.connect() as blocker, blocker.transaction(force_rollback=True):
        blocker.execute(INSERT, [items[-1][0], owner, "opened"])
        sweeper.ask(1000)
        if not eventually(lambda: stage.one(WAITING) == 1, 10):
            return "the sweep was not held up"
        editor.ask(verb, on)
        if not eventually(lambda: stage.one(WAITING) == 2, 10):
            return "the page did not meet the sweep"
    answers = sweeper.answer(), editor.answer()
    return "; ".join(str(one["error"]).split("\n")[0] for one in answers if isinstance(one, dict)) or "ok"
