"""How allauth behaves in this house."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from accounts.models import User

WORDS = {
    "account_inactive": "This account is closed.",
    "duplicate_email": "You use this address already.",
    "email_password_mismatch": "That email and password do not go together.",
    "email_taken": "Another account uses this address.",
    "enter_current_password": "That is not your current password.",
    "incorrect_password": "That is not your password.",
    "invalid_password_reset": "This link does not work any more.",
    "rate_limited": "That was too many tries. Wait a minute and try again.",
    "too_many_login_attempts": "That was too many tries. Wait five minutes and try again.",
}
WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mail only when a mail server is configured; the client address never from a spoofed header."""

    error_messages = DefaultAccountAdapter.error_messages | WORDS

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if settings.HAS_MAIL_SERVER:
            super().send_mail(template_prefix, email, context)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """The peer's address, or what our own proxies appended to X-Forwarded-For."""
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        trusted: int = settings.TRUSTED_PROXIES
        if trusted and len(hops) >= trusted:
            return hops[-trusted]
        return str(request.META["REMOTE_ADDR"])

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to say that it is still you, in our words."""
        return [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Not when somebody else signs in with it: where no mail leaves, addresses are never confirmed."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email__iexact=email_address.email).exists():
            told = {"email": email_address.email}
            failed = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, failed, told)
            return False
        return bool(super().confirm_email(request, email_address))
