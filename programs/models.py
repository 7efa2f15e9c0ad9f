"""A program, who works in it, and the facts about residents it holds itself.

A resident's private side is not reachable from here; what residents agree to share
arrives through its own table.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.models import User
from web import clock
from web.lines import one_line

INVITATION_DAYS = 30


class ProgramQuerySet(models.QuerySet["Program"]):
    """Programs."""

    def staffed_by(self, user: User) -> ProgramQuerySet:
        """Programs whose roster the user may read."""
        return self.filter(staff__user=user, staff__ended_at__isnull=True).distinct()


class Program(models.Model):
    """A residency program."""

    name = models.CharField(max_length=120, validators=[one_line])
    institution = models.CharField(max_length=120, blank=True, validators=[one_line])
    specialty = models.CharField(max_length=80, blank=True, validators=[one_line])
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = ProgramQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("roster", args=[self.pk])


class Staff(models.Model):
    """Somebody's role in a program. Roles end; rows stay."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        DIRECTOR = "director", "Program director"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="program_roles")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.COORDINATOR)
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "user"], condition=Q(ended_at__isnull=True), name="one_role_in_a_program"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Advisor(models.Model):
    """A faculty member the program assigns to residents; needs no account."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="advisors")
    name = models.CharField(max_length=120, validators=[one_line])
    email = models.EmailField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("program", Lower("name"), name="advisor_named_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Residents of a program, as the program knows them."""

    def of(self, program: Program) -> EnrollmentQuerySet:
        return self.filter(program=program).exclude(status=Enrollment.Status.LEFT)

    def active_for(self, user: User) -> EnrollmentQuerySet:
        return self.filter(user=user, status=Enrollment.Status.JOINED)


class Enrollment(models.Model):
    """One resident in one program: name, PGY level, track, advisor. The program's own facts."""

    class Status(models.TextChoices):
        INVITED = "invited", "invited"
        JOINED = "joined", "joined"
        LEFT = "left", "left"

    PGY = [(level, f"PGY-{level}") for level in range(1, 8)]

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="enrollments")
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="enrollments"
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


class Invitation(models.Model):
    """A link that lets one person join. Only the hash of its token is kept."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="invitations")
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField(max_length=12, blank=True, choices=Staff.Role.choices)
    email = models.EmailField(blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @staticmethod
    def new_token() -> tuple[str, str]:
        """A fresh token and the hash to store."""
        token = secrets.token_urlsafe(32)
        return token, Invitation.hashed(token)

    @staticmethod
    def hashed(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @staticmethod
    def expiry(now: datetime) -> datetime:
        return now + timedelta(days=INVITATION_DAYS)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class AuditEvent(models.Model):
    """Who did what to a program's data, when. Rows are only ever added; no content."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="audit")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["program", "-at"], name="audit_of_program")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


def academic_year(today: date) -> int:
    """The academic year a day belongs to; it starts on 1 July."""
    return today.year if today.month >= 7 else today.year - 1
