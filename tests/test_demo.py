"""The demo: loads once, into an empty database only, and shows every state."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact, Role
from followups.models import Digest, FollowUp, Reminder
from followups.resting import held_back
from followups.sweep import sweep
from followups.windows import Basis, State
from interactions.models import Event, Interaction, Target
from outbox.models import Message
from outbox.models import State as Mail
from programs.models import Enrollment, RosterEntry
from quickstart.demo import volume
from quickstart.demo.accounts import COORDINATOR, PASSWORD, RESIDENT
from residents.models import Intensity, Rotation
from web import clock

pytestmark = pytest.mark.django_db


def demo(*arguments: str) -> str:
    """Run the command; what it printed."""
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def leila(db: None) -> User:
    """The loaded demo's resident."""
    demo()
    return User.objects.get(email=RESIDENT)


@pytest.mark.slow
def test_every_state_is_there_and_the_first_sweep_rings(leila: User) -> None:
    now = clock.now()
    states = {(one.basis, one.state(now)) for one in FollowUp.objects.owned_by(leila).owed()}
    windows = {state for basis, state in states if basis == Basis.UPDATE}
    assert windows == {State.WAITING, State.OPEN, State.CLOSING, State.DUE, State.LATE}
    fresh = {state for basis, state in states if basis == Basis.CONFERENCE}
    assert {State.OPEN, State.CLOSING, State.LATE} <= fresh
    assert {Basis.PROMISE, Basis.PROMISE_TO_ME, Basis.PREPARATION} <= {basis for basis, _ in states}

    assert Contact.objects.owned_by(leila).count() == 40
    assert Contact.objects.trash_of(leila).count() == 2
    assert Interaction.objects.owned_by(leila).planned().count() == 3
    ahead = Event.objects.owned_by(leila).get(starts_on__gt=now.astimezone(leila.zone).date())
    assert (ahead.targets.count(), ahead.sessions.count(), ahead.goals.count()) == (8, 20, 5)
    assert Target.objects.owned_by(leila).filter(ask="asked").count() == 2
    assert Interaction.objects.filter(presentation__isnull=False).count() == 1
    today = now.astimezone(leila.zone).date()
    seats = {role: Contact.objects.owned_by(leila).in_role(role, today).count() for role in Role.values[:4]}
    assert seats == {"clinical": 1, "research": 2, "navigator": 1, "near_peer": 0}
    assert [mail.state for mail in Message.objects.owned_by(leila)] == [Mail.SENT, Mail.SENT]
    # Alerts show, as if the residents had been told two weeks ago.
    assert RosterEntry.objects.exclude(heard=[]).count() >= 3
    assert Digest.objects.owned_by(leila).count() == 2

    # A heavy block ahead holds something back, and hides nothing today.
    assert Rotation.objects.owned_by(leila).on(today).get().intensity == Intensity.NORMAL
    assert held_back(leila, now)
    assert not FollowUp.objects.owned_by(leila).owed().filter(told_at__gt=now, opens_at__lte=now).exists()

    new = Reminder.objects.owned_by(leila).new()
    assert new.count() == 0
    sweep(now)
    at_once = new.count()
    assert 0 < at_once < 12
    sweep(now + timedelta(minutes=1))
    assert new.count() > at_once


@pytest.mark.slow
def test_loads_once_and_the_coordinator_signs_in_with_a_code(leila: User) -> None:
    before = FollowUp.objects.count(), Contact.objects.count(), User.objects.count()
    assert "already" in demo()
    assert before == (FollowUp.objects.count(), Contact.objects.count(), User.objects.count())
    # Somebody who signs up in the demo must not keep it from starting again.
    User.objects.create_user("somebody@example.org", None, name="Somebody")
    assert "already" in demo()

    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": COORDINATOR, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    answer = browser.post(reverse("mfa_authenticate"), {"code": demo("--code").strip()})
    assert answer.status_code == 302
    page = browser.get(Enrollment.objects.get(user=leila).program.get_absolute_url())
    assert page.status_code == 200
    assert page.content.decode().count("<tr data-row") == 18


@pytest.mark.parametrize("arguments", [(), ("--contacts", "10")])
def test_refuses_a_database_with_other_people(
    ama: User, arguments: tuple[str, ...], client_for: Callable[[User], Client]
) -> None:
    with pytest.raises(CommandError, match="people of its own"):
        demo(*arguments)
    assert list(User.objects.all()) == [ama]


def test_refuses_where_the_password_would_be_a_hole(db: None, settings: object) -> None:
    settings.HTTPS_ONLY = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="development"):
        demo()
    assert not User.objects.exists()


def test_volume_has_what_it_says(db: None) -> None:
    demo("--contacts", "100")
    owner = User.objects.get(email=volume.EMAIL)
    assert Contact.objects.owned_by(owner).count() == 100
    assert Interaction.objects.owned_by(owner).count() == 400
    assert FollowUp.objects.owned_by(owner).owed().count() == 20
    someone = Contact.objects.owned_by(owner).filter(next_at__isnull=False).first()
    assert someone is not None
    found = Contact.objects.owned_by(owner).matching(owner, someone.family_name[:4])
    assert someone in found
