"""“Send me a test”: a mail like any other, through the same ledger."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from outbox.models import Kind, Message, Suppression

HOUR = timedelta(hours=1)
AN_HOUR = 3
SUBJECT = "A test you asked for"
TEXT = """\
This is the test you asked for. There are no names in it.

If you can read it, mail from Curbside reaches you at this address.
How it went is listed here: {page}
"""
REFUSED = "refused"


def send_test(user: User, now: datetime) -> Message | None:
    """Queue one; None when there were three within the hour."""
    with transaction.atomic():
        # Two requests at once would both find room.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        lately = Message.objects.owned_by(user).filter(kind=Kind.TEST, created_at__gt=now - HOUR)
        if lately.count() >= AN_HOUR:
            return None
        return Message.objects.create(
            owner=user,
            key=f"test:{user.pk}:{uuid.uuid4()}",
            kind=Kind.TEST,
            to=user.email,
            subject=SUBJECT,
            text=TEXT.format(page=f"{settings.SITE_URL}{reverse('reminder_health')}"),
            next_try_at=now,
            created_at=now,
            expires_at=now + HOUR,
        )


def try_again(user: User) -> bool:
    """Forget that the server refused the user's address. What the user stopped stays stopped."""
    mine = Suppression.objects.filter(owner=user, address__iexact=user.email, reason=REFUSED)
    deleted, _ = mine.delete()
    return bool(deleted)
