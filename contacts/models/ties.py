"""What hangs on a contact: ways to reach them, dated roles, introductions."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from contacts.models.kinds import Role
from residents.models import Affiliation
from web.lines import one_line


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
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="ways")
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
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="role_terms")
    role = models.CharField(max_length=12, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleTermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        indexes = [
            models.Index(fields=["owner", "contact"], name="role_of_contact"),
            # Who left a seat last.
            models.Index(fields=["owner", "role", "-ends_on", "-id"], name="role_by_end"),
        ]
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


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions."""

    def owned_by(self, user: User) -> IntroductionQuerySet:
        return self.filter(owner=user)

    def on_a_page(self) -> IntroductionQuerySet:
        """Those that stand on the page of somebody who is still there."""
        left = Q(introduced__isnull=True, introducer__isnull=False, introducer__trashed_at__isnull=True)
        return self.filter(left | Q(introduced__isnull=False, introduced__trashed_at__isnull=True))


class Introduction(models.Model):
    """Who introduced whom, and what it led to (P2)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # Nobody once that person was deleted for good: that an introduction was made stays true, and so does
    # what it led to. It goes when neither of the two is left.
    introducer = models.ForeignKey(
        "contacts.Contact", on_delete=models.SET_NULL, null=True, related_name="introductions_made"
    )
    introduced = models.ForeignKey(
        "contacts.Contact", on_delete=models.SET_NULL, null=True, related_name="introduced_by"
    )
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


class Membership(models.Model):
    """Somebody I know sits in a society or committee of mine (P65)."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="memberships")
    affiliation = models.ForeignKey(Affiliation, on_delete=models.CASCADE, related_name="members")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["affiliation", "contact"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.affiliation_id}"
