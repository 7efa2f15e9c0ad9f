"""What a person's page says of naming the mentorship: a column of its one statement, and the words (P53)."""

from __future__ import annotations

from typing import NamedTuple

from contacts.models import Contact
from contacts.naming import TIMES, asks
from interactions.models import MEETINGS
from web.playbook import checklist
from web.playbook_words import Item

# How often we met, and how many touches the timeline shows, of what the page's statement has `touched`.
HELD = f"""
SELECT json_build_array(
    count(*) FILTER (WHERE kind IN ({", ".join(f"'{kind.value}'" for kind in MEETINGS)})),
    count(*) FILTER (WHERE %(topic)s = '' OR topics @> ARRAY[%(topic)s]::varchar[]))
FROM touched
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
