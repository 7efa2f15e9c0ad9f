"""What an interaction opens and closes, and how that is put back.

Two statements hold after every verb of `recording`, whatever the order in which things were
written down: a follow-up that a touch opens is there exactly as long as the touch is, and an
owed follow-up is one that no touch answers. What the resident ended by hand stays as it ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from contacts.models import Contact, Stage
from contacts.naming import RECURRING_AFTER
from contacts.search import index_words
from followups import planning
from followups.agreeing import owe_again
from followups.models import FollowUp, Outcome
from followups.windows import Basis
from interactions import because
from interactions.models import MEETINGS, Interaction, Kind, Participant

Closing = Interaction.closed.through
Opening = Interaction.opened.through
REACHED = (Stage.CONTACTED, Stage.MET)
STAGES: list[str] = [stage.value for stage in Stage]


@dataclass(frozen=True)
class Touch:
    """What the rules need to know of a held interaction with one person."""

    participant: int
    interaction: int
    at: datetime
    kind: str
    event: int | None
    meaningful: bool
    also_closes: Sequence[int]
    takeaway: str


def take_back(interaction: Interaction, people: Iterable[Contact]) -> list[FollowUp]:
    """Everything it closed is owed again, its people are where they were, what it opened is nobody's.

    Returns what it had opened, for `open_follow_ups` to choose from.
    """
    _step_back(interaction, {contact.pk: contact for contact in people})
    opened = list(interaction.opened.values_list("pk", flat=True))
    _release(Closing.objects.filter(Q(interaction=interaction) | Q(followup__in=opened)))
    interaction.opened.clear()
    return list(FollowUp.objects.filter(pk__in=opened).select_related("owner", "contact"))


def reconsider(interaction: Interaction, people: Iterable[Contact]) -> None:
    """What later touches closed is owed again, for `settle` to give it to the first that answers it."""
    later = Closing.objects.filter(interaction__at__gte=interaction.at, followup__contact__in=people)
    _release(later.exclude(interaction=interaction).exclude(followup__basis=Basis.PREPARATION))


def _release(links: QuerySet[Any]) -> None:
    for link in links.select_related("followup__contact", "interaction"):
        follow_up = link.followup
        # Reopened and ticked off since: then it is the resident's, not the touch's.
        by_touch = follow_up.closed_at == link.interaction.at or follow_up.basis == Basis.PREPARATION
        if not follow_up.is_owed and by_touch:
            owe_again(follow_up)
    links.delete()


def _step_back(interaction: Interaction, people: dict[int, Contact]) -> None:
    marked = Participant.objects.filter(contact__in=people, stage_before=Stage.MET)
    recurring = set(marked.values_list("contact_id", flat=True))
    for participant in interaction.participants.exclude(stage_before=""):
        contact = people[participant.contact_id]
        if contact.stage in REACHED or (contact.stage == Stage.RECURRING and contact.pk in recurring):
            contact.stage = participant.stage_before
            contact.save(update_fields=["stage"])
    interaction.participants.update(stage_before="")


def open_follow_ups(
    interaction: Interaction, people: Sequence[Contact], loose: Iterable[FollowUp], now: datetime
) -> set[str]:
    """Open what the rules say, keep what is among `loose` already, withdraw the rest of it.

    Returns whom to `spread`: the groups somebody joined or left.
    """
    loose = list(loose)
    made: list[FollowUp] = []
    if interaction.deleted_at is None and interaction.is_planned:
        made = _preparation(interaction, people[:1], now) + _promised(interaction, people)
    elif interaction.deleted_at is None:
        made = _held(interaction, loose) + _promised(interaction, people)
        for contact in people:
            made += _opened_with(interaction, contact, loose)
    interaction.opened.add(*made)
    kept = {one.pk for one in made}
    planning.withdraw([one for one in loose if one.pk not in kept], now)
    return {one.together for one in (*loose, *made) if one.together}


def _preparation(interaction: Interaction, first: Sequence[Contact], now: datetime) -> list[FollowUp]:
    """One preparation a meeting, with the first of its people; done once everything is ready."""
    made = [
        planning.prepare(
            contact,
            interaction.at,
            interaction.created_at,
            because.prepare(interaction, contact.owner.zone),
            f"interaction:{interaction.pk}",
        )
        for contact in first
    ]
    if not because.to_prepare(interaction):
        for one in made:
            if one.is_owed:
                planning.close(one, Outcome.DONE, now)
                interaction.closed.add(one)
    return made


def _held(interaction: Interaction, loose: Iterable[FollowUp]) -> list[FollowUp]:
    """The meeting took place: its preparation is over."""
    prepared = [one for one in loose if one.basis == Basis.PREPARATION]
    for one in prepared:
        if one.is_owed:
            planning.close(one, Outcome.DONE, interaction.at)
            interaction.closed.add(one)
    return prepared


def _promised(interaction: Interaction, people: Sequence[Contact]) -> list[FollowUp]:
    """What was promised, counted from when it was said."""
    said = interaction.created_at if interaction.is_planned else interaction.at
    there = {contact.pk: contact for contact in people}
    return [
        planning.promised(there[one.contact_id], one.what, one.by, said, f"promise:{one.pk}", to_me=one.to_me)
        for one in interaction.promises.all()
        if one.contact_id in there
    ]


def _opened_with(interaction: Interaction, contact: Contact, loose: Iterable[FollowUp]) -> list[FollowUp]:
    at, zone, mine = interaction.at, contact.owner.zone, f"interaction:{interaction.pk}"
    made: list[FollowUp] = []
    together = _together(interaction, loose)
    if interaction.meaningful and together:
        mine_to_keep = interaction.promises.filter(contact=contact, to_me=False).count()
        weight = (1 if interaction.takeaway else 0) + 2 * mine_to_keep
        said = because.met(interaction)
        made.append(planning.encounter(contact, at, together, said, weight=weight, occurrence=mine))
    if interaction.kind == Kind.INFORMATIONAL:
        made.append(planning.thanks(contact, at, because.thanks(interaction, contact, zone), mine))
    introducer = interaction.introduced_by
    if introducer and introducer.pk != contact.pk:
        made.append(planning.introduced(contact, at, because.introduced(introducer, at, zone), mine))
    return made


def _together(interaction: Interaction, loose: Iterable[FollowUp]) -> str:
    """Who was met together. When the event itself was deleted, what it opened still knows.

    No conference needed (P39): a good conversation in person, anywhere, is worth a note as well.
    """
    if interaction.event_id:
        return f"event:{interaction.event_id}"
    in_person = f"met:{interaction.at:%Y-%m}" if interaction.kind == Kind.MET else ""
    return next((one.together for one in loose if one.together.startswith("event:")), in_person)


def settle(people: Sequence[Contact]) -> None:
    """Close what touches answer; write stage, last touch, next moment and what search may find."""
    touches = _touches(people)
    _answer(people, touches)
    marks: dict[int, list[Participant]] = defaultdict(list)
    for mark in Participant.objects.filter(contact__in=people).exclude(stage_before=""):
        marks[mark.contact_id].append(mark)
    heard = _heard(people)
    for contact in people:
        with_them = touches[contact.pk]
        stage = _stage(contact, with_them, marks[contact.pk])
        if (stage, heard[contact.pk]) != (contact.stage, contact.search_heard):
            contact.stage, contact.search_heard = stage, heard[contact.pk]
            contact.save(update_fields=["stage", "search_heard"])
        last = with_them[-1] if with_them else None
        kept = next((touch.takeaway for touch in reversed(with_them) if touch.takeaway), "")
        if last:
            planning.settle(contact, last.at, Kind(last.kind).label, kept)
        else:
            planning.settle(contact, None)
        if contact.trashed_at:
            planning.hush(contact)


def _touches(people: Sequence[Contact]) -> dict[int, list[Touch]]:
    """The held interactions with each person, oldest first."""
    found: dict[int, list[Touch]] = defaultdict(list)
    held = Participant.objects.filter(
        contact__in=people, interaction__status=Interaction.Status.HELD, interaction__deleted_at__isnull=True
    )
    fields = ("at", "kind", "event_id", "meaningful", "also_closes", "takeaway")
    ordered = held.order_by("interaction__at", "interaction_id")
    for contact, *values in ordered.values_list(
        "contact_id", "pk", "interaction_id", *(f"interaction__{field}" for field in fields)
    ):
        found[contact].append(Touch(*values))
    return found


def _answer(people: Sequence[Contact], touches: dict[int, list[Touch]]) -> None:
    owed = list(
        FollowUp.objects.filter(contact__in=people, closed_at__isnull=True).select_for_update().order_by("pk")
    )
    opener = dict(Opening.objects.filter(followup__in=owed).values_list("followup_id", "interaction_id"))
    for one in owed:
        answers = (touch for touch in touches[one.contact_id] if _answers(touch, one, opener.get(one.pk, 0)))
        first = next(answers, None)
        if first:
            planning.close(one, Outcome.DONE, first.at)
            Closing.objects.get_or_create(interaction_id=first.interaction, followup_id=one.pk)


def _answers(touch: Touch, owed: FollowUp, opener: int) -> bool:
    """Running into somebody again at the same event answers nothing; a new conversation there takes over."""
    if owed.pk in touch.also_closes:
        return True
    if touch.event and owed.together == f"event:{touch.event}":
        return touch.meaningful and (touch.at, touch.interaction) > (owed.starts_at, opener)
    return planning.answers(touch.at, owed)


def _stage(contact: Contact, touches: Sequence[Touch], marks: Sequence[Participant]) -> str:
    """The stage touches bring a person to; each touch that did a step of it remembers the stage before."""
    if _put_back(contact, marks):
        return contact.stage
    stage = before = _before(contact, marks)
    steps: dict[int, str] = {}
    if before in (Stage.IDENTIFIED, Stage.CONTACTED):
        spoke = next((touch for touch in touches if touch.kind != Kind.EMAIL), None)
        wrote = touches[0] if touches and before == Stage.IDENTIFIED else None
        stage, cause = (Stage.MET, spoke) if spoke else (Stage.CONTACTED, wrote) if wrote else (before, None)
        if cause:
            steps[cause.participant] = before
    meetings = [touch for touch in touches if touch.kind in MEETINGS]
    if stage == Stage.MET and len(meetings) >= RECURRING_AFTER:
        stage = Stage.RECURRING
        steps[meetings[RECURRING_AFTER - 1].participant] = Stage.MET
    _remember(steps, marks)
    return stage


def _put_back(contact: Contact, marks: Sequence[Participant]) -> bool:
    """It was recurring by the touches, and the resident said that it is not."""
    return contact.stage == Stage.MET and any(one.stage_before == Stage.MET for one in marks)


def _before(contact: Contact, marks: Sequence[Participant]) -> str:
    """The stage before any touch; what was chosen by hand is one that no touch led to."""
    by_touch = contact.stage == Stage.RECURRING and any(one.stage_before == Stage.MET for one in marks)
    if contact.stage in REACHED or by_touch:
        return min((contact.stage, *(one.stage_before for one in marks)), key=STAGES.index)
    return contact.stage


def _remember(steps: dict[int, str], marks: Sequence[Participant]) -> None:
    was = {one.pk: one.stage_before for one in marks}
    if gone := [pk for pk in was if pk not in steps]:
        Participant.objects.filter(pk__in=gone).update(stage_before="")
    for pk, stage in steps.items():
        if was.get(pk) != stage:
            Participant.objects.filter(pk=pk).update(stage_before=stage)


def _heard(people: Sequence[Contact]) -> dict[int, str]:
    """The words of takeaways and notes, the newest first: what search finds a person by."""
    texts: dict[int, list[str]] = defaultdict(list)
    told = Participant.objects.filter(contact__in=people, interaction__deleted_at__isnull=True)
    newest = told.order_by("-interaction__at", "-interaction_id")
    for contact, takeaway, note in newest.values_list(
        "contact_id", "interaction__takeaway", "interaction__note"
    ):
        texts[contact] += [takeaway, note]
    return {contact.pk: index_words(texts[contact.pk]) for contact in people}
