"""Who did what to a program's data."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from programs.models.people import Enrollment
from programs.models.program import Program
from web import clock


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Questions about what happened."""

    def about_row(self, enrollment: Enrollment) -> AuditQuerySet:
        """Every look at one resident's row and every change to it, while it was on the roster."""
        whole_roster = Q(what=AuditEvent.What.VIEWED, enrollments=[])
        about = whole_roster | Q(enrollments__contains=[enrollment.pk])
        if enrollment.left_at:
            about &= Q(at__lte=enrollment.left_at)
        return self.filter(about, program=enrollment.program_id, at__gte=enrollment.created_at)


class AuditEvent(models.Model):
    """Who did what to a program's data, when. Rows are only ever added; no content."""

    class What(models.TextChoices):
        MADE = "program made", "made the program"
        CHANGED_PROGRAM = "program changed", "changed the program’s name"
        VIEWED = "roster viewed", "opened the roster"
        EXPORTED = "roster exported", "exported the roster as CSV"
        RECORD_EXPORTED = "record exported", "exported the advising record as CSV"
        AGGREGATED = "aggregate made", "made the one-page aggregate"
        ANSWERED = "help answered", "answered the help request of"
        ADDED = "resident added", "added"
        CHANGED = "resident changed", "changed the entry of"
        REMOVED = "resident removed", "took off the roster"
        INVITED = "link made", "made an invitation link for"
        REVOKED = "link revoked", "revoked the invitation link of"
        JOINED = "joined", "joined"
        LEFT = "left", "left"
        ADVISOR_CHANGED = "advisor changed", "changed the entry of an advisor"
        ADVISOR_LEAVING = "advisor leaving", "noted that an advisor is leaving"
        HANDED_OVER = "mentees handed over", "gave another advisor to"
        ROLLED = "year rolled over", "moved up a year"
        GRADUATED = "graduated", "graduated"
        ROLLED_BACK = "roll-over undone", "undid the roll-over of"
        ROLE_GIVEN = "role given", "became"
        ROLE_ENDED = "role ended", "ended the role of"

    # The application's role may not change rows here, so the foreign keys themselves say ON DELETE
    # CASCADE and SET NULL (migration 0006); Django must not try.
    program = models.ForeignKey(Program, on_delete=models.DO_NOTHING, related_name="audit")
    actor = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, related_name="+")
    what = models.CharField(max_length=40, choices=What.choices)
    about = models.CharField(max_length=80, blank=True)
    # Whose rows it touched; empty when it was the whole roster or none of it.
    enrollments = ArrayField(models.BigIntegerField(), default=list, blank=True)
    whom = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # Only for roster views: looking again within the hour adds no row.
    hour = models.DateTimeField(null=True, blank=True)

    # Where `what` reads otherwise to the resident whose row it was.
    OF_ME = {
        What.EXPORTED: "exported the roster, CSV",
        What.ANSWERED: "answered your help request",
        What.ADDED: "put you on the roster",
        What.CHANGED: "changed your entry",
        What.REMOVED: "took you off the roster",
        What.INVITED: "made your invitation",
        What.REVOKED: "took an invitation back",
        What.HANDED_OVER: "gave you another advisor",
        What.ROLLED: "moved you into the new year",
        What.GRADUATED: "took you off the roster as a graduate",
        What.ROLLED_BACK: "undid the move into the new year",
    }

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["program", "-at"], name="audit_of_program")]
        constraints = [models.UniqueConstraint(fields=["program", "actor", "hour"], name="one_view_an_hour")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"

    @property
    def of_me(self) -> str:
        """What was done, as told to the resident whose row it was."""
        return self.OF_ME.get(self.What(self.what), self.get_what_display())
