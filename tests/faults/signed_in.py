"""I4, inside the application: a browser's cookie for somebody who is past the welcome."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from accounts.models import User
from residents.models import resident_of


def sign_in(pk: int) -> list[str]:
    """Name and value of the cookie."""
    user = User.objects.get(pk=pk)
    resident = resident_of(user)
    resident.welcome_step = resident.WELCOME_STEPS + 1
    resident.save(update_fields=["welcome_step"])
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return [name, client.cookies[name].value]
