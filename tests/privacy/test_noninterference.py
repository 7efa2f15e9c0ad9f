"""T1: two worlds that differ in private things only are the same to a program, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from accounts.models import Session
from contacts.models import Contact
from dashboard.access import OPENS, RULES, Rule, addresses, answer
from followups.models import Digest, FollowUp, Reminder
from interactions.models import Event, GoodTurn, Interaction, Opportunity, Pairing, Promise, Reading
from outbox.models import Message
from programs.letters import invitation_letter
from programs.models import Invitation
from programs.projection import project
from residents.models import Resident, Rotation
from tests.conftest import START
from tests.privacy.answers import CHANGING, browser, said
from tests.privacy.asks import parts_of, paths
from tests.privacy.ledger import STATES
from tests.privacy.world import Person, World, make_world

pytestmark = pytest.mark.django_db
PAIRS = 200
KEPT = [
    Resident, Contact, Event, Interaction, Promise, FollowUp, Reminder, Digest, Rotation, Message,
    Opportunity, Reading, GoodTurn, Pairing,
]  # fmt: skip
# Of a contact in a seat the rest is what the row is drawn from.
NOT_DRAWN = {
    "credentials", "pronouns", "title", "department", "discipline", "met_via", "met_on", "note",
    "last_takeaway", "last_touch_how", "cadence_set_on",
}  # fmt: skip
WHO = ["private_a", "coverage_a", "named_a", "named_b"]

words = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=19
)
moments = st.integers(-12_000, 90_000).map(lambda days: START + timedelta(days=days))
changes = st.tuples(
    st.sampled_from(["edit", "edit", "add", "delete", "sign in", "seated", "settings"]),
    st.sampled_from(WHO), st.integers(0, 10**6), words, moments, st.integers(0, 30),
)  # fmt: skip


def asked(world: World) -> list[tuple[str, str, str]]:
    """Role, path and part of every page, part and export of program A that answers a GET."""
    found = []
    for role, client in CLIENTS.items():
        for one in addresses():
            if RULES[one.name] is Rule.STAFF and answer(one.name, role) == OPENS:
                for path in paths(one, world.people[f"{role}_a"]):
                    with rolled_back():
                        status = client.get(path).status_code
                    # 302: takes POST only; 404: a page out of season.
                    assert status in (200, 302, 404), (path, status)
                    if status == 200:
                        found += [(role, path, part) for part in ["", *parts_of(one)] if part != "main"]
    return found


def pages(world: World, wanted: list[tuple[str, str, str]]) -> dict[str, str]:
    """What each of them answers, and the mail the program sends."""
    found: dict[str, str] = {}
    for role, path, part in wanted:
        headers = {"HX-Request": "true", "HX-Target": part} if part else {}
        with rolled_back():
            got = CLIENTS[role].get(path, headers=headers)
        found[f"{role} {path} {part}"] = f"{got.status_code} {CHANGING.sub('', said(got))}"
    cora = world.people["coordinator_a"].user
    for invitation in Invitation.objects.select_related("program", "enrollment"):
        found[f"mail {invitation.pk}"] = "".join(invitation_letter(invitation, "LINK", cora))
    return found


CLIENTS: dict[str, Client] = {}


def _first(same: dict[str, str], other: dict[str, str], names: list[str]) -> str:
    """Where two answers part."""
    before, after = same[names[0]], other[names[0]]
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    return f"{before[max(0, at - 80) : at + 80]!r} != {after[max(0, at - 80) : at + 80]!r}"


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def change(world: World, what: tuple[Any, ...]) -> str:
    """Make one private difference; what was changed, for the statistics."""
    kind, label, number, word, moment, which = what
    one = world.people[label]
    model: Any = KEPT[number % len(KEPT)]
    row = one.kept[model]
    if kind == "sign in":
        Session.objects.create(
            session_key=f"s{number}{which}", session_data=word, expire_date=START, user=one.user
        )
        type(one.user).objects.filter(pk=one.user.pk).update(last_login=moment)
    elif kind == "settings":
        type(one.user).objects.filter(pk=one.user.pk).update(
            digest_hour=which % 24, digest_on=bool(which % 2), quiet_from=which % 24
        )
    elif kind == "seated":
        column = Contact._meta.get_field(sorted(NOT_DRAWN)[which % len(NOT_DRAWN)])
        _write(one.ids["seated"], column, word, moment)
    elif kind == "delete" and model is not Resident:
        model._base_manager.filter(pk=row.pk).delete()
    elif kind == "add" and model not in (Resident, Digest, Reminder):
        _add(world, one, model, word, moment)
    else:
        columns = [c for c in model._meta.concrete_fields if _may_write(c)]
        _write(row, columns[which % len(columns)], word, moment)
        return f"edit {model.__name__}"
    return f"{kind} {model.__name__ if kind in ('add', 'delete') else ''}"


def _may_write(column: Any) -> bool:
    plain = isinstance(column, models.CharField | models.TextField | models.DateField)
    return plain and not column.choices and not column.unique and column.name not in STATES


def _write(row: models.Model, column: Any, word: str, moment: datetime) -> None:
    if isinstance(column, models.DateTimeField):
        value: Any = moment
    else:
        value = moment.date() if isinstance(column, models.DateField) else word
    type(row)._base_manager.filter(pk=row.pk).update(**{column.name: value})


def _add(world: World, one: Person, model: Any, word: str, moment: datetime) -> None:
    before = len(world.ledger.words), len(world.ledger.years)
    more: dict[str, Any] = {"basis": "hoped"} if model is FollowUp else {}
    if model in (FollowUp,):
        at = START + timedelta(days=1)
        more |= {"starts_at": at, "opens_at": at, "due_at": at, "late_at": at}
    if model is Pairing:
        more["other"] = one.ids["second"]
    given = {"key": word + str(moment)} if model is Message else more
    world.plant(model, {one.label}, one.kept, **given)
    for book, size in zip((world.ledger.words, world.ledger.years), before, strict=True):
        for key in list(book)[size:]:
            del book[key]


@pytest.mark.parametrize("half", [1, 2])
def test_t1_private_differences_change_no_byte(db: None, capsys: Any, half: int):
    world = make_world()
    CLIENTS.update({role: browser(world, f"{role}_a") for role in ("coordinator", "advisor")})
    wanted = asked(world)
    same = pages(world, wanted)
    done: dict[str, int] = {}
    pairs = 0

    # Two halves, so that two workers share them.
    @seed(half)
    @settings(
        max_examples=PAIRS // 2, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(changes, min_size=1, max_size=6))
    def differ(made: list[tuple[Any, ...]]) -> None:
        nonlocal pairs
        with rolled_back():
            for what in made:
                try:
                    with transaction.atomic():
                        name = change(world, what)
                except IntegrityError:
                    name = "refused by the database"
                done[name] = done.get(name, 0) + 1
            project(START)
            other = pages(world, wanted)
        differing = [name for name in same if other[name] != same[name]]
        assert not differing, (differing[:3], made, _first(same, other, differing))
        pairs += 1

    differ()
    with capsys.disabled():
        kinds = ", ".join(f"{n} {name.strip()}" for name, n in sorted(done.items()))
        print(f"\n  T1: {pairs} pairs of worlds, {len(same)} answers each, 0 differing bytes ({kinds})")
    assert pairs >= PAIRS // 2


def test_t1_would_notice_a_difference(db: None):
    """The same comparison with an input of the projection changed: not equal."""
    world = make_world()
    CLIENTS.update({role: browser(world, f"{role}_a") for role in ("coordinator", "advisor")})
    wanted = asked(world)
    same = pages(world, wanted)
    assert pages(world, wanted) == same
    seated = world.people["named_a"].ids["seated"]
    Contact.objects.filter(pk=seated.pk).update(family_name="Somebody Else")
    project(START)
    assert pages(world, wanted) != same
