"""Who is signed in, from the statement that read the session."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject


class Known(AuthenticationMiddleware):
    """`request.user` from the session's own statement, when all that Django verifies holds."""

    def process_request(self, request: HttpRequest) -> None:
        user: Any = SimpleLazyObject(functools.partial(_signed_in, request))
        request.user = user


def _signed_in(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """The session's user; whatever is out of the ordinary is left to Django, which also ends bad sessions."""
    if not hasattr(request, "_cached_user"):
        session: Any = request.session
        stated, user = session.get(HASH_SESSION_KEY), session.user
        known = (
            user is not None
            and stated
            and user.is_active
            and session.get(SESSION_KEY) == str(user.pk)
            and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
            and constant_time_compare(stated, user.get_session_auth_hash())
        )
        request._cached_user = user if known else get_user(request)  # type: ignore[attr-defined]
    found: AbstractBaseUser | AnonymousUser = request._cached_user  # type: ignore[attr-defined]
    return found
