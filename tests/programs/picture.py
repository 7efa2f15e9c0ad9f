"""The eighteen residents of the drawn roster, as rows of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from accounts.models import User
from programs.enrolling import assign
from programs.models import (
    AdvisingMeeting,
    Advisor,
    Enrollment,
    HelpRequest,
    Program,
    RosterEntry,
)

WEEK = date(2026, 5, 18)
BEFORE = datetime(2025, 7, 1, 15, tzinfo=UTC)
HALLORAN, CHAO, BEAUMONT, IDRIS = (
    "Dr. Thomas Halloran",
    "Dr. Wen-Li Chao",
    "Dr. Celeste Beaumont",
    "Dr. Farouk Idris",
)
# Name, PGY, track, seats (f filled, o open, - not shared), mentors, last contact, advisor, met.
RESIDENTS = [
    ("Owen Tran", 1, "Categorical", "ooof", "1", "90", HALLORAN, False),
    ("Sofia Marchetti", 3, "Categorical", "ffof", "3+", "30", CHAO, True),
    ("Bethany Kruse", 2, "Research", "oooo", "0", "none", IDRIS, False),
    ("Caleb Osei", 1, "Categorical", "oooo", "0", "none", CHAO, True),
    ("Yusuf Demir", 1, "Categorical", "oooo", "0", "none", HALLORAN, False),
    ("Marcus Bell", 2, "Categorical", "fooo", "1", "180", HALLORAN, True),
    ("Anjali Nair", 2, "Categorical", "foof", "2", "90", BEAUMONT, True),
    ("Rowan Fitch", 3, "Community", "ffoo", "2", "30", HALLORAN, True),
    ("Kenji Sato", 4, "Categorical", "ffof", "3+", "over", BEAUMONT, False),
    ("Leila Haddad", 2, "Research", "fffo", "1", "180", HALLORAN, True),
    ("Daniel Abara", 4, "Categorical", "ffff", "3+", "90", CHAO, True),
    ("Tessa Lindgren", 3, "Research", "ffff", "3+", "30", IDRIS, True),
    ("Amir Solano", 1, "Categorical", "----", "", "", BEAUMONT, True),
    ("Claire Dunmore", 2, "Categorical", "----", "", "", CHAO, False),
    ("Ivy Benoit", 4, "Community", "----", "", "", IDRIS, True),
    ("Noah Pell", 3, "Categorical", "----", "", "", HALLORAN, False),
    ("Priya Venkat", 1, "Categorical", "----", "", "", CHAO, True),
    ("Ruth Eze", 2, "Categorical", "----", "", "", BEAUMONT, False),
]
STATES = {"f": "filled", "o": "open", "-": ""}
NAMED = {
    "Rowan Fitch": {"name": BEAUMONT, "role": "clinical", "month": "2026-05", "stage": "recurring"},
    "Leila Haddad": {"name": HALLORAN, "role": "clinical", "month": "2026-02", "stage": "recurring"},
    "Tessa Lindgren": {"name": IDRIS, "role": "research", "month": "2026-05", "stage": "recurring"},
}
ASKED = {
    "Owen Tran": (
        "research",
        "Delirium or sleep; a first small project.",
        datetime(2026, 5, 6, 15, tzinfo=UTC),
    ),
    "Sofia Marchetti": ("navigator", "", datetime(2026, 5, 15, 15, tzinfo=UTC)),
}


def hang(program: Program, by: User) -> dict[str, Enrollment]:
    """Put all eighteen on the roster; returns them by name."""
    found = {}
    for name, level, track, seats, active, band, advisor, met in RESIDENTS:
        row = Enrollment.objects.create(
            program=program,
            name=name,
            pgy_level=level,
            track=track,
            academic_year=2025,
            status=Enrollment.Status.JOINED,
            joined_at=BEFORE,
            created_at=BEFORE,
        )
        assign(row, Advisor.objects.get_or_create(program=program, name=advisor)[0], by, BEFORE)
        share(row, seats, active, band, paused=name == "Yusuf Demir", named=NAMED.get(name))
        if met:
            AdvisingMeeting.objects.create(enrollment=row, held_on=date(2026, 3, 9))
        if name in ASKED:
            role, sentence, since = ASKED[name]
            HelpRequest.objects.create(enrollment=row, role=role, sentence=sentence, since=since)
        found[name] = row
    Advisor.objects.filter(program=program, name=IDRIS).update(leaves_on=date(2026, 6, 30))
    return found


def share(
    row: Enrollment,
    seats: str,
    active: str,
    band: str,
    *,
    paused: bool = False,
    named: dict[str, str] | None = None,
) -> RosterEntry:
    """One resident's row, as the projection would have written it."""
    states = dict(zip(RosterEntry.SEATS, (STATES[seat] for seat in seats), strict=True))
    return RosterEntry.objects.create(
        enrollment=row,
        as_of=WEEK,
        active=active,
        last_contact=band,
        paused=paused,
        heard=["contact", "meeting", "seats"],
        mentors=[named] if named else [],
        **states,
    )
