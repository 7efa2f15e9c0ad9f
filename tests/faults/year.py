"""I7: a year in 10-minute steps, for residents in zones with awkward clocks.

With `moving` they change zones in the middle of weeks and turn the weekly email off and on.

`queue_due` is given each simulated moment. Steps at which nothing can be due are jumped over; a
sample of them, and the step just before each due one, are taken all the same and must do nothing.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from contacts.models import Contact
from followups import digest
from followups.models import Digest, FollowUp
from followups.windows import Basis
from outbox import holding
from outbox.models import Message, State
from residents.models import Resident
from tests.faults.wall_clocks import Moment, WallClocks
from tests.faults.year_figures import STEP, Year

CATCH_UP = timedelta(hours=48)
# With each the place in CHOICES its first resident gets: an hour its clock skips or repeats, if any.
ZONES = {
    "Australia/Lord_Howe": 0,
    "Pacific/Kiritimati": 3,
    "Pacific/Pago_Pago": 4,
    "Pacific/Chatham": 1,
    "Pacific/Apia": 3,
    "Africa/Casablanca": 0,
    "America/New_York": 2,
    "Europe/Lisbon": 2,
}
# Clocks change on Sundays between 0:00 and 4:00; the others stand at the edges of a week and a day.
CHOICES = [(6, 2), (6, 3), (6, 1), (0, 0), (6, 23), (6, 17), (6, 0), (5, 23), (6, 4), (3, 12), (0, 9), (4, 7)]
FIRST_DAY, LAST_DAY = date(2026, 11, 30), date(2027, 12, 5)


@dataclass
class Somebody:
    """What the oracle knows of one resident; `change` gives it what the database was given."""

    pk: int
    zone: str
    weekday: int
    hour: int
    since: datetime
    changed: datetime
    on: bool = True
    sent: dict[str, datetime] = field(default_factory=dict)

    def due(self, clocks: WallClocks, step: datetime) -> Moment | None:
        """The week that must be settled at this step."""
        moment = clocks.latest(self.zone, self.weekday, self.hour, step)
        if moment is None or not self.on or moment.week in self.sent:
            return None
        return moment if self.since <= moment.at > step - CATCH_UP else None


@dataclass(frozen=True)
class Change:
    """A resident moves to another zone, or turns the weekly email off or on."""

    step: datetime
    who: int
    zone: str = ""
    on: bool | None = None


@dataclass(frozen=True)
class Expected:
    """The moment on the wall, and from when on it could be known."""

    at: datetime
    known: datetime


def first_moment(zone: str, day: date, clocks: WallClocks) -> datetime:
    """When that day begins on that zone's walls."""
    midnights = clocks.of(zone, day.weekday(), 0)
    return next(one.at for one in midnights if one.week == day.strftime("%G-W%V"))


def people(count: int, clocks: WallClocks, first_day: date) -> list[Somebody]:
    """Residents spread over zones, days and hours; each owes one thing that never goes away."""
    made = []
    for number in range(count):
        turn, place = divmod(number, len(ZONES))
        zone, offset = list(ZONES.items())[place]
        weekday, hour = CHOICES[(turn + offset) % len(CHOICES)]
        since = first_moment(zone, first_day, clocks)
        user = User.objects.create(
            email=f"year{number}@example.org", name="Year", password="!", time_zone=zone,
            digest_weekday=weekday, digest_hour=hour, digest_since=since,
            digest_every="week", quiet_from=0, quiet_to=0,
        )  # fmt: skip
        Resident.objects.create(user=user)
        _owes(user, since - timedelta(days=30))
        made.append(Somebody(user.pk, zone, weekday, hour, since, since))
    return made


def _owes(user: User, at: datetime) -> None:
    contact = Contact.objects.create(owner=user, given_name="Hana", family_name="Mori")
    FollowUp.objects.create(
        owner=user, contact=contact, basis=Basis.PROMISE, because="You said so.", what="send the table",
        occurrence="1", starts_at=at, opens_at=at, due_at=at, late_at=at + timedelta(days=7), notice_at=None,
    )  # fmt: skip


def simulate(
    residents: Sequence[Somebody],
    clocks: WallClocks,
    first_day: date,
    last_day: date,
    changes: Iterable[Change] = (),
    sample: float = 0.02,
    seed: int = 53,
) -> Year:
    """Run the steps and compare with the oracle."""
    begin, end = ends(first_day, last_day)
    year, dice = Year(), random.Random(seed)
    known = {one.pk: one for one in residents}
    by_step: defaultdict[datetime, list[Change]] = defaultdict(list)
    for change in changes:
        by_step[change.step].append(change)
    expected: dict[tuple[int, str], Expected] = {}
    busy = _busy(residents, clocks, begin, end, by_step)
    before = {step - STEP for step in busy if dice.random() < 0.2}
    step = begin
    while step < end:
        is_idle = step not in busy
        if is_idle and step not in before and dice.random() >= sample:
            year.skipped += 1
        else:
            for change in by_step[step]:
                _apply(change, known[change.who])
            for one in known.values() if not is_idle else ():
                moment = one.due(clocks, step)
                if moment:
                    one.sent[moment.week] = step
                    expected[one.pk, moment.week] = Expected(moment.at, max(moment.at, one.changed))
            did = _take(step)
            year.steps += 1
            year.looked_at += is_idle
            year.skipped_that_did_something += is_idle and did
        step += STEP
    _compare(year, expected, last_day.strftime("%G-W%V"))
    return year


def _busy(
    residents: Sequence[Somebody],
    clocks: WallClocks,
    begin: datetime,
    end: datetime,
    changes: dict[datetime, list[Change]],
) -> set[datetime]:
    """The steps at which something can be due: the first at or after each moment, and every change."""
    zones = {one.zone for one in residents} | {one.zone for some in changes.values() for one in some} - {""}
    wanted = {(zone, one.weekday, one.hour) for zone in zones for one in residents}
    if not changes:
        wanted = {(one.zone, one.weekday, one.hour) for one in residents}
    moments = {moment.at for key in wanted for moment in clocks.of(*key)}
    steps = {begin + -((begin - at) // STEP) * STEP for at in moments}
    return {step for step in steps | changes.keys() if begin <= step < end}


def _take(step: datetime) -> bool:
    """One run at a simulated moment; whether it wrote anything. Every mail counts as answered."""
    before = _rows()
    queued = digest.queue_due(step)
    if queued:
        # Otherwise the weekly email slows down by itself after eight that nobody answered.
        Digest.objects.filter(answered_at__isnull=True).update(answered_at=step)
    return queued > 0 or _rows() != before


def _rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM followups_digest")
        count: int = cursor.fetchone()[0]
    return count


def _apply(change: Change, one: Somebody) -> None:
    one.changed = change.step
    if change.zone:
        one.zone = change.zone
        User.objects.filter(pk=one.pk).update(time_zone=change.zone)
    if change.on is not None and change.on != one.on:
        # What the settings page writes.
        one.on, one.since = change.on, change.step
        User.objects.filter(pk=one.pk).update(digest_on=change.on, digest_since=change.step)


def _compare(year: Year, expected: dict[tuple[int, str], Expected], last_week: str) -> None:
    rows = Digest.objects.select_related("message")
    sent: Counter[tuple[int, str]] = Counter()
    for row in rows:
        key = (row.owner_id, f"{row.iso_year}-W{row.iso_week:02d}")
        if row.message is None or row.message.state != State.PENDING:
            continue
        sent[key] += 1
        if key not in expected:
            continue
        year.early += row.message.created_at < expected[key].at
        year.latest = max(year.latest, row.message.created_at - expected[key].known)
        year.extra += row.send_at != expected[key].at
    year.due = sum(week <= last_week for _, week in expected)
    year.sent = sum(count for (_, week), count in sent.items() if week <= last_week)
    # A key is one resident and one week: any message beyond the keys is a second one.
    year.twice = Message.objects.count() - len(sent)
    year.missing = len(expected.keys() - sent.keys())
    year.extra += len(sent.keys() - expected.keys())


def ends(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """From when on, and until when, these days are somewhere on earth."""
    begin, end = (datetime.combine(day, time(), UTC) for day in (first_day, last_day))
    return begin - timedelta(hours=14), end + timedelta(hours=24 + 11) + STEP


def clocks_of(zones: Iterable[str], first_day: date, last_day: date) -> WallClocks:
    """The walls of these zones, from before the first week on."""
    begin, end = ends(first_day, last_day)
    return WallClocks(list(zones), begin - timedelta(days=9), end)


def moves(
    residents: Sequence[Somebody], first_day: date, last_day: date, each: int, seed: int
) -> list[Change]:
    """Each of them flies somewhere, or turns the weekly email off or on, that many times."""
    begin, end = ends(first_day, last_day)
    dice, made = random.Random(seed), []
    for one in residents:
        steps = sorted(dice.sample(range(200, (end - begin) // STEP), each))
        on = True
        for number in steps:
            if dice.random() < 0.6:
                zone, on = dice.choice(list(ZONES)), on
                made.append(Change(begin + number * STEP, one.pk, zone=zone))
            else:
                on = not on
                made.append(Change(begin + number * STEP, one.pk, on=on))
    return made


def whole(count: int, moving: bool, first_day: date = FIRST_DAY, last_day: date = LAST_DAY) -> Year:
    """So many residents between these days; `moving` ones change something about twelve times a year."""
    assert holding.released()
    clocks = clocks_of(ZONES, first_day, last_day)
    residents = people(count, clocks, first_day)
    weeks = (last_day - first_day).days // 7 + 1
    changes = moves(residents, first_day, last_day, max(4, weeks // 4), seed=count) if moving else []
    return simulate(residents, clocks, first_day, last_day, changes)


def figures(count: int, moving: bool, *days: str) -> dict[str, Any]:
    """The same, asked for and answered as JSON."""
    out = asdict(whole(count, moving, *(date.fromisoformat(day) for day in days)))
    return {**out, "latest": out["latest"].total_seconds()}
