"""Interactions, and which follow-ups each of them opened and closed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from contacts.models import NOTE_LENGTH, Contact, Introduction, Stage
from followups.models import FollowUp
from interactions.models.events import Event
from residents.models import Achievement
from web import clock
from web.addresses import address
from web.lines import one_line


class Kind(models.TextChoices):
    """Kinds of touch."""

    MET = "met", "Met in person"
    COFFEE = "coffee", "Coffee"
    VIDEO = "video", "Video call"
    CALL = "call", "Phone call"
    EMAIL = "email", "Email or message"
    INFORMATIONAL = "informational", "Informational interview"
    MEETING = "meeting", "Meeting"
    ROUNDS = "rounds", "Rounds or teaching"
    OTHER = "other", "Something else"


# What counts as having met, when a relationship becomes a recurring one (P53).
MEETINGS = (Kind.MET, Kind.COFFEE, Kind.VIDEO, Kind.INFORMATIONAL, Kind.MEETING)


class InteractionQuerySet(models.QuerySet["Interaction"]):
    """Touches and planned meetings, without deleted ones."""

    def owned_by(self, user: User) -> InteractionQuerySet:
        return self.filter(owner=user, deleted_at__isnull=True)

    def held(self) -> InteractionQuerySet:
        return self.filter(status=Interaction.Status.HELD)

    def planned(self) -> InteractionQuerySet:
        return self.filter(status=Interaction.Status.PLANNED)

    def with_person(self, contact: Contact) -> InteractionQuerySet:
        return self.filter(people=contact)


class Interaction(models.Model):
    """Something that happened, or is planned, with one or several people."""

    class Status(models.TextChoices):
        PLANNED = "planned", "planned"
        HELD = "held", "held"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="interactions")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.HELD)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.MET)
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    event = models.ForeignKey(
        Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="interactions"
    )
    # Who stopped at a poster or came up after a talk of mine (P31).
    presentation = models.ForeignKey(
        Achievement, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    takeaway = models.CharField(max_length=300, blank=True, validators=[one_line])
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    meaningful = models.BooleanField(default=False)
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    introduced_by = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    may_return = models.BooleanField("they said I may write again", default=False)

    cv_sent = models.BooleanField("CV sent", default=False)
    questions = models.TextField(max_length=2000, blank=True)
    ask = models.CharField("my one ask", max_length=300, blank=True, validators=[one_line])

    people = models.ManyToManyField(Contact, through="Participant", related_name="interactions")
    opened = models.ManyToManyField(FollowUp, related_name="opened_by")
    closed = models.ManyToManyField(FollowUp, related_name="closed_by")
    # What the resident ticked as answered; the rest of `closed` follows from the rules.
    also_closes = ArrayField(models.BigIntegerField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "at"],
                condition=Q(status="planned", deleted_at__isnull=True),
                name="interaction_planned",
            ),
            # A month or a season of somebody's touches, the latest first.
            models.Index(
                fields=["owner", "-at", "-id"],
                condition=Q(status="held", deleted_at__isnull=True),
                name="interaction_held",
            ),
            models.Index(fields=["owner", "event"], name="interaction_at_event"),
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="interaction_deleted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return address("interaction", self.pk)

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def question_list(self) -> list[str]:
        """One question a line."""
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


class Participant(models.Model):
    """Somebody took part. What that changed is kept, so that it can be put back."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="participations")
    stage_before = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    introduction = models.ForeignKey(
        Introduction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "contact"], name="participant_once")]
        indexes = [models.Index(fields=["owner", "contact"], name="participant_contact")]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.interaction_id}"


class Promise(models.Model):
    """Something promised when people spoke. What is owed for it is a follow-up, opened by the interaction."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="promises")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="promises")
    what = models.CharField(max_length=200, validators=[one_line])
    by = models.DateField(null=True, blank=True)
    to_me = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["owner", "contact"], name="promise_of_contact")]

    def __str__(self) -> str:
        return self.what
