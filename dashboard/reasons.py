"""The reasons to write on a person's page, drawn as strings (P61, ADR 0010)."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from web.addresses import address
from web.playbook import templates
from web.pronouns import said_of

# Those that stand open; the others are one tap away.
AT_HAND = ("thanks", "article", "congratulate")


class Reasons(NamedTuple):
    """The rows of both lists."""

    at_hand: SafeString
    others: SafeString


def reasons(contact_id: int, pronouns: str) -> Reasons:
    """Each leads to a letter to that person."""
    write = address("write", contact_id)
    rows = {
        one.slug: f'<li><a href="{write}?template={escape(one.slug)}">'
        f"{escape(said_of(one.reason, pronouns))}</a></li>"
        for one in templates()
        if one.reason
    }
    at_hand = [row for slug, row in rows.items() if slug in AT_HAND]
    others = [row for slug, row in rows.items() if slug not in AT_HAND]
    return Reasons(SafeString("".join(at_hand)), SafeString("".join(others)))
