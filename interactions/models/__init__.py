"""What happened, what is planned, what was advised, and what people do for one another."""

from interactions.models.advice import Advice
from interactions.models.events import Event, Goal, Preset
from interactions.models.giving import GoodTurn, Offer, Opportunity, Pairing, Reading
from interactions.models.groups import Group, GroupMember
from interactions.models.held import HeldLine
from interactions.models.plans import Session, Target
from interactions.models.touches import MEETINGS, Interaction, InteractionQuerySet, Kind, Participant, Promise

__all__ = [
    "MEETINGS",
    "Advice",
    "Event",
    "Goal",
    "GoodTurn",
    "Group",
    "GroupMember",
    "HeldLine",
    "Interaction",
    "InteractionQuerySet",
    "Kind",
    "Offer",
    "Opportunity",
    "Pairing",
    "Participant",
    "Preset",
    "Promise",
    "Reading",
    "Session",
    "Target",
]
