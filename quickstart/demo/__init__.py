"""Demo data: an invented resident with two years of relationships, those who keep a roster, an operator."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from quickstart.demo import program, volume
from quickstart.demo.accounts import (
    ADVISOR,
    COORDINATOR,
    DIRECTOR,
    DOMAIN,
    OPERATOR,
    PASSWORD,
    RESIDENT,
    People,
    current_code,
    set_up_code,
)
from quickstart.demo.build import Story, delivered


class Refused(Exception):
    """The demo does not belong into this database; the argument says why."""


def load(now: datetime) -> str:
    """Load the demo into an empty database, once; returns a sentence about what happened."""
    _check_place()
    if User.objects.filter(email=RESIDENT).exists():
        return "The demo is here already; nothing was changed."
    _check_empty()
    with transaction.atomic():
        people = People()
        leila = people.resident(RESIDENT, "Leila Haddad", now - timedelta(days=720), "PGY-2")
        denise = people.user(COORDINATOR, "Denise Whitlock", now - timedelta(days=60))
        set_up_code(denise)
        set_up_code(people.user(OPERATOR, "Sam Okoye", now - timedelta(days=720), is_staff=True))
        Story(leila, now).tell()
        program.build(people, denise, leila, now)
        delivered()
    return "The demo is loaded."


def load_volume(people: int, now: datetime, say: volume.Say) -> str:
    """Many people for one owner, for measuring."""
    _check_place()
    if User.objects.filter(email=volume.EMAIL).exists():
        return f"{volume.EMAIL} is here already; nothing was changed."
    _check_empty()
    volume.Volume(volume.EMAIL, people, now, PASSWORD, say).make()
    return f"{people:,} people of {volume.EMAIL} are loaded."


def sign_ins() -> str:
    """Who can sign in, for the terminal."""
    if not User.objects.filter(email=RESIDENT).exists():
        raise Refused("The demo is not loaded in this database.")
    return (
        f"  resident     {RESIDENT}\n"
        f"  coordinator  {COORDINATOR}  (asks for a code: make code)\n"
        f"  director     {DIRECTOR}  (asks for the same code)\n"
        f"  advisor      {ADVISOR}  (asks for the same code)\n"
        f"  operator     {OPERATOR}  (asks for the same code)\n"
        f"  password     {PASSWORD}"
    )


def code() -> str:
    """The coordinator's current one-time code."""
    found = current_code(COORDINATOR)
    if found is None:
        raise Refused("The demo’s coordinator has no second factor in this database.")
    return found


def _check_place() -> None:
    if settings.HTTPS_ONLY:
        raise Refused("Demo accounts have a known password, so they are for development only (HTTPS_ONLY=0).")


def _check_empty() -> None:
    if User.objects.exclude(email__endswith=DOMAIN).exists():
        raise Refused(
            "This database has people of its own. The demo loads into an empty one only; "
            "nothing was changed. DEMO=0 runs without it."
        )
