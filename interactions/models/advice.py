"""Advice somebody gave, what came of it, and whether they know (P45, P55, P57)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from contacts.models import NOTE_LENGTH, Contact
from interactions.models.touches import Interaction
from web import clock
from web.lines import one_line


class AdviceQuerySet(models.QuerySet["Advice"]):
    """Advice of people who are not in the trash."""

    def owned_by(self, user: User) -> AdviceQuerySet:
        return self.filter(owner=user, contact__trashed_at__isnull=True)

    def open(self) -> AdviceQuerySet:
        """Neither declined nor reported back."""
        return self.filter(reported_at__isnull=True).exclude(status=Advice.Status.DECLINED)


class Advice(models.Model):
    """One piece of advice: considering, acting or declined; then the outcome; then reported back."""

    class Status(models.TextChoices):
        CONSIDERING = "considering", "considering"
        ACTING = "acting", "acting"
        DECLINED = "declined", "declined"
        DONE = "done", "done"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="advice")
    interaction = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="advice"
    )
    what = models.TextField("what they advised", max_length=NOTE_LENGTH)
    given_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.CONSIDERING)
    why = models.CharField(max_length=300, blank=True, validators=[one_line])
    outcome = models.TextField("what came of it", max_length=NOTE_LENGTH, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "advice"
        ordering = ["-given_on", "-id"]
        indexes = [models.Index(fields=["owner", "contact"], name="advice_of_contact")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done", outcome_on__isnull=True), name="advice_done_has_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"advice {self.pk}"
