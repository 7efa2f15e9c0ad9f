"""Makes invented residents whose weekly email is due now: `python -m tests.faults.people 1000`.

Prints {"due": {id: [address, kind]}}. Kinds: `full` has something owed, `empty` has nothing,
`missed` had its moment before the catch-up, `off` is switched off while the run goes,
`refused` has an address that the mail server does not know. The hostile ones are in poison.py.
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
from accounts.zones import zone_or_utc  # noqa: E402
from contacts.models import Contact  # noqa: E402
from followups.models import FollowUp  # noqa: E402
from outbox import holding  # noqa: E402
from residents.models import Resident  # noqa: E402

CHUNK = 500
LAST = datetime(9999, 12, 31, 23, tzinfo=UTC)
# Of every hundred; all others are full.
MIXED = {7: "empty", 27: "empty", 47: "empty", 67: "empty", 13: "missed", 53: "missed", 33: "refused"}
MIXED |= dict.fromkeys((81, 91), "off")


HOSTILE = (
    "newline-name",
    "two-addresses",
    "mars",
    "far-future",
    "encoded-name",
    "newline-address",
    "long-name",
    "wide-address",
    "unknown-basis",
    "no-such-hour",
)
ADDRESSES = {
    "two-addresses": "a{}@x.example,b@y.example",
    "newline-address": "n{}@x.example\nBcc: all@y.example",
    "wide-address": "ü{}@x.example",
}
ZONES = {"mars": "Mars/Phobos", "far-future": "Pacific/Kiritimati"}
NAMES = {
    "newline-name": "Hana\nBcc: all@y.example",
    "encoded-name": "=?utf-8?q?Bcc:_all=40y.example?=",
    "long-name": "ü" * 80,
}


def slot(now: datetime, kind: str) -> tuple[int, int]:
    """Weekday and hour (of the resident's clock) of a moment that came an hour or three days ago."""
    at = now - (timedelta(days=3) if kind == "missed" else timedelta(hours=1))
    at = at.astimezone(zone_or_utc(ZONES.get(kind, "UTC")))
    return at.weekday(), at.hour


def kinds(number: int, mixed: bool, hostile: int) -> list[str]:
    """Everybody's kind: a mixture, or full with so many hostile ones spread among them."""
    if mixed:
        return [MIXED.get(count % 100, "full") for count in range(number)]
    made = ["full"] * number
    for count in range(hostile):
        made[count * number // hostile] = HOSTILE[count % len(HOSTILE)]
    return made


def people(kinds: list[str], now: datetime) -> list[tuple[User, str]]:
    """Residents, each with one promise to one person unless there is nothing to say."""
    made = []
    for count, kind in enumerate(kinds):
        weekday, hour = slot(now, kind)
        user = User(
            email=ADDRESSES.get(kind, "resident{}@" + kind + ".example").format(count),
            name=f"Resident {count}",
            time_zone=ZONES.get(kind, "UTC"),
            digest_weekday=weekday,
            digest_hour=hour,
            digest_since=now - timedelta(days=30),
            quiet_from=0,
            # Quiet until 24 o'clock: no form lets it through, but a row may say it.
            quiet_to=24 if kind == "no-such-hour" else 0,
            digest_discreet=False,
        )
        user.set_unusable_password()
        made.append((user, kind))
    User.objects.bulk_create([user for user, _ in made], batch_size=CHUNK)
    Resident.objects.bulk_create([Resident(user=user) for user, _ in made], batch_size=CHUNK)
    _owe([(user, kind) for user, kind in made if kind != "empty"], now)
    return made


def _owe(people: list[tuple[User, str]], now: datetime) -> None:
    contacts = [
        Contact(owner=user, given_name=NAMES.get(kind, "Hana"), family_name=f"Mori {user.pk}")
        for user, kind in people
    ]
    Contact.objects.bulk_create(contacts, batch_size=CHUNK)
    owed = [_owed(contact, kind, now) for contact, (_, kind) in zip(contacts, people, strict=True)]
    FollowUp.objects.bulk_create(owed, batch_size=CHUNK)


def _owed(contact: Contact, kind: str, now: datetime) -> FollowUp:
    day = timedelta(days=1)
    return FollowUp(
        owner_id=contact.owner_id,
        contact=contact,
        # As a newer version might leave behind when a deployment is taken back.
        basis="from-tomorrow" if kind == "unknown-basis" else "promise",
        because="You said you would send the QT table.",
        what="send the QT table",
        occurrence="fault",
        starts_at=now - 3 * day,
        opens_at=now - 2 * day,
        # This one has no day on a clock east of Greenwich.
        due_at=LAST if kind == "far-future" else now - day,
        late_at=LAST if kind == "far-future" else now + 6 * day,
    )


def make(number: int, *flags: str) -> dict[str, dict[int, list[str]]]:
    """So many residents: `mixed`, or `hostile` and how many. A database without mail releases itself."""
    assert holding.released()
    now = datetime.now(UTC)
    hostile = int(flags[1]) if "hostile" in flags else 0
    made = people(kinds(number, "mixed" in flags, hostile), now)
    return {"due": {user.pk: [user.email, kind] for user, kind in made}}


if __name__ == "__main__":
    print(json.dumps(make(int(sys.argv[1]), *sys.argv[2:])))
