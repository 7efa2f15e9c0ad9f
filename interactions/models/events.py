"""Events: their days in a zone of their own, and how they count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.zones import validate_zone, zone_or_utc
from contacts.models import NOTE_LENGTH
from web import clock
from web.addresses import address
from web.lines import one_line

_DAY = timedelta(days=1)


class EventQuerySet(models.QuerySet["Event"]):
    """Events in time. Days are the event's own, in its own zone."""

    def owned_by(self, user: User) -> EventQuerySet:
        return self.filter(owner=user)

    def around(self, today: date) -> EventQuerySet:
        """Events that may be going on somewhere on earth today; `is_on` decides."""
        return self.filter(starts_on__lte=today + _DAY, ends_on__gte=today - _DAY)


class Preset(models.TextChoices):
    """How much an event is to bring; the figures are settings (P30, P34)."""

    STANDARD = "standard", "Standard: 3–5 new people at the event"
    THREE = "three", "3 · 2 · 1: each day three new people, two conversations, one follow-up"
    QUIET = "quiet", "Quiet: one or two good conversations"


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
    preset = models.CharField(
        "what you hope for", max_length=10, choices=Preset.choices, default=Preset.STANDARD
    )
    # When its mentors were told whom I met; set once the last day is over there (P38).
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-starts_on"], name="event_of_owner"),
            models.Index(fields=["ends_on"], condition=Q(closed_at__isnull=True), name="event_to_close"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("event", self.pk)

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


class GoalQuerySet(models.QuerySet["Goal"]):
    """Goals."""

    def owned_by(self, user: User) -> GoalQuerySet:
        return self.filter(owner=user)


class Goal(models.Model):
    """Something an event is to bring, counted from what is logged there (P21)."""

    class Measure(models.TextChoices):
        NEW = "new", "new people"
        TALKS = "talks", "good conversations"
        MENTORS = "mentors", "people above me"
        PROGRAMS = "programs", "programs talked to"
        QUESTIONS = "questions", "questions asked in sessions"
        FOLLOW_UPS = "follow_ups", "promises made"
        OWN = "own", "something of my own"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="goals")
    measure = models.CharField(max_length=10, choices=Measure.choices, default=Measure.NEW)
    wanted = models.PositiveSmallIntegerField(
        "how many", default=2, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    # Counts only people whose discipline, department or tags hold this word.
    among = models.CharField("only people in", max_length=80, blank=True, validators=[one_line])
    words = models.CharField("in my words", max_length=160, blank=True, validators=[one_line])
    reached = models.PositiveSmallIntegerField(default=0)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["owner", "event"], name="goal_of_event")]
        constraints = [
            models.CheckConstraint(condition=~Q(measure="own", words=""), name="goal_of_my_own_says_what")
        ]

    def __str__(self) -> str:
        return f"{self.wanted} {self.measure}"
