"""Mail about the account is told in the ledger, without the links in it."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from outbox.models import Kind, Message, State

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture(autouse=True)
def has_mail_server(settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = True


@pytest.fixture
def known(ama: User) -> User:
    EmailAddress.objects.create(user=ama, email=ama.email, verified=True, primary=True)
    return ama


def reset(email: str) -> int:
    return Client().post(reverse("account_reset_password"), {"email": email}).status_code


def test_a_password_mail_is_noted_without_its_link(known: User, client_for: ClientFor) -> None:
    assert reset(known.email) == 302
    message = Message.objects.get()
    assert (message.owner, message.kind, message.state) == (known, Kind.ACCOUNT, State.SENT)
    assert (message.to, message.subject) == (known.email, mail.outbox[0].subject)
    assert (message.text, message.html) == ("", "")
    assert "/account/" in mail.outbox[0].body
    page = client_for(known).get(message.get_absolute_url()).content.decode()
    assert "Its text is not kept" in page


def test_a_mail_that_could_not_leave_is_noted_as_such(known: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        reset(known.email)
    message = Message.objects.get()
    assert (message.state, message.reason) == (State.DEAD, "It could not be sent (ConnectionRefusedError).")


def test_what_goes_to_a_stranger_belongs_to_nobody(known: User) -> None:
    assert reset("nobody@example.org") == 302
    assert not Message.objects.exists()


def test_without_a_mail_server_there_is_nothing_to_note(known: User, settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = False
    reset(known.email)
    assert (mail.outbox, Message.objects.count()) == ([], 0)
