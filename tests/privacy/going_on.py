"""The event that is on, what was given and taken, and what a resident tells of themself.

Dates differ for each resident, so that nobody's page reads the same with another's rows in it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contacts.models import Contact, Introduction, Membership
from followups.models import FollowUp, Letter
from interactions.models import (
    Advice,
    Event,
    Goal,
    GoodTurn,
    Group,
    GroupMember,
    HeldLine,
    Interaction,
    Offer,
    Opportunity,
    Pairing,
    Participant,
    Reading,
    Session,
    Target,
)
from residents.models import Achievement, Affiliation, Narrative, Resident, Rotation, Stage
from tests.conftest import START
from tests.privacy.world import Person, World

TODAY = START.date()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOPIC, SPECIALTY = "sleep", "Psychiatry"


def plan(plant: Any, one: Person, n: int, event: Event, grace: Contact) -> None:
    """Sessions, a poster, people and a program to meet, goals, lines that wait for a name."""
    poster = plant(Achievement, kind="poster", on=TODAY, scope="national")
    helper = plant(Contact, stage="met", direction="senior", last_touch_at=START - (20 + n) * DAY)
    rounds = plant(Interaction, kind="rounds", at=START - (24 + n) * HOUR, event=None)
    plant(Participant, interaction=rounds, contact=helper, introduction=None)
    plant(Achievement, kind="service", on=TODAY - timedelta(days=1 + n))
    talk = plant(Session, event=event, starts_at=START + HOUR, ends_at=START + 2 * HOUR, presentation=None)
    plant(Session, event=event, starts_at=START + 3 * HOUR, ends_at=None, presentation=poster)
    to_meet: dict[str, Any] = {"event": event, "program": "", "asked_at": START - (1 + n) * DAY}
    plant(
        Target, contact=grace, must_meet=True, session=talk, ask="agreed", recommended_by=helper,
        talked_at=None, **to_meet,
    )  # fmt: skip
    target = plant(
        Target, contact=one.ids["second"], session=None, ask="asked", recommended_by=helper, talked_at=None,
        **to_meet,
    )  # fmt: skip
    plant(Target, contact=None, session=talk, event=event, ask="", recommended_by=None, asked_at=None)
    for measure in ("new", "talks", "programs", "questions", "follow_ups", "own"):
        aim = plant(Goal, event=event, measure=measure, wanted=2 + n)
    held = plant(
        HeldLine, event=event, at=START - (1 + n) * HOUR, line="Met Grace by the posters", name="Grace"
    )
    held.fits.add(grace, helper)
    said = Interaction.objects.get(pk=one.ids["touch"])
    one.ids |= {
        "poster": poster.pk, "talk": talk.pk, "helper": helper.pk, "to_meet": target.pk, "held": held.pk,
        "aim": aim.pk,
        "participant": Participant.objects.get(interaction=said, contact=grace).pk,
    }  # fmt: skip


def given_and_taken(plant: Any, one: Person, n: int, grace: Contact, window: FollowUp) -> None:
    """Advice in each state, good turns, two people to introduce, readings, openings, a letter begun."""
    told: dict[str, Any] = {"contact": grace, "interaction": None, "given_on": TODAY - (30 + n) * DAY}
    came = {"outcome_on": TODAY - (2 + n) * DAY, "reported_at": None}
    for status in ("considering", "acting", "declined"):
        plant(Advice, status=status, outcome="", outcome_on=None, reported_at=None, **told)
    plant(Advice, status="acting", **told, **came)
    for kind, thanked in (("nominated", None), ("article", TODAY - DAY)):
        plant(GoodTurn, contact=grace, kind=kind, on=TODAY - (3 + n) * DAY, thanked_on=thanked)
    second = one.ids["second"]
    asked = TODAY - (1 + n) * DAY
    plant(
        Pairing, one=grace, other=second, one_asked_on=asked, other_asked_on=asked, one_agreed_on=asked,
        other_agreed_on=asked, made_at=None,
    )  # fmt: skip
    plant(Introduction, introducer=second, introduced=grace, on=TODAY - (200 + n) * DAY)
    reading = plant(Reading, tags=[TOPIC], read_on=TODAY - (1 + n) * DAY)
    plant(Offer, reading=reading, contact=second, on=TODAY - n * DAY)
    one.ids["read"] = reading.pk
    Contact.objects.filter(pk__in=[grace.pk, one.ids["helper"]]).update(tags=[TOPIC])
    for status in ("heard", "applied", "passed"):
        plant(Opportunity, status=status, heard_from=grace, heard_on=asked, deadline=TODAY + (9 + n) * DAY)
    plant(Letter, contact=grace, follow_up=window, template="update", created_at=START, updated_at=START)


def story(plant: Any, one: Person, n: int, grace: Contact) -> None:
    """A narrative this year and last, a committee about to end, a group that meets this week."""
    # Somebody has the newest of all, and mine of before is older than theirs.
    for year in (2026 if n == 0 else 2025, 2024 - n):
        plant(Narrative, year=year, written_on=TODAY - (40 + n) * DAY)
    plant(Rotation, starts_on=TODAY + (20 + n) * DAY, ends_on=TODAY + (25 + n) * DAY, intensity="light")
    since = TODAY - (300 + n) * DAY
    society = plant(Affiliation, kind="society", joined_on=since, ends_on=None, left_on=None)
    committee = plant(
        Affiliation, kind="committee", joined_on=since, ends_on=TODAY + (30 + n) * DAY, left_on=None
    )
    for belongs in (society, committee):
        plant(Membership, affiliation=belongs, contact=grace)
    club = plant(Group, kind="journal", every="month", next_on=TODAY + (1 + n) * DAY, ended_on=None)
    later = plant(Group, kind="study", every="week", next_on=TODAY - (1 + n) * DAY, ended_on=None)
    for group in (club, later):
        for place, contact in enumerate((None, grace, Contact.objects.get(pk=one.ids["helper"])), 1):
            member = plant(
                GroupMember, group=group, contact=contact, place=place, led_on=TODAY - (9 + place) * DAY,
                led_at=None,
            )  # fmt: skip
    one.ids |= {"committee": committee.pk, "society": society.pk, "club": later.pk, "member": member.pk}


def stages(world: World) -> None:
    """One who has graduated, with people once assigned; one who knows only their own department."""
    over, narrow = world.people["named_a"], world.people["coverage_b"]
    Resident.objects.filter(user=over.user).update(training_stage=Stage.FELLOW)
    for one in world.people.values():
        if seated := one.ids.get("seated"):
            Contact.objects.filter(pk=seated.pk).update(origin="assigned")
    # Somebody else speaks of many core mentors; one more of mine is then still the first.
    Contact.objects.filter(owner=world.people["named_b"].user).update(is_core=True)
    Contact.objects.filter(owner=narrow.user).update(department=SPECIALTY, discipline="")
    Resident.objects.filter(user=narrow.user).update(specialty=SPECIALTY, training_stage=Stage.PGY2)
