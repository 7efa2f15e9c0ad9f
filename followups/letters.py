"""Letters kept as they were left: saved by version, found again, and let go in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from contacts.models import Contact
from followups.models import FollowUp, Letter


class LetterChanged(Exception):
    """Another tab wrote to it meanwhile; `saved` is what it wrote."""

    def __init__(self, saved: Letter) -> None:
        super().__init__()
        self.saved = saved


@dataclass(frozen=True)
class Written:
    """What a page sends: the text, and the version it was opened with (0 when nothing was kept)."""

    template: str
    subject: str
    body: str
    version: int


def kept(contact: Contact, follow_up: FollowUp | None, template: str) -> Letter | None:
    """The letter as it was left, if it was."""
    return Letter.objects.filter(contact=contact, follow_up=follow_up, template=template).first()


def keep(contact: Contact, follow_up: FollowUp | None, written: Written, now: datetime) -> Letter:
    """Save it; raises LetterChanged when another tab was first. The same words twice are no change."""
    text = {"subject": written.subject, "body": written.body}
    mine = Letter.objects.filter(contact=contact, follow_up=follow_up, template=written.template)
    saved = mine.filter(version=written.version).update(**text, version=F("version") + 1, updated_at=now)
    if not saved and not mine.exists():
        _create(contact, follow_up, written, now)
    found = mine.first()
    if found is None or ((found.subject, found.body) != (written.subject, written.body)):
        raise LetterChanged(found or Letter(template=written.template))
    return found


def _create(contact: Contact, follow_up: FollowUp | None, written: Written, now: datetime) -> None:
    try:
        with transaction.atomic():
            Letter.objects.create(
                owner_id=contact.owner_id,
                contact=contact,
                follow_up=follow_up,
                template=written.template,
                subject=written.subject,
                body=written.body,
                version=written.version + 1,
                created_at=now,
                updated_at=now,
            )
    except IntegrityError:
        return


def let_go(now: datetime) -> int:
    """Delete letters DRAFT_DAYS after their follow-up closed, or after they were last written without one.

    What is still owed keeps its letter, however long it takes.
    """
    before = now - timedelta(days=settings.DRAFT_DAYS)
    over = Q(follow_up__isnull=True) | Q(follow_up__closed_at__lt=before)
    gone, _ = Letter.objects.filter(over, updated_at__lt=before).delete()
    return gone
