"""A letter's first words: a template of the playbook and what is known in, text out. Pure; nothing sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

GAP = re.compile(r"\[[^\[\]\n]*…\]")
"""A place still to be filled: words in brackets that end in an ellipsis."""
CHOICE = re.compile(r"\[\[(.*?)\]\](?!\])", re.DOTALL)
SLOT = re.compile(r"\{(\w+)(\??)\}")
BRIEF = 90


@dataclass(frozen=True)
class Draft:
    """A letter to edit; `gaps` says how many places are still to be filled."""

    subject: str
    body: str

    @property
    def gaps(self) -> int:
        return gaps(self.subject) + gaps(self.body)

    def mailto(self, address: str) -> str:
        """A mailto: address with subject and body; mail programs want CRLF."""
        body = self.body.replace("\r\n", "\n").replace("\n", "\r\n")
        to = quote(address.replace(", ", ","), safe="@,")
        return f"mailto:{to}?subject={quote(self.subject)}&body={quote(body)}"


def gaps(text: str) -> int:
    """How many places are still to be filled (P33)."""
    return len(GAP.findall(text))


def draft(subject: str, body: str, known: Mapping[str, str], open_words: Mapping[str, str]) -> Draft:
    """A template filled with what is known; `open_words` says what an unknown place is called."""
    paragraphs = [
        " ".join(line for line in (fill(line, known, open_words) for line in paragraph.splitlines()) if line)
        for paragraph in body.split("\n\n")
    ]
    return Draft(fill(subject, known, open_words)[:200], "\n\n".join(part for part in paragraphs if part))


def fill(text: str, known: Mapping[str, str], open_words: Mapping[str, str]) -> str:
    """One line: choices made, what is known put in, the rest left open."""
    chosen = CHOICE.sub(lambda match: _choose(match[1], known), text)
    spaced = re.sub(r" {2,}", " ", chosen).strip()

    def put(match: re.Match[str]) -> str:
        name, only_asked = match[1], match[2]
        return "" if only_asked else _bare(known.get(name, "")) or f"[{open_words.get(name, '…')}]"

    return re.sub(r"([?!])\.", r"\1", SLOT.sub(put, spaced))


def _choose(choice: str, known: Mapping[str, str]) -> str:
    lead = choice[: len(choice) - len(choice.lstrip())]
    for part in choice.split("|"):
        if all(known.get(name) for name, _ in SLOT.findall(part)):
            return lead + part.strip()
    return ""


def _bare(value: str) -> str:
    """Without the full stop that the sentence around it brings."""
    return value.strip().rstrip(".;,").rstrip()


def brief(text: str, most: int = BRIEF) -> str:
    """The first clause or the first words of it, for a note that has no room."""
    if len(text) <= most:
        return text
    first = re.split(r"[.;:!?,] ", text, maxsplit=1)[0]
    return first if len(first) <= most else first[:most].rsplit(" ", 1)[0]


def with_line(body: str, line: str, *, at_top: bool = False) -> str:
    """The letter with one more sentence: a greeting at the top, anything else before the signature."""
    parts = body.replace("\r\n", "\n").strip().split("\n\n")
    if at_top:
        return "\n\n".join([line, *(part for part in parts if part)])
    spot = max(len(parts) - 2, 0) if len(parts) > 1 else 0
    if len(parts) == 2:
        spot = 1 if re.search(r"[.!?…]\s*$", parts[1]) else 0
    parts[spot] = f"{parts[spot].rstrip()} {line}".strip()
    return "\n\n".join(parts)
