"""Marking what a search matched, and saying where it matched out of sight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString

from contacts.names import fold
from interactions.models import Participant

AROUND = 24


def marked(text: str, words: list[str]) -> SafeString:
    """The text as HTML with the beginnings of words that matched inside <mark>."""
    if not words or not any(f" {word}" in f" {fold(text)}" for word in words):
        return SafeString(escape(text))
    return SafeString("".join(_mark(part, words) for part in re.split(r"(\W+)", text)))  # parts are escaped


def _mark(part: str, words: list[str]) -> str:
    folded = fold(part)
    hit = max((word for word in words if folded.startswith(word)), key=len, default="")
    if not hit:
        return escape(part)
    # Folding keeps most letters one to one; where it does not (æ, ß) the whole word is marked.
    size = len(hit) if len(folded) == len(part) else len(part)
    return format_html("<mark>{}</mark>{}", part[:size], part[size:])


def snippet(label: str, text: str, words: list[str]) -> SafeString | str:
    """“note: … has the Lakeshore dosing table …”, or '' when the text does not match."""
    for match in re.finditer(r"\w+", text):
        folded = fold(match.group())
        if any(folded.startswith(word) for word in words):
            start, end = max(match.start() - AROUND, 0), min(match.end() + AROUND, len(text))
            before, after = "… " if start else "", " …" if end < len(text) else ""
            cut = text[start:end].replace("\n", " ").strip()
            return format_html("{}: “{}{}{}”", label, before, marked(cut, words), after)
    return ""


def heard_lines(contact_ids: Iterable[int], words: list[str]) -> dict[int, SafeString | str]:
    """For people matched through what was said: one line from the latest touch that has it."""
    rows = (
        Participant.objects.filter(contact__in=list(contact_ids), interaction__deleted_at__isnull=True)
        .order_by("-interaction__at", "-interaction_id")
        .values_list("contact_id", "interaction__takeaway", "interaction__note")[:500]
    )
    found: dict[int, SafeString | str] = {}
    for contact_id, takeaway, note in rows:
        if contact_id not in found:
            line = snippet("takeaway", takeaway, words) or snippet("note", note, words)
            if line:
                found[contact_id] = line
    return found
