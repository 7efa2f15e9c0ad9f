"""Words about somebody, said with the pronouns kept of them. Pure."""

from __future__ import annotations

import re

SHE = {"they have": "she has", "they": "she", "them": "her", "theirs": "hers", "their": "her"}
HE = {"they have": "he has", "they": "he", "them": "him", "theirs": "his", "their": "his"}
SAID = {"she": SHE, "her": SHE, "he": HE, "him": HE}
_WORDS = re.compile(r"\b(they have|they|them|theirs|their)\b")


def said_of(words: str, pronouns: str) -> str:
    """“Tell her what she did” of “Tell them what they did”; the same words where no such pronoun is kept."""
    said = SAID.get(re.split(r"[/,]", pronouns.lower())[0].strip())
    return _WORDS.sub(lambda found: said[found[1]], words) if said else words
