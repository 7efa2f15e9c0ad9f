"""Makes invented residents whose weekly email is due now: `python -m tests.faults.people 1000`.

Prints {"due": {id: [address, kind]}}. Kinds: `full` has something owed, `empty` has nothing,
`missed` had its moment before the catch-up, `off` is switched off while the run goes,
`refused` has an address that the mail server does not know.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from accounts.models import User  # noqa: E402
from contacts.models import Contact  # noqa: E402
from followups.models import FollowUp  # noqa: E402
from outbox import holding  # noqa: E402
from residents.models import Resident  # noqa: E402

CHUNK = 2000
# Of every hundred; all others are full.
MIXED = {7: "empty", 27: "empty", 47: "empty", 67: "empty", 13: "missed", 53: "missed", 33: "refused"}
MIXED |= dict.fromkeys((81, 91), "off")


def slot(now: datetime, kind: str) -> tuple[int, int]:
    """Weekday and hour (UTC) of a moment that came an hour or three days ago."""
    at = now - (timedelta(days=3) if kind == "missed" else timedelta(hours=1))
    return at.weekday(), at.hour


def people(number: int, now: datetime, *, mixed: bool) -> list[tuple[User, str]]:
    """Residents, each with one promise to one person unless there is nothing to say."""
    made = []
    for count in range(number):
        kind = MIXED.get(count % 100, "full") if mixed else "full"
        weekday, hour = slot(now, kind)
        user = User(
            email=f"resident{count}@{kind}.example",
            name=f"Resident {count}",
            time_zone="UTC",
            digest_weekday=weekday,
            digest_hour=hour,
            digest_since=now - timedelta(days=30),
            quiet_from=0,
            quiet_to=0,
            digest_discreet=False,
        )
        user.set_unusable_password()
        made.append((user, kind))
    User.objects.bulk_create([user for user, _ in made], batch_size=CHUNK)
    Resident.objects.bulk_create([Resident(user=user) for user, _ in made], batch_size=CHUNK)
    _owe([user for user, kind in made if kind != "empty"], now)
    return made


def _owe(users: list[User], now: datetime) -> None:
    contacts = [Contact(owner=user, given_name="Hana", family_name=f"Mori {user.pk}") for user in users]
    Contact.objects.bulk_create(contacts, batch_size=CHUNK)
    day = timedelta(days=1)
    owed = [
        FollowUp(
            owner_id=contact.owner_id,
            contact=contact,
            basis="promise",
            because="You said you would send the QT table.",
            what="send the QT table",
            occurrence="fault",
            starts_at=now - 3 * day,
            opens_at=now - 2 * day,
            due_at=now - day,
            late_at=now + 6 * day,
        )
        for contact in contacts
    ]
    FollowUp.objects.bulk_create(owed, batch_size=CHUNK)


def main() -> None:
    """Told on standard output. A database without mail releases itself when it is first asked."""
    assert holding.released()
    now = datetime.now(UTC)
    made = people(int(sys.argv[1]), now, mixed="mixed" in sys.argv)
    print(json.dumps({"due": {user.pk: [user.email, kind] for user, kind in made}}))


if __name__ == "__main__":
    main()
