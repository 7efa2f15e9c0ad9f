"""Monday's drawing of a large program's rosters, in a transaction that is taken back."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db import connection, transaction

from accounts.models import User
from bench.database import as_owner
from contacts.models import Contact, RoleTerm
from programs.models import Consent, Enrollment, Program, RelationshipConsent, RosterEntry
from programs.projection import project
from quickstart.demo.accounts import DOMAIN
from web import clock

ROUNDS = 3
RESIDENTS, CONTACTS = 500, 200
LEVELS = ("named", "coverage", "named", "private", "named")
SEATS = ("", "", "mentor", *RosterEntry.SEATS)


@dataclass(frozen=True)
class Drawn:
    """Seconds, median over the rounds."""

    rows: int
    contacts: int
    took: float


def measure() -> Drawn:
    """Builds, draws a few times, and leaves nothing behind."""
    took = []
    with transaction.atomic():
        _build()
        with connection.cursor() as cursor:
            for table in ("contacts_contact", "contacts_roleterm", "programs_enrollment", "programs_consent"):
                cursor.execute(f"ANALYZE {table}")
        rows = [pk for (pk,) in Enrollment.objects.filter(program__name="Projected").values_list("pk")]
        for _ in range(ROUNDS):
            start = time.perf_counter()
            drawn = project(clock.now(), rows)
            took.append(time.perf_counter() - start)
            if drawn != RESIDENTS:
                raise SystemExit(f"{drawn} of {RESIDENTS} rows were drawn")
        filled = RosterEntry.objects.filter(enrollment__in=rows, clinical="filled").count()
        if not filled:
            raise SystemExit("no seat was filled, so nothing was measured")
        transaction.set_rollback(True)
    with as_owner(dict(os.environ)) as owner:
        # What was rolled back lies in the tables until it is cleared: the next run would read along it.
        owner.execute("VACUUM ANALYZE")
    return Drawn(RESIDENTS, RESIDENTS * CONTACTS, median(took))


def _build() -> None:
    now = clock.now()
    program = Program.objects.create(name="Projected", institution="Marlowe")
    users = User.objects.bulk_create(
        User(email=f"projected{number}{DOMAIN}", password="!", time_zone="UTC") for number in range(RESIDENTS)
    )
    rows = Enrollment.objects.bulk_create(
        Enrollment(
            program=program, user=user, name=f"Resident {user.pk}", academic_year=2025, status="joined"
        )
        for user in users
    )
    Consent.objects.bulk_create(
        Consent(enrollment=row, level=LEVELS[number % len(LEVELS)]) for number, row in enumerate(rows)
    )
    people = _contacts(users, now)
    by_user = dict(zip((user.pk for user in users), rows, strict=True))
    RelationshipConsent.objects.bulk_create(
        RelationshipConsent(enrollment=by_user[one.owner_id], contact=one, counted=True, named=True)
        for one in people[::10]
    )


def _contacts(users: Sequence[User], now: datetime) -> list[Contact]:
    people = Contact.objects.bulk_create(
        [
            Contact(
                owner=user,
                family_name=f"Person {number}",
                institution="Marlowe" if number % 3 else "Lakeshore",
                tags=["fellowship"] if number % 17 == 0 else ["research", "sleep"],
                last_touch_at=now - timedelta(days=number * 3),
            )
            for user in users
            for number in range(CONTACTS)
        ],
        batch_size=1000,
    )
    began = (now - timedelta(days=400)).date()
    RoleTerm.objects.bulk_create(
        [
            RoleTerm(owner_id=one.owner_id, contact=one, role=role, starts_on=began)
            for number, one in enumerate(people)
            if (role := SEATS[number % len(SEATS)])
        ],
        batch_size=5000,
    )
    return people
