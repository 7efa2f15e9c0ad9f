"""Addresses at work: mail there belongs to the employer, so the weekly email names nobody in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from accounts.models import User, WorkDomain

# Domains at which anybody can have a mailbox: never a place of work.
PUBLIC = frozenset(Path(__file__).with_name("mail_providers.txt").read_text("utf-8").split())


def domain_of(email: str) -> str:
    """What stands after the @, in one spelling; empty for what is no address."""
    name, _, domain = email.strip().rpartition("@")
    return domain.rstrip(".").lower() if name else ""


def is_work_address(email: str) -> bool:
    """Whether the address is at a program's domain, or below one."""
    return email in at_work([email])


def at_work(emails: Iterable[str]) -> set[str]:
    """Those of the addresses that are at work, in one statement."""
    names = {email: _with_parents(domain_of(email)) for email in emails}
    wanted = {name for ones in names.values() for name in ones}
    known = set(WorkDomain.objects.filter(domain__in=wanted).values_list("domain", flat=True))
    return {email for email, ones in names.items() if known.intersection(ones)}


def note_staff(email: str) -> None:
    """Somebody with this address works for a program: what is at its domain is mail at work."""
    domain = domain_of(email)
    if "." in domain and not PUBLIC.intersection(_with_parents(domain)):
        WorkDomain.objects.bulk_create([WorkDomain(domain=domain)], ignore_conflicts=True)


def is_discreet(user: User) -> bool:
    """Whether this user's weekly email carries no names."""
    return user.pk in discreet_among([user])


def discreet_among(users: Iterable[User]) -> set[int]:
    """`is_discreet` for many, in one statement."""
    people = list(users)
    work = at_work(user.email for user in people if user.digest_discreet is None)
    return {
        user.pk
        for user in people
        if (user.digest_discreet if user.digest_discreet is not None else user.email in work)
    }


def _with_parents(domain: str) -> set[str]:
    """“a.b.org” is at “b.org” too; the last label alone is nobody's."""
    labels = domain.split(".")
    return {".".join(labels[start:]) for start in range(len(labels) - 1)}
