"""The weekly emails, and the weeks without one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from outbox.models import Message
from web import clock


class DigestQuerySet(models.QuerySet["Digest"]):
    """Weekly emails, also the weeks without one."""

    def owned_by(self, user: User) -> DigestQuerySet:
        return self.filter(owner=user)

    def quiet(self) -> DigestQuerySet:
        """Weeks in which nothing was mailed."""
        return self.filter(message__isnull=True)


class Digest(models.Model):
    """One resident's week was looked at. Unique, so no week is looked at, or mailed, twice."""

    class Outcome(models.TextChoices):
        QUEUED = "queued", "queued"
        EMPTY = "empty", "nothing due"
        PAUSED = "paused", "paused"
        MISSED = "missed", "missed"
        DEFERRED = "deferred", "waiting for an allowed hour"
        SKIPPED = "skipped", "no allowed hour that week"
        RESTING = "resting", "between two monthly emails"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    iso_year = models.PositiveSmallIntegerField()
    iso_week = models.PositiveSmallIntegerField()
    send_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    items = models.JSONField(default=list, blank=True)
    more = models.PositiveIntegerField(default=0)
    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="digest"
    )
    # When the resident first did something with a follow-up after it was queued.
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "iso_year", "iso_week"], name="digest_once_a_week")
        ]
        indexes = [
            models.Index(fields=["owner", "-send_at"], name="digest_of_owner"),
            models.Index(fields=["send_at"], condition=Q(outcome="deferred"), name="digest_deferred"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.iso_year}-W{self.iso_week:02d}"
