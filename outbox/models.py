"""The ledger of mail: what was to be sent, each attempt, and how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from web import clock
from web.addresses import address


class State(models.TextChoices):
    """A message's life; `unknown` is its own outcome and is never sent again."""

    PENDING = "pending", "waiting"
    CLAIMED = "claimed", "being prepared"
    SENDING = "sending", "on its way"
    RETRY = "retry", "will be tried again"
    SENT = "sent", "sent"
    DEAD = "dead", "refused"
    UNKNOWN = "unknown", "unknown"
    SUPPRESSED = "suppressed", "not sent"


class Kind(models.TextChoices):
    """Why a mail exists."""

    WEEKLY = "weekly", "Weekly email"
    ACCOUNT = "account", "About the account"
    INVITATION = "invitation", "Invitation"
    TEST = "test", "A test"


# These go to somebody else on the owner's behalf; all others follow the owner's address.
TO_OTHERS = (Kind.INVITATION,)


class MessageQuerySet(models.QuerySet["Message"]):
    """Mail."""

    def owned_by(self, user: User) -> MessageQuerySet:
        return self.filter(owner=user)

    def to_owner(self) -> MessageQuerySet:
        return self.exclude(kind__in=TO_OTHERS)

    def stoppable(self) -> MessageQuerySet:
        """Mail whose text is not on the wire yet; a state change here is seen by the fence."""
        return self.filter(state__in=[State.PENDING, State.RETRY, State.CLAIMED])


class Message(models.Model):
    """One email to one person. `key` is unique: the same week can never be queued twice."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40, choices=Kind.choices)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=clock.now)
    # After this the mail would only confuse; it is let go and shown as such.
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="message_of_owner"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=[State.PENDING, State.RETRY]),
                name="message_ready",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=[State.CLAIMED, State.SENDING]),
                name="message_leased",
            ),
            models.Index(
                fields=["-finished_at"],
                condition=Q(state__in=[State.DEAD, State.UNKNOWN]),
                name="message_ended_badly",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return address("mail", self.pk)


class Attempt(models.Model):
    """One try at one message; rows are only ever added."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=20)
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    took_ms = models.PositiveIntegerField(default=0)
    header_id = models.CharField("Message-ID", max_length=120, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["message", "number"], name="attempt_of_message")]

    def __str__(self) -> str:
        return f"{self.number} {self.phase}"


class Suppression(models.Model):
    """An address that must get no more mail: unsubscribed, or refused for good by its server."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="suppressions")
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "address"], name="suppression_of_address")]

    def __str__(self) -> str:
        return self.reason


class Heartbeat(models.Model):
    """When each periodic job last ran to its end; read by /readyz and the footer."""

    job = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    found = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.job


class Release(models.Model):
    """Somebody confirmed that this very database may send mail; a restored copy has another fingerprint."""

    fingerprint = models.CharField(max_length=80, unique=True)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    # Held by hand. The row stays, so that an empty database does not release itself again.
    held_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.fingerprint


class OperatorAct(models.Model):
    """What an operator did to the mail. Rows are only ever added; ids and numbers, no content."""

    class What(models.TextChoices):
        HELD = "held", "held all mail"
        RELEASED = "released", "released mail"
        RETRIED = "retried", "put back in the queue"

    # Empty: from the command line, or of a deleted account (SET NULL in the database itself, because the
    # application's role may not change rows here).
    actor = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    about = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"
