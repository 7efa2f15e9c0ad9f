"""The demo's people who sign in. Their addresses end in DOMAIN, and all share one password."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import make_password

from accounts.models import User
from residents.models import Resident

DOMAIN = "@curbside.example"
PASSWORD = "curbside demo phrase"
RESIDENT = f"leila.haddad{DOMAIN}"
COORDINATOR = f"denise.whitlock{DOMAIN}"
DIRECTOR = f"wen-li.chao{DOMAIN}"
ADVISOR = f"thomas.halloran{DOMAIN}"
OPERATOR = f"sam.okoye{DOMAIN}"
SECRET = "CURBSIDEDEMOCODEONLYHERE"
ZONE = "America/Denver"


class People:
    """Makes accounts; the slow password hash is worked out once."""

    def __init__(self) -> None:
        self._password = make_password(PASSWORD)

    def user(self, email: str, name: str, since: datetime, **more: bool) -> User:
        """Somebody who can sign in, with a confirmed address."""
        made = User(
            email=email,
            name=name,
            password=self._password,
            time_zone=ZONE,
            date_joined=since,
            digest_since=since,
            **more,
        )
        made.save()
        EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
        return made

    def resident(self, email: str, name: str, since: datetime, stage: str) -> User:
        """A resident past the welcome."""
        made = self.user(email, name, since)
        Resident.objects.create(
            user=made,
            training_stage=stage,
            specialty="Psychiatry",
            institution="Marlowe",
            credentials="MD",
            welcome_step=Resident.WELCOME_STEPS + 1,
        )
        return made


def set_up_code(user: User, secret: str = SECRET) -> None:
    """A second factor with a known secret."""
    totp.TOTP.activate(user, secret)


def current_code(email: str) -> str | None:
    """The code an authenticator app would show now; None when there is no such second factor."""
    found = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
    if found is None:
        return None
    counters = list(totp.yield_hotp_counters_from_time())
    # Tolerated neighbours lie on both sides of the present one.
    value = totp.hotp_value(decrypt(found.data["secret"]), counters[len(counters) // 2])
    return str(totp.format_hotp_value(value))
