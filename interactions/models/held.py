"""Captured lines that could not be placed: kept as written until their writer says who was meant."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from contacts.models import Contact
from interactions.models.events import Event
from web import clock


class HeldLineQuerySet(models.QuerySet["HeldLine"]):
    """Held lines."""

    def owned_by(self, user: User) -> HeldLineQuerySet:
        return self.filter(owner=user)

    def with_fits(self) -> HeldLineQuerySet:
        """In the order they were written, with whom each may be about: for the pages of the event."""
        known = Contact.objects.filter(trashed_at__isnull=True).order_by("sort_name", "pk")
        return self.order_by("at", "pk").prefetch_related(models.Prefetch("fits", queryset=known))


class HeldLine(models.Model):
    """A line captured at an event whose person is not certain: asked about, neither doubled nor refused.

    It is no touch yet. Saying who was meant makes it one, as of the moment it was written.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="held_lines")
    line = models.TextField(max_length=2000)
    # The name it was read with, empty when there was none; only with one name can a tap answer.
    name = models.CharField(max_length=200, blank=True)
    fits = models.ManyToManyField(Contact, related_name="+")
    at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    objects = HeldLineQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "event", "at"], name="held_line_of_event")]

    def __str__(self) -> str:
        return f"held line {self.pk}"
