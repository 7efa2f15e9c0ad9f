"""Who took part in an interaction, what they promised, and who introduced whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from contacts.models import Contact, Introduction
from followups import planning
from interactions.models import Interaction, Participant, Promise


@dataclass(frozen=True)
class PromiseMade:
    """A promise as it was told; `id` when it is one that is kept already."""

    contact: Contact
    what: str
    by: date | None = None
    to_me: bool = False
    id: int | None = None


def join(interaction: Interaction, people: Sequence[Contact]) -> None:
    """Who took part: newcomers after those who were there, whoever left takes their introduction along."""
    if not people:
        raise ValueError("A touch is with somebody.")
    wanted = {contact.pk: contact for contact in people}
    for participant in interaction.participants.select_related("introduction"):
        if wanted.pop(participant.contact_id, None) is None:
            known = participant.introduction
            if known and known.introducer_id and known.introduced_id:
                agree_on_introduction(
                    known.introducer_id, known.introduced_id, interaction.owner, participant.pk
                )
            participant.delete()
    Participant.objects.bulk_create(
        Participant(owner_id=interaction.owner_id, interaction=interaction, contact=contact)
        for contact in wanted.values()
    )


def keep_promises(interaction: Interaction, promises: Sequence[PromiseMade]) -> None:
    """Those with an id stay themselves, so that what was owed for them keeps its dates and its end."""
    interaction.promises.exclude(pk__in=[one.id for one in promises if one.id]).delete()
    for one in promises:
        told = {"contact": one.contact, "what": one.what, "by": one.by, "to_me": one.to_me}
        if one.id:
            interaction.promises.filter(pk=one.id).update(**told)
        else:
            Promise.objects.create(owner_id=interaction.owner_id, interaction=interaction, **told)


def introduce(interaction: Interaction) -> None:
    """Keep the introductions that touches tell of, and only those they made (P2)."""
    for participant in interaction.participants.select_related("introduction"):
        known = participant.introduction
        for introducer in {known.introducer_id if known else None, interaction.introduced_by_id}:
            if introducer:
                agree_on_introduction(introducer, participant.contact_id, interaction.owner)


def agree_on_introduction(introducer: int, introduced: int, owner: User, leaving: int = 0) -> None:
    """One made by hand stays. Otherwise it is that of the first touch that tells of it, or none.

    `leaving`: the participant whose touch no longer counts.
    """
    pair: dict[str, Any] = {"introducer_id": introducer, "introduced_id": introduced}
    known = Introduction.objects.filter(**pair).first()
    ours = Participant.objects.filter(introduction=known) if known else None
    if introducer == introduced or (ours is not None and not ours.exists()):
        return
    told = Participant.objects.filter(
        contact=introduced,
        interaction__introduced_by=introducer,
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
    ).exclude(pk=leaving)
    first = told.select_related("interaction").order_by("interaction__at", "interaction_id").first()
    if known and ours is not None:
        ours.update(introduction=None)
    if first is None:
        Introduction.objects.filter(**pair).delete()
        return
    on = first.interaction.at.astimezone(owner.zone).date()
    made, _ = Introduction.objects.update_or_create(**pair, defaults={"owner": owner, "on": on})
    Participant.objects.filter(pk=first.pk).update(introduction=made)


def forget_people(interaction: Interaction, now: datetime) -> None:
    """A touch taken back at once takes the people along who were added with it and nothing else.

    Added with it: whom it was with, who introduced them, and whom they said to speak with (P44).
    """
    people = list(interaction.people.values_list("pk", flat=True))
    named = Introduction.objects.owned_by(interaction.owner).filter(introducer__in=people)
    hang_on_it = Q(pk__in=[*people, interaction.introduced_by_id]) | Q(introduced_by__in=named)
    added = Contact.objects.owned_by(interaction.owner).filter(created_at=interaction.created_at)
    gone = forget(added.filter(hang_on_it).distinct(), now)
    named.filter(introduced__in=gone).delete()


def forget(people: Iterable[Contact], now: datetime) -> list[Contact]:
    """Into the trash with those of whom nothing else is known; answers who went.

    Another touch, a role, something owed to them, somebody met through them: each is something else.
    """
    gone = []
    for contact in people:
        others = Interaction.objects.owned_by(contact.owner).with_person(contact)
        known = (others, contact.role_terms, contact.follow_ups.owed(), contact.introductions_made)
        if not any(rows.exists() for rows in known):
            contact.trash(now)
            planning.hush(contact)
            gone.append(contact)
    return gone
