"""Advisors: the list with its load, who leaves, and handing their mentees over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from programs.audit import What, record
from programs.enrolling import reassign
from programs.models import Advisor, AdvisorAssignment, Enrollment, Program


def with_loads(program: Program) -> QuerySet[Advisor]:
    """The program's advisors by name, each with how many residents they advise today as `load`."""
    here = Q(assignments__ends_on__isnull=True) & ~Q(assignments__enrollment__status=Enrollment.Status.LEFT)
    counted = Count("assignments", filter=here)
    return Advisor.objects.filter(program=program).annotate(load=counted).order_by("name", "pk")  # type: ignore[no-redef]


def add_entry(advisor: Advisor, actor: User, now: datetime) -> None:
    """Put an advisor on the list."""
    with transaction.atomic():
        advisor.save()
        record(What.ADVISOR_CHANGED, advisor.program, actor, now)


def save_entry(advisor: Advisor, version: int, actor: User, now: datetime) -> bool:
    """Save name, address and last day if nobody changed them since `version`; False otherwise."""
    with transaction.atomic():
        before = Advisor.objects.select_for_update().filter(pk=advisor.pk, version=version).first()
        if before is None:
            return False
        advisor.version = version + 1
        advisor.save(update_fields=["name", "email", "leaves_on", "version"])
        leaving = before.leaves_on != advisor.leaves_on and advisor.leaves_on is not None
        if leaving:
            record(What.ADVISOR_LEAVING, advisor.program, actor, now)
        if not leaving or (before.name, before.email) != (advisor.name, advisor.email):
            record(What.ADVISOR_CHANGED, advisor.program, actor, now)
    return True


def hand_over(
    program: Program,
    to: Mapping[Enrollment, Advisor | None],
    actor: User,
    now: datetime,
    *,
    away_from: Advisor,
) -> list[Enrollment]:
    """Give each mentee of one advisor another, all or none; who was moved meanwhile stays there."""
    with transaction.atomic():
        Program.objects.select_for_update().only("pk").get(pk=program.pk)
        running = AdvisorAssignment.objects.filter(advisor=away_from, ends_on__isnull=True)
        still = set(running.values_list("enrollment_id", flat=True))
        moved = {resident: advisor for resident, advisor in to.items() if resident.pk in still}
        if moved:
            reassign(moved, actor, now)
            Enrollment.objects.filter(pk__in=[one.pk for one in moved]).update(version=F("version") + 1)
            record(What.HANDED_OVER, program, actor, now, rows=list(moved))
    return list(moved)
