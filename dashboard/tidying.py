"""What is thrown away, and when."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Submission
from accounts.sessions import SessionStore
from contacts.models import Contact, ContactQuerySet, Introduction
from dashboard import closing
from followups import letters
from interactions.models import Interaction, Opportunity, Pairing
from outbox.heartbeat import beat
from web import clock

SUBMISSIONS_KEPT = timedelta(days=7)


def tidy() -> None:
    """Delete what was long enough in the trash, old form keys and letters, sessions over, closed accounts."""
    now = clock.now()
    before = now - timedelta(days=settings.TRASH_DAYS)
    _let_go(Contact.objects.filter(trashed_at__lt=before))
    Interaction.objects.filter(deleted_at__lt=before).delete()
    # What was noted of nobody but people who are gone for good goes with them.
    Interaction.objects.filter(participants__isnull=True).delete()
    Submission.objects.filter(created_at__lt=now - SUBMISSIONS_KEPT).delete()
    SessionStore.clear_expired()
    letters.let_go(now)
    closing.finish(now)
    beat("tidy", now)


def _let_go(gone: ContactQuerySet) -> None:
    """Delete them for good. What others hang on stays and says so, until nobody of it is left."""
    with transaction.atomic():
        Opportunity.objects.filter(heard_from__in=gone).update(teller_deleted=True)
        gone.delete()
        Introduction.objects.filter(introducer=None, introduced=None).delete()
        Pairing.objects.filter(one=None, other=None).delete()
