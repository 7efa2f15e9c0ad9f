"""How allauth behaves in this house."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mail only when a mail server is configured; the client address never from a spoofed header."""

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
