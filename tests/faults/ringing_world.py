"""I1, inside the application: owners and their people, and the verbs that get in the sweep's way."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from accounts.models import User
from contacts.models import Contact
from followups import agreeing, pauses, planning
from followups import sweep as sweeping
from followups.models import FollowUp, Outcome
from followups.windows import Basis, Window
from residents.models import Resident
from web.clock import database_now

DAY = timedelta(days=1)
SOON = timedelta(seconds=2)


def make(owners: int, contacts: int) -> dict[str, int]:
    """Owners, people and one follow-up that every other is a copy of."""
    users = [User(email=f"ring{n}@example.org", digest_on=False) for n in range(owners)]
    User.objects.bulk_create(users)
    Resident.objects.bulk_create(Resident(user=user) for user in users)
    people = [
        Contact(owner=users[n % owners], given_name="Ring", family_name=str(n)) for n in range(contacts)
    ]
    Contact.objects.bulk_create(people, batch_size=500)
    at = database_now() + 3650 * DAY
    first = FollowUp.objects.create(
        owner=users[0], contact=people[0], basis=Basis.MANUAL, because="A copy.", occurrence="template",
        starts_at=at, opens_at=at, due_at=at, late_at=at,
    )  # fmt: skip
    return {"template": first.pk, "first": users[0].pk}


def sweep(chunk: int) -> int:
    """The sweep, in smaller bites."""
    sweeping.CHUNK = chunk
    return sweeping.sweep()


def edit(verb: str, pk: int) -> None:
    """What a resident does to one follow-up, one person or everything at once, as the pages do it."""
    connection.ensure_connection()
    VERBS[verb](pk)


def _owed(pk: int) -> FollowUp:
    return FollowUp.objects.select_related("contact__owner").get(pk=pk)


def _finish(pk: int) -> None:
    planning.finish(_owed(pk), Outcome.DONE, database_now())


def _snooze_long(pk: int) -> None:
    planning.snooze(_owed(pk), database_now() + 30 * DAY)


def _snooze_short(pk: int) -> None:
    planning.snooze(_owed(pk), database_now() + SOON)


def _move(pk: int) -> None:
    """The meeting it follows from is moved to another month."""
    one = _owed(pk)
    with transaction.atomic():
        (contact,) = planning.lock([one.contact_id])
        at = database_now() + 40 * DAY
        later = Window(at, at, at + DAY, at + 7 * DAY)
        agreeing.put(contact, Basis(one.basis), one.occurrence, later, "It was moved.")


def _trash(pk: int) -> None:
    with transaction.atomic():
        contact = Contact.objects.get(pk=pk)
        contact.trash(database_now())
        planning.hush(contact)


def _no_rhythm(pk: int) -> None:
    """The rhythm is taken away, and its open windows with it."""
    with transaction.atomic():
        contact = Contact.objects.select_related("owner").get(pk=pk)
        planning.plan_window(contact)
        planning.refresh_next([pk])


def _pause(pk: int) -> None:
    now = database_now()
    pauses.pause(User.objects.get(pk=pk), now.date() + 9 * DAY, now)


def _resume(pk: int) -> None:
    pauses.resume(User.objects.get(pk=pk), database_now())


VERBS = {
    "finish": _finish,
    "snooze long": _snooze_long,
    "snooze short": _snooze_short,
    "move": _move,
    "trash": _trash,
    "no rhythm": _no_rhythm,
    "pause": _pause,
    "resume": _resume,
}
