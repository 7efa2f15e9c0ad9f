"""A contact is a relationship of one resident with one person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import User
from accounts.zones import validate_zone, zone_or_utc
from contacts import known
from contacts.names import fold
from contacts.search import Lexemes, index_words, matches, query_words
from web import clock
from web.lines import one_line

NOTE_LENGTH = 20_000


class Direction(models.TextChoices):
    """Above, alongside or below me (P11)."""

    SENIOR = "senior", "above"
    PEER = "peer", "alongside"
    JUNIOR = "junior", "below"


class Stage(models.TextChoices):
    """How far a relationship has come."""

    IDENTIFIED = "identified", "Identified"
    CONTACTED = "contacted", "Contacted"
    MET = "met", "Met"
    RECURRING = "recurring", "Recurring"
    NAMED = "named", "Named as mentor"
    DORMANT = "dormant", "Dormant"
    ENDED = "ended", "Ended"


class Origin(models.TextChoices):
    """Assigned by a program, or chosen by the resident (P59)."""

    CHOSEN = "chosen", "chosen by me"
    ASSIGNED = "assigned", "assigned by my program"


class Cadence(models.TextChoices):
    """How often a note is welcome."""

    NONE = "none", "No rhythm"
    UPDATE = "update", "Mentor update, every 3–4 months"
    CHECK_IN = "check_in", "Check-in, every 6–8 months"
    CUSTOM = "custom", "My own window"


class Channel(models.TextChoices):
    """How a person likes to be reached (P69)."""

    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    TEXT = "text", "Text message"
    LINKEDIN = "linkedin", "LinkedIn"
    IN_PERSON = "in_person", "In person"


SEATS = ["clinical", "research", "navigator", "near_peer"]


class Role(models.TextChoices):
    """The four seats (P50), the functions (P3), and support (P6, never shared)."""

    CLINICAL = "clinical", "Clinical mentor"
    RESEARCH = "research", "Research mentor"
    NAVIGATOR = "navigator", "Career navigator"
    NEAR_PEER = "near_peer", "Near-peer"
    MENTOR = "mentor", "Mentor"
    SPONSOR = "sponsor", "Sponsor"
    COACH = "coach", "Coach"
    CONNECTOR = "connector", "Connector"
    SUPPORT = "support", "Support"


class ContactQuerySet(models.QuerySet["Contact"]):
    """The questions people ask of their contacts."""

    def owned_by(self, user: User) -> ContactQuerySet:
        """The user's people, without those in the trash."""
        return self.filter(owner=user, trashed_at__isnull=True)

    def trash_of(self, user: User) -> ContactQuerySet:
        return self.filter(owner=user, trashed_at__isnull=False)

    def matching(self, user: User, text: str) -> ContactQuerySet:
        """Every word of `text` begins a word of the contact; no words, no filter."""
        words = query_words(text)
        return self.filter(matches(user.pk, words)) if words else self

    def in_role(self, role: str, today: date) -> ContactQuerySet:
        """People who hold that role today."""
        current = RoleTerm.objects.current(today).filter(role=role, contact=models.OuterRef("pk"))
        return self.filter(models.Exists(current))


class Contact(models.Model):
    """One person as one resident knows them."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contacts")
    prefix = models.CharField(max_length=20, blank=True, validators=[one_line])
    given_name = models.CharField(max_length=100, blank=True, validators=[one_line])
    family_name = models.CharField(max_length=100, blank=True, validators=[one_line])
    credentials = models.CharField(max_length=60, blank=True, validators=[one_line])
    pronouns = models.CharField(max_length=30, blank=True, validators=[one_line])
    title = models.CharField(max_length=120, blank=True, validators=[one_line])
    institution = models.CharField(max_length=120, blank=True, validators=[one_line])
    department = models.CharField(max_length=120, blank=True, validators=[one_line])
    discipline = models.CharField(max_length=80, blank=True, validators=[one_line])
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.SENIOR)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.MET)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.CHOSEN)
    is_anchor = models.BooleanField("anchor", default=False)
    is_core = models.BooleanField("core mentor", default=False)
    met_via = models.CharField("how we met", max_length=120, blank=True, validators=[one_line])
    met_on = models.DateField("when we met", null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)

    allowed_channels = ArrayField(
        models.CharField(max_length=12, choices=Channel.choices), default=list, blank=True
    )
    hours_from = models.TimeField(null=True, blank=True)
    hours_to = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])
    may_text = models.BooleanField("invited to text", default=False)

    cadence = models.CharField(max_length=10, choices=Cadence.choices, default=Cadence.NONE)
    custom_opens_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )
    custom_due_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(48)]
    )
    cadence_set_on = models.DateField(null=True, blank=True)

    last_touch_at = models.DateTimeField(null=True, blank=True)
    last_touch_how = models.CharField(max_length=40, blank=True)
    last_takeaway = models.CharField(max_length=300, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    sort_name = models.CharField(max_length=240, blank=True)
    search_own = models.TextField(blank=True)
    search_heard = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=Lexemes(Cast("owner_id", TextField()), F("search_own"), F("search_heard")),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    trashed_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="contact_search"),
            models.Index(
                fields=["owner", "next_at", "sort_name", "id"],
                condition=Q(trashed_at__isnull=True),
                name="contact_by_next",
            ),
            models.Index(
                fields=["owner", "sort_name", "id"],
                condition=Q(trashed_at__isnull=True),
                name="contact_by_name",
            ),
            models.Index(
                fields=["owner", "last_touch_at"],
                condition=Q(trashed_at__isnull=True),
                name="contact_by_touch",
            ),
            models.Index(
                fields=["trashed_at"], condition=Q(trashed_at__isnull=False), name="contact_in_trash"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(given_name="", family_name=""), name="contact_has_a_name")
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> Contact:
        """Fill the columns lists sort and search by. Bulk writers call it themselves."""
        self.sort_name = fold(f"{self.family_name or self.given_name} {self.given_name}")[:240]
        self.search_own = index_words(
            [
                self.given_name,
                self.family_name,
                self.institution,
                self.department,
                self.discipline,
                self.title,
                self.met_via,
                " ".join(self.tags),
                self.note,
            ]
        )
        return self

    @property
    def full_name(self) -> str:
        """Prefix, given and family name: “Dr. Grace Adeyemi”."""
        return known.full_name(self)

    @property
    def short_name(self) -> str:
        """How a letter would greet them: “Dr. Adeyemi”, or the given name without a title."""
        return known.short_name(self)

    @property
    def initials(self) -> str:
        return "".join(part[:1] for part in (self.given_name, self.family_name) if part).upper()

    @property
    def what(self) -> str:
        """One short line: title or discipline, and where."""
        return known.what(self)

    @property
    def channel_names(self) -> list[str]:
        return [str(Channel(channel).label) for channel in self.allowed_channels]

    @property
    def zone(self) -> ZoneInfo | None:
        return zone_or_utc(self.time_zone) if self.time_zone else None

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    def trash(self, now: datetime) -> None:
        """Into the trash, for TRASH_DAYS."""
        self.trashed_at = now
        self.save(update_fields=["trashed_at"])

    def restore(self) -> None:
        """Back from the trash."""
        self.trashed_at = None
        self.save(update_fields=["trashed_at"])


class Way(models.Model):
    """One way to reach a person."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Email"
        PHONE = "phone", "Phone"
        TEXT = "text", "Text"
        LINKEDIN = "linkedin", "LinkedIn"
        WEB = "web", "Web page"
        OTHER = "other", "Other"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="ways")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EMAIL)
    label = models.CharField(max_length=40, blank=True, validators=[one_line])
    value = models.CharField(max_length=254, validators=[one_line])

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["owner", "contact"], name="way_of_contact")]

    def __str__(self) -> str:
        return self.value


class RoleTermQuerySet(models.QuerySet["RoleTerm"]):
    """Role terms in time."""

    def owned_by(self, user: User) -> RoleTermQuerySet:
        return self.filter(owner=user)

    def current(self, on: date) -> RoleTermQuerySet:
        """Terms that hold on that day; the last day no longer counts."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))


class RoleTerm(models.Model):
    """Somebody held a role from a day on, perhaps to a day. Never overwritten (P5)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="role_terms")
    role = models.CharField(max_length=12, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleTermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["owner", "contact"], name="role_of_contact")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["contact", "role"], condition=Q(ends_on__isnull=True), name="role_held_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def is_seat(self) -> bool:
        return self.role in SEATS


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions."""

    def owned_by(self, user: User) -> IntroductionQuerySet:
        return self.filter(owner=user)


class Introduction(models.Model):
    """Who introduced whom, and what it led to (P2)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    introducer = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="introductions_made")
    introduced = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="introduced_by")
    on = models.DateField()
    led_to = models.CharField(max_length=200, blank=True, validators=[one_line])

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "introduced"], name="introduction_of")]
        constraints = [
            models.UniqueConstraint(fields=["introducer", "introduced"], name="introduced_once"),
            models.CheckConstraint(condition=~Q(introducer=F("introduced")), name="introduced_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.introducer_id} introduced {self.introduced_id}"
