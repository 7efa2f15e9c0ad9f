"""A program and who works in it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from web import clock
from web.addresses import address
from web.lines import one_line


class ProgramQuerySet(models.QuerySet["Program"]):
    """Programs."""

    def staffed_by(self, user: User) -> ProgramQuerySet:
        """Programs whose roster the user may read; `my_role` says as what."""
        mine = self.filter(staff__user=user, staff__ended_at__isnull=True)
        return mine.annotate(my_role=F("staff__role"))


class Program(models.Model):
    """A residency program."""

    name = models.CharField(max_length=120, validators=[one_line])
    institution = models.CharField(max_length=120, blank=True, validators=[one_line])
    specialty = models.CharField(max_length=80, blank=True, validators=[one_line])
    # The day of the year each half's review opens, as month × 100 + day: 12 June is 612.
    review_in_spring = models.PositiveSmallIntegerField(default=612)
    review_in_winter = models.PositiveSmallIntegerField(default=1212)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    my_role: str  # what `staffed_by` adds

    objects = ProgramQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("roster", self.pk)


class Staff(models.Model):
    """Somebody's role in a program. Roles end; rows stay."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        DIRECTOR = "director", "Program director"
        ADVISOR = "advisor", "Advisor"

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
