"""Types and small answers shared by the views."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware: the user is known."""

    user: User


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The `next` parameter when it stays on our own host, else `fallback` (a URL or URL name)."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=settings.HTTPS_ONLY
    ):
        return urlsplit(wanted)._replace(scheme="", netloc="").geturl()
    return resolve_url(fallback)
