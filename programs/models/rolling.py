"""What a roll-over into a new academic year changed, so that it can be undone for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from accounts.models import User
from programs.models.program import Program
from web import clock

UNDO_FOR = timedelta(days=1)


class RollOver(models.Model):
    """One program moved into one academic year. Rows stay; an undone one says when."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="roll_overs")
    year = models.PositiveSmallIntegerField(help_text="the year it starts in July")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # As it was: [[enrollment, PGY level, academic year, status, version after, assignment ended or null]].
    before = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "year"], condition=Q(undone_at__isnull=True), name="rolled_over_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.program_id} {self.year}"

    def can_be_undone(self, now: datetime) -> bool:
        return self.undone_at is None and now < self.at + UNDO_FOR
