"""Weekly emails that nobody acts on: after four the mail asks how often, after eight it comes monthly.

It only ever comes less often by itself, never more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from followups.models import Digest

ASK_AFTER, EASE_AFTER = 4, 8

# Only what reached the mail server counts: nobody can act on a mail that never came.
UNANSWERED = """
SELECT d.owner_id, count(*)
FROM followups_digest d JOIN outbox_message m ON m.id = d.message_id AND m.state IN ('sent', 'unknown')
WHERE d.owner_id = ANY(%s) AND d.answered_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM followups_digest a
    WHERE a.owner_id = d.owner_id AND a.answered_at IS NOT NULL AND a.send_at >= d.send_at
)
GROUP BY d.owner_id
"""


def answered(owner_id: int, now: datetime) -> None:
    """The resident did something with a follow-up: the newest email was worth sending."""
    queued = Digest.objects.filter(owner=owner_id, message__isnull=False, created_at__lte=now)
    newest = queued.order_by("-send_at")[:1]
    Digest.objects.filter(pk__in=newest.values("pk"), answered_at__isnull=True).update(answered_at=now)


def unanswered(owner_ids: Iterable[int]) -> dict[int, int]:
    """How many emails in a row nobody acted on, by owner; who has none is not in the answer."""
    with connection.cursor() as cursor:
        cursor.execute(UNANSWERED, [list(owner_ids)])
        return dict(cursor.fetchall())


def asks(in_a_row: int, every: str) -> bool:
    """Whether the next mail asks “keep weekly, go monthly, or stop?”."""
    return every == "week" and ASK_AFTER <= in_a_row < EASE_AFTER


def eases(in_a_row: int, every: str) -> bool:
    """Whether it comes monthly from the next mail on."""
    return every == "week" and in_a_row >= EASE_AFTER
