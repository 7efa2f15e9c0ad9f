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

from accounts.models import User
from accounts.zones import validate_zone, zone_or_utc
from contacts import known
from contacts.models.kinds import Cadence, Channel, Direction, Origin, Stage
from contacts.models.ties import RoleTerm
from contacts.names import fold
from contacts.search import Lexemes, index_words, matches, query_words
from web import clock
from web.addresses import address
from web.lines import one_line

NOTE_LENGTH = 20_000


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

    # How many meetings there had been when naming the mentorship was last put off (P53).
    naming_put_off = models.PositiveSmallIntegerField(default=0)

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
            # The board: anchors and core mentors, and the shape of the network without a row being read.
            models.Index(
                fields=["owner"],
                condition=Q(trashed_at__isnull=True) & (Q(is_anchor=True) | Q(is_core=True)),
                name="contact_close",
            ),
            models.Index(
                fields=["owner", "department", "discipline"],
                condition=Q(trashed_at__isnull=True) & ~Q(stage="identified"),
                name="contact_by_place",
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
        return known.initials(self)

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
        return address("person", self.pk)

    def trash(self, now: datetime) -> None:
        """Into the trash, for TRASH_DAYS."""
        self.trashed_at = now
        self.save(update_fields=["trashed_at"])

    def restore(self) -> None:
        """Back from the trash."""
        self.trashed_at = None
        self.save(update_fields=["trashed_at"])
