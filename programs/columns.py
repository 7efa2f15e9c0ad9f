"""The columns of the roster: their heads on the screen, and the same cells as words in a file. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from programs.rows import BANDS, NEXT, Row, short, stage_words

DASH = "—"


@dataclass(frozen=True)
class Column:
    """One column; `order` names its entry in the orders, `kind` is the class of its cells."""

    head: str
    cell: Callable[[Row], str]
    order: str = ""
    kind: str = ""


def _contact(row: Row) -> str:
    if not row.is_counted:
        return DASH
    return ", ".join(filter(None, [BANDS.get(row.last_contact, ""), NEXT.get(row.next_meeting, "")]))


def _named(row: Row) -> str:
    people = [
        ", ".join(filter(None, [short(one.name), one.roles, one.when(row.as_of), stage_words(one.stage)]))
        for one in row.named
    ]
    return "; ".join(people) or DASH


COLUMNS = [
    Column("Resident", lambda row: row.name, "name"),
    Column("PGY", lambda row: str(row.pgy_level), "pgy", "pgy"),
    Column("Track", lambda row: row.track, "track"),
    Column("Clinical", lambda row: row.clinical or DASH, "", "chair"),
    Column("Research", lambda row: row.research or DASH, "", "chair"),
    Column("Navigator", lambda row: row.navigator or DASH, "", "chair"),
    Column("Near-peer", lambda row: row.near_peer or DASH, "", "chair"),
    Column("Mentors", lambda row: row.active or DASH),
    Column("Last contact", _contact, "contact"),
    Column("Advisor", lambda row: row.advisor_word, "advisor"),
    Column("Met this half", lambda row: "yes" if row.met else "not recorded", "met"),
    Column("Shared by name", _named),
]
# In a file the line under a name has its own column.
NOTE = Column("Note", lambda row: row.note)
IN_FILE = [COLUMNS[0], NOTE, *COLUMNS[1:]]
