"""What is thrown away, and when."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from accounts.models import Submission
from accounts.sessions import SessionStore
from contacts.models import Contact
from dashboard import closing
from followups import letters
from interactions.models import Interaction
from outbox.heartbeat import beat
from web import clock

SUBMISSIONS_KEPT = timedelta(days=7)


def tidy() -> None:
    """Delete what was long enough in the trash, old form keys and letters, sessions over, closed accounts."""
    now = clock.now()
    before = now - timedelta(days=settings.TRASH_DAYS)
    Contact.objects.filter(trashed_at__lt=before).delete()
    Interaction.objects.filter(deleted_at__lt=before).delete()
    # What was noted of nobody but people who are gone for good goes with them.
    Interaction.objects.filter(participants__isnull=True).delete()
    Submission.objects.filter(created_at__lt=now - SUBMISSIONS_KEPT).delete()
    SessionStore.clear_expired()
    letters.let_go(now)
    closing.finish(now)
    beat("tidy", now)
