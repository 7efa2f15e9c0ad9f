"""Taking a snooze back. The signed address of its Undo says what was there before; nothing else keeps it."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from followups import planning
from followups.models import FollowUp, Reminder
from followups.windows import Stage, State
from web.undoing import UNDO_FOR

STAGES = {State.DUE: Stage.DUE, State.LATE: Stage.LATE}


def undo_address(one: FollowUp, was: datetime | None) -> str:
    """Where an Undo posts to. `was`: until when it was snoozed before; pressing twice counts as once."""
    until = one.snoozed_until
    before = was.isoformat() if was and was != until else ""
    token = signing.dumps([until.isoformat() if until else "", before], salt=_salt(one))
    return f"{reverse('undo', args=[one.pk])}?was={token}"


def take_back(one: FollowUp, token: str, now: datetime) -> None:
    """As it was before the snooze of that token, unless something else happened since."""
    try:
        until, before = signing.loads(token, salt=_salt(one), max_age=UNDO_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    with transaction.atomic():
        planning.lock([one.contact_id])
        one.refresh_from_db(fields=["outcome", "closed_at", "snoozed_until"])
        if one.is_owed and one.snoozed_until and one.snoozed_until.isoformat() == until:
            end(one, datetime.fromisoformat(before) if before else None, now)


def end(one: FollowUp, was: datetime | None, now: datetime) -> None:
    """Not snoozed, or until when it was before. The stage it has reached was seen and rings no more."""
    one.snoozed_until = was
    one.notice_at = one.rings_from
    one.save(update_fields=["snoozed_until", "notice_at"])
    if was is None and one.notice_at <= now:
        stage = STAGES.get(one.state(now), Stage.OPENED)
        told = {"owner_id": one.owner_id, "raised_at": now, "seen_at": now}
        Reminder.objects.get_or_create(follow_up=one, stage=stage, defaults=told)


def _salt(one: FollowUp) -> str:
    return f"snooze:{one.pk}"
