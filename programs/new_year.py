"""Rolling a program over into a new academic year, once, and taking it back within a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Lower

from accounts.models import User
from programs import rolling
from programs.audit import What, record
from programs.enrolling import forget_shown
from programs.inviting import revoke_links_of
from programs.models import AdvisorAssignment, Enrollment, Program, RollOver
from programs.years import year_name

Status = Enrollment.Status


def residents_of(program: Program) -> list[rolling.Resident]:
    """The rows of the roster, as far as a roll-over reads them."""
    rows = Enrollment.objects.of(program).order_by(Lower("name"), "pk")
    return [
        rolling.Resident(*row)
        for row in rows.values_list("pk", "name", "pgy_level", "track", "academic_year")
    ]


def made_already(program: Program, year: int) -> RollOver | None:
    """The roll-over into that year that stands."""
    found = RollOver.objects.filter(program=program, year=year, undone_at__isnull=True)
    return found.only("program", "year", "at", "undone_at").first()


def standing(program: Program, now: datetime) -> RollOver | None:
    """The last roll-over, for the day in which it can be undone, in season or out of it."""
    found = RollOver.objects.filter(program=program, undone_at__isnull=True).order_by("-at").first()
    return found if found and found.can_be_undone(now) else None


def is_due(program: Program, years: Iterable[int], now: datetime, user: User) -> str:
    """The year to roll over into, while it is offered and rows of `years` wait for it; "" otherwise."""
    year = rolling.year_to_enter(now.astimezone(user.zone).date())
    if year is None or all(one >= year for one in years) or made_already(program, year):
        return ""
    return year_name(year)


def roll_over(
    program: Program, moves: Sequence[rolling.Move], year: int, actor: User, now: datetime
) -> RollOver | None:
    """Move everybody into `year` as decided. None, and nothing done, when the rows are not as they were seen.

    Two who do it at the same moment queue at the program's row; the second finds it done.
    """
    with transaction.atomic():
        Program.objects.select_for_update().only("pk").get(pk=program.pk)
        seen = {move.resident.pk: move.resident for move in moves}
        here = Enrollment.objects.of(program).filter(academic_year__lt=year).select_for_update()
        rows = {row.pk: row for row in here}
        as_seen = {(one.pk, one.pgy, one.track, one.year) for one in seen.values()}
        as_is = {(row.pk, row.pgy_level, row.track, row.academic_year) for row in rows.values()}
        if not moves or as_seen != as_is or made_already(program, year):
            return None
        ended = _graduate(
            program, [rows[m.resident.pk] for m in moves if m.what == rolling.GRADUATES], actor, now
        )
        staying = [move for move in moves if move.what != rolling.GRADUATES]
        _move_up(staying, year)
        record(
            What.ROLLED,
            program,
            actor,
            now,
            rows=[rows[m.resident.pk] for m in staying],
            about=f"into {year_name(year)}",
        )
        before = [
            [row.pk, row.pgy_level, row.academic_year, row.status, row.version + 1, ended.get(row.pk)]
            for row in rows.values()
        ]
        return RollOver.objects.create(program=program, year=year, by=actor, at=now, before=before)


def _move_up(moves: Sequence[rolling.Move], year: int) -> None:
    by_level = defaultdict(list)
    for move in moves:
        by_level[move.pgy].append(move.resident.pk)
    for level, rows in by_level.items():
        moved = Enrollment.objects.filter(pk__in=rows)
        moved.update(pgy_level=level, academic_year=year, version=F("version") + 1)


def _graduate(program: Program, rows: list[Enrollment], actor: User, now: datetime) -> dict[int, int]:
    """Their rows leave the roster, and what they shared goes; the account and all in it is theirs.

    The assignments that ended, by enrollment.
    """
    if not rows:
        return {}
    today = now.astimezone(actor.zone).date()
    running = AdvisorAssignment.objects.filter(enrollment__in=rows, ends_on__isnull=True)
    ended = dict(running.values_list("enrollment_id", "pk"))
    running.update(ends_on=Greatest(Value(today), F("starts_on")))
    forget_shown(rows)
    gone = Enrollment.objects.filter(pk__in=[row.pk for row in rows])
    gone.update(status=Status.LEFT, left_at=now, version=F("version") + 1)
    revoke_links_of(rows, program, actor, now)
    record(What.GRADUATED, program, actor, now, rows=rows)
    return ended


def undo(program: Program, actor: User, now: datetime) -> list[str] | None:
    """Everybody is as before, except those changed since, whose names are returned. None: too late."""
    with transaction.atomic():
        Program.objects.select_for_update().only("pk").get(pk=program.pk)
        done = standing(program, now)
        if done is None:
            return None
        before = {pk: facts for pk, *facts in done.before}
        rows = list(Enrollment.objects.filter(program=program, pk__in=before).select_for_update())
        # An account that was deleted since took its row along, and has no say in a version.
        orphans = {row.pk for row in rows if before[row.pk][2] == Status.JOINED and row.user_id is None}
        changed = {row.pk for row in rows if row.version != before[row.pk][3]}
        touched = changed | orphans | _replaced(program, rows)
        back = [row for row in rows if row.pk not in touched]
        for row in back:
            row.pgy_level, row.academic_year, status, *_ = before[row.pk]
            row.left_at = None if status != Status.LEFT else row.left_at
            row.status, row.version = status, row.version + 1
        Enrollment.objects.bulk_update(
            back, ["pgy_level", "academic_year", "status", "left_at", "version"], batch_size=500
        )
        ended = [before[row.pk][4] for row in back if before[row.pk][4]]
        AdvisorAssignment.objects.filter(pk__in=ended).update(ends_on=None)
        RollOver.objects.filter(pk=done.pk).update(undone_at=now, undone_by=actor)
        record(What.ROLLED_BACK, program, actor, now, rows=back, about=f"into {year_name(done.year)}")
    return sorted(row.name for row in rows if row.pk in touched)


def _replaced(program: Program, rows: list[Enrollment]) -> set[int]:
    """Graduates who were added again, or joined again, meanwhile: that row stands."""
    here = Enrollment.objects.of(program).exclude(pk__in=[row.pk for row in rows])
    gone = [row for row in rows if row.status == Status.LEFT]
    emails = {row.email.lower() for row in gone if row.email}
    users = {row.user_id for row in gone if row.user_id}
    again = here.annotate(address=Lower("email")).filter(Q(address__in=emails) | Q(user__in=users))
    taken = {(one.user_id, one.email.lower()) for one in again}
    mine = {email for _, email in taken if email}
    theirs = {user for user, _ in taken if user}
    return {row.pk for row in gone if row.email.lower() in mine or row.user_id in theirs}
