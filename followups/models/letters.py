"""Messages being written. Nothing is sent from Curbside: they are copied, or opened in the mail program."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from contacts.models import Contact
from followups.models.owed import FollowUp
from web import clock
from web.lines import one_line

LETTER_LENGTH = 5000


class LetterQuerySet(models.QuerySet["Letter"]):
    """Drafts to people who are not in the trash."""

    def owned_by(self, user: User) -> LetterQuerySet:
        return self.filter(owner=user, contact__trashed_at__isnull=True)


class Letter(models.Model):
    """A draft as the resident left it; one for each template, follow-up and person.

    Deleted DRAFT_DAYS after its follow-up closed, or after it was last written.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="letters", db_index=False)
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.CASCADE, null=True, blank=True, related_name="letters"
    )
    template = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True, validators=[one_line])
    body = models.TextField(max_length=LETTER_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "follow_up", "template"], nulls_distinct=False, name="letter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"
