"""What people do for one another: good turns, introductions of two, readings passed on, openings heard of."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from contacts.models import NOTE_LENGTH, Contact
from web import clock
from web.addresses import address
from web.lines import one_line


class GoodTurnQuerySet(models.QuerySet["GoodTurn"]):
    """Good turns with people who are not in the trash."""

    def owned_by(self, user: User) -> GoodTurnQuerySet:
        return self.filter(owner=user, contact__trashed_at__isnull=True)


class GoodTurn(models.Model):
    """Something a sponsor did for me (P3), or something of value I offered (P62)."""

    class Kind(models.TextChoices):
        NOMINATED = "nominated", "nominated me"
        RECOMMENDED = "recommended", "recommended me"
        OPENED = "opened", "opened a door for me"
        ARTICLE = "article", "I shared an article"
        DATA = "data", "I helped with data"
        REVIEW = "review", "I reviewed literature"
        TAUGHT = "taught", "I taught for them"
        INTRODUCED = "introduced", "I introduced them to somebody"
        OTHER = "other", "something else I did"

    BY_THEM = (Kind.NOMINATED, Kind.RECOMMENDED, Kind.OPENED)

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="good_turns")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=300, blank=True, validators=[one_line])
    on = models.DateField("when")
    thanked_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = GoodTurnQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["owner", "contact"], name="good_turn_of_contact")]

    def __str__(self) -> str:
        return f"{self.kind} {self.contact_id}"

    @property
    def is_by_them(self) -> bool:
        return self.kind in self.BY_THEM


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Introductions of two people."""

    def owned_by(self, user: User) -> PairingQuerySet:
        """Those of two who are both there."""
        return self.filter(owner=user).exclude(_apart())

    def apart_of(self, user: User) -> PairingQuerySet:
        """Those that wait for somebody in the trash, or ended when one was deleted."""
        return self.filter(_apart(), owner=user)


def _apart() -> Q:
    gone = Q(one__trashed_at__isnull=False) | Q(other__trashed_at__isnull=False)
    return Q(one__isnull=True) | Q(other__isnull=True) | gone


class Pairing(models.Model):
    """I would like two people to know each other; nothing is written before both agree (P62)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # Nobody once that person was deleted for good; it goes when neither is left.
    one = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    other = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300, validators=[one_line])
    one_asked_on = models.DateField(null=True, blank=True)
    other_asked_on = models.DateField(null=True, blank=True)
    one_agreed_on = models.DateField(null=True, blank=True)
    other_agreed_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "one"], name="pairing_of_owner")]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="pairing_of_two"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True)
                | Q(one_agreed_on__isnull=False, other_agreed_on__isnull=False),
                name="pairing_made_when_both_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"

    def get_absolute_url(self) -> str:
        return address("introduction", self.pk)

    @property
    def both_agreed(self) -> bool:
        return bool(self.one_agreed_on and self.other_agreed_on)


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings."""

    def owned_by(self, user: User) -> ReadingQuerySet:
        return self.filter(owner=user)


class Reading(models.Model):
    """Something read that people with that interest may like (P63)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="readings")
    title = models.CharField(max_length=200, validators=[one_line])
    link = models.URLField(max_length=500, blank=True)
    note = models.TextField("one thing about it", max_length=2000, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    read_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-read_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("reading", self.pk)


class Offer(models.Model):
    """A reading was offered to somebody; that it was stays true when they are deleted."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="offers")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="offers")
    on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reading", "contact"], name="offered_once")]

    def __str__(self) -> str:
        return f"{self.reading_id} to {self.contact_id}"


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    """Opportunities; no program ever sees one (P1)."""

    def owned_by(self, user: User) -> OpportunityQuerySet:
        return self.filter(owner=user)

    def open(self) -> OpportunityQuerySet:
        return self.filter(status__in=[Opportunity.Status.HEARD, Opportunity.Status.APPLIED])


class Opportunity(models.Model):
    """An opening heard of by word of mouth, or what a program is really like. Always private (P1)."""

    class Kind(models.TextChoices):
        FELLOWSHIP = "fellowship", "Fellowship"
        CHIEF = "chief", "Chief resident"
        QI = "qi", "Quality improvement"
        COMMITTEE = "committee", "Committee"
        FACULTY = "faculty", "Junior faculty"
        NICHE = "niche", "A role of its own kind"
        INTEL = "intel", "What a program is like"

    class Status(models.TextChoices):
        HEARD = "heard", "heard of"
        APPLIED = "applied", "applied"
        PASSED = "passed", "let pass"
        CLOSED = "closed", "over"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="opportunities")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FELLOWSHIP)
    title = models.CharField(max_length=200, validators=[one_line])
    heard_from = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="told_of"
    )
    # Whoever told of it was deleted since: not the same as nobody in particular.
    teller_deleted = models.BooleanField(default=False)
    heard_on = models.DateField()
    deadline = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.HEARD)
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opportunities"
        ordering = [F("deadline").asc(nulls_last=True), "-heard_on", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.HEARD, self.Status.APPLIED)
