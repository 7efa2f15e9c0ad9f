"""Mails about an account say what can be done about it."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from tests.accounts.test_email_change import NEW, change, link
from tests.accounts.test_two_steps import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_old_address_is_not_told_to_ask_for_a_password(
    ama: User, client_for: Callable[[User], Client], settings: Settings
) -> None:
    """Asking with the old address leads nowhere any more."""
    settings.HAS_MAIL_SERVER = True
    ama.set_password(PASSWORD)
    ama.save()
    EmailAddress.objects.create(user=ama, email=ama.email, verified=True, primary=True)
    client = client_for(ama)
    change(client, NEW)
    client.post(link())
    told = mail.outbox[-1]
    assert told.to == ["ama@example.org"]
    assert "tell whoever runs this server" in told.body
    assert reverse("account_reset_password") not in told.body
