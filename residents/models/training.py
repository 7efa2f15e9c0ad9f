"""A resident's training stage and pauses."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from web import clock
from web.lines import one_line
from web.phrases import day_span

NOTE_LENGTH = 20_000


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
    # The story as it is told today; the narrative's years are rows of their own (P8, P16 to P18).
    known_for = models.CharField(max_length=160, blank=True, validators=[one_line])
    introduction = models.TextField(max_length=2000, blank=True)
    nontraditional = models.BooleanField("my path had a gap or a turn", default=False)
    timeline = models.TextField("timeline, only for me", max_length=NOTE_LENGTH, blank=True)
    linkedin_checked_on = models.DateField(null=True, blank=True)
    # Questions for anyone (P35), in the resident's order; empty means the playbook's own four.
    pinned_questions = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    # Words that read like a case and are none, each as a keyed mark: the words themselves are kept nowhere.
    not_cases = ArrayField(models.CharField(max_length=16), default=list, blank=True)
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


class Intensity(models.TextChoices):
    """How much a rotation leaves of a day (P46)."""

    LIGHT = "light", "Light"
    NORMAL = "normal", "Normal"
    HEAVY = "heavy", "Heavy"


class RotationQuerySet(models.QuerySet["Rotation"]):
    """Questions about blocks. Days are the resident's own."""

    def owned_by(self, user: User) -> RotationQuerySet:
        return self.filter(owner=user)

    def on(self, today: date) -> RotationQuerySet:
        """Blocks that cover `today` in the resident's zone."""
        return self.filter(starts_on__lte=today, ends_on__gte=today)


class Rotation(models.Model):
    """A block of the training year. `ends_on` is its last day; blocks of one resident do not overlap."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="rotations", db_index=False)
    name = models.CharField(max_length=80, validators=[one_line])
    starts_on = models.DateField()
    ends_on = models.DateField()
    intensity = models.CharField(max_length=6, choices=Intensity.choices, default=Intensity.NORMAL)
    nights = models.BooleanField("night float", default=False)
    # A heavy block holds update windows and check-ins back unless the resident wants them anyway.
    tells_anyway = models.BooleanField(default=False)
    # When it was over and thank-yous were proposed (P60); a change of the block asks again.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = RotationQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        indexes = [
            models.Index(fields=["owner", "starts_on"], name="rotation_of_owner"),
            models.Index(fields=["ends_on"], condition=Q(closed_at__isnull=True), name="rotation_not_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="rotation_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def days(self, today: date) -> str:
        """“1 to 28 June”."""
        return day_span(self.starts_on, self.ends_on, today)

    @property
    def holds_back(self) -> bool:
        """Whether update windows and check-ins wait until it is over (P68)."""
        return self.intensity == Intensity.HEAVY and not self.tells_anyway


def resident_of(user: User) -> Resident:
    """The user's resident row, made on first use."""
    try:
        return user.resident
    except Resident.DoesNotExist:
        user.resident, _ = Resident.objects.get_or_create(user=user)
        return user.resident
