"""What is thrown away, and when."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from accounts.models import Submission
from accounts.sessions import SessionStore
from contacts.models import Contact
from dashboard import closing
from interactions.models import Interaction
from outbox.heartbeat import beat
from web import clock

SUBMISSIONS_KEPT = timedelta(days=7)


def tidy() -> None:
    """Delete what was in the trash for TRASH_DAYS, old form keys, sessions that are over, closed accounts."""
    now = clock.now()
    before = now - timedelta(days=settings.TRASH_DAYS)
    Contact.objects.filter(trashed_at__lt=before).delete()
    Interaction.objects.filter(deleted_at__lt=before).delete()
    # What was noted of nobody but people who are gone for good goes with them.
    Interaction.objects.filter(participants__isnull=True).delete()
    Submission.objects.filter(created_at__lt=now - SUBMISSIONS_KEPT).delete()
    SessionStore.clear_expired()
    closing.finish(now)
    beat("tidy", now)
