"""Many people for one owner, for measuring: made in bulk, the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from django.db import models, transaction

from accounts.models import User
from contacts.models import SEATS, Cadence, Contact, Direction, Role, RoleTerm, Stage, Way
from contacts.search import index_words
from followups import cadence
from followups.models import FollowUp, Outcome
from followups.planning import refresh_next
from followups.rules import numbers
from followups.windows import Basis, Window, next_notice
from interactions.models import Event, Interaction, Kind, Participant
from quickstart.demo.pools import FAMILY, FIELDS, GIVEN, MET_VIA, NOTES, PLACES, TAGS, TAKEAWAYS, TITLES
from residents.models import Resident

EMAIL = "bench@curbside.example"
BATCH = 1000
MEETINGS = 4
# How many roles are held today.
SIT = 16
HISTORY = timedelta(days=4 * 365)
NEAR = timedelta(days=165)
Say = Callable[[str], None]

# Of the open follow-ups: the share each kind has, in percent; the rest are update windows.
SHARES = {
    Basis.PROMISE: 12,
    Basis.PROMISE_TO_ME: 5,
    Basis.CONFERENCE: 8,
    Basis.THANKS: 2,
    Basis.INTRODUCTION: 2,
    Basis.MANUAL: 8,
    Basis.CLOSE_LOOP: 3,
    Basis.CHECK_IN: 12,
}


class Volume:
    """One owner with `people` contacts, four interactions each, and one follow-up owed to every fifth."""

    def __init__(self, email: str, people: int, now: datetime, password: str | None, say: Say) -> None:
        self.email, self.people, self.now, self.password, self.say = email, people, now, password, say
        self.chance = random.Random(people)
        self.contacts: list[Contact] = []
        self.touches: list[tuple[Interaction, list[Contact]]] = []

    @transaction.atomic
    def make(self) -> User:
        """Everything, in one transaction: there is never half of it."""
        self.owner = User.objects.create_user(
            self.email, self.password, name="Bench", time_zone="America/Denver"
        )
        Resident.objects.create(
            user=self.owner, training_stage="PGY-2", specialty="Psychiatry", welcome_step=4
        )
        self.zone = self.owner.zone
        # All planned in memory first, so that every row is written once.
        self.contacts = [self._contact(number) for number in range(self.people)]
        self._happened()
        owed = self._follow_ups()
        self._save_contacts()
        self._save_touches()
        self._bulk(FollowUp, "follow-ups", owed)
        refresh_next(contact.pk for contact in self.contacts)
        return self.owner

    # ------------------------------------------------------------------ people
    def _contact(self, number: int) -> Contact:
        pick = self.chance.choice
        since = self.now - timedelta(days=self.chance.randrange(20, HISTORY.days))
        return Contact(
            owner=self.owner,
            prefix="Dr." if self.chance.random() < 0.7 else "",
            given_name=GIVEN[number % len(GIVEN)],
            family_name=FAMILY[(number // len(GIVEN) + number * 7) % len(FAMILY)],
            institution=pick(PLACES),
            department="Psychiatry" if self.chance.random() < 0.6 else pick(FIELDS).capitalize(),
            discipline=pick(FIELDS),
            title=pick(TITLES),
            direction=self._weighed({Direction.SENIOR: 55, Direction.PEER: 30, Direction.JUNIOR: 15}),
            stage=self._weighed({Stage.MET: 60, Stage.RECURRING: 20, Stage.IDENTIFIED: 15, Stage.DORMANT: 5}),
            is_anchor=number % 1000 == 0,
            is_core=number % 2500 == 0,
            met_via=pick(MET_VIA),
            met_on=since.date(),
            tags=sorted(self.chance.sample(TAGS, self.chance.choice([0, 0, 1, 1, 2, 3]))),
            note=pick(NOTES),
            cadence=Cadence.NONE,
            created_at=since,
        ).prepare()

    def _roles(self) -> list[str]:
        """One in twelve sat in a seat once; some of them were mentors or sponsors, too."""
        if self.chance.random() > 1 / 12:
            return []
        others = [Role.MENTOR, Role.SPONSOR, Role.CONNECTOR, Role.COACH]
        return [self.chance.choice(SEATS), *self.chance.sample(others, self.chance.choice([0, 1, 1, 2]))]

    # ------------------------------------------------------------------ what happened
    def _happened(self) -> None:
        """Four touches a person: a few are met often, most once in a while, as in life."""
        self.events = [self._event(number) for number in range(12)]
        for number in range(self.people * 4):
            place = int(self.chance.random() ** 2 * self.people)
            people = [self.contacts[place]]
            if number % 8 == 0:
                people.append(self.contacts[(place + 1 + number) % self.people])
            self.touches.append((self._interaction(number), list({id(one): one for one in people}.values())))
        self.touches.sort(key=lambda touch: touch[0].at)
        for one, people in self.touches:
            for contact in people if not one.is_planned else ():
                contact.last_touch_at = one.at
                contact.last_touch_how = str(Kind(one.kind).label)
                contact.last_takeaway = one.takeaway
                contact.search_heard = index_words([contact.search_heard, one.takeaway])

    def _event(self, number: int) -> Event:
        starts = (self.now - timedelta(days=30 + number * 110)).date()
        name = f"{MET_VIA[number % 2 * 6]} {starts.year}"
        return Event(
            owner=self.owner,
            name=name,
            time_zone="America/New_York",
            starts_on=starts,
            ends_on=starts + timedelta(days=3),
        )

    def _interaction(self, number: int) -> Interaction:
        ago = HISTORY * self.chance.random() ** 1.5
        if number < MEETINGS:
            at = self.now + timedelta(days=number + 1)
            return Interaction(owner=self.owner, status=Interaction.Status.PLANNED, kind=Kind.COFFEE, at=at)
        return Interaction(
            owner=self.owner,
            kind=self.chance.choice(Kind.values),
            at=self.now - ago - timedelta(hours=1),
            minutes=self.chance.choice([None, 15, 30, 45]),
            event=self.events[number % len(self.events)] if number % 9 == 0 else None,
            takeaway=self.chance.choice(TAKEAWAYS) if number % 3 else "",
            note="Talked about the project and what comes next." if number % 5 == 0 else "",
            meaningful=number % 4 == 0,
            topics=self.chance.sample(TAGS, number % 3),
        )

    # ------------------------------------------------------------------ what is owed
    def _follow_ups(self) -> list[FollowUp]:
        total = self.people // 5
        owed = [self._owed(basis) for basis, share in SHARES.items() for _ in range(total * share // 100)]
        # Only windows that are near: what was late for a year has long been let go.
        near = [one for one in self.contacts if one.last_touch_at and one.last_touch_at > self.now - NEAR]
        owed += [self._window(contact) for contact in self.chance.sample(near, total - len(owed))]
        return owed + [self._closed(self._owed(Basis.THANKS), number) for number in range(total * 2)]

    def _window(self, contact: Contact) -> FollowUp:
        kind, anchor = cadence.rhythm(Cadence.UPDATE, numbers()), contact.last_touch_at
        assert kind is not None and anchor is not None
        contact.cadence, contact.cadence_set_on = Cadence.UPDATE, contact.met_on
        window = cadence.update_window(anchor, kind, self.zone, numbers())
        return self._made(contact, Basis.UPDATE, window, anchor.date().isoformat())

    def _owed(self, basis: Basis) -> FollowUp:
        contact = self.chance.choice(self.contacts)
        at = self.now - timedelta(hours=self.chance.randrange(1, 240))
        return self._made(contact, basis, self._moments(basis, at), f"{self.chance.random():.12f}")

    def _moments(self, basis: Basis, at: datetime) -> Window:
        day = at.date() + timedelta(days=self.chance.randrange(1, 21))
        if basis == Basis.CONFERENCE:
            return cadence.conference_window(at, self.zone, numbers())
        if basis == Basis.THANKS:
            return cadence.thanks_window(at, self.zone, numbers())
        if basis == Basis.INTRODUCTION:
            return cadence.introduction_window(at, self.zone, numbers())
        if basis == Basis.PROMISE:
            return cadence.promise_window(at, day, self.zone, numbers())
        if basis == Basis.PROMISE_TO_ME:
            return cadence.hoped_window(at, day, self.zone, numbers())
        if basis == Basis.CHECK_IN:
            kind = cadence.rhythm(Cadence.CHECK_IN, numbers())
            assert kind is not None
            return cadence.update_window(at - timedelta(days=200), kind, self.zone, numbers())
        return cadence.manual_window(at, day, self.zone, numbers())

    def _made(self, contact: Contact, basis: Basis, window: Window, occurrence: str) -> FollowUp:
        made = FollowUp(
            owner=self.owner,
            contact=contact,
            basis=basis,
            because=f"You spoke with {contact.short_name}: {self.chance.choice(TAKEAWAYS)}",
            what="send the draft" if basis in (Basis.PROMISE, Basis.MANUAL) else "",
            occurrence=occurrence,
            created_at=window.starts,
        )
        made.set_window(window)
        made.notice_at = next_notice(window, self.now)
        return made

    def _closed(self, made: FollowUp, number: int) -> FollowUp:
        made.outcome = Outcome.DONE if number % 5 else Outcome.DISMISSED
        made.closed_at, made.notice_at = self.now - timedelta(days=number % 700), None
        return made

    # ------------------------------------------------------------------ rows
    def _save_contacts(self) -> None:
        self._bulk(Contact, "people", self.contacts)
        today = self.now.date()
        terms: list[RoleTerm] = []
        ways = []
        for contact in self.contacts:
            ways.append(Way(owner=self.owner, contact=contact, value=f"p{contact.pk}@people.example"))
            for role in self._roles():
                since = today - timedelta(days=self.chance.randrange(30, 1200))
                # A board is of a few: whoever came first sits there still, the others did for a time.
                over = None if len(terms) < SIT else min(since + timedelta(days=300), today)
                term = RoleTerm(owner=self.owner, contact=contact, role=role, starts_on=since, ends_on=over)
                terms.append(term)
        self._bulk(Way, "addresses", ways)
        self._bulk(RoleTerm, "roles", terms)

    def _save_touches(self) -> None:
        self._bulk(Event, "events", self.events)
        self._bulk(Interaction, "interactions", [one for one, _ in self.touches])
        taking_part = [
            Participant(owner=self.owner, interaction=one, contact=contact)
            for one, people in self.touches
            for contact in people
        ]
        self._bulk(Participant, "who took part", taking_part)

    def _weighed(self, weights: dict[str, int]) -> str:
        return self.chance.choices(list(weights), weights=list(weights.values()))[0]

    def _bulk(self, model: type[models.Model], words: str, rows: list) -> list:
        left = iter(rows)
        while batch := list(islice(left, BATCH)):
            model._default_manager.bulk_create(batch)
        self.say(f"  {len(rows):>7,} {words}")
        return rows
