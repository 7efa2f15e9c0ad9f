"""One row for a form sent twice."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction

from accounts.models import Submission, User


def already_sent(owner: User, key: uuid.UUID | None) -> str | None:
    """Claim the form's key inside the caller's transaction.

    None: this is the first time, go on. Otherwise the address the first one led to.
    A missing key claims nothing.
    """
    if key is None:
        return None
    try:
        with transaction.atomic():
            Submission.objects.create(owner=owner, key=key)
    except IntegrityError:
        return Submission.objects.get(owner=owner, key=key).location
    return None


def sent_before(owner: User, key: str) -> str:
    """Where a form with this key led already; "" when it did not.

    For forms that would no longer be valid the second time: whoever was new is known by then.
    """
    try:
        found = Submission.objects.filter(owner=owner, key=uuid.UUID(key)).first()
    except ValueError:
        return ""
    return found.location if found else ""


def remember(owner: User, key: uuid.UUID | None, location: str) -> None:
    """Note where the form led, for the second one."""
    if key is not None:
        Submission.objects.filter(owner=owner, key=key).update(location=location)
