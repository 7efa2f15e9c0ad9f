"""Stopping the weekly email without signing in: a signed link that opens no session."""

from __future__ import annotations

import time
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from outbox.models import Kind, Message, State
from web.clock import database_now

_SALT = "outbox.unsubscribe"
# Seconds; a mail server usually takes a letter in a fraction of one.
LONGEST_WAIT = 5.0


def link(user_id: int) -> str:
    """The address under every weekly email. It never expires: stopping must always work."""
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[_token(user_id)])}"


def headers(user_id: int) -> dict[str, str]:
    """One-click unsubscribing for the mail program (RFC 8058), and by mail where somebody reads it."""
    ways = [f"<{link(user_id)}>"]
    if settings.UNSUBSCRIBE_MAILTO:
        subject = quote(f"stop {_token(user_id)}", safe="")
        ways.append(f"<mailto:{settings.UNSUBSCRIBE_MAILTO}?subject={subject}>")
    return {"List-Unsubscribe": ", ".join(ways), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def owner_of(token: str) -> int | None:
    """Whose link it is; None when it was not made here."""
    try:
        user_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return user_id if isinstance(user_id, int) else None


def go_monthly(user_id: int) -> None:
    """Once a month instead of every week; what is off stays off."""
    User.objects.filter(pk=user_id, digest_on=True).update(digest_every="month")


def stop_weekly(user_id: int, now: datetime) -> None:
    """No weekly email arrives after this returns, unless a server takes longer than LONGEST_WAIT over one."""
    with transaction.atomic():
        # This lock and a new message's foreign key exclude each other, so no message slips in between.
        User.objects.select_for_update(of=("self",), no_key=False).filter(pk=user_id).first()
        User.objects.filter(pk=user_id).update(digest_on=False)
        Message.objects.filter(owner=user_id, kind=Kind.WEEKLY).stoppable().update(
            state=State.SUPPRESSED,
            reason="The weekly email was switched off before it left.",
            finished_at=now,
        )
    let_pass(user_id)


def let_pass(user_id: int) -> None:
    """Wait a little for a letter whose text is on the wire, so that none arrives after the answer."""
    on_the_wire = Message.objects.filter(owner=user_id, state=State.SENDING, lease_until__gt=database_now())
    end = time.monotonic() + LONGEST_WAIT
    while on_the_wire.exists() and time.monotonic() < end:
        time.sleep(0.02)


def _token(user_id: int) -> str:
    return signing.dumps(user_id, salt=_SALT)
