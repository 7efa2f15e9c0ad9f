"""What is going on at the moment of the crawl: without it pages have little to show.

The rows that `world` plants lie centuries ahead. These are of today, and different for each resident.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from accounts.models import Submission, User
from contacts.models import Contact, RoleTerm
from followups.models import Digest, FollowUp, Reminder
from interactions.models import Event, Interaction, Participant, Promise
from outbox.asking import REFUSED
from outbox.models import Message, Suppression
from programs.inviting import invite_advisor, invite_staff
from programs.models import (
    Advisor,
    AdvisorAssignment,
    Consent,
    Enrollment,
    MutedAlert,
    Program,
    RollOver,
    Staff,
)
from residents.models import Pause, Resident, Rotation
from tests.conftest import START
from tests.privacy.going_on import given_and_taken, plan, stages, story
from tests.privacy.world import LEVELS, Person, World, make_world, show

TODAY = START.date()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# A form's key is the browser's choice: somebody may send one that another has sent, or both the same.
THEIR_KEY, COMMON_KEY = uuid.UUID(int=12), uuid.UUID(int=1)
# coverage_b and named_b rest.
PAUSED = (1, 2)
# Not canaries: what people of both programs may be called, told to nobody by its being there.
ADVISOR, ADDRESS, EVENT = "Dr. Rowan Common", "common@example.org", "Grand rounds"
OFFICE = ("coordinator", "director")
JULY = datetime(2026, 7, 3, 15, 0, tzinfo=UTC)
FIRST_FREE = 10_000
SEQUENCES = (
    "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND coalesce(last_value, 0) < %s"
)


def lively_world() -> World:
    """The world of the proofs, with something going on for everybody in it."""
    ContentType.objects.clear_cache()
    with connection.cursor() as cursor:
        # An id of a row made on the way never looks like a count.
        cursor.execute(SEQUENCES, [FIRST_FREE])
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(nextval('{name}')) FROM generate_series(1, {FIRST_FREE})")
    world = make_world()
    for n, (letter, level) in enumerate((letter, level) for letter in "ba" for level in LEVELS):
        _enliven(world, world.people[f"{level}_{letter}"], n)
    show(world, world.person("both"), {f"{role}_{letter}" for role in OFFICE for letter in "ab"})
    for letter in "ab":
        _more_of_program(world, letter)
        _refuse(world, letter)
    _elsewhere(world)
    return world


def _enliven(world: World, one: Person, n: int) -> None:
    def plant(model: Any, **given: Any) -> Any:
        for column in ("created_at", "updated_at"):
            if column in {each.name for each in model._meta.concrete_fields}:
                given.setdefault(column, START - DAY)
        return world.plant(model, {one.label}, kept, **given)

    kept = dict(one.kept)
    grace = kept[Contact] = plant(
        Contact, prefix="Dr.", given_name="Grace", stage="met", cadence="update", direction="senior",
        last_touch_at=START - (100 + n) * DAY, cadence_set_on=TODAY - 200 * DAY,
    )  # fmt: skip
    event = kept[Event] = plant(
        Event, starts_on=TODAY, ends_on=TODAY + (n + 1) * DAY, time_zone="America/Denver"
    )
    touch = kept[Interaction] = plant(Interaction, at=START - 3 * HOUR, event=event, meaningful=True)
    plant(Participant, interaction=touch, contact=grace, introduction=None)
    promise = plant(Promise, interaction=touch, contact=grace, by=TODAY + 9 * DAY)
    meeting = plant(Interaction, status="planned", kind="meeting", at=START + DAY, event=None)
    plant(Participant, interaction=meeting, contact=grace, introduction=None)
    gone = plant(Interaction, at=START - 2 * DAY, deleted_at=START - HOUR, event=None)
    plant(Participant, interaction=gone, contact=grace, introduction=None)
    trashed = plant(Contact, stage="met", trashed_at=START - DAY)
    owed = _owe(plant, touch, n)
    _mail(plant, n)
    if running := Pause.objects.filter(owner=one.user, starts_on=TODAY - DAY).first():
        one.ids["running"] = running.pk
    _alike(plant, world, one, n)
    one.ids |= {
        "grace": grace.pk, "today_event": event.pk, "touch": touch.pk, "meeting": meeting.pk, "gone": gone.pk,
        "trashed": trashed.pk, "promised": promise.pk, "owed": [each.pk for each in owed], "n": n,
    }  # fmt: skip
    plan(plant, one, n, event, grace)
    given_and_taken(plant, one, n, grace, owed[0])
    story(plant, one, n, grace)
    for key in (COMMON_KEY, uuid.UUID(int=THEIR_KEY.int + n)):
        here = f"/people/{grace.pk}/"
        Submission.objects.create(pk=world.next_id(), owner=one.user, key=key, location=here)


def _owe(plant: Any, touch: Interaction, n: int) -> list[FollowUp]:
    """Open, snoozed, held back by a heavy block, promised, closed."""

    def due(basis: str, opens: Any, **given: Any) -> Any:
        times = {"opens_at": opens, "due_at": opens + 9 * DAY, "late_at": opens + 20 * DAY}
        return plant(FollowUp, basis=basis, starts_at=START - 30 * DAY, notice_at=opens, **times, **given)

    plant(
        Rotation, starts_on=TODAY - 5 * DAY, ends_on=TODAY + (4 + n) * DAY, intensity="heavy",
        tells_anyway=False, created_at=START,
    )  # fmt: skip
    plant(Rotation, starts_on=TODAY + (60 + 20 * n) * DAY, ends_on=TODAY + (70 + 20 * n) * DAY)
    window = due("update", START - (n + 1) * DAY)
    held = due("check_in", START - DAY, told_at=START + (10 + n) * DAY)
    snoozed = due("manual", START - DAY, snoozed_until=START + (2 + n) * DAY)
    promised = due("promise", START - 2 * HOUR)
    manual = due("manual", START - 4 * HOUR)
    late = due("conference", START - 40 * DAY)
    closed = due("manual", START - 3 * DAY, closed_at=START - HOUR, outcome="done")
    due("manual", START + (n + 1) * HOUR)
    for _ in range(3):
        due("conference", START - DAY, together=f"met:{START:%Y-%m}")
    touch.opened.add(promised, late)
    plant(Reminder, follow_up=held, stage="late", raised_at=START - HOUR)
    touch.closed.add(closed)
    for each in (window, promised, manual)[: 1 + n % 3]:
        plant(Reminder, follow_up=each, stage="opened", raised_at=START - HOUR)
    return [window, held, snoozed, promised, manual, late, closed]


def _mail(plant: Any, n: int) -> None:
    for minutes in range(3 if n == 0 else 0):
        plant(Message, kind="test", state="pending", created_at=START - minutes * HOUR / 60)
    plant(Message, kind="weekly", state="pending", created_at=START - DAY, next_try_at=START + 300 * DAY)
    plant(
        Digest, iso_year=2026, iso_week=10 + n, send_at=START - (3 + n) * DAY, outcome="empty", message=None
    )
    plant(
        Digest, iso_year=2026, iso_week=21, send_at=START + (6 - n) * HOUR, outcome="deferred", message=None
    )
    if n in PAUSED:
        plant(Pause, starts_on=TODAY - DAY, ends_on=TODAY + (9 + n) * DAY, created_at=START - DAY)


def _alike(plant: Any, world: World, one: Person, n: int) -> None:
    """Things that others have too, by the same name; a contact that must stay out of programs."""
    weeks = 0 if n == 0 else 1 + n
    rounds = plant(
        Event, name=EVENT, kind="rounds", starts_on=TODAY - weeks * 7 * DAY, ends_on=TODAY - weeks * 7 * DAY,
        time_zone="America/Denver",
    )  # fmt: skip
    one.ids["rounds"] = rounds.pk
    plant(Contact, stage="met", tags=["job hunt"], origin="chosen")
    Consent.objects.filter(enrollment__user=one.user).update(confirms_meetings=True)


def _more_of_program(world: World, letter: str) -> None:
    """Somebody without a link yet, advisors without an account, one who advises in both programs."""
    program, office = world.programs[letter], {f"coordinator_{letter}", f"director_{letter}"}
    kept: dict[Any, Any] = {type(program): program}
    email = {"email": ADDRESS, "track": "CATEGORICAL"} if letter == "b" else {}
    waiting = world.plant(Enrollment, office, kept, status="invited", academic_year=2025, **email)
    spare = world.plant(Advisor, office, kept, user=None, leaves_on=None)
    name = ADVISOR if letter == "b" else "Dr. Eve Common"
    common = world.plant(Advisor, office, kept, user=None, name=name, leaves_on=None)
    AdvisorAssignment.objects.create(
        pk=world.next_id(), enrollment=waiting, advisor=common, starts_on=TODAY - DAY
    )
    MutedAlert.objects.create(
        pk=world.next_id(), program=program, kind="load", advisor=common, until=TODAY + 9 * DAY
    )
    cora, both = world.people[f"coordinator_{letter}"].user, world.people["both"].user
    world.plant(Advisor, office, kept, user=both, name="Dr. Both", leaves_on=None)
    role = Staff.objects.create(
        pk=world.next_id(), program=program, user=both, role="advisor", since=START - 9 * DAY
    )
    (joins,) = invite_staff(program, "coordinator", "", cora, START).values()
    (ties,) = invite_advisor(spare, cora, START).values()
    world.of_program[letter] |= {
        "without_link": waiting.pk, "spare_advisor": spare.pk, "role_of_both": role.pk, "staff_link": joins,
        "advisor_link": ties,
    }  # fmt: skip
    for label, one in world.people.items():
        if label.endswith(f"_{letter}"):
            one.ids |= world.of_program[letter]


def _elsewhere(world: World) -> None:
    """Whoever worked for the first program keeps one of their own; the second has entered the new year."""
    former = world.people["former_a"]
    own = world.programs["c"] = world.plant(Program, {former.label}, {}, created_at=START)
    Staff.objects.create(
        pk=world.next_id(), program=own, user=former.user, role="coordinator", since=START - DAY
    )
    former.ids["own_program"] = own.pk
    operator = world.people["operator"]
    world.plant(Resident, {operator.label}, {User: operator.user}, welcome_step=4)
    entered = RollOver(program=world.programs["b"], year=2026, at=JULY - HOUR, before=[])
    entered.pk = world.next_id()
    entered.save(force_insert=True)
    # Somebody who would be told by now that no seat is filled.
    Enrollment.objects.filter(user=world.people["coverage_a"].user).update(joined_at=START - 200 * DAY)
    _readers(world)
    stages(world)
    # What is drawn on Monday will be less than what the roster shows: nobody may bring that forward.
    for label in ("named_b", "coverage_a"):
        seats = RoleTerm.objects.filter(
            owner=world.people[label].user, contact=world.people[label].ids["seated"]
        )
        seats.update(starts_on=TODAY - 40 * DAY, ends_on=TODAY - DAY)


def _readers(world: World) -> None:
    """Who reads the weekly email how: one at another hour, one monthly, one not at all, one never answers."""
    by = {label: User.objects.filter(pk=one.user.pk) for label, one in world.people.items()}
    by["named_b"].update(digest_weekday=1)
    by["private_b"].update(digest_every="month")
    by["coverage_a"].update(digest_on=False)
    silent, other = world.people["private_a"], world.people["named_a"]
    for one, week in ((other, 9), *((silent, 12 + n) for n in range(5))):
        mine: dict[Any, Any] = {User: one.user}
        at = START - (20 - week) * DAY
        mail = world.plant(
            Message, {one.label}, mine, kind="weekly", state="sent", created_at=at, to=one.user.email
        )
        answered = {"answered_at": START - HOUR, "send_at": START - HOUR} if one is other else {"send_at": at}
        Digest.objects.create(
            pk=world.next_id(), owner=one.user, iso_year=2025, iso_week=week, outcome="queued", message=mail,
            created_at=at, **answered,
        )  # fmt: skip
    late = world.people["named_b"]
    mail = world.plant(
        Message,
        {late.label},
        {User: late.user},
        kind="weekly",
        state="sent",
        created_at=START - DAY,
        to=late.user.email,
    )
    Digest.objects.create(
        pk=world.next_id(), owner=late.user, iso_year=2025, iso_week=17, outcome="queued", message=mail,
        created_at=START - DAY, send_at=START - HOUR / 2,
    )  # fmt: skip
    first = world.people["private_b"].user
    Digest.objects.create(
        pk=world.next_id(), owner=first, iso_year=2026, iso_week=22, outcome="skipped", send_at=START
    )
    # One has every seat filled and no peer in touch; the others have, and one knows a researcher.
    grace = Contact.objects.get(pk=silent.ids["grace"])
    Contact.objects.filter(pk=grace.pk).update(tags=["research"], is_anchor=True)
    for role in ("research", "navigator", "near_peer"):
        RoleTerm.objects.create(
            pk=world.next_id(), owner=silent.user, contact=silent.ids["second"], role=role, starts_on=TODAY
        )
    for label in ("named_a", "private_b"):
        peer = Contact.objects.filter(pk=world.people[label].ids["grace"])
        peer.update(direction="peer", last_touch_at=START - DAY)
    for one in world.people.values():
        EmailAddress.objects.create(
            pk=world.next_id(), user=one.user, email=one.user.email, primary=True, verified=True
        )
    advisor = Advisor.objects.get(pk=world.of_program["a"]["advisor_id"])
    knows = world.people["coverage_a"]
    show(world, knows, {knows.label}, [advisor.name])
    world.plant(Contact, {knows.label}, dict(knows.kept), family_name=advisor.name, stage="met")


def _refuse(world: World, letter: str) -> None:
    """A coordinator wrote to an address of somebody elsewhere, and its server refused."""
    cora, there = (
        world.people[f"coordinator_{letter}"],
        world.people[f"coverage_{'b' if letter == 'a' else 'a'}"],
    )
    show(world, there, {cora.label}, [there.user.email.split("@")[0]])
    kept: dict[Any, Any] = {type(cora.user): cora.user}
    world.plant(Suppression, {cora.label}, kept, address=there.user.email, reason=REFUSED)
