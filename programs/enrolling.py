"""Verbs of the roster: who is in the program, who advises whom, who left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from accounts.models import User
from accounts.work_mail import note_staff
from programs.audit import What, record
from programs.inviting import revoke_links
from programs.models import (
    Advisor,
    AdvisorAssignment,
    Enrollment,
    EnrollmentQuerySet,
    HelpRequest,
    Program,
    RosterEntry,
    Staff,
)
from programs.pasting import key


def make_program(program: Program, user: User, now: datetime) -> Program:
    """Save a new program; who makes it coordinates it."""
    with transaction.atomic():
        program.created_by = user
        program.created_at = now
        program.save()
        Staff.objects.create(program=program, user=user, role=Staff.Role.COORDINATOR, since=now)
        note_staff(user.email)
        record(What.MADE, program, user, now)
    return program


def enroll(resident: Enrollment, advisor: Advisor | None, actor: User, now: datetime) -> None:
    """Put a new resident on the roster."""
    with transaction.atomic():
        resident.created_at = now
        resident.save()
        assign(resident, advisor, actor, now)
        record(What.ADDED, resident.program, actor, now, rows=[resident])


def enroll_many(
    program: Program, newcomers: Sequence[tuple[Enrollment, str]], actor: User, now: datetime
) -> list[Enrollment]:
    """Put many on the roster, each with the name of an advisor or ""; advisors not there yet are added."""
    with transaction.atomic():
        for resident, _ in newcomers:
            resident.program, resident.created_at = program, now
        residents = Enrollment.objects.bulk_create(resident for resident, _ in newcomers)
        known = _advisors_of(program, [name for _, name in newcomers if name])
        reassign(
            {one: known[key(name)] for one, (_, name) in zip(residents, newcomers, strict=True) if name},
            actor,
            now,
        )
        record(What.ADDED, program, actor, now, rows=residents)
    return residents


def _advisors_of(program: Program, names: Iterable[str]) -> dict[str, Advisor]:
    """The program's advisors by the key of their name, with those that were missing."""
    known = {key(one.name): one for one in Advisor.objects.filter(program=program)}
    missing = {key(name): Advisor(program=program, name=name) for name in names if key(name) not in known}
    Advisor.objects.bulk_create(missing.values())
    return known | missing


def change(resident: Enrollment, advisor: Advisor | None, version: int, actor: User, now: datetime) -> bool:
    """Save the changed facts if nobody changed them since `version`; False, and nothing saved, otherwise."""
    with transaction.atomic():
        current = Enrollment.objects.of(resident.program).filter(pk=resident.pk, version=version)
        before = current.select_for_update().first()
        if before is None:
            return False
        resident.version = version + 1
        resident.save(update_fields=["name", "email", "pgy_level", "track", "academic_year", "version"])
        assign(resident, advisor, actor, now)
        if before.email.lower() != resident.email.lower():
            revoke_links(resident, actor, now)
        record(What.CHANGED, resident.program, actor, now, rows=[resident])
    return True


def assign(resident: Enrollment, advisor: Advisor | None, actor: User, now: datetime) -> None:
    """Make `advisor` today's advisor. What was true until today keeps its row and its dates."""
    today = now.astimezone(actor.zone).date()
    running = resident.assignments.filter(ends_on__isnull=True)
    if advisor and running.filter(advisor=advisor).exists():
        return
    _end(resident, today)
    if advisor:
        AdvisorAssignment.objects.create(enrollment=resident, advisor=advisor, starts_on=today)


def advisor_named(program: Program, name: str) -> Advisor:
    """The program's advisor of that name, whatever its capitals; made on first use."""
    advisor, _ = program.advisors.get_or_create(name__iexact=name, defaults={"name": name})
    return advisor


def leave(resident: Enrollment, actor: User, now: datetime) -> bool:
    """The row leaves the roster at once, its links stop working; the account is untouched.

    False when somebody else was quicker.
    """
    with transaction.atomic():
        here = Enrollment.objects.of(resident.program).filter(pk=resident.pk)
        gone = here.update(status=Enrollment.Status.LEFT, left_at=now, version=F("version") + 1)
        if not gone:
            return False
        _end(resident, now.astimezone(actor.zone).date())
        forget_shown([resident])
        revoke_links(resident, actor, now)
        what = What.LEFT if resident.user_id == actor.pk else What.REMOVED
        record(what, resident.program, actor, now, rows=[resident])
    return True


def forget_shown(rows: Iterable[Enrollment]) -> None:
    """What the program could see of them goes with their row.

    The rest of what they shared is not the program's to touch; `ended.forget_left` deletes it.
    """
    for model in (RosterEntry, HelpRequest):
        model._default_manager.filter(enrollment__in=rows).delete()


def end_role(role: Staff, actor: User, now: datetime) -> bool:
    """Take a role away, effective with the next request. False for the last who keeps the roster.

    An advisor's account is let go of with the role, so that a new link can bind another.
    """
    with transaction.atomic():
        # Two people who remove each other at the same moment must not leave nobody.
        Program.objects.select_for_update().get(pk=role.program_id)
        holders = Staff.objects.filter(program=role.program_id, ended_at__isnull=True)
        keepers = holders.exclude(role=Staff.Role.ADVISOR)
        if role.role == Staff.Role.ADVISOR:
            Advisor.objects.filter(program=role.program_id, user=role.user_id).update(user=None)
        elif not keepers.exclude(pk=role.pk).exists():
            return False
        if holders.filter(pk=role.pk).update(ended_at=now):
            record(What.ROLE_ENDED, role.program, actor, now, whom=role.user, about=role.role)
    return True


def reassign(to: Mapping[Enrollment, Advisor | None], actor: User, now: datetime) -> None:
    """`assign` for many, in the same few statements for each number of them."""
    today = now.astimezone(actor.zone).date()
    running = AdvisorAssignment.objects.filter(enrollment__in=list(to), ends_on__isnull=True)
    had = dict(running.values_list("enrollment_id", "advisor_id"))
    moved = {
        one: advisor for one, advisor in to.items() if had.get(one.pk) != (advisor.pk if advisor else None)
    }
    ended = running.filter(enrollment__in=list(moved))
    ended.update(ends_on=Greatest(Value(today), F("starts_on")))
    AdvisorAssignment.objects.bulk_create(
        AdvisorAssignment(enrollment=one, advisor=advisor, starts_on=today)
        for one, advisor in moved.items()
        if advisor
    )


def mentees_of(advisor: Advisor) -> EnrollmentQuerySet:
    """The residents this advisor advises today."""
    here = Enrollment.objects.exclude(status=Enrollment.Status.LEFT)
    return here.filter(assignments__advisor=advisor, assignments__ends_on__isnull=True)


def _end(resident: Enrollment, today: date) -> None:
    for assignment in resident.assignments.filter(ends_on__isnull=True):
        # Somebody in an earlier zone may have begun it "tomorrow".
        assignment.ends_on = max(today, assignment.starts_on)
        assignment.save(update_fields=["ends_on"])
