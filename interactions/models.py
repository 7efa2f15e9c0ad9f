"""Events and interactions, and which follow-ups each interaction opened and closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from accounts.zones import validate_zone, zone_or_utc
from contacts.models import NOTE_LENGTH, Contact, Introduction, Stage
from followups.models import FollowUp
from web import clock
from web.lines import one_line

_DAY = timedelta(days=1)


class EventQuerySet(models.QuerySet["Event"]):
    """Events in time. Days are the event's own, in its own zone."""

    def owned_by(self, user: User) -> EventQuerySet:
        return self.filter(owner=user)

    def around(self, today: date) -> EventQuerySet:
        """Events that may be going on somewhere on earth today; `is_on` decides."""
        return self.filter(starts_on__lte=today + _DAY, ends_on__gte=today - _DAY)


class Event(models.Model):
    """A conference, rounds, a webinar: days in a zone of its own (P39)."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", "Conference"
        SOCIETY = "society", "Society meeting"
        ROUNDS = "rounds", "Grand rounds"
        WEBINAR = "webinar", "Webinar"
        ROTATION = "rotation", "Rotation"
        LOCAL = "local", "Local event"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="events")
    name = models.CharField(max_length=120, validators=[one_line])
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CONFERENCE)
    place = models.CharField(max_length=120, blank=True, validators=[one_line])
    time_zone = models.CharField(max_length=64, validators=[validate_zone])
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-starts_on"], name="event_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.pk])

    @property
    def zone(self) -> ZoneInfo:
        return zone_or_utc(self.time_zone)

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def day(self, now: datetime) -> int:
        """Which day of the event it is in event time, from 1; 0 or less before it, above `days` after."""
        return (now.astimezone(self.zone).date() - self.starts_on).days + 1

    def is_on(self, now: datetime) -> bool:
        return 1 <= self.day(now) <= self.days


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

    def newest_first(self) -> InteractionQuerySet:
        return self.order_by("-at", "-id")


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
            models.Index(fields=["owner", "event"], name="interaction_at_event"),
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="interaction_deleted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("interaction", args=[self.pk])

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
