"""What happened, what is planned, and what was advised."""

from interactions.models.advice import Advice
from interactions.models.events import Event, Goal, Preset
from interactions.models.held import HeldLine
from interactions.models.plans import Session, Target
from interactions.models.touches import Interaction, InteractionQuerySet, Kind, Participant, Promise

__all__ = [
    "Advice",
    "Event",
    "Goal",
    "HeldLine",
    "Interaction",
    "InteractionQuerySet",
    "Kind",
    "Participant",
    "Preset",
    "Promise",
    "Session",
    "Target",
]
