"""I8: hosts whose clocks are an hour behind, an hour ahead and eight days ahead of the database's."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.faults import rings
from tests.faults.harness import Arena, Stage, eventually, start
from tests.faults.rings import Rung

HOUR = 3600
SKEWS = (-HOUR, 0, HOUR, 8 * 24 * HOUR)
# Half of the residents chose a moment that lies within the hour, or up to six days, ahead of the
# database; ten minutes ahead at least, so that it does not come while the test runs.
AHEAD = """
UPDATE accounts_user SET digest_since = now(), time_zone = here.zone,
    digest_weekday = extract(isodow FROM here.at)::int - 1, digest_hour = extract(hour FROM here.at)::int
FROM (SELECT id, zone, now() AT TIME ZONE zone + interval '1 hour' + (id %% 7) * interval '20 hours' AS at
      FROM accounts_user, (SELECT CASE WHEN extract(minute FROM now()) < 45 THEN 'UTC' ELSE 'Asia/Kolkata' END
                           AS zone) z) here
WHERE accounts_user.id = here.id AND accounts_user.id %% 2 = 0 AND accounts_user.id = ANY(%s)
"""
WEEKS = "SELECT owner_id, outcome, send_at > now() FROM followups_digest"


@dataclass(frozen=True)
class Skewed:
    """What came out."""

    rung: Rung
    due: int
    sent: int
    early: int
    twice: int
    missed: int
    seconds: float

    @property
    def holds(self) -> bool:
        return self.rung.holds and self.due == self.sent and not self.early + self.twice + self.missed

    @property
    def line(self) -> str:
        return (
            f"reminders {self.rung.line} | mails due={self.due} sent={self.sent} early={self.early}"
            f" twice={self.twice} missed={self.missed} | clocks -1 h, 0, +1 h, +8 days"
            f" | {self.seconds:.0f} s"
        )


def skewed(
    arena: Arena, tree: Path | None = None, *, people: int = 60, items: int = 2000, rounds: int = 4
) -> Skewed:
    """Each round, one process with each clock, all from one start."""
    began = time.monotonic()
    with arena.stage(tree) as stage:
        everybody = stage.people(people)["due"]
        stage.rows(AHEAD, [[int(pk) for pk in everybody]])
        begin = rings.load(stage, items, 0.2, 4)
        hosts = [stage.actor("tests.faults.skewed:jobs") for _ in SKEWS]
        for number in range(rounds):
            # Another host is first each time; a second passes for what comes due meanwhile.
            turned = SKEWS[number:] + SKEWS[:number]
            answers = start(hosts, [[skew] for skew in turned])
            broken = [one for one in answers if isinstance(one, dict)]
            if broken:
                raise RuntimeError(broken[0])
            eventually(lambda: False, 1.5)
        rung = rings.compare(stage, items, begin)
        return _judged(stage, everybody, rung, time.monotonic() - began)


def _judged(stage: Stage, everybody: dict[str, list[str]], rung: Rung, seconds: float) -> Skewed:
    due = {to for pk, (to, _) in everybody.items() if int(pk) % 2}
    taken = Counter(one.to for one in stage.sink.log if one.taken)
    weeks = stage.rows(WEEKS)
    return Skewed(
        rung,
        due=len(due),
        sent=len(due & taken.keys()),
        early=len(taken.keys() - due) + sum(ahead for _, _, ahead in weeks),
        twice=sum(times > 1 for times in taken.values()),
        missed=sum(outcome != "queued" for _, outcome, _ in weeks),
        seconds=seconds,
    )
