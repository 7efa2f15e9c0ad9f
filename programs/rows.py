"""One resident's row: all the program side knows of a resident, and how its parts are said. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from programs.models import RosterEntry
from programs.years import year_name

SEATS = RosterEntry.SEATS
SEAT_NAMES = {
    "clinical": "clinical",
    "research": "research",
    "navigator": "navigator",
    "near_peer": "near-peer",
}
ASKED_FOR = {
    "clinical": "asked for clinical",
    "research": "asked for research",
    "navigator": "asked for a navigator",
    "near_peer": "asked for a near-peer",
}
LOOKING_FOR = {
    "clinical": "a clinical mentor",
    "research": "a research mentor",
    "navigator": "a career navigator",
    "near_peer": "a near-peer",
}
# From what is longest ago to what is most recent.
BANDS = {"none": "none", "over": ">180 d", "180": "91–180 d", "90": "31–90 d", "30": "≤30 d"}
NEXT = {"yes": "next one planned", "no": "none planned"}
HINT = "may want an introduction"


class Mentor(NamedTuple):
    """A relationship the resident shows by name."""

    name: str
    role: str
    month: str
    stage: str

    @property
    def roles(self) -> str:
        """`clinical, research`."""
        return ", ".join(SEAT_NAMES.get(role, role) for role in self.role.split(","))

    def when(self, week: date | None, form: str = "%B") -> str:
        """The month last met, with its year when it is a year ago or more; "" when there was none."""
        if not self.month:
            return ""
        met = date(int(self.month[:4]), int(self.month[5:7]), 1)
        long_ago = week is not None and (week.year - met.year) * 12 + week.month - met.month > 11
        return f"{met:{form}} {met.year}" if long_ago else f"{met:{form}}"


class Row(NamedTuple):
    """What the statement of `programs.roster` reads, in its order. Empty text is “not shared”."""

    pk: int
    program_id: int
    name: str
    pgy_level: int
    track: str
    academic_year: int
    status: str
    started: datetime
    advisor_id: int | None
    advisor: str
    namesakes: bool
    clinical: str
    research: str
    navigator: str
    near_peer: str
    active: str
    last_contact: str
    next_meeting: str
    paused: bool
    mentors: list[dict[str, Any]]
    as_of: date | None
    heard: list[str]
    help_id: int | None
    help_role: str
    help_sentence: str
    help_since: datetime | None
    met: bool
    muted: list[str]
    hint: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether coverage is shared; whoever does not share is never a gap."""
        return bool(self.active)

    @property
    def seats(self) -> tuple[str, str, str, str]:
        return (self.clinical, self.research, self.navigator, self.near_peer)

    @property
    def filled(self) -> int:
        return self.seats.count("filled")

    @property
    def opens(self) -> int:
        return self.seats.count("open")

    @property
    def year_name(self) -> str:
        return year_name(self.academic_year)

    @property
    def advisor_word(self) -> str:
        """Short, unless somebody else in the program has the same last name."""
        if not self.advisor:
            return "nobody yet"
        return self.advisor if self.namesakes else short(self.advisor)

    @property
    def named(self) -> list[Mentor]:
        return [
            Mentor(one["name"], one["role"] or "", one["month"] or "", one["stage"]) for one in self.mentors
        ]

    @property
    def asked(self) -> str:
        return ASKED_FOR.get(self.help_role, "")

    @property
    def note(self) -> str:
        """The one line under the name."""
        if self.asked:
            return self.asked
        if self.paused:
            return "paused"
        if self.hint:
            return HINT
        return "not joined yet" if self.status == "invited" else ""


def short(name: str) -> str:
    """“Dr. Halloran” for “Dr. Thomas Halloran”; any other name as it stands."""
    words = name.split()
    return f"{words[0]} {words[-1]}" if len(words) > 2 and words[0].casefold() in ("dr", "dr.") else name


def stage_words(stage: str) -> str:
    """A relationship's stage in a row."""
    return "named as mentor" if stage == "named" else stage
