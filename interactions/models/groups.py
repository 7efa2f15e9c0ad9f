"""Groups that meet again and again, with a lead that goes round (P12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from contacts.models import Contact
from interactions.models.touches import Interaction
from web import clock
from web.lines import one_line


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups."""

    def owned_by(self, user: User) -> GroupQuerySet:
        return self.filter(owner=user)


class Group(models.Model):
    """A study group, a journal club, peers who meet. The next lead is derived from the places."""

    class Kind(models.TextChoices):
        STUDY = "study", "Study group"
        JOURNAL = "journal", "Journal club"
        PEERS = "peers", "Peers"
        QI = "qi", "Joint project"
        OTHER = "other", "Something else"

    class Every(models.TextChoices):
        WEEK = "week", "every week"
        FORTNIGHT = "fortnight", "every two weeks"
        MONTH = "month", "every month"
        NONE = "none", "no fixed rhythm"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="own_groups")
    name = models.CharField(max_length=120, validators=[one_line])
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.STUDY)
    every = models.CharField(max_length=9, choices=Every.choices, default=Every.MONTH)
    next_on = models.DateField("next meeting", null=True, blank=True)
    place = models.CharField(max_length=120, blank=True, validators=[one_line])
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A place in the round; without a contact it is mine."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="group_places"
    )
    place = models.PositiveSmallIntegerField()
    # When this member led last, so that a skipped turn does not upset the order.
    led_on = models.DateField(null=True, blank=True)
    led_at = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "contact"], nulls_distinct=False, name="in_group_once"),
            models.CheckConstraint(condition=Q(place__gte=1), name="group_place_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.group_id}"
