"""Which roles of a program may open which of its pages. Data; `programs.access` looks it up.

A view of the program side without a line here does not even import, so nobody can forget it.
"""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from programs.models import Staff

COORDINATOR, DIRECTOR, ADVISOR = Staff.Role.COORDINATOR, Staff.Role.DIRECTOR, Staff.Role.ADVISOR
OFFICE = frozenset({COORDINATOR.value, DIRECTOR.value})
EVERYONE = OFFICE | {ADVISOR.value}

# By the name of the address, which is the name of the view.
MAY_OPEN: dict[str, frozenset[str]] = {
    # Of an advisor the roster shows their own mentees (`programs.roster.rows_of`).
    "roster": EVERYONE,
    "roster_by_advisor": EVERYONE,
    "roster_csv": OFFICE,
    "alerts": EVERYONE,
    "alert_mute": OFFICE,
    "alert_unmute": OFFICE,
    "help_answer": OFFICE,
    "exports": OFFICE,
    "advising_csv": OFFICE,
    "aggregate": OFFICE,
    "who_looked": OFFICE,
    "program_edit": OFFICE,
    "advisor_edit": OFFICE,
    "enrollment_new": OFFICE,
    "advisor_invite": OFFICE,
    "advisor_handover": OFFICE,
    "advisor_new": OFFICE,
    "roll_over_undo": OFFICE,
    "roll_over": OFFICE,
    "residents_paste": OFFICE,
    "enrollment_edit": OFFICE,
    "enrollment_remove": OFFICE,
    "enrollment_invite": OFFICE,
    "invitations": OFFICE,
    "invite_everyone": OFFICE,
    "invite_colleague": OFFICE,
    "invitation_links": OFFICE,
    "invitation_revoke": OFFICE,
    "staff_end": OFFICE,
}


def may_open(view: str) -> frozenset[str]:
    """The roles that may open this view; an error that names the remedy when nobody decided."""
    try:
        return MAY_OPEN[view]
    except KeyError:
        raise ImproperlyConfigured(
            f"Who may open {view!r}? Add a line to MAY_OPEN in programs/rules.py (OFFICE or EVERYONE)."
        ) from None
