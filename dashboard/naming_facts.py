"""What a person's page says of naming the mentorship: a column of its one statement, and the suggestion (P53)."""

from __future__ import annotations

from typing import NamedTuple

from contacts.models import Contact
from contacts.naming import LAST_ASKED, TIMES, asks
from interactions.models import MEETINGS
from web.playbook import Item, checklist

# How often we met, as far as it matters: a column of the person page's one statement.
MEETINGS_HELD = f"""
SELECT count(*) FROM (
    SELECT 1 FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
    WHERE p.owner_id = %(owner)s AND p.contact_id = %(contact)s AND i.status = 'held' AND i.deleted_at IS NULL
        AND i.kind IN ({", ".join(f"'{kind.value}'" for kind in MEETINGS)})
    LIMIT {LAST_ASKED + 1}) held
"""  # noqa: S608  joined from constants


class Naming(NamedTuple):
    """The suggestion: how often we met, and in which words to say it."""

    times: str
    meetings: int
    lines: tuple[Item, ...]

    @property
    def meetings_words(self) -> str:
        """“three”, before “meetings”."""
        return self.times.removesuffix(" times")


def naming(contact: Contact, meetings: int) -> Naming | None:
    """None when nothing is to be suggested."""
    if not asks(contact.stage, contact.direction, meetings, contact.naming_put_off):
        return None
    return Naming(TIMES[meetings], meetings, checklist("naming").items)
