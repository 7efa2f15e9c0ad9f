"""Phrases a letter is looked over for, as somebody who does not program would write them.

`#` is any number or range of numbers, in figures or words; `*` is any one word; `…` is a few words of the
same sentence. Capitals and the shape of apostrophes do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_FIGURE = r"(?:\d+|five|ten|fifteen|twenty|thirty|forty-five|sixty)"
_SYMBOLS = {
    "#": rf"{_FIGURE}(?:\s*(?:–|—|-|to|or)\s*{_FIGURE})?",
    "*": r"[^\s,;:!?]+",
    "…": r"[^.!?\n]{1,80}",
}


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds any of the phrases as whole words."""
    return re.compile("|".join(_one(phrase) for phrase in phrases), re.IGNORECASE)


def _one(phrase: str) -> str:
    pieces = re.split(r"([#*…])", plain(phrase).strip())
    body = "".join(_SYMBOLS[piece] if piece in _SYMBOLS else _words(piece) for piece in pieces)
    return rf"(?<!\w){body}(?!\w)"


def _words(piece: str) -> str:
    return re.sub(r"\s+", r"\\s+", re.escape(piece).replace(r"\ ", " "))


def plain(text: str) -> str:
    """The same text with straight apostrophes, letter for letter as long as before."""
    return text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ")
