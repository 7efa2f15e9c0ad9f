"""One mentor met hundreds of times and everything else that years bring, for measuring: made in bulk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from contacts.models import Cadence, Contact, Direction, Introduction, Membership, Role, RoleTerm, Stage, Way
from followups import cadence
from followups.models import FollowUp
from followups.planning import refresh_next
from followups.rules import numbers
from followups.windows import Basis
from interactions.models import (
    Advice,
    GoodTurn,
    Group,
    GroupMember,
    Interaction,
    Kind,
    Offer,
    Opportunity,
    Pairing,
    Participant,
    Reading,
)
from quickstart.demo.pools import FAMILY, GIVEN, MET_VIA, PLACES, TAGS, TAKEAWAYS
from residents.models import Achievement, Affiliation, Narrative, Resident, Rotation

TITLE = "Measured mentor"
SPEECH = (
    "I am {name}, a resident in psychiatry. I work on sleep on the ward.\n\nI read {their work}; may I ask?"
)
FOUR = ["considering", "acting", "declined", "done"]
TURNS = [GoodTurn.Kind.NOMINATED, GoodTurn.Kind.ARTICLE, GoodTurn.Kind.OPENED, GoodTurn.Kind.TAUGHT]


class LongRun:
    """`met` meetings with one mentor, and `rows` of everything that hangs on them or on the resident."""

    def __init__(self, owner: User, met: int, rows: int, now: datetime) -> None:
        self.owner, self.met, self.rows, self.now = owner, met, rows, now
        self.today = now.astimezone(owner.zone).date()

    @transaction.atomic
    def make(self) -> Contact:
        """The mentor."""
        self.mentor = self._person(0, cadence=Cadence.UPDATE, title=TITLE, is_anchor=True, is_core=True)
        self.others = [self._person(number) for number in range(1, self.rows + 1)]
        Contact.objects.bulk_create([self.mentor, *self.others])
        self._roles()
        self._meetings()
        self._advice()
        self._owed()
        self._giving()
        self._ties()
        self._story()
        self._belongings()
        refresh_next([self.mentor.pk])
        return self.mentor

    def _day(self, ago: int) -> datetime:
        return self.now - timedelta(days=ago, hours=1)

    def _person(self, number: int, **more: object) -> Contact:
        fields = {"direction": Direction.SENIOR, "stage": Stage.RECURRING, **more}
        return Contact(
            owner=self.owner,
            prefix="Dr.",
            given_name=GIVEN[-number % len(GIVEN)],
            family_name=FAMILY[-3 * number % len(FAMILY)],
            institution=PLACES[number % len(PLACES)],
            department=f"Department {number % 7}",
            discipline="medicine",
            met_via=MET_VIA[number % len(MET_VIA)],
            met_on=self._day(self.met * 7).date(),
            tags=TAGS[:2],
            last_touch_at=self._day(100),
            last_touch_how="Meeting",
            created_at=self._day(self.met * 7),
            **fields,
        ).prepare()

    def _roles(self) -> None:
        whom = {"owner": self.owner, "contact": self.mentor}
        terms = [
            RoleTerm(**whom, role=role, starts_on=self._day(700).date()) for role in ("research", "mentor")
        ]
        past = {"starts_on": self._day(900).date(), "ends_on": self._day(800).date()}
        terms += [
            RoleTerm(**whom, role=Role.values[at % len(Role.values)], **past) for at in range(self.rows)
        ]
        RoleTerm.objects.bulk_create(terms)
        Way.objects.create(**whom, value="mentor@people.example")

    def _meetings(self) -> None:
        kinds = [Kind.MEETING, Kind.COFFEE, Kind.EMAIL, Kind.VIDEO]
        held = Interaction.objects.bulk_create(
            Interaction(
                owner=self.owner,
                kind=kinds[at % len(kinds)],
                at=self._day(100 + at * 7),
                minutes=30 if at % 3 else None,
                takeaway=TAKEAWAYS[at % len(TAKEAWAYS)],
                note="Talked about the project and what comes next." if at % 5 == 0 else "",
                topics=TAGS[at % 4 : at % 4 + at % 3],
                meaningful=at % 4 == 0,
            )
            for at in range(self.met)
        )
        Participant.objects.bulk_create(
            Participant(owner=self.owner, interaction=one, contact=self.mentor) for one in held
        )

    def _advice(self) -> None:
        Advice.objects.bulk_create(
            Advice(
                owner=self.owner,
                contact=self.mentor,
                what=TAKEAWAYS[at % len(TAKEAWAYS)],
                given_on=self._day(100 + at * 30).date(),
                status=FOUR[at % 4],
                outcome="It worked." if at % 4 in (1, 3) else "",
                outcome_on=self._day(50 + at).date() if at % 4 in (1, 3) else None,
                reported_at=self._day(20 + at) if at % 4 == 3 else None,
            )
            for at in range(self.rows)
        )

    def _owed(self) -> None:
        zone, rules = self.owner.zone, numbers()
        kind = cadence.rhythm(Cadence.UPDATE, rules)
        assert kind is not None
        window = cadence.update_window(self._day(100), kind, zone, rules)
        made = [(Basis.UPDATE, window, "window")]
        for at in range(self.rows):
            day = self.today + timedelta(days=at % 20 + 1)
            made.append(
                (Basis.PROMISE, cadence.promise_window(self._day(5), day, zone, rules), f"paper {at}")
            )
        owed = [
            FollowUp(owner=self.owner, contact=self.mentor, basis=basis, because="You promised it.",
                     what="" if basis == Basis.UPDATE else occurrence, occurrence=occurrence)
            for basis, _, occurrence in made
        ]  # fmt: skip
        for one, (_, span, _) in zip(owed, made, strict=True):
            one.set_window(span)
        FollowUp.objects.bulk_create(owed)

    def _giving(self) -> None:
        mine, rows = {"owner": self.owner}, range(self.rows)
        whom = {**mine, "contact": self.mentor}
        GoodTurn.objects.bulk_create(
            GoodTurn(**whom, kind=TURNS[at % 4], what=f"Turn {at}", on=self._day(at).date()) for at in rows
        )
        Opportunity.objects.bulk_create(
            Opportunity(**mine, title=f"Opening {at}", heard_from=self.mentor, heard_on=self._day(at).date())
            for at in rows
        )
        read = Reading.objects.bulk_create(
            Reading(**mine, title=f"Reading {at}", tags=TAGS[:1], read_on=self._day(at).date()) for at in rows
        )
        Offer.objects.bulk_create(Offer(**whom, reading=one, on=self.today) for one in read)
        Pairing.objects.bulk_create(
            Pairing(**mine, one=self.mentor, other=other, why="Both like the same thing.")
            for other in self.others
        )

    def _ties(self) -> None:
        half = len(self.others) // 2
        above, below = self.others[:half], self.others[half:]
        when = {"owner": self.owner, "on": self._day(400).date(), "led_to": "a project"}
        Introduction.objects.bulk_create(
            [
                *(Introduction(**when, introducer=one, introduced=self.mentor) for one in above),
                *(Introduction(**when, introducer=self.mentor, introduced=one) for one in below),
            ]
        )

    def _story(self) -> None:
        mine, rows = {"owner": self.owner}, range(self.rows)
        words = {"known_for": "sleep on the ward", "introduction": SPEECH}
        Resident.objects.filter(user=self.owner).update(**words)
        Narrative.objects.bulk_create(
            Narrative(**mine, year=self.today.year - at, why="It stayed.", written_on=self.today)
            for at in rows
        )
        Achievement.objects.bulk_create(
            Achievement(**mine, title=f"Talk {at}", kind="talk", on=self._day(at * 40).date()) for at in rows
        )
        Rotation.objects.bulk_create(
            Rotation(
                **mine,
                name=f"Block {at}",
                starts_on=self.today + timedelta(days=30 * at - 60),
                ends_on=self.today + timedelta(days=30 * at - 31),
                intensity=["normal", "heavy", "light"][at % 3],
            )
            for at in rows
        )

    def _belongings(self) -> None:
        mine, rows = {"owner": self.owner}, range(self.rows)
        belongs = Affiliation.objects.bulk_create(
            Affiliation(
                **mine,
                name=f"Belongs {at}",
                kind="committee" if at % 2 else "society",
                ends_on=self.today + timedelta(days=at * 9 + 1),
            )
            for at in rows
        )
        Membership.objects.bulk_create(
            Membership(**mine, affiliation=one, contact=who)
            for one, other in zip(belongs, self.others, strict=True)
            for who in (self.mentor, other)
        )
        groups = Group.objects.bulk_create(
            Group(**mine, name=f"Group {at}", next_on=self.today) for at in rows
        )
        GroupMember.objects.bulk_create(
            GroupMember(**mine, group=one, contact=who, place=place)
            for one, other in zip(groups, self.others, strict=True)
            for place, who in enumerate((None, self.mentor, other), 1)
        )
