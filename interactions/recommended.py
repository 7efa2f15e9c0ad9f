"""Whom I met because somebody recommended them, and how the one who did is told (P38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery

from contacts.models import Contact
from followups.reaching import Reader
from interactions.models import Event, Interaction, Kind, Participant, Target

LENGTH = 300
NAMED = 3


class Found(NamedTuple):
    """A target that was met, or a program that was talked to."""

    name: str
    institution: str
    is_program: bool

    @property
    def whole(self) -> str:
        return f"{self.name} from {self.institution}" if self.institution else self.name


def met_by_mentor(events: Iterable[Event]) -> dict[int, dict[int, list[Found]]]:
    """For each event whom I met, by the mentor who recommended them; in one statement, in the order met."""
    talks = Participant.objects.filter(
        owner=OuterRef("owner"),
        contact=OuterRef("contact"),
        interaction__event=OuterRef("event"),
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
    ).exclude(interaction__kind=Kind.EMAIL)
    first = talks.order_by("interaction__at").values("interaction__at")[:1]
    targets = (
        Target.objects.filter(
            Q(contact__trashed_at__isnull=True) & Exists(talks) | Q(contact=None, talked_at__isnull=False),
            event__in=[one.pk for one in events],
            recommended_by__trashed_at__isnull=True,
            recommended_by__isnull=False,
        )
        .exclude(contact=F("recommended_by"))
        .annotate(first=Subquery(first))
        .order_by(F("first").asc(nulls_last=True), "pk")
        .select_related("contact")
    )
    found: dict[int, dict[int, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for one in targets:
        who = one.contact
        told = Found(who.full_name, who.institution, False) if who else Found(one.program, "", True)
        found[one.event_id][one.recommended_by_id or 0].append(told)
    return found


def words(mentor: Contact, met: Sequence[Found], event: str) -> str:
    """“Tell Dr. Halloran: you met Dr. Okafor from Northfield at APA, whom he recommended.”"""
    they = Reader(mentor.short_name, pronouns=mentor.pronouns).they
    whole = [one.whole for one in met]
    names = [one.name for one in met]
    for shown, place in ((whole, f" at {event}"), (whole, ""), (names, "")):
        said = f"Tell {mentor.short_name}: you {_did(met, shown)}{place}, {_which(met)} {they} recommended."
        if len(said) <= LENGTH and len(met) <= NAMED:
            return said
    first = names[0] if len(names[0]) < LENGTH // 2 else f"{names[0][: LENGTH // 2]}…"
    more = f"{first} and {len(met) - 1} more" if len(met) > 1 else first
    return f"Tell {mentor.short_name}: you met {more}, {_which(met)} {they} recommended."[:LENGTH]


def _did(met: Sequence[Found], shown: Sequence[str]) -> str:
    people = [words for one, words in zip(met, shown, strict=True) if not one.is_program]
    programs = [words for one, words in zip(met, shown, strict=True) if one.is_program]
    parts = [f"met {listed(people)}"] if people else []
    return " and ".join([*parts, f"talked to {listed(programs)}"] if programs else parts)


def _which(met: Sequence[Found]) -> str:
    kinds = {one.is_program for one in met}
    return "as" if len(kinds) > 1 else "which" if True in kinds else "whom"


def listed(names: Sequence[str]) -> str:
    """“A, B and C”."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
