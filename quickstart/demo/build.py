"""Tells the story through the application's own verbs, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from contacts.models import Contact, Introduction, RoleTerm, Stage, Way
from contacts.names import parse_name
from followups import planning
from followups.digest import queue_due
from followups.models import FollowUp, Outcome, Reminder
from followups.sweep import sweep
from followups.weeks import latest
from followups.windows import Basis
from interactions import recording
from interactions.models import Event, Interaction
from interactions.recording import PromiseMade
from outbox.models import Attempt, Heartbeat, Message, State
from quickstart.demo import conference, giving, rotations, telling
from quickstart.demo.history import PAST
from quickstart.demo.people import PEOPLE, Person
from quickstart.demo.story import (
    EVENTS,
    MEETINGS,
    OWN,
    RECENT,
    SNOOZED,
    STAGES,
    TRASHED,
    Ahead,
    Happening,
    Touch,
)
from quickstart.demo.when import Calendar

SEEN_UNTIL = timedelta(hours=20)
WEEK = timedelta(days=7)
Step = tuple[datetime, Callable[[datetime], object]]


class Story:
    """One resident's relationships."""

    def __init__(self, owner: User, now: datetime) -> None:
        self.owner, self.now = owner, now
        self.calendar = Calendar(now, owner.zone)
        self.touches = [(self.calendar.moment(touch.when), touch) for touch in (*PAST, *RECENT)]
        self.first: dict[str, datetime] = {}
        for at, touch in sorted(self.touches, key=lambda one: one[0]):
            self.first.setdefault(touch.who, at)
        self.events = {one.name: self._event(one) for one in EVENTS}
        self.contacts: dict[str, Contact] = {}

    def tell(self) -> None:
        """Everything, oldest first: each verb sees what was known then."""
        rotations.build(self.owner, self.calendar)
        steps: list[Step] = [(self._known(person), self._add(person)) for person in PEOPLE]
        steps += [(at, self._record(touch)) for at, touch in self.touches]
        for meeting in MEETINGS:
            steps.append((self.calendar.moment(meeting.planned), self._plan(meeting)))
        for who, what, days, asked in OWN:
            at = self.calendar.moment(f"-{asked} 20:10")
            steps.append((at, self._remind(who, what, self.calendar.day(days))))
        for moment in self._sundays():
            steps.append((moment, lambda at: queue_due(at)))
        steps += self._kept()
        for at, step in sorted(steps, key=lambda one: one[0]):
            step(at)
        self._finish()

    # ------------------------------------------------------------------ people
    def _known(self, person: Person) -> datetime:
        return self.first.get(person.name, self.calendar.moment(f"-{person.since} 20:00"))

    def _add(self, person: Person) -> Callable[[datetime], object]:
        def add(at: datetime) -> None:
            name, day = parse_name(person.name), at.astimezone(self.owner.zone).date()
            contact = Contact(
                owner=self.owner,
                prefix=name.prefix,
                given_name=name.given,
                family_name=name.family,
                title=person.what,
                institution=person.where,
                stage=Stage.MET if person.name in self.first else Stage.IDENTIFIED,
                is_anchor=person.anchor,
                is_core=person.core,
                met_on=day if person.name in self.first else None,
                tags=list(person.tags),
                allowed_channels=list(person.channels),
                time_zone=person.zone,
                cadence_set_on=day,
                created_at=at,
            )
            for field in (
                "credentials", "pronouns", "department", "discipline", "direction", "origin", "met_via",
                "note", "may_text", "cadence",
            ):  # fmt: skip
                setattr(contact, field, getattr(person, field))
            if person.hours:
                contact.hours_from, contact.hours_to = (time(hour) for hour in person.hours)
            if person.custom:
                contact.custom_opens_months, contact.custom_due_months = person.custom
            contact.save()
            self.contacts[person.name] = contact
            self._reach(person, contact)
            planning.settle(contact, None)

        return add

    def _reach(self, person: Person, contact: Contact) -> None:
        for kind, value in ((Way.Kind.EMAIL, person.email), (Way.Kind.PHONE, person.phone)):
            if value:
                Way.objects.create(owner=self.owner, contact=contact, kind=kind, value=value)
        for role, since, until in person.roles:
            ends = None if until is None else self.calendar.day(-until)
            starts = self.calendar.day(-since)
            RoleTerm.objects.create(
                owner=self.owner, contact=contact, role=role, starts_on=starts, ends_on=ends
            )

    # ------------------------------------------------------------------ what happened
    def _event(self, one: Happening) -> Event:
        first, last = self.calendar.day(one.first), self.calendar.day(one.last)
        return Event.objects.create(
            owner=self.owner, name=one.name, kind=one.kind, place=one.place, time_zone=one.zone,
            starts_on=first, ends_on=last, note=one.note, created_at=self.now - timedelta(days=230),
        )  # fmt: skip

    def _record(self, touch: Touch) -> Callable[[datetime], object]:
        def record(at: datetime) -> None:
            contact = self.contacts[touch.who]
            recording.record(
                self.owner,
                people=[contact],
                kind=touch.kind,
                at=at,
                event=self.events.get(touch.event),
                takeaway=touch.takeaway,
                note=touch.note,
                meaningful=touch.good,
                promises=[
                    PromiseMade(contact, one.what, self.calendar.day(one.by), one.to_me)
                    for one in touch.promises
                ],
                introduced_by=self.contacts.get(touch.introduced_by),
                minutes=touch.minutes,
                topics=touch.topics,
                now=at,
            )
            if touch.led_to:
                Introduction.objects.filter(introduced=contact).update(led_to=touch.led_to)

        return record

    def _kept(self) -> list[Step]:
        """Promises that were kept, each on its day."""
        return [
            (self.calendar.moment(f"{one.kept:+d} 19:30"), self._done(touch.who, one.what))
            for _, touch in self.touches
            for one in touch.promises
            if one.kept is not None
        ]

    def _done(self, who: str, what: str) -> Callable[[datetime], object]:
        def done(at: datetime) -> None:
            for owed in FollowUp.objects.owed().filter(contact=self.contacts[who], what=what):
                planning.finish(owed, Outcome.DONE, at)

        return done

    def _plan(self, meeting: Ahead) -> Callable[[datetime], object]:
        def plan(at: datetime) -> None:
            made = recording.plan(
                self.owner,
                [self.contacts[meeting.who]],
                meeting.kind,
                self.calendar.moment(meeting.when),
                event=self.events.get(meeting.event),
                minutes=meeting.minutes,
                now=at,
            )
            ready: dict[str, Any] = {
                "cv_sent": meeting.cv_sent,
                "ask": meeting.ask,
                "questions": "\n".join(meeting.questions),
            }
            recording.change(Interaction.objects.get(pk=made.pk), now=at, **ready)

        return plan

    def _remind(self, who: str, what: str, on: date) -> Callable[[datetime], object]:
        return lambda at: planning.remind(self.contacts[who], what, on, at)

    # ------------------------------------------------------------------ mail and reminders
    def _sundays(self) -> list[datetime]:
        """The last two moments at which a weekly email left."""
        user = self.owner
        last = latest(user.zone, user.digest_weekday, user.digest_hour, self.now).moment
        return [last - WEEK + timedelta(seconds=9), last + timedelta(seconds=9)]

    def _finish(self) -> None:
        """What was raised until yesterday was seen; the rest is for the first sweep to find."""
        conference.build(self.owner, self.events, self.contacts, self.calendar)
        telling.build(self.owner, self.contacts, self.calendar)
        giving.build(self.owner, self.contacts, self.calendar)
        for stage, names in STAGES.items():
            ids = [self.contacts[name].pk for name in names]
            Contact.objects.filter(pk__in=ids).update(stage=stage)
        for who, days in TRASHED:
            contact = Contact.objects.get(pk=self.contacts[who].pk)
            contact.trash(self.now - timedelta(days=days))
            planning.hush(contact)
        sweep(self.now - SEEN_UNTIL)
        Reminder.objects.owned_by(self.owner).new().update(seen_at=self.now - SEEN_UNTIL)
        for who, until in SNOOZED:
            owed = FollowUp.objects.owed().exclude(basis=Basis.PREPARATION)
            for one in owed.filter(contact=self.contacts[who]):
                planning.snooze(one, self.calendar.moment(until))
        # Nothing ran in this installation yet; its scheduler says so itself within a minute.
        Heartbeat.objects.all().delete()


def delivered() -> None:
    """Every mail of the story left long ago."""
    for message in Message.objects.filter(state=State.PENDING):
        at = message.created_at + timedelta(seconds=21)
        message.state, message.attempt, message.finished_at = State.SENT, 1, at
        message.save(update_fields=["state", "attempt", "finished_at"])
        Attempt.objects.create(message=message, number=1, phase="sent", code=250, took_ms=412, at=at)
