"""A resident's training, pauses and rotations; what they did and how they tell it."""

from residents.models.story import FIELD_LENGTH, Achievement, Affiliation, Narrative
from residents.models.training import Intensity, Pause, Resident, Rotation, Stage, resident_of

__all__ = [
    "FIELD_LENGTH",
    "Achievement",
    "Affiliation",
    "Intensity",
    "Narrative",
    "Pause",
    "Resident",
    "Rotation",
    "Stage",
    "resident_of",
]
