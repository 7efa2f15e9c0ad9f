"""Links that let somebody join."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from accounts.models import User
from programs.models.people import Advisor, Enrollment
from programs.models.program import Program, Staff
from web import clock

INVITATION_DAYS = 30


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Links that let people join."""

    def still_open(self, now: datetime) -> InvitationQuerySet:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def listed(self, program: Program) -> InvitationQuerySet:
        """A program's links; those of residents who left go with their row."""
        gone = Q(enrollment__status=Enrollment.Status.LEFT)
        return self.filter(program=program).exclude(gone)


class Invitation(models.Model):
    """A link that lets one person join. Only the hash of its token is kept."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="invitations")
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    # Whose mentees an advisor's link opens.
    advisor = models.ForeignKey(
        Advisor, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
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

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["program", "-created_at"], name="invitation_of_program")]

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

    def state(self, now: datetime) -> str:
        """open, used, revoked or expired."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "open" if now < self.expires_at else "expired"
