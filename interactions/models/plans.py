"""What is planned for an event: its sessions, and whom I hope to meet there."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from contacts.models import Contact
from interactions.models.events import Event
from residents.models import Achievement
from web import clock
from web.lines import one_line


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions."""

    def owned_by(self, user: User) -> SessionQuerySet:
        return self.filter(owner=user)


class Session(models.Model):
    """A talk, a poster hall, a reception: when and where, in the event's own time (P22, P28)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200, validators=[one_line])
    room = models.CharField(max_length=120, blank=True, validators=[one_line])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    speaker = models.CharField(max_length=160, blank=True, validators=[one_line])
    # My own poster or talk: people are logged against it (P31).
    presentation = models.ForeignKey(
        Achievement, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    asked_question = models.BooleanField(default=False)
    # What the calendar file calls it, so that reading the file again changes it in place.
    uid = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["owner", "event", "starts_at"], name="session_of_event")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="session_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["event", "uid", "starts_at"], condition=~Q(uid=""), name="session_read_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TargetQuerySet(models.QuerySet["Target"]):
    """Targets with people who are not in the trash."""

    def owned_by(self, user: User) -> TargetQuerySet:
        return self.filter(Q(contact__isnull=True) | Q(contact__trashed_at__isnull=True), owner=user)


class Target(models.Model):
    """A person or a program I hope to meet at an event, why, and my question for them (P23, P29, P41).

    Whether somebody was met is never stored: it is a held touch with them at the event.
    """

    class Reason(models.TextChoices):
        ROLE = "role", "a role I admire"
        PATH = "path", "a nontraditional path"
        ALUMNI = "alumni", "alumni"
        FIELD = "field", "my field"
        RESEARCH = "research", "research"
        PROGRAM = "program", "their program"

    class Ask(models.TextChoices):
        """A question sent ahead (P24). Without an answer it ends with the event, and nothing nags (P25)."""

        NONE = "", "not asked"
        ASKED = "asked", "asked"
        AGREED = "agreed", "agreed to meet"
        DECLINED = "declined", "cannot this time"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="targets")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="targeted_at"
    )
    program = models.CharField(max_length=120, blank=True, validators=[one_line])
    reason = models.CharField("why", max_length=200, blank=True, validators=[one_line])
    reasons = ArrayField(models.CharField(max_length=10, choices=Reason.choices), default=list, blank=True)
    question = models.CharField("my question for them", max_length=300, blank=True, validators=[one_line])
    recommended_by = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="recommended"
    )
    must_meet = models.BooleanField(default=False)
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="targets"
    )
    ask = models.CharField(max_length=8, choices=Ask.choices, default=Ask.NONE, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    # A program has no touches of its own: ticked by hand.
    talked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["-must_meet", "id"]
        indexes = [
            models.Index(fields=["owner", "event"], name="target_of_event"),
            models.Index(
                fields=["owner", "contact"], condition=Q(contact__isnull=False), name="target_of_contact"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "contact"], name="target_once_an_event"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, program="") | (Q(contact__isnull=True) & ~Q(program="")),
                name="target_is_a_person_or_a_program",
            ),
        ]

    def __str__(self) -> str:
        return self.program or f"contact {self.contact_id}"
