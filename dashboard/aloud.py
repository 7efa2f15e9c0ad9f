"""The line of an introduction read aloud: a minute and a half, its comfortable window, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Mark:
    """A word under the line, at its place in percent."""

    at: float
    words: str
    anchor: str


@dataclass(frozen=True)
class AloudBar:
    """Everything the line needs, in percent."""

    opens: float
    reached: float
    filled: float
    left: float
    now: float | None
    marks: list[Mark]


def bar_of(seconds: int) -> AloudBar:
    """What was said of the window is filled, the rest of it hatched."""
    shortest, longest = settings.INTRO_SECONDS
    line = settings.INTRO_LINE
    reached = min(max(seconds, shortest), longest)

    def at(second: int) -> float:
        return round(second / line * 100, 2)

    ends = [(0, "start"), (shortest, "middle"), (longest, "middle"), (line, "end")]
    return AloudBar(
        opens=at(shortest),
        reached=at(reached),
        filled=round(at(reached) - at(shortest), 2),
        left=round(at(longest) - at(reached), 2),
        now=at(min(seconds, line)) if seconds else None,
        marks=[Mark(at(second), f"{second} s", anchor) for second, anchor in ends],
    )
