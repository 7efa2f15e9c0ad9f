"""The resident's blocks: a heavy one is ahead, so that something waits for the light one after it."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from followups import rotating
from quickstart.demo.when import Calendar
from residents.models import Intensity, Rotation

LIGHT, NORMAL, HEAVY = Intensity.LIGHT, Intensity.NORMAL, Intensity.HEAVY
# Name, how heavy, its first day counted from today; each lasts until the next begins.
BLOCKS: list[tuple[str, Intensity, int]] = [
    ("Inpatient", HEAVY, -328),
    ("Emergency", HEAVY, -272),
    ("Child", NORMAL, -230),
    ("Nights", HEAVY, -188),
    ("Addiction", NORMAL, -160),
    ("Research", LIGHT, -118),
    ("Geriatric", NORMAL, -76),
    ("Consults", NORMAL, -48),
    ("Neuro ICU", HEAVY, 6),
    ("Elective", LIGHT, 34),
]
ENDS = 62


def build(owner: User, calendar: Calendar) -> None:
    """The year, known from its beginning."""
    starts = [*(first for _, _, first in BLOCKS), ENDS]
    year = [
        Rotation(
            name=name,
            intensity=intensity,
            nights=name == "Nights",
            starts_on=calendar.day(first),
            ends_on=calendar.day(starts[place + 1] - 1),
        )
        for place, (name, intensity, first) in enumerate(BLOCKS)
    ]
    rotating.add(owner, year, calendar.now - timedelta(days=400))
