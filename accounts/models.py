"""The person who signs in, and the ledger that makes a double submit one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from accounts.sessions import Session
from accounts.zones import UTC_NAME, validate_zone, zone_or_utc
from web import clock

__all__ = ["WEEKDAYS", "Session", "Submission", "User", "UserManager", "WorkDomain"]

WEEKDAYS = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
]
EVERY = [("week", "every week"), ("month", "once a month")]


class UserManager(BaseUserManager["User"]):
    """Users by email, compared without case."""

    def get_queryset(self) -> models.QuerySet[User]:
        # Every signed-in page asks for the resident too: one join saves a query a page.
        return super().get_queryset().select_related("resident")

    def select_for_update(
        self, nowait: bool = False, skip_locked: bool = False, of: Sequence[str] = (), no_key: bool = True
    ) -> models.QuerySet[User]:
        """The person's row alone is locked: the resident joined to it may not exist.

        Not its key: a sweep that writes reminders of theirs would wait, and wait for each other with us.
        """
        return super().select_for_update(nowait, skip_locked, of or ("self",), no_key)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; the email is stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a site operator, who manages accounts and sees no content."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: a resident, somebody of a program, or an operator."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default=UTC_NAME, validators=[validate_zone])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)
    # Closed by its owner, who wants everything gone; what a crash leaves behind is deleted by the hour.
    deleting_since = models.DateTimeField(null=True, blank=True, editable=False)

    digest_on = models.BooleanField("weekly email", default=True)
    digest_weekday = models.PositiveSmallIntegerField("day", choices=WEEKDAYS, default=6)
    digest_hour = models.PositiveSmallIntegerField(
        "hour", default=17, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    digest_every = models.CharField("how often", max_length=5, choices=EVERY, default="week")
    # None: discreet when the address is at work.
    digest_discreet = models.BooleanField("without names", null=True, default=None)
    quiet_from = models.PositiveSmallIntegerField(
        "no reminders from", default=21, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    quiet_to = models.PositiveSmallIntegerField(
        "until", default=7, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    # A week whose moment lies before this was never asked for, so it is neither sent nor missed.
    digest_since = models.DateTimeField("weekly email on since", default=clock.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]
        indexes = [
            models.Index(
                fields=["digest_weekday", "digest_hour", "time_zone"],
                condition=models.Q(digest_on=True, is_active=True),
                name="user_weekly_email",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def zone(self) -> ZoneInfo:
        """The person's zone; UTC if the stored name no longer exists."""
        return zone_or_utc(self.time_zone)

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.first_name or self.email


class WorkDomain(models.Model):
    """A domain whose mail belongs to an employer: the part after the @ of a program's staff."""

    domain = models.CharField(max_length=253, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.domain


class Submission(models.Model):
    """A form that was sent: the same form sent twice makes one row.

    The unique key makes the second request wait for the first one's transaction and then
    find it, so it answers with the first one's result.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="submission_once")]

    def __str__(self) -> str:
        return str(self.key)
