"""The background jobs in the crowd: what they write and mail for one holds nothing of another's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from django.db import connection
from django.test import override_settings

from accounts.models import User
from contacts.models import Contact
from dashboard import tidying
from followups import digest, next_mail, resting, sweep
from interactions import blocks, ending
from outbox import ledger, overseeing, reaper
from outbox.models import TO_OTHERS, Message
from programs import projection
from programs.models import Enrollment
from programs.nudging import told
from tests.conftest import START
from tests.privacy.answers import listening, parting, plain, undone
from tests.privacy.crawl import Report
from tests.privacy.holders import holders, strays, watching
from tests.privacy.routes import alone
from tests.privacy.world import World

SUNDAY = datetime(2026, 5, 24, 23, 30, tzinfo=UTC)
MONDAY = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
OWNERS = ("named_a", "coverage_a", "coverage_b", "private_a", "private_b", "coordinator_a")
Job = Callable[[World], object]


def _deliver(world: World) -> None:
    """What delivery does to each row, without the wire: `tests/outbox` has a server for that."""
    now = START + timedelta(days=400)
    with patch.object(ledger, "assert_autocommit"):
        while message := ledger.claim(uuid.uuid4(), now, now + timedelta(minutes=9)):
            ledger.fence(message, now + timedelta(minutes=9))
    reaper.reap(now + timedelta(hours=1))


def _digests(world: World) -> None:
    """Four weeks of emails, the third and fourth after a month that nobody answered."""
    for week in range(4):
        digest.queue_due(SUNDAY + timedelta(weeks=week))


def _projection(world: World) -> None:
    projection.project_weekly(MONDAY)
    projection.project(MONDAY)


def _nudges(world: World) -> None:
    told(list(Enrollment.objects.values_list("pk", flat=True)), START)


def _moves(world: World) -> None:
    for user in User.objects.order_by("pk"):
        resting.arrange(user, START)
        next_mail.next_mail(user, START)


def _midweek(world: World) -> None:
    """Only what somebody took back goes before Monday; what has otherwise become less stays until then."""
    Contact.objects.filter(owner=world.people["named_a"].user, role_terms__isnull=False).update(
        trashed_at=START
    )
    projection.project_weekly(START)


def _withdraw(world: World) -> None:
    for pk in Enrollment.objects.filter(status="joined").values_list("pk", flat=True):
        projection.withdraw(pk, START)


JOBS: dict[str, Job] = {
    "sweep": lambda world: sweep.sweep(START + timedelta(days=3)),
    "digests": _digests,
    "deliver": _deliver,
    "projection": _projection,
    "withdrawals": _withdraw,
    "midweek": _midweek,
    "nudges": _nudges,
    "tidy": lambda world: tidying.tidy(),
    "moves": _moves,
    "blocks": lambda world: blocks.close_over(START + timedelta(days=12)),
    "events": lambda world: ending.close_over(START + timedelta(days=30)),
}
__all__ = ["JOBS", "overseeing", "run_jobs"]


def run_jobs(world: World, names: list[str] | None = None) -> Report:
    """Each job in the crowd, then for each owner as if nobody else were there."""
    report = Report()
    for name in names or list(JOBS):
        report.asked["job"] += 1
        with undone(), listening() as lines, watching() as writes, override_settings(HAS_MAIL_SERVER=True):
            last = (
                Message.objects.order_by("-pk").values_list("pk", flat=True).filter(pk__lt=10**6).first() or 0
            )
            astray = strays()
            JOBS[name](world)
            _mails(world, report, name, last)
            for statement, count in strays(writes.taken()).items():
                if count != astray[statement]:
                    report.touched.append(f"{name}: {statement[:110]} is {count}")
            for line in lines:
                if world.ledger.foreign(line, "the log"):
                    report.leaks.append(f"log of {name}: {line[:120]}")
            crowd = {label: kept(world, label) for label in OWNERS}
        for label in OWNERS:
            report.pairs += 1
            with alone(world, label), override_settings(HAS_MAIL_SERVER=True):
                JOBS[name](world)
                by_itself = kept(world, label)
            for table, rows in crowd[label].items():
                if rows != by_itself.get(table, ""):
                    where = parting(by_itself.get(table, ""), rows)
                    report.differing.append(f"{name} for {label} in {table}: alone {where}")
    return report


def _mails(world: World, report: Report, name: str, last: int) -> None:
    for mail in Message.objects.select_related("owner"):
        whose = next(label for label, one in world.people.items() if one.user.pk == mail.owner_id)
        to = "" if mail.kind in TO_OTHERS else mail.to
        text = f"{to} {mail.subject} {mail.text} {mail.html} {mail.headers}"
        report.asked["mail"] += last < mail.pk < 10**6
        for planted in world.ledger.foreign(text, whose):
            report.leaks.append(f"{name}: mail to {whose}: {planted.where}")


def kept(world: World, label: str) -> dict[str, str]:
    """All rows of somebody, as text, without the ids and moments that differ from run to run."""
    user, found = world.people[label].user.pk, {}
    with connection.cursor() as cursor:
        for table, (by_user, _) in holders().items():
            if by_user:
                cursor.execute(f"SELECT m::text FROM {table} m WHERE {by_user} = %s", [user])
                found[table] = "\n".join(sorted(plain(row[0]) for row in cursor.fetchall()))
    return found
