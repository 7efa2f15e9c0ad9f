"""The second step in our words: names of passkeys, what is refused, which ways somebody has."""

from __future__ import annotations

from functools import cached_property

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator

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


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Digits or a recovery code; knows which ways its person has, so that no other is offered."""

    @cached_property
    def ways(self) -> set[str]:
        return set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
