"""What a resident agreed to share, and what of it the program sees.

`RosterEntry`, `HelpRequest` and `AdvisingMeeting` are read by the program side. The other tables here are the
resident's: the program's database role has no right to them, because what somebody withheld is private too.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from programs.models.people import Advisor, Enrollment
from programs.models.program import Program
from web import clock
from web.lines import one_line

ROLE_WANTED = [
    ("clinical", "clinical mentor"),
    ("research", "research mentor"),
    ("navigator", "career navigator"),
    ("near_peer", "near-peer"),
]
SEAT_STATES = [("", "not shared"), ("filled", "filled"), ("open", "open")]
YES_NO = [("", "not shared"), ("yes", "yes"), ("no", "no")]


class Level(models.TextChoices):
    """How much of a resident the roster shows."""

    PRIVATE = "private", "Private"
    COVERAGE = "coverage", "Coverage"
    NAMED = "named", "Named"


class ActiveBand(models.TextChoices):
    """How many mentors a resident has been in touch with lately; empty when not shared."""

    HIDDEN = "", "—"
    NONE = "0", "0"
    ONE = "1", "1"
    TWO = "2", "2"
    MORE = "3+", "3+"


class ContactBand(models.TextChoices):
    """How long ago the last contact with a mentor was; empty when not shared."""

    HIDDEN = "", "—"
    MONTH = "30", "≤30 d"
    QUARTER = "90", "31–90 d"
    HALF = "180", "91–180 d"
    LONGER = "over", ">180 d"
    NONE = "none", "none"


class Consent(models.Model):
    """What one resident chose for one program. No row, or no choice, is Private."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.CASCADE, related_name="consent")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.PRIVATE)
    # None: not asked yet, which is a no.
    confirms_meetings = models.BooleanField(null=True, default=None)
    shows_next_meeting = models.BooleanField(null=True, default=None)
    # The institution that was the program's at the first choice. What counts by itself must not widen when
    # the program says later that it is somewhere else. None: as the program says.
    home = models.CharField(max_length=120, null=True, default=None)
    # Since when each nudge has stood: {"contact": "2026-05-19T17:40:00+00:00"}. A day here tells a day of the
    # resident's, so the row has only the names of those that are old enough.
    nudged = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.level}"


class RelationshipConsent(models.Model):
    """One relationship's switches. Without a row: counted inside the own institution, never by name."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="relationships")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+")
    # None: as the rule says (counted at the own institution, left out elsewhere).
    counted = models.BooleanField(null=True, default=None)
    named = models.BooleanField(default=False)
    # Whom the program calls this person, where names alone do not tell.
    advisor = models.ForeignKey(Advisor, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "contact"], name="relationship_consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.contact_id}"


class ShareEvent(models.Model):
    """What the resident changed in their sharing, and when; shown to them alone. Rows are only added."""

    # CASCADE in the database itself, like the audit log's. The enrollment stays with the program when its
    # resident deletes the account; these rows are the resident's.
    enrollment = models.ForeignKey(Enrollment, on_delete=models.DO_NOTHING, related_name="share_events")
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="+")
    what = models.CharField(max_length=120)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["enrollment", "-at"], name="share_event_of_enrollment")]

    def __str__(self) -> str:
        return self.what


class RosterEntry(models.Model):
    """One resident's row as the program sees it, drawn anew on Mondays; at once only for what is withdrawn.

    Written by `programs.projection` alone. No row reads like Private.
    """

    enrollment = models.OneToOneField(
        Enrollment, on_delete=models.CASCADE, primary_key=True, related_name="entry"
    )
    as_of = models.DateField()
    clinical = models.CharField(max_length=6, choices=SEAT_STATES, blank=True)
    research = models.CharField(max_length=6, choices=SEAT_STATES, blank=True)
    navigator = models.CharField(max_length=6, choices=SEAT_STATES, blank=True)
    near_peer = models.CharField(max_length=6, choices=SEAT_STATES, blank=True)
    active = models.CharField(max_length=2, choices=ActiveBand.choices, blank=True)
    last_contact = models.CharField(max_length=4, choices=ContactBand.choices, blank=True)
    next_meeting = models.CharField(max_length=3, choices=YES_NO, blank=True)
    paused = models.BooleanField(default=False)
    # Named level only: [{"name", "role", "month", "stage"}], month as "2026-02".
    mentors = models.JSONField(default=list, blank=True)
    # Of which alerts the resident has been told for two weeks; of others nothing is said.
    heard = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    SEATS = ("clinical", "research", "navigator", "near_peer")

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.as_of}"

    @property
    def is_counted(self) -> bool:
        """Whether the resident shares coverage; whoever does not is never a gap."""
        return bool(self.active)


class HelpRequest(models.Model):
    """A resident asks the program for an introduction. Shown at once; gone when taken back."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="help_requests")
    role = models.CharField(max_length=10, choices=ROLE_WANTED)
    sentence = models.CharField(max_length=200, blank=True, validators=[one_line])
    since = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # What the program suggests, in its own words; the resident reads it.
    answer = models.CharField(max_length=300, blank=True, validators=[one_line])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(answered_at__isnull=True),
                name="one_open_help_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.role}"


class AdvisingMeeting(models.Model):
    """A meeting with the advisor that counts for the half-year record: its date, and nothing else."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="advising_meetings")
    held_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "held_on"], name="meeting_counted_once")]
        ordering = ["held_on"]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.held_on}"


class MutedAlert(models.Model):
    """An alert somebody of the program does not want to see again before a day."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="muted_alerts")
    kind = models.CharField(max_length=20)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, null=True, related_name="+")
    advisor = models.ForeignKey("programs.Advisor", on_delete=models.CASCADE, null=True, related_name="+")
    until = models.DateField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind", "enrollment", "advisor"],
                name="alert_muted_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.kind
