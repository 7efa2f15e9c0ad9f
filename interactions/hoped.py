"""Whom I hope to meet at an event, and whom of them I have met (P23, P29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contacts.models import Contact
from interactions.models import Event, Interaction, Kind, Participant, Session, Target


@dataclass(frozen=True)
class Hoped:
    """One target. `met` is the first conversation with them at the event; a program is ticked by hand."""

    target: Target
    contact: Contact | None
    met: Participant | None
    session: Session | None
    # The first meeting planned with them there.
    meeting: Interaction | None = None

    @property
    def name(self) -> str:
        return self.contact.full_name if self.contact else self.target.program

    @property
    def is_met(self) -> bool:
        return self.met is not None or self.target.talked_at is not None


def hoped(event: Event, now: datetime) -> list[Hoped]:
    """Must-meets first, then in the order they were added; in two statements."""
    targets = list(
        Target.objects.owned_by(event.owner)
        .filter(event=event)
        .select_related("contact", "recommended_by", "session")
        .defer(
            "contact__search", "contact__search_own", "contact__search_heard", "contact__note",
            "recommended_by__search", "recommended_by__search_own", "recommended_by__search_heard",
            "recommended_by__note",
        )
    )  # fmt: skip
    met: dict[int, Participant] = {}
    planned: dict[int, Interaction] = {}
    wanted = [one.contact_id for one in targets if one.contact_id]
    for one in _there(event, wanted) if wanted else []:
        if one.interaction.is_planned:
            planned.setdefault(one.contact_id, one.interaction)
        else:
            met.setdefault(one.contact_id, one)
    return [
        Hoped(
            one,
            one.contact,
            met.get(one.contact_id or 0),
            one.session,
            planned.get(one.contact_id or 0),
        )
        for one in targets
    ]


def _there(event: Event, people: list[int]) -> list[Participant]:
    """Their conversations and planned meetings at the event; a message alone is not a meeting."""
    found = Participant.objects.filter(
        owner=event.owner_id,
        contact__in=people,
        interaction__event=event,
        interaction__deleted_at__isnull=True,
    ).exclude(interaction__kind=Kind.EMAIL)
    return list(found.select_related("interaction").order_by("interaction__at", "pk"))
