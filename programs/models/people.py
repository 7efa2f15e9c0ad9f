"""Residents and advisors, as the program itself knows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q, Value
from django.db.models.deletion import Collector
from django.db.models.functions import Coalesce, Lower

from accounts.models import User
from programs.models.program import Program
from programs.years import year_name
from web import clock
from web.lines import one_line

# What goes with a row that leaves, by the names it is reached under.
SHARED = ("entry", "consent", "relationships", "help_requests", "advising_meetings")


class Advisor(models.Model):
    """A faculty member the program assigns to residents; needs no account."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="advisors")
    name = models.CharField(max_length=120, validators=[one_line])
    email = models.EmailField(blank=True)
    # An advisor with an account reads the rows of their own mentees.
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    leaves_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    load = 0  # how many residents are assigned today, where `programs.advising` says so

    class Meta:
        constraints = [
            models.UniqueConstraint("program", Lower("name"), name="advisor_named_once"),
            models.UniqueConstraint(
                fields=["program", "user"], condition=Q(user__isnull=False), name="advisor_account_once"
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Residents of a program, as the program knows them."""

    def of(self, program: Program) -> EnrollmentQuerySet:
        return self.filter(program=program).exclude(status=Enrollment.Status.LEFT)

    def active_for(self, user: User) -> EnrollmentQuerySet:
        return self.filter(user=user, status=Enrollment.Status.JOINED)

    def with_advisor(self) -> EnrollmentQuerySet:
        """Annotate today's advisor: `advisor_id` (None) and `advisor_name` ("")."""
        return self.annotate(
            current=FilteredRelation("assignments", condition=Q(assignments__ends_on__isnull=True)),
            advisor_id=F("current__advisor_id"),
            advisor_name=Coalesce("current__advisor__name", Value("")),
        )

    def without_link(self, now: datetime) -> EnrollmentQuerySet:
        """Not joined, and no link of theirs still works."""
        works = Q(
            invitations__used_at__isnull=True,
            invitations__revoked_at__isnull=True,
            invitations__expires_at__gt=now,
        )
        links = self.annotate(link=FilteredRelation("invitations", condition=works))
        return links.filter(status=Enrollment.Status.INVITED, link__isnull=True)


def leave_with_account(
    collector: Collector, field: models.ForeignKey[Any, Any], rows: Iterable[Enrollment], using: str
) -> None:
    """When an account is deleted its rows leave, and what it shared is deleted with it."""
    here = [row for row in rows if row.status != Enrollment.Status.LEFT]
    collector.add_field_update(Enrollment._meta.get_field("status"), Enrollment.Status.LEFT, here)
    collector.add_field_update(Enrollment._meta.get_field("left_at"), clock.now(), here)
    ends_on, today = AdvisorAssignment._meta.get_field("ends_on"), clock.now().date()
    for advised in AdvisorAssignment.objects.filter(enrollment__in=here, ends_on__isnull=True):
        collector.add_field_update(ends_on, max(today, advised.starts_on), [advised])
    for name in SHARED:
        shared = Enrollment._meta.get_field(name).related_model
        collector.collect(shared._base_manager.using(using).filter(enrollment__in=rows))  # type: ignore[union-attr]
    models.SET_NULL(collector, field, rows, using)  # type: ignore[arg-type]


class Enrollment(models.Model):
    """One resident in one program: name, PGY level, track, advisor. The program's own facts."""

    class Status(models.TextChoices):
        INVITED = "invited", "invited"
        JOINED = "joined", "joined"
        LEFT = "left", "left"

    PGY = [(level, f"PGY-{level}") for level in range(1, 8)]

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="enrollments")
    user = models.ForeignKey(
        User, on_delete=leave_with_account, null=True, blank=True, related_name="enrollments"
    )
    name = models.CharField(max_length=120, validators=[one_line])
    email = models.EmailField(blank=True)
    pgy_level = models.PositiveSmallIntegerField("PGY level", choices=PGY, default=1)
    track = models.CharField(max_length=60, blank=True, validators=[one_line])
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.INVITED)
    academic_year = models.PositiveSmallIntegerField(help_text="the year it starts in July")
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    # What `with_advisor` adds.
    advisor_id: int | None
    advisor_name: str

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["program", "name"], name="enrollment_of_program")]
        constraints = [
            models.UniqueConstraint(
                "program",
                Lower("email"),
                condition=~Q(email="") & ~Q(status="left"),
                name="enrolled_once",
            ),
            models.UniqueConstraint(
                fields=["program", "user"],
                condition=Q(user__isnull=False) & ~Q(status="left"),
                name="joined_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def year_name(self) -> str:
        return year_name(self.academic_year)


class AdvisorAssignment(models.Model):
    """Who advises whom, from when to when."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="assignments")
    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, related_name="assignments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(ends_on__isnull=True), name="one_advisor_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} for {self.enrollment_id}"
