"""What a resident did, where they belong, and how they tell it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from web import clock
from web.lines import one_line

FIELD_LENGTH = 1000


class AchievementQuerySet(models.QuerySet["Achievement"]):
    """What a resident did."""

    def owned_by(self, user: User) -> AchievementQuerySet:
        return self.filter(owner=user)


class Achievement(models.Model):
    """A poster, a talk, a paper, an award, service: what a mentor update can tell (P8, P31, P64)."""

    class Kind(models.TextChoices):
        POSTER = "poster", "Poster"
        TALK = "talk", "Talk"
        PAPER = "paper", "Paper"
        QI = "qi", "Quality improvement"
        AWARD = "award", "Award"
        TEACHING = "teaching", "Teaching"
        SERVICE = "service", "Service"
        OTHER = "other", "Something else"

    class Scope(models.TextChoices):
        LOCAL = "local", "Local"
        REGIONAL = "regional", "Regional"
        NATIONAL = "national", "National"
        INTERNATIONAL = "international", "International"

    PRESENTED = (Kind.POSTER, Kind.TALK)

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="achievements", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.POSTER)
    title = models.CharField(max_length=200, validators=[one_line])
    on = models.DateField("when")
    scope = models.CharField("how far", max_length=13, choices=Scope.choices, blank=True)
    place = models.CharField("where", max_length=160, blank=True, validators=[one_line])
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = AchievementQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["owner", "-on"], name="achievement_of_owner")]

    def __str__(self) -> str:
        return self.title


class NarrativeQuerySet(models.QuerySet["Narrative"]):
    """Narratives."""

    def owned_by(self, user: User) -> NarrativeQuerySet:
        return self.filter(owner=user)


class Narrative(models.Model):
    """Why this specialty, in four short fields; one version an academic year, earlier ones kept (P15)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="narratives", db_index=False)
    # The academic year begins on 1 July of this year.
    year = models.PositiveSmallIntegerField()
    why = models.TextField("why this specialty", max_length=FIELD_LENGTH, blank=True)
    draws = models.TextField("what draws me", max_length=FIELD_LENGTH, blank=True)
    done = models.TextField("what I have done", max_length=FIELD_LENGTH, blank=True)
    grow = models.TextField("where to grow", max_length=FIELD_LENGTH, blank=True)
    written_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = NarrativeQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["owner", "year"], name="narrative_once_a_year")]

    def __str__(self) -> str:
        return f"narrative {self.year}"


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    """Societies and committees."""

    def owned_by(self, user: User) -> AffiliationQuerySet:
        return self.filter(owner=user)

    def active(self) -> AffiliationQuerySet:
        """Not left yet; one whose term ran out is still there until somebody says what became of it."""
        return self.filter(left_on__isnull=True)


class Affiliation(models.Model):
    """A society (P9) or a committee with a term (P65); free text, no fixed list."""

    class Kind(models.TextChoices):
        SOCIETY = "society", "Society"
        COMMITTEE = "committee", "Committee"
        TASK_FORCE = "task_force", "Task force"
        COUNCIL = "council", "Council"
        SECTION = "section", "Trainee section"
        BOARD = "board", "Quality or GME board"
        INTEREST = "interest", "Interest group"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="affiliations", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SOCIETY)
    name = models.CharField(max_length=120, validators=[one_line])
    role = models.CharField("my part in it", max_length=120, blank=True, validators=[one_line])
    # Subspecialties a society is about (P9).
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    joined_on = models.DateField("since", null=True, blank=True)
    # A society's next renewal, a committee's last day.
    ends_on = models.DateField("renews or ends", null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "joined_on", "id"]
        indexes = [models.Index(fields=["owner", "ends_on"], name="affiliation_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(ends_on__gte=F("joined_on")),
                name="affiliation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_society(self) -> bool:
        return self.kind == self.Kind.SOCIETY
