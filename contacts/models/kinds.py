"""The words a contact is described with."""

from __future__ import annotations

from django.db import models


class Direction(models.TextChoices):
    """Above, alongside or below me (P11)."""

    SENIOR = "senior", "above"
    PEER = "peer", "alongside"
    JUNIOR = "junior", "below"


class Stage(models.TextChoices):
    """How far a relationship has come."""

    IDENTIFIED = "identified", "Identified"
    CONTACTED = "contacted", "Contacted"
    MET = "met", "Met"
    RECURRING = "recurring", "Recurring"
    NAMED = "named", "Named as mentor"
    DORMANT = "dormant", "Dormant"
    ENDED = "ended", "Ended"


# They hardly know each other yet.
EARLY = (Stage.IDENTIFIED, Stage.CONTACTED, Stage.MET)


class Origin(models.TextChoices):
    """Assigned by a program, or chosen by the resident (P59)."""

    CHOSEN = "chosen", "chosen by me"
    ASSIGNED = "assigned", "assigned by my program"


class Cadence(models.TextChoices):
    """How often a note is welcome."""

    NONE = "none", "No rhythm"
    UPDATE = "update", "Mentor update, every 3–4 months"
    CHECK_IN = "check_in", "Check-in, every 6–8 months"
    CUSTOM = "custom", "My own window"


class Channel(models.TextChoices):
    """How a person likes to be reached (P69)."""

    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    TEXT = "text", "Text message"
    LINKEDIN = "linkedin", "LinkedIn"
    IN_PERSON = "in_person", "In person"


SEATS = ["clinical", "research", "navigator", "near_peer"]


class Role(models.TextChoices):
    """The four seats (P50), the functions (P3), and support (P6, never shared)."""

    CLINICAL = "clinical", "Clinical mentor"
    RESEARCH = "research", "Research mentor"
    NAVIGATOR = "navigator", "Career navigator"
    NEAR_PEER = "near_peer", "Near-peer"
    MENTOR = "mentor", "Mentor"
    SPONSOR = "sponsor", "Sponsor"
    COACH = "coach", "Coach"
    CONNECTOR = "connector", "Connector"
    SUPPORT = "support", "Support"
