"""Deleting an account: nothing of it stays, nothing of anybody else's changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import OperationalError, connection
from django.db.models import Field, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Session, Submission, User
from contacts.models import Contact
from dashboard import closing, tidying
from dashboard.belongings import TAKEN
from followups.models import FollowUp
from interactions.models import HeldLine, Interaction
from outbox.models import Message, OperatorAct, Release, State
from programs.enrolling import make_program
from programs.models import (
    AdvisingMeeting,
    AuditEvent,
    Consent,
    Enrollment,
    HelpRequest,
    Program,
    RosterEntry,
    ShareEvent,
    Staff,
)
from quickstart.demo.volume import Volume
from tests.conftest import START, Clock
from tests.making import person
from tests.privacy.world import World, make_world
from tests.programs.conftest import cora, marlowe, pass_second_factor

__all__ = ["cora", "marlowe"]
pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
DELETE, DONE = "/me/delete/", "/me/delete/done/"


def delete(user: User) -> None:
    assert closing.close(user, START)
    assert closing.empty(user.pk)


def leading(model: type[Model], target: str) -> list[str]:
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    return [f.attname for f in fields if f.is_relation and f.related_model._meta.label == target]


def everything_but(user: User) -> dict[str, Any]:
    """Every row that is not this person's, as text."""
    found: dict[str, Any] = {}
    taken = {table.label: table for table in TAKEN}
    for model in apps.get_models(include_auto_created=True):
        rows = model._base_manager.order_by("pk")
        if model._meta.label in taken:
            rows = rows.exclude(pk__in=taken[model._meta.label].rows(user).values("pk"))
        for column in leading(model, "accounts.User"):
            # NULL is nobody, not this person.
            rows = rows.exclude(pk__in=model._base_manager.filter(**{column: user.pk}).values("pk"))
        if model is EmailConfirmation:
            rows = rows.exclude(email_address__user=user)
        found[model._meta.label] = serializers.serialize("json", rows)
    return found


def fill(user: User) -> None:
    """What the world does not give: a way to sign in, a form sent, a mail on its way."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, key=f"key-{user.pk}", sent=START)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    UserSession.objects.create(
        user=user, session_key=f"s{user.pk}", ip="127.0.0.1", user_agent="Firefox", data={}
    )
    Submission.objects.create(owner=user, key="7b0e4f4c-8c63-4b5e-8f1c-1f1d6a3c2b10")
    Message.objects.create(
        owner=user, key=f"w{user.pk}", kind="weekly", to=user.email, subject="s", text="t", state="pending"
    )
    touch = Interaction.objects.filter(owner=user).earliest("pk")
    touch.closed.add(FollowUp.objects.filter(owner=user).earliest("pk"))
    HeldLine.objects.filter(owner=user).earliest("pk").fits.add(
        Contact.objects.filter(owner=user).earliest("pk")
    )
    row = Enrollment.objects.get(user=user)
    AdvisingMeeting.objects.create(enrollment=row, held_on=START.date())
    AuditEvent.objects.create(program=row.program, actor=user, what=AuditEvent.What.JOINED, whom=user)
    OperatorAct.objects.create(actor=user, what=OperatorAct.What.HELD)
    Staff.objects.create(program=row.program, user=user, role="advisor", since=START, ended_at=START)


@pytest.fixture
def world() -> World:
    """Everybody of two programs, with a row in every table."""
    made = make_world()
    for label in ("named_a", "coverage_b"):
        fill(made.people[label].user)
    return made


def test_the_world_has_a_row_in_every_table_that_somebody_takes_along(world: World) -> None:
    one = world.people["named_a"].user
    assert [table.label for table in TAKEN if not table.rows(one).exists()] == []


def test_nothing_of_somebody_stays_and_nothing_else_changes(world: World) -> None:
    one = world.people["named_a"].user
    row = Enrollment.objects.get(user=one)
    before, ids = everything_but(one), {table.label: list(_ids(table, one)) for table in TAKEN}
    delete(one)
    assert not User.objects.filter(pk=one.pk).exists()
    for model in apps.get_models(include_auto_created=True):
        for column in leading(model, "accounts.User"):
            assert not model._base_manager.filter(**{column: one.pk}).exists(), (model, column)
    stays = {"programs.Enrollment", "programs.AdvisorAssignment"}
    for label, pks in ids.items():
        left = apps.get_model(label)._base_manager.filter(pk__in=pks).exists()
        assert left == (label in stays), label
    after = everything_but(one)
    changed = {label for label in before if before[label] != after[label]}
    # The program notes that its resident left, and of the log nothing is lost but the name.
    assert changed == {
        "programs.AuditEvent",
        "programs.Enrollment",
        "programs.AdvisorAssignment",
        "outbox.OperatorAct",
    }
    row.refresh_from_db()
    assert (row.status, row.user_id) == (Enrollment.Status.LEFT, None)
    for model, label in ((AuditEvent, "programs.AuditEvent"), (Enrollment, "programs.Enrollment")):
        old, new = json.loads(before[label]), json.loads(after[label])
        assert [one for one in old if one not in new] == [], model


def _ids(table: Any, user: User) -> Any:
    return table.rows(user).values_list("pk", flat=True)


def test_no_word_of_theirs_is_left_anywhere(world: World) -> None:
    """Every table is read whole, also those no key leads to."""
    one = world.people["named_a"]
    mine = {word for word, planted in world.ledger.words.items() if planted.viewers == {"named_a"}}
    assert len(mine) > 40
    delete(one.user)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(str(line) for (line,) in cursor.fetchall()).lower()
            assert not {word for word in mine if word in text}, table


def test_the_program_sees_it_at_once(world: World) -> None:
    one = world.people["named_a"].user
    row = Enrollment.objects.get(user=one)
    assert RosterEntry.objects.filter(enrollment=row).exists()
    closing.close(one, START)
    row.refresh_from_db()
    assert row.status == Enrollment.Status.LEFT
    for model in (RosterEntry, Consent, HelpRequest, AdvisingMeeting):
        assert not model._default_manager.filter(enrollment=row).exists(), model
    assert ShareEvent.objects.filter(user=one, what="left").exists()


# ------------------------------------------------------------------ the page
@pytest.fixture
def sure(client_for: ClientFor) -> Callable[[User], Client]:
    """A browser of somebody who said lately who they are."""

    def signed_in(user: User) -> Client:
        client = client_for(user)
        pass_second_factor(client, user)
        return client

    return signed_in


def test_deleted_from_every_browser_at_once(ama: User, ben: User, sure: Callable[[User], Client]) -> None:
    person(ama)
    person(ben)
    first, second, theirs = sure(ama), sure(ama), sure(ben)
    page = first.get(DELETE).content.decode()
    assert "1 person" in page and "/me/export/" in page and ama.email in page
    answer = first.post(DELETE, {"email": f" {ama.email.upper()} "})
    assert (answer.status_code, answer["Location"]) == (302, DONE)
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert "everything in it is gone" in first.get(DONE).content.decode()
    for client in (first, second):
        assert client.get("/me/")["Location"].startswith("/account/login/")
    assert theirs.get("/me/").status_code == 200
    assert list(User.objects.all()) == [ben]
    assert [one.owner_id for one in Contact.objects.all()] == [ben.pk]
    assert set(Session.objects.values_list("user", flat=True)) <= {ben.pk, None}


def test_only_somebody_without_an_account_is_told_it_is_gone(ama: User, client_for: ClientFor) -> None:
    assert client_for(ama).get(DONE)["Location"] == "/me/"


@pytest.mark.parametrize(
    "typed", ["", "ama@example.com", "ben@example.org", "a" * 300, "ama\x00@example.org"]
)
def test_another_address_deletes_nothing(
    ama: User, ben: User, sure: Callable[[User], Client], typed: str
) -> None:
    person(ama)
    client = sure(ama)
    answer = client.post(DELETE, {"email": typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="id_email_error"' in page and 'aria-invalid="true"' in page
    assert Contact.objects.filter(owner=ama).exists()
    assert client.get("/me/").status_code == 200


def test_sent_twice_it_is_gone_once(ama: User, sure: Callable[[User], Client]) -> None:
    client, again = sure(ama), sure(ama)
    client.post(DELETE, {"email": ama.email})
    answer = again.post(DELETE, {"email": ama.email}, follow=True)
    assert "If you have just deleted your account" in answer.content.decode()
    assert "If you have just deleted" not in again.get("/me/", follow=True).content.decode()
    # Both had been let in before either was done.
    assert closing.close(ama, START) is False
    assert closing.empty(ama.pk) is True


def test_what_waited_to_be_sent_is_not(ama: User) -> None:
    waiting = Message.objects.create(
        owner=ama, key="w", kind="weekly", to=ama.email, subject="s", text="t", state="claimed"
    )
    closing.close(ama, START)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == (State.SUPPRESSED, "The account is closed.")


# ------------------------------------------------------------------ programs
def test_the_last_who_keeps_a_roster_hands_over_first(
    cora: User, ben: User, marlowe: Program, sure: Callable[[User], Client]
) -> None:
    Enrollment.objects.create(program=marlowe, name="Owen Tran", academic_year=2025)
    Staff.objects.create(program=marlowe, user=ben, role="advisor")
    own = Enrollment.objects.create(
        program=make_program(Program(name="Lakeshore"), ben, START), user=cora, name="Cora", status="joined",
        academic_year=2025,
    )  # fmt: skip
    person(cora)
    client = sure(cora)
    for answer in (client.get(DELETE), client.post(DELETE, {"email": cora.email})):
        page = answer.content.decode()
        assert "You are the last who keeps the roster of Marlowe" in page
        assert ("Nothing was deleted" in page) == (answer.status_code == 409)
        assert f"/program/{marlowe.pk}/invitations/colleague/" in page
        assert 'name="email"' not in page
    assert answer.status_code == 409
    own.refresh_from_db()
    assert own.status == Enrollment.Status.JOINED
    assert User.objects.get(pk=cora.pk).is_active
    assert Contact.objects.filter(owner=cora).exists()
    assert client.get("/me/").status_code == 200

    Staff.objects.create(program=marlowe, user=User.objects.create_user("dee@example.org"), role="director")
    assert client.post(DELETE, {"email": cora.email})["Location"] == DONE
    assert Program.objects.filter(pk=marlowe.pk).exists()
    assert AuditEvent.objects.filter(program=marlowe, what=AuditEvent.What.MADE, actor=None).exists()
    assert AuditEvent.objects.filter(program=marlowe, what=AuditEvent.What.ROLE_ENDED, actor=None).exists()


def test_a_program_with_nobody_else_in_it_goes_along(
    cora: User, marlowe: Program, sure: Callable[[User], Client]
) -> None:
    Enrollment.objects.create(program=marlowe, user=cora, name="Cora", status="joined", academic_year=2025)
    client = sure(cora)
    assert "the whole program, because nobody else is in it" in client.get(DELETE).content.decode()
    assert client.post(DELETE, {"email": cora.email})["Location"] == DONE
    assert not Program.objects.exists() and not AuditEvent.objects.exists()


def test_an_advisor_goes_and_their_entry_stays(cora: User, ben: User, marlowe: Program) -> None:
    entry = marlowe.advisors.create(name="Dr. Ben", user=ben)
    Staff.objects.create(program=marlowe, user=ben, role="advisor")
    delete(ben)
    entry.refresh_from_db()
    assert (entry.name, entry.user_id) == ("Dr. Ben", None)
    assert Staff.objects.get().user == cora


def test_an_operator_is_not_named_where_mail_was_released(ama: User) -> None:
    Release.objects.create(fingerprint="f", by=ama.email, at=START)
    delete(ama)
    assert Release.objects.get(fingerprint="f").by == "a deleted account"


# ------------------------------------------------------------------ what breaks off
def test_what_broke_off_is_finished_by_the_hour(
    ama: User, sure: Callable[[User], Client], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(ama)

    def away(user_id: int) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as broken:
        broken.setattr(closing, "_empty", away)
        client, _ = sure(ama), sure(ama)
        answer = client.post(DELETE, {"email": ama.email})
    assert answer.status_code == 202
    assert not Session.objects.filter(user=ama).exists()
    assert "Your account is closed" in answer.content.decode()
    assert client.get("/me/").status_code == 302
    assert not User.objects.get(pk=ama.pk).is_active
    tidying.tidy()
    assert User.objects.filter(pk=ama.pk).exists()
    clock.advance(minutes=16)
    tidying.tidy()
    assert not User.objects.exists() and not Contact.objects.exists()


def test_an_account_that_is_only_closed_is_never_emptied(ama: User, clock: Clock) -> None:
    User.objects.filter(pk=ama.pk).update(is_active=False)
    clock.advance(days=90)
    tidying.tidy()
    assert not closing._empty(ama.pk)
    assert User.objects.filter(pk=ama.pk).exists()


# ------------------------------------------------------------------ size
def statements(user: User) -> int:
    with CaptureQueriesContext(connection) as seen:
        delete(user)
    return len(seen)


def test_the_number_of_statements_does_not_grow() -> None:
    few = Volume("few@curbside.example", 3, START, None, lambda _: None).make()
    many = Volume("many@curbside.example", 300, START, None, lambda _: None).make()
    assert statements(few) == statements(many)
    assert not FollowUp.objects.exists()
