"""A resident's training stage and pauses."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from web import clock


class Stage(models.TextChoices):
    """Where in training somebody is (P20)."""

    CLINICAL = "MS3", "Medical student, clinical years"
    FINAL = "MS4", "Medical student, final year"
    PGY1 = "PGY-1", "PGY-1"
    PGY2 = "PGY-2", "PGY-2"
    PGY3 = "PGY-3", "PGY-3"
    PGY4 = "PGY-4", "PGY-4"
    PGY5 = "PGY-5", "PGY-5"
    PGY6 = "PGY-6", "PGY-6 or later"
    FELLOW = "fellow", "Fellow"
    ATTENDING = "attending", "Attending"


class Resident(models.Model):
    """What the resident says about themself; one row a user."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="resident", primary_key=True)
    training_stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)
    specialty = models.CharField(max_length=80, blank=True)
    institution = models.CharField(max_length=120, blank=True)
    credentials = models.CharField(max_length=40, blank=True)
    last_met_via = models.CharField(max_length=120, blank=True)
    welcome_step = models.PositiveSmallIntegerField(default=1)

    WELCOME_STEPS = 3

    def __str__(self) -> str:
        return f"resident {self.user_id}"

    @property
    def welcomed(self) -> bool:
        return self.welcome_step > self.WELCOME_STEPS


class PauseQuerySet(models.QuerySet["Pause"]):
    """Questions about pauses."""

    def owned_by(self, user: User) -> PauseQuerySet:
        return self.filter(owner=user)

    def running(self, today: date) -> PauseQuerySet:
        """Pauses that cover `today` in the resident's zone and were not ended early."""
        return self.filter(starts_on__lte=today, ends_on__gt=today, resumed_on__isnull=True)


class Pause(models.Model):
    """Whole days without reminders (P68). Dates of open follow-ups move by its length."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField()
    resumed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="pause_has_days")]
        indexes = [models.Index(fields=["owner", "ends_on"], name="pause_of_owner")]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


def resident_of(user: User) -> Resident:
    """The user's resident row, made on first use."""
    try:
        return user.resident
    except Resident.DoesNotExist:
        user.resident, _ = Resident.objects.get_or_create(user=user)
        return user.resident
