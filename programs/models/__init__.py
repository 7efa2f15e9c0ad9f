"""A program, who works in it, and the facts about residents it holds itself.

A resident's private side is not reachable from here; what residents agree to share
arrives through its own table.
"""

from programs.models.audit import AuditEvent, AuditQuerySet
from programs.models.invitation import INVITATION_DAYS, Invitation, InvitationQuerySet
from programs.models.people import (
    Advisor,
    AdvisorAssignment,
    Enrollment,
    EnrollmentQuerySet,
)
from programs.models.program import Program, ProgramQuerySet, Staff
from programs.models.rolling import RollOver
from programs.models.sharing import (
    AdvisingMeeting,
    Consent,
    HelpRequest,
    Level,
    MutedAlert,
    RelationshipConsent,
    RosterEntry,
    ShareEvent,
)

__all__ = [
    "INVITATION_DAYS",
    "AdvisingMeeting",
    "Advisor",
    "AdvisorAssignment",
    "AuditEvent",
    "AuditQuerySet",
    "Consent",
    "Enrollment",
    "EnrollmentQuerySet",
    "HelpRequest",
    "Invitation",
    "InvitationQuerySet",
    "Level",
    "MutedAlert",
    "Program",
    "ProgramQuerySet",
    "RelationshipConsent",
    "RollOver",
    "RosterEntry",
    "ShareEvent",
    "Staff",
]
