"""Another email address: the old one works until the new one is confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from tests.accounts.test_two_steps import PASSWORD, sure

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NEW = "ama.new@example.org"


@pytest.fixture(autouse=True)
def has_mail_server(settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = True


@pytest.fixture
def unconfirmed(ama: User) -> User:
    """Ama as sign-up leaves her where addresses are not confirmed."""
    ama.set_password(PASSWORD)
    ama.save()
    EmailAddress.objects.create(user=ama, email=ama.email, verified=False, primary=True)
    return ama


def change(client: Client, email: str) -> str:
    path = reverse("account_email")
    answer = sure(client, path).post(path, {"email": email, "action_add": ""}, follow=True)
    return answer.content.decode()


def link() -> str:
    found = re.search(r"https?://\S+/confirm-email/\S+", str(mail.outbox[-1].body))
    assert found
    return found.group()


def test_the_old_address_stays_until_the_new_one_is_confirmed(
    unconfirmed: User, client_for: ClientFor
) -> None:
    client = client_for(unconfirmed)
    page = change(client, NEW)
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == "ama@example.org"
    assert "ama@example.org" in page
    assert f"{NEW}, until you open the link" in page
    client.post(link())
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]


def test_a_second_change_takes_the_place_of_the_first(unconfirmed: User, client_for: ClientFor) -> None:
    client = client_for(unconfirmed)
    change(client, "typing.mistake@example.org")
    page = change(client, NEW)
    assert "typing.mistake" not in page
    assert f"{NEW}, until you open the link" in page
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == "ama@example.org"


def test_the_change_can_be_given_up(unconfirmed: User, client_for: ClientFor) -> None:
    client = client_for(unconfirmed)
    change(client, NEW)
    page = client.post(reverse("account_email"), {"email": NEW, "action_remove": ""}, follow=True)
    assert "until you open the link" not in page.content.decode()
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == "ama@example.org"


def test_the_address_in_use_cannot_be_taken_away(unconfirmed: User, client_for: ClientFor) -> None:
    client = client_for(unconfirmed)
    change(client, NEW)
    client.post(reverse("account_email"), {"email": unconfirmed.email, "action_remove": ""})
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == "ama@example.org"


def test_nothing_is_said_to_wait_when_nothing_does(unconfirmed: User, client_for: ClientFor) -> None:
    page = client_for(unconfirmed).get(reverse("account_email")).content.decode()
    assert "until you open the link" not in page
    assert "ama@example.org" in page


def test_without_mail_the_change_is_made_at_once(
    unconfirmed: User, client_for: ClientFor, settings: Settings
) -> None:
    settings.HAS_MAIL_SERVER = False
    page = change(client_for(unconfirmed), NEW)
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == NEW
    assert "This address is now the one you sign in with." in page
    assert [one.email for one in EmailAddress.objects.filter(user=unconfirmed)] == [NEW]


def test_without_mail_somebody_elses_address_is_refused(
    unconfirmed: User, ben: User, client_for: ClientFor, settings: Settings
) -> None:
    settings.HAS_MAIL_SERVER = False
    assert "Another account uses this address." in change(client_for(unconfirmed), ben.email)
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == "ama@example.org"


def test_a_link_to_somebody_elses_address_changes_nothing(
    unconfirmed: User, ben: User, client_for: ClientFor
) -> None:
    client = client_for(unconfirmed)
    change(client, ben.email)
    answer = client.post(link(), follow=True)
    assert answer.status_code == 200
    unconfirmed.refresh_from_db()
    assert unconfirmed.email == "ama@example.org"


def test_it_asks_whether_it_is_still_you(unconfirmed: User, client_for: ClientFor) -> None:
    answer = client_for(unconfirmed).post(reverse("account_email"), {"email": NEW, "action_add": ""})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_too_many_tries_are_told_by_a_page_of_the_house(unconfirmed: User, client_for: ClientFor) -> None:
    client = client_for(unconfirmed)
    for _ in range(12):
        answer = client.post(reverse("account_email"), {"email": "not an address", "action_add": ""})
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()
