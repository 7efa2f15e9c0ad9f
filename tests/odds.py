"""Whether a page speaks of somebody's odds: no score, no chance, no likelihood of success (P75)."""

from __future__ import annotations

import re
from html import unescape

FIGURE = r"(?:\d[\d.,]*\s?(?:%|percent|per cent|/\s?(?:5|10|100)\b|out of \d+))"
CHANCE = (
    r"(?:chances?|odds|likelihood|likely|probabilit\w+|success rates?|match rates?|scores?|competitive\w*)"
)
ODDS = re.compile(
    rf"{FIGURE}[^.<>]{{0,40}}\b{CHANCE}\b|\b{CHANCE}\b[^.<>]{{0,40}}{FIGURE}"
    r"|\b(?:match|success|network(?:ing)?|strength) (?:odds|scores?|rates?)\b"
    r"|\b(?:your|good|better) (?:chances|odds)\b",
    re.IGNORECASE,
)
TAGS = re.compile(r"<[^>]*>")


def odds(text: str) -> str:
    """The first words of odds or of a score in a page, or "". Geometry in attributes is no word of a page."""
    found = ODDS.search(" ".join(TAGS.sub(" ", unescape(text)).split()))
    return found[0] if found else ""
