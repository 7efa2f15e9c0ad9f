"""The second step: set up, used, taken away."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

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


def test_new_recovery_codes_take_the_place_of_the_old_ones(two_steps: User, client_for: ClientFor) -> None:
    old = Authenticator.objects.get(user=two_steps, type="recovery_codes").wrap().get_unused_codes()
    path = reverse("mfa_generate_recovery_codes")
    answer = sure(client_for(two_steps), path).post(path, follow=True)
    assert answer.status_code == 200
    new = Authenticator.objects.get(user=two_steps, type="recovery_codes").wrap().get_unused_codes()
    assert len(new) == 10 and not set(new) & set(old)
    for code in new:
        assert code in answer.content.decode()


def second_step(user: User) -> str:
    """The page after the right password."""
    answer = Client().post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    return answer.content.decode()


def test_the_second_step_offers_only_the_ways_there_are(two_steps: User) -> None:
    page = second_step(two_steps)
    assert "six digits your authenticator shows" in page
    assert "Use a passkey" not in page


def test_a_wrong_code_says_what_to_do(two_steps: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": two_steps.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "This code does not fit. The app shows a new one every 30 seconds." in answer.content.decode()


@pytest.fixture
def digits(two_steps: User, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    """What Ama's app shows so many seconds from now, while time stands still just before a code changes."""
    now = 1_800_000_000 + 29
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))
    secret = totp.decrypt(Authenticator.objects.get(user=two_steps, type="totp").data["secret"])
    return lambda seconds: totp.format_hotp_value(totp.hotp_value(secret, (now + seconds) // 30))


@pytest.mark.parametrize(
    ("seconds", "fits"),
    [(-60, False), (-59, True), (-30, True), (0, True), (1, True), (30, True), (31, False)],
)
def test_a_code_fits_one_step_before_and_after_its_own(
    two_steps: User, digits: Callable[[int], str], seconds: int, fits: bool
) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": two_steps.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"code": digits(seconds)})
    assert (answer.status_code == 302) is fits


def test_a_code_fits_once_as_long_as_it_fits_at_all(two_steps: User, digits: Callable[[int], str]) -> None:
    code = digits(0)
    for given, fits in ((code, True), (code, False), (f"{code[:3]} {code[3:]}", False), (digits(30), True)):
        client = Client()
        client.post(reverse("account_login"), {"login": two_steps.email, "password": PASSWORD})
        # After half a minute allauth's own mark is gone, and the code is still within its tolerance.
        mark = Authenticator.objects.get(user=two_steps, type="totp").wrap()._get_used_cache_key(code)
        cache.delete(mark)
        answer = client.post(reverse("mfa_authenticate"), {"code": given})
        assert (answer.status_code == 302) is fits, given


def test_a_used_code_does_not_fit_when_asked_once_more(
    two_steps: User, digits: Callable[[int], str], client_for: ClientFor
) -> None:
    path = reverse("mfa_reauthenticate")
    client = client_for(two_steps)
    assert client.post(path, {"code": digits(0)}).status_code == 302
    cache.clear()
    assert client.post(path, {"code": digits(0)}).status_code == 302, "the marks are what refuses it"
    mark = Authenticator.objects.get(user=two_steps, type="totp").wrap()._get_used_cache_key(digits(0))
    cache.delete(mark)
    assert client.post(path, {"code": digits(0)}).status_code == 200


def test_a_passkey_has_a_plain_name(two_steps: User, client_for: ClientFor) -> None:
    path = reverse("mfa_add_webauthn")
    page = sure(client_for(two_steps), path).get(path).content.decode()
    assert 'value="Passkey"' in page


def test_a_changed_account_is_told_by_mail_in_plain_words(
    two_steps: User, client_for: ClientFor, settings: Settings
) -> None:
    settings.HAS_MAIL_SERVER = True
    path = reverse("mfa_deactivate_totp")
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    sure(client_for(two_steps), path).post(path, headers={"user-agent": chrome})
    told = mail.outbox[-1]
    assert told.subject == "Signing in to Curbside no longer asks for a code"
    assert "with Chrome on Windows, from the address 127.0.0.1" in told.body
    assert reverse("account_reset_password") in told.body


def test_a_mail_that_cannot_leave_does_not_undo_what_was_done(
    two_steps: User, client_for: ClientFor, settings: Settings
) -> None:
    settings.HAS_MAIL_SERVER = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    path = reverse("mfa_deactivate_totp")
    answer = sure(client_for(two_steps), path).post(path)
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=two_steps).exists()
