"""The second step: set up, used, taken away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
PASSWORD = "walking quietly home 7"


@pytest.fixture
def two_steps(ama: User) -> User:
    """Ama with a password, an authenticator and recovery codes."""
    ama.set_password(PASSWORD)
    ama.save()
    TOTP.activate(ama, generate_totp_secret())
    RecoveryCodes.activate(ama)
    return ama


def sure(client: Client, path: str) -> Client:
    """The question whether it is still you, answered on the way to a page."""
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": path})
    assert answer.status_code == 302
    return client


def codes_on(page: str) -> list[str]:
    return re.findall(r"^(?:<textarea[^>]*>)?(\d{8})$", page, re.MULTILINE)


def test_new_recovery_codes_take_the_place_of_the_old_ones(two_steps: User, client_for: ClientFor) -> None:
    old = Authenticator.objects.get(user=two_steps, type="recovery_codes").wrap().get_unused_codes()
    path = reverse("mfa_generate_recovery_codes")
    answer = sure(client_for(two_steps), path).post(path, follow=True)
    assert answer.status_code == 200
    new = Authenticator.objects.get(user=two_steps, type="recovery_codes").wrap().get_unused_codes()
    assert len(new) == 10 and not set(new) & set(old)
    for code in new:
        assert code in answer.content.decode()
