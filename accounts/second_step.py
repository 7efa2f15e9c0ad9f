"""The second step in our words: names of passkeys, what is refused, which ways somebody has."""

from __future__ import annotations

from functools import cached_property

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from accounts.models import User


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """How allauth's second step behaves in this house."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code does not fit. The app shows a new one every 30 seconds.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner says otherwise."""
        kept = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {kept + 1}" if kept else "Passkey"


def _once(user: User, code: str) -> str:
    """The code, unless this person has given it before; raises ValidationError.

    allauth remembers a used code for one period; with a step of tolerance either way it fits for three.
    """
    fits_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"second-step:{user.pk}:{normalize_user_code(code)}", True, timeout=fits_for):
        raise get_adapter().validation_error("incorrect_code")
    return code


class AgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The second step asked for once more, before something that matters."""

    def clean_code(self) -> str:
        return _once(self.user, super().clean_code())


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Digits or a recovery code; knows which ways its person has, so that no other is offered."""

    @cached_property
    def ways(self) -> set[str]:
        return set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))

    def clean_code(self) -> str:
        return _once(self.user, super().clean_code())
