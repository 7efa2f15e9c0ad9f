"""What is owed, and the reminders that were raised for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from accounts.models import User
from contacts.models import Contact
from followups import windows
from followups.rules import numbers
from followups.windows import Basis, Stage, State, Window
from web import clock
from web.addresses import address

BASES = [
    (Basis.CONFERENCE, "72-hour follow-up"),
    (Basis.THANKS, "Thank-you"),
    (Basis.UPDATE, "Update window"),
    (Basis.CHECK_IN, "Check-in"),
    (Basis.PROMISE, "Promise you made"),
    (Basis.PROMISE_TO_ME, "Promise made to you"),
    (Basis.INTRODUCTION, "Introduction"),
    (Basis.CLOSE_LOOP, "Report back"),
    (Basis.PREPARATION, "Preparation"),
    (Basis.MANUAL, "Your own reminder"),
]


class Outcome(models.TextChoices):
    """How a follow-up ended; empty while it is owed."""

    OPEN = "", "open"
    DONE = "done", "done"
    DISMISSED = "dismissed", "let go"
    EXPIRED = "expired", "closed by itself"


class Moments(NamedTuple):
    """The columns that say where a follow-up stands, for lists that need no more of it."""

    basis: str
    starts_at: datetime
    opens_at: datetime
    due_at: datetime
    late_at: datetime

    @property
    def is_window(self) -> bool:
        return self.basis in windows.WINDOWS

    def state(self, now: datetime) -> State:
        """Waiting, open, closing, due or late at `now`."""
        return windows.state(self.basis, Window(*self[1:]), now, numbers())


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """The questions pages and mails ask."""

    def owned_by(self, user: User) -> FollowUpQuerySet:
        """The user's follow-ups with people who are not in the trash."""
        return self.filter(owner=user, contact__trashed_at__isnull=True)

    def owed(self) -> FollowUpQuerySet:
        """Neither done nor let go."""
        return self.filter(closed_at__isnull=True)

    def with_person(self) -> FollowUpQuerySet:
        return self.select_related("contact")


class FollowUp(models.Model):
    """One thing owed with one person. Its state is derived from its moments and `now`."""

    # Their own indexes would repeat the beginnings of those below, and the sweep pays for each one.
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follow_ups", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="follow_ups", db_index=False)
    basis = models.CharField(max_length=16, choices=BASES)
    because = models.CharField(max_length=300)
    what = models.CharField(max_length=300, blank=True)
    occurrence = models.CharField(max_length=80)
    together = models.CharField(max_length=80, blank=True)
    weight = models.PositiveSmallIntegerField(default=0)

    starts_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_at = models.DateTimeField()
    # What a heavy block does to a window (ADR 0012): when its opening is told, and when it would be late.
    told_at = models.DateTimeField(null=True, blank=True)
    planned_late_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    notice_at = models.DateTimeField(null=True, blank=True)

    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "basis", "occurrence"], name="follow_up_planned_once")
        ]
        indexes = [
            models.Index(
                fields=["notice_at"], condition=Q(notice_at__isnull=False), name="follow_up_to_notice"
            ),
            models.Index(
                fields=["owner", "due_at"], condition=Q(closed_at__isnull=True), name="follow_up_owed"
            ),
            models.Index(fields=["owner", "contact"], name="follow_up_of_contact"),
            models.Index(fields=["owner", "together"], condition=~Q(together=""), name="follow_up_together"),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.contact_id} {self.occurrence}"

    @property
    def window(self) -> Window:
        return Window(self.starts_at, self.opens_at, self.due_at, self.late_at)

    @property
    def moments(self) -> Moments:
        return Moments(self.basis, self.starts_at, self.opens_at, self.due_at, self.late_at)

    @property
    def rings_from(self) -> datetime:
        """The first moment at which it may ring: a preparation the day before its meeting (P48)."""
        begins = self.snoozed_until or (self.due_at if self.basis == Basis.PREPARATION else self.opens_at)
        return max(begins, self.told_at) if self.told_at else begins

    def set_window(self, window: Window) -> None:
        self.starts_at, self.opens_at = window.starts, window.opens
        self.due_at, self.late_at = window.due, window.late

    def state(self, now: datetime) -> State:
        """Waiting, open, closing, due or late at `now`."""
        return windows.state(self.basis, self.window, now, numbers())

    @property
    def is_owed(self) -> bool:
        return self.closed_at is None

    def is_snoozed(self, now: datetime) -> bool:
        return self.snoozed_until is not None and self.snoozed_until > now

    def left(self, now: datetime) -> timedelta:
        """Time until due; negative after it."""
        return self.due_at - now

    @cached_property
    def is_window(self) -> bool:
        return self.basis in windows.WINDOWS

    @cached_property
    def is_promise(self) -> bool:
        return self.basis in (Basis.PROMISE, Basis.PROMISE_TO_ME)

    def get_absolute_url(self) -> str:
        return address("follow_up", self.pk)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders."""

    def owned_by(self, user: User) -> ReminderQuerySet:
        return self.filter(owner=user)

    def new(self) -> ReminderQuerySet:
        """Raised and not yet seen."""
        return self.filter(seen_at__isnull=True)

    def shown(self) -> ReminderQuerySet:
        """Of what is owed to people who are not in the trash: what Today can show."""
        return self.filter(follow_up__closed_at__isnull=True, follow_up__contact__trashed_at__isnull=True)

    def items(self) -> int:
        """How many follow-ups these are of; one may have reached several stages."""
        return self.values("follow_up").distinct().count()

    def of(self, follow_ups: Iterable[int]) -> ReminderQuerySet:
        return self.filter(follow_up__in=follow_ups)


class Reminder(models.Model):
    """A follow-up reached a stage. Unique, so raising it twice is harmless."""

    STAGES = [(Stage.OPENED, "opened"), (Stage.DUE, "due"), (Stage.LATE, "late")]

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    stage = models.CharField(max_length=6, choices=STAGES)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follow_up", "stage"], name="reminder_raised_once")]
        indexes = [
            models.Index(fields=["owner"], condition=Q(seen_at__isnull=True), name="reminder_new"),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.stage}"
