"""The sweep, the broker and the clocks under fire (I1, I4, I7, I8), small and whole."""

from __future__ import annotations

import os

from tests.faults import both_ways, broker_away, mid_chunk, ringing, skews, year_figures
from tests.faults.delivery_faults import Fire

AUTUMN = ("2027-09-20", "2027-11-14")
# REDIS_AWAY_SECONDS=600 is the ten minutes themselves; the tick is production's either way.
AWAY = int(os.environ.get("REDIS_AWAY_SECONDS", "60"))

FIRES = [
    Fire(
        "I1",
        "three beats and four sweeps, killed mid-chunk",
        lambda arena, _: ringing.raced(arena),
        lambda arena, _: ringing.raced(arena, items=100_000, kills=20, seconds=45, chunk=5000),
    ),
    Fire(
        "I1",
        "pages pressed against a chunk",
        lambda arena, _: mid_chunk.pressed(arena),
        lambda arena, _: mid_chunk.pressed(arena),
    ),
    Fire(
        "I1 I4",
        "beat and the loop, together and alone",
        lambda arena, _: both_ways.both_ways(arena),
        lambda arena, _: both_ways.both_ways(arena, people=300, items=20_000),
    ),
    Fire(
        "I4",
        "Redis forgets, is shut down, hangs",
        lambda arena, _: broker_away.aways(arena),
        lambda arena, _: broker_away.aways(arena, seconds=AWAY, every=60, people=60),
    ),
    Fire(
        "I7",
        "a year of 53 weeks in awkward zones",
        lambda arena, _: year_figures.lived(arena, days=AUTUMN),
        lambda arena, _: year_figures.lived(arena, count=200),
    ),
    Fire(
        "I7",
        "the same, flying about and switching it off and on",
        lambda arena, _: year_figures.lived(arena, moving=True, days=AUTUMN),
        lambda arena, _: year_figures.lived(arena, count=40, moving=True),
    ),
    Fire(
        "I8",
        "hosts whose clocks are wrong",
        lambda arena, _: skews.skewed(arena),
        lambda arena, _: skews.skewed(arena, people=600, items=20_000, rounds=8),
    ),
]
