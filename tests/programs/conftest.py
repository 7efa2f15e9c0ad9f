"""Cora coordinates a program; her sessions passed the second factor unless a test says otherwise."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from programs.enrolling import assign, make_program
from programs.inviting import accept, found, invite_residents
from programs.models import Advisor, Enrollment, Program
from tests.conftest import START


def give_second_factor(user: User) -> None:
    """As if an authenticator app were set up."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3DPEHPK3PXP"}}
    )


def pass_second_factor(client: Client, user: User) -> None:
    """As if this session had been asked for the six digits."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": START.timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def cora(db: None) -> User:
    """Coordinates the program; no resident."""
    return User.objects.create_user(
        email="cora@example.org", password=None, name="Cora", time_zone="America/Denver"
    )


@pytest.fixture
def staff_client(client_for: Callable[[User], Client]) -> Callable[[User], Client]:
    """A browser of somebody who signed in with the second factor."""

    def signed_in(user: User) -> Client:
        give_second_factor(user)
        client = client_for(user)
        pass_second_factor(client, user)
        return client

    return signed_in


@pytest.fixture
def at_desk(cora: User, staff_client: Callable[[User], Client]) -> Client:
    """Cora's browser."""
    return staff_client(cora)


@pytest.fixture
def marlowe(cora: User) -> Program:
    """Cora's program, still empty."""
    return make_program(Program(name="Marlowe Psychiatry Residency"), cora, START)


@pytest.fixture
def enroll(marlowe: Program, cora: User) -> Callable[..., Enrollment]:
    """Put somebody on Marlowe's roster."""

    def enrolled(name: str, advisor: str = "", program: Program = marlowe, **facts: object) -> Enrollment:
        facts = {"pgy_level": 1, "track": "Categorical", "academic_year": 2025, "created_at": START} | facts
        row = Enrollment.objects.create(program=program, name=name, **facts)
        if advisor:
            assign(row, Advisor.objects.get_or_create(program=program, name=advisor)[0], cora, START)
        return row

    return enrolled


@pytest.fixture
def link_for(cora: User) -> Callable[[Enrollment], str]:
    """The address of a fresh link for somebody enrolled."""

    def made(row: Enrollment) -> str:
        (token,) = invite_residents(row.program, [row], cora, START).values()
        return f"/program/join/{token}/"

    return made


@pytest.fixture
def joined(link_for: Callable[[Enrollment], str]) -> Callable[[Enrollment, User], Enrollment]:
    """Somebody who has opened their link and joined."""

    def join(row: Enrollment, user: User) -> Enrollment:
        invitation = found(link_for(row).split("/")[-2])
        assert invitation
        accept(invitation, user, START)
        row.refresh_from_db()
        return row

    return join
