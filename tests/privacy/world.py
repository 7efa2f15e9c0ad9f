"""Two programs with three residents each, one at every level, and a word of its own in every private column.

Models and columns are found by introspection: a new one is planted without a line here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import AutoField, BigAutoField, Field, Model

from accounts.models import User
from contacts.models import Contact, RoleTerm
from followups.models import FollowUp
from interactions.models import Interaction, Target
from outbox.models import Message
from programs.inviting import invite_residents
from programs.models import (
    Advisor,
    AdvisorAssignment,
    Consent,
    Enrollment,
    HelpRequest,
    Invitation,
    MutedAlert,
    Program,
    RelationshipConsent,
    RosterEntry,
    ShareEvent,
    Staff,
)
from programs.projection import project
from tests.conftest import START
from tests.privacy.ledger import Ledger
from tests.privacy.sheets import FIRST_ID

PRIVATE_APPS = ("residents", "contacts", "interactions", "followups")
OF_THE_OUTBOX = ("outbox.Message", "outbox.Attempt", "outbox.Suppression")
LEVELS = ("private", "coverage", "named")
NAME = {"prefix", "given_name", "family_name"}
Ids = dict[str, Any]


def private_models() -> list[type[Model]]:
    """Every table that belongs to a resident."""
    own = [model for app in PRIVATE_APPS for model in apps.get_app_config(app).get_models()]
    return [*own, *(apps.get_model(label) for label in OF_THE_OUTBOX)]


@dataclass
class Person:
    """A viewer and what they keep; `label` is who they are in the ledger."""

    label: str
    user: User
    ids: Ids = field(default_factory=dict)
    kept: dict[type[Model], Any] = field(default_factory=dict)


@dataclass
class World:
    """Everybody, by label."""

    ledger: Ledger = field(default_factory=Ledger)
    people: dict[str, Person] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    of_program: dict[str, Ids] = field(default_factory=dict)
    last_id: int = FIRST_ID

    def next_id(self) -> int:
        """An id that no row of any other table has: whose a number is can be told from it alone."""
        self.last_id += 1
        return self.last_id

    def plant(self, model: type[Model], viewers: set[str], kept: dict[type[Model], Any], **given: Any) -> Any:
        """A row with a word in each column; relations lead to what is kept already."""
        values = dict(given)
        for column in model._meta.concrete_fields:
            if column.name in values or column.generated:
                continue
            if column.is_relation:
                target = kept.get(column.related_model)  # type: ignore[call-overload]
                if target is None and not column.null:
                    raise LookupError(column.name)
                values[column.name] = target
            elif not column.primary_key and (value := self.ledger.value(column, _readers(column, viewers))):
                values[column.name] = value[: column.max_length] if isinstance(value, str) else value
        if isinstance(model._meta.pk, AutoField | BigAutoField):
            values.setdefault("pk", self.next_id())
        return model._base_manager.create(**values)

    def person(self, label: str, **fields: Any) -> Person:
        """An account with words in it."""
        word = self.ledger.word("User.name", {label})
        email = f"{self.ledger.word('User.email', {label})}@example.org"
        zone = "America/Denver"
        fields = {"id": self.next_id(), "time_zone": zone} | fields
        user = User.objects.create_user(email=email, password=None, name=word, **fields)
        one = self.people[label] = Person(label, user, kept={User: user})
        return one


def _readers(column: Any, viewers: set[str]) -> set[str]:
    """Why a mail was refused is for operators too: a server's words, not a resident's."""
    return viewers | {"operator"} if str(column) == "outbox.Message.reason" else viewers


def special(model: type[Model], one: Person) -> dict[str, Any]:
    """Values that must fit together; every other column is filled by its kind."""
    kept = one.kept
    now: dict[str, dict[str, Any]] = {
        "Resident": {"welcome_step": 4},
        "Introduction": {"introducer": kept.get(Contact), "introduced": one.ids.get("second")},
        "Pairing": {"other": one.ids.get("second")},
        "FollowUp": {
            "basis": "manual", "starts_at": START - timedelta(days=3), "opens_at": START - timedelta(days=2),
            "due_at": START + timedelta(days=1), "late_at": START + timedelta(days=2),
        },
        "Digest": {"iso_year": 2026, "iso_week": 20, "outcome": "queued"},
        "Reminder": {"stage": "due"},
        "GoodTurn": {"on": START.date() - timedelta(days=3)},
        "HeldLine": {"at": START - timedelta(hours=1)},
        "Letter": {"template": "update"},
        "Message": {"kind": "weekly", "state": "dead", "to": one.user.email, "finished_at": START},
        "Contact": {"stage": "met"},
        # A person or a program, never both: the program is planted by itself.
        "Target": {"program": ""},
    }  # fmt: skip
    given = now.get(str(model._meta.object_name), {})
    return {name: value for name, value in given.items() if value is not None}


def keep_private_things(world: World, one: Person) -> None:
    """A row in every private table, and what is needed to reach it."""
    second = world.plant(Contact, {one.label}, one.kept, stage="met")
    one.ids["second"] = second
    left = [model for model in private_models() if not model._meta.auto_created]
    while left:
        still = []
        for model in left:
            try:
                one.kept[model] = world.plant(model, {one.label}, one.kept, **special(model, one))
            except LookupError:
                still.append(model)
        assert len(still) < len(left), f"nothing to hang {still} on"
        left = still
    planned = world.plant(
        Interaction, {one.label}, one.kept, status="planned", kind="meeting", at=START + timedelta(days=2)
    )
    world.plant(Target, {one.label}, {**one.kept, Contact: None}, contact=None)
    planned.people.add(one.kept[Contact], through_defaults={"owner": one.user})
    one.kept[Interaction].opened.add(one.kept[FollowUp])
    one.ids |= {str(model._meta.model_name): row.pk for model, row in one.kept.items()}
    one.ids["planned"] = planned.pk


def join(world: World, one: Person, letter: str, level: str, advisor: Advisor) -> None:
    """Enroll a resident who shares at a level; the seated contact is the one a roster may tell of."""
    program, office = world.programs[letter], {f"{role}_{letter}" for role in ("coordinator", "director")}
    seen = office | {one.label} | ({f"advisor_{letter}"} if level == "named" else set())
    kept: dict[type[Model], Any] = {Program: program, User: one.user}
    row = world.plant(Enrollment, seen, kept, status="joined", academic_year=2025, joined_at=START)
    kept[Enrollment] = row
    if level == "named":
        AdvisorAssignment.objects.create(
            pk=world.next_id(), enrollment=row, advisor=advisor, starts_on=START.date()
        )
        asked = world.plant(
            HelpRequest, seen, kept, role="research", answered_by=None, answer="", since=START
        )
        until = START.date() + timedelta(days=9)
        muted = MutedAlert.objects.create(
            pk=world.next_id(), program=program, kind="quiet", enrollment=row, until=until
        )
        world.of_program[letter] = {"help_id": asked.pk, "muted_id": muted.pk}
    names = {part: world.ledger.word(f"Contact.{part}", seen | office) for part in NAME}
    if level != "named":
        names = {part: world.ledger.word(f"Contact.{part}", {one.label}) for part in NAME}
    seated = world.plant(
        Contact, {one.label}, one.kept, **names, stage="met", institution=program.institution,
        last_touch_at=START - timedelta(days=10),
    )  # fmt: skip
    RoleTerm.objects.create(
        pk=world.next_id(), owner=one.user, contact=seated, role="clinical", starts_on=START.date()
    )
    world.plant(Consent, {one.label}, kept, level=level)
    kept[Contact] = seated
    world.plant(RelationshipConsent, {one.label}, kept, counted=True, named=True)
    world.plant(ShareEvent, {one.label}, kept)
    one.ids |= {"enrollment_id": row.pk, "program_id": program.pk, "seated": seated}


def make_program(world: World, letter: str) -> None:
    """A program with its people."""
    residents = {f"{level}_{letter}" for level in LEVELS}
    office = {f"coordinator_{letter}", f"director_{letter}"}
    staff = office | {f"advisor_{letter}"}
    program = world.plant(Program, staff | residents, {}, created_at=START)
    world.programs[letter] = program
    for role in ("coordinator", "director", "advisor"):
        one = world.person(f"{role}_{letter}")
        Staff.objects.create(pk=world.next_id(), program=program, user=one.user, role=role, since=START)
        one.ids["program_id"] = program.pk
        show(world, one, staff | residents)
    kept: dict[type[Model], Any] = {Program: program, User: world.people[f"advisor_{letter}"].user}
    advisor = world.plant(Advisor, staff | {f"named_{letter}"}, kept, leaves_on=None)
    for level in LEVELS:
        one = world.person(f"{level}_{letter}")
        keep_private_things(world, one)
        join(world, one, letter, level, advisor)
    waiting = world.plant(Enrollment, office, {Program: program}, status="invited", academic_year=2025)
    cora = world.people[f"coordinator_{letter}"]
    ((made, token),) = invite_residents(program, [waiting], cora.user, START).items()
    link = world.next_id()
    Invitation.objects.filter(pk=made).update(id=link)
    for label in office | {f"advisor_{letter}"}:
        world.people[label].ids |= {"advisor_id": advisor.pk, "invitation_id": link}
    staffed = Staff.objects.get(program=program, role="director")
    program_ids = {"program_id": program.pk, "advisor_id": advisor.pk, "invitation_id": link}
    world.of_program[letter] |= {"join": token, "advisor_id": advisor.pk}
    program_ids |= {"staff_id": staffed.pk, "waiting": waiting.pk} | world.of_program[letter]
    for label in residents | staff:
        world.people[label].ids |= program_ids
    for label in staff:
        world.people[label].ids["enrollment_id"] = world.people[f"named_{letter}"].ids["enrollment_id"]


def show(world: World, one: Person, viewers: set[str], words: Iterable[str] = ()) -> None:
    """Names of staff are known to the program and its residents."""
    for word in words or (one.user.name, one.user.email.split("@")[0]):
        planted = world.ledger.words[word]
        world.ledger.words[word] = planted._replace(viewers=planted.viewers | viewers)


def make_world() -> World:
    """Both programs, somebody who worked for the first, and an operator."""
    world = World()
    for letter in "ab":
        make_program(world, letter)
    former = world.person("former_a")
    ended = START - timedelta(days=1)
    Staff.objects.create(program=world.programs["a"], user=former.user, since=ended, ended_at=ended)
    world.person("operator", is_staff=True)
    project(START)
    assert RosterEntry.objects.filter(clinical="filled").count() == 4
    assert not Message.objects.filter(key=uuid.uuid4().hex).exists()
    assert Invitation.objects.count() == 2
    return world


def unplanted(world: World) -> list[str]:
    """Columns of words in private tables where nothing was planted."""
    planted = {planted.where for planted in world.ledger.words.values()}
    columns: list[Field[Any, Any]] = [
        column for model in private_models() for column in model._meta.concrete_fields if not column.generated
    ]
    missing = []
    for column in columns:
        where = f"{column.model._meta.object_name}.{column.name}"
        ledger = Ledger()
        ledger.value(column, ())
        if ledger.words and where not in planted:
            missing.append(where)
    return missing
