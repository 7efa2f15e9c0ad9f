"""Blocks pasted as lines, one a line, as people write them. Pure: text and today in, lines read out.

    Neuro ICU, 1 Jun - 28 Jun 2027, heavy
    2027-06-29 to 2027-07-26 Outpatient light
    Night float 1/5/2027-14/5/2027

In 1/5/2027 either number may be the month. A line that makes sense one way only is read that way, and
the others as the lines that were certain; failing that with the month first. Each line says how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from residents.pasted_days import Reading, taken_apart

MOST_LINES = 200
NAME_LENGTH = 80
WORDS = {
    "light": "light", "lighter": "light", "easy": "light",
    "normal": "normal", "regular": "normal", "medium": "normal", "moderate": "normal",
    "heavy": "heavy", "heavier": "heavy", "hard": "heavy", "busy": "heavy",
}  # fmt: skip
NIGHTS = re.compile(r"\bnight[ -]?floats?\b|\bnights?\b", re.IGNORECASE)
ALONE = re.compile(rf"(?:^|[,;|(\t–—-])\s*(?P<word>{'|'.join(WORDS)})\s*(?=$|[,;|)\t–—-])", re.IGNORECASE)
LAST_WORD = re.compile(rf"\s(?P<word>{'|'.join(WORDS)})[\s.,;)]*$", re.IGNORECASE)
EDGES = " \t,;:|–—-()[]."
ORDERS = {"month": "Read with the month first.", "day": "Read with the day first."}


@dataclass(frozen=True)
class Line:
    """One line: its number in the text, what it was read as, and what is wrong with it."""

    n: int
    text: str
    name: str = ""
    first: date | None = None
    last: date | None = None
    intensity: str = "normal"
    nights: bool = False
    said: str = ""
    errors: tuple[str, ...] = ()

    def meets(self, first: date, last: date) -> bool:
        """Whether it shares a day with that stretch."""
        return self.first is not None and self.last is not None and self.first <= last and first <= self.last


def read_lines(text: str, today: date) -> list[Line]:
    """Every line that is not empty, in order, each with what is wrong with it."""
    rows = [(n, row) for n, row in enumerate(text.splitlines(), 1) if row.strip()][: MOST_LINES + 1]
    found = [(n, row, *taken_apart(row, today)) for n, row in rows]
    certain = {only for *_, readings in found if (only := _only_order(readings))}
    usual = certain.pop() if len(certain) == 1 else "month"
    lines = [_line(n, row, rest, _chosen(readings, usual)) for n, row, rest, readings in found]
    return [_with_clash(line, lines[:place]) for place, line in enumerate(lines)]


def too_many(text: str) -> bool:
    """More lines than are taken at once."""
    return sum(1 for row in text.splitlines() if row.strip()) > MOST_LINES


def _only_order(readings: Sequence[Reading]) -> str:
    """The order of day and month when only one makes sense; "" when both do, or neither, or none is open."""
    good = [one.order for one in readings if not one.error]
    return good[0] if len(readings) == 2 and len(good) == 1 else ""


def _chosen(readings: Sequence[Reading], usual: str) -> Reading:
    good = [one for one in readings if not one.error] or readings
    return next((one for one in good if one.order == usual), good[0])


def _line(n: int, text: str, rest: str, reading: Reading) -> Line:
    intensity = "normal"
    if hit := ALONE.search(rest) or LAST_WORD.search(rest):
        intensity = WORDS[hit["word"].casefold()]
        rest = f"{rest[: hit.start('word')]},{rest[hit.end('word') :]}"
    name = _name(rest)
    errors = [error for error in (reading.error, _wrong(name)) if error]
    said = ORDERS.get(reading.order, "") if reading.first else ""
    nights = NIGHTS.search(name) is not None
    return Line(n, text, name, reading.first, reading.last, intensity, nights, said, tuple(errors))


def _name(rest: str) -> str:
    """What is left, without the punctuation that stood around what was taken out."""
    pieces = (piece.strip(EDGES) for piece in re.split(r"[,;|\t]", rest))
    return ", ".join(re.sub(r" +", " ", piece) for piece in pieces if piece)


def _wrong(name: str) -> str:
    if not name:
        return "Write the name of the block, too."
    return f"Keep the name under {NAME_LENGTH} characters." if len(name) > NAME_LENGTH else ""


def _with_clash(line: Line, before: Iterable[Line]) -> Line:
    """Two lines of one text may not share a day."""
    for other in before:
        if line.first and line.last and not line.errors and other.meets(line.first, line.last):
            return replace(
                line, errors=(f"Shares days with line {other.n}, {other.name or 'without a name'}.",)
            )
    return line
