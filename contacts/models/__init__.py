"""A contact is a relationship of one resident with one person."""

from contacts.models.kinds import SEATS, Cadence, Channel, Direction, Origin, Role, Stage
from contacts.models.people import NOTE_LENGTH, Contact, ContactQuerySet
from contacts.models.ties import Introduction, Membership, RoleTerm, Way

__all__ = [
    "NOTE_LENGTH",
    "SEATS",
    "Cadence",
    "Channel",
    "Contact",
    "ContactQuerySet",
    "Direction",
    "Introduction",
    "Membership",
    "Origin",
    "Role",
    "RoleTerm",
    "Stage",
    "Way",
]
