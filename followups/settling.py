"""Settles weeks whose moment has come: each becomes a mail, or a row that says why there is none.

A week's row decides between two runs: a new one by its unique key, one that was put off by the
condition of its update. The message's key says the same once more.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from accounts.models import User
from accounts.work_mail import discreet_among
from followups import backoff, ending, gaps, gauge, leaving, weekly
from followups.choosing import Choice, Reader, choose
from followups.leaving import Calendar, Due, Outcome
from followups.models import Digest, FollowUp
from followups.weekly import Extras
from outbox import unsubscribing
from outbox.models import Kind, Message, State
from residents.models import Pause

logger = logging.getLogger("curbside.digest")

DATABASE_AWAY = (OperationalError, InterfaceError)


class OtherRun(Exception):
    """Another run settled this week first."""


@dataclass(frozen=True)
class Issue:
    """One email about to be written."""

    user: User
    due: Due
    send_at: datetime
    items: Sequence[FollowUp]
    more: int
    extras: Extras


def settle(found: Sequence[Due], now: datetime) -> int:
    """A row for every week found, with a message where something is due; how many messages.

    One resident's broken row must not keep everybody else's mail back: halved and halved again,
    it ends up alone.
    """
    try:
        return _settle(found, now)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        half = len(found) // 2
        if half:
            return settle(found[:half], now) + settle(found[half:], now)
        _give_up(found[0], error, now)
        return 0


def _settle(found: Sequence[Due], now: datetime) -> int:
    users = User.objects.in_bulk([due.owner_id for due in found])
    known = leaving.calendar(users.values(), found)
    quiet: list[tuple[Due, Outcome, datetime]] = []
    ready: dict[int, tuple[Due, datetime]] = {}
    for due in found:
        if due.owner_id in users:
            leave = known.leave(users[due.owner_id], due, now)
            if leave.outcome:
                quiet.append((due, leave.outcome, leave.at))
            else:
                ready[due.owner_id] = (due, leave.at)
    paused = _paused([users[pk] for pk in ready], now)
    chosen = choose([_reader(users[pk], known, now) for pk in ready if pk not in paused], now)
    for pk, (due, at) in ready.items():
        if pk not in chosen:
            quiet.append((due, Outcome.PAUSED if pk in paused else Outcome.EMPTY, at))
    _write_quiet(quiet, now)
    extras = _extras([users[pk] for pk in chosen], known, now)
    items = _items(chosen)
    queued = 0
    for pk, choice in chosen.items():
        here = [items[one] for one in choice.ids if one in items]
        if here:
            issue = Issue(users[pk], *ready[pk], here, choice.more, extras[pk])
            queued += _queue(issue, _written(issue, now), now)
    return queued


def _give_up(due: Due, error: Exception, now: datetime) -> None:
    """The week ends with a mail that could not be written, and shows as such."""
    for user in User.objects.filter(pk=due.owner_id):
        issue = Issue(user, due, now, (), 0, weekly.NOTHING)
        _queue(issue, _unwritten(_message(issue, now), error, now), now)


def _reader(user: User, known: Calendar, now: datetime) -> Reader:
    return Reader(user.pk, 1 if known.is_heavy(user, now) else settings.DIGEST_PEOPLE)


def _items(chosen: dict[int, Choice]) -> dict[int, FollowUp]:
    wanted = {pk for choice in chosen.values() for pk in choice.ids}
    return FollowUp.objects.with_person().prefetch_related("opened_by").in_bulk(wanted)


def _paused(users: Sequence[User], now: datetime) -> set[int]:
    """Whose mail rests on their own calendar day."""
    today = {user.pk: now.astimezone(user.zone).date() for user in users}
    pauses = Pause.objects.filter(owner__in=today, resumed_on__isnull=True)
    return {one.owner_id for one in pauses if one.starts_on <= today[one.owner_id] < one.ends_on}


def _extras(users: Sequence[User], known: Calendar, now: datetime) -> dict[int, Extras]:
    """What stands around the items. In a heavy block nothing does: it is the least that can be asked."""
    calm = [user for user in users if not known.is_heavy(user, now)]
    ideas, months = gaps.ideas(calm, now), gauge.lines(calm, now)
    rows, discreet = backoff.unanswered([user.pk for user in users]), discreet_among(users)
    terms = ending.lines(calm, now, discreet)
    return {
        user.pk: Extras(
            idea=ideas.get(user.pk, ""),
            gauge=months.get(user.pk, ""),
            ending=terms.get(user.pk, ""),
            is_discreet=user.pk in discreet,
            asks=backoff.asks(rows.get(user.pk, 0), user.digest_every),
            eases=backoff.eases(rows.get(user.pk, 0), user.digest_every),
        )
        for user in users
    }


def _write_quiet(rows: Sequence[tuple[Due, Outcome, datetime]], now: datetime) -> None:
    """Weeks without a mail, or without one yet."""
    new = [_digest(due, outcome, at, now) for due, outcome, at in rows if not due.waiting]
    Digest.objects.bulk_create(new, ignore_conflicts=True)
    waiting: defaultdict[tuple[Outcome, datetime], list[int]] = defaultdict(list)
    for due, outcome, at in rows:
        if due.waiting:
            waiting[outcome, at].append(due.waiting)
    for (outcome, at), ids in waiting.items():
        put_off = Digest.objects.filter(pk__in=ids, outcome=Outcome.DEFERRED)
        put_off.update(outcome=outcome, send_at=at)


def _queue(issue: Issue, message: Message, now: datetime) -> int:
    """Keep the mail and its week together; 0 when another run was first."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            _claim(issue, message, now)
            if issue.extras.eases:
                User.objects.filter(pk=issue.user.pk, digest_every="week").update(digest_every="month")
    except (IntegrityError, OtherRun):
        return 0
    return 1


def _claim(issue: Issue, message: Message, now: datetime) -> None:
    """The week becomes this message's, or another run has it."""
    digest = _digest(issue.due, Outcome.QUEUED, issue.send_at, now)
    digest.items, digest.more, digest.message = [item.pk for item in issue.items], issue.more, message
    if not issue.due.waiting:
        digest.save(force_insert=True)
        return
    mine = Digest.objects.filter(pk=issue.due.waiting, outcome=Outcome.DEFERRED)
    if not mine.update(
        outcome=Outcome.QUEUED, send_at=issue.send_at, items=digest.items, more=digest.more, message=message
    ):
        raise OtherRun


def _message(issue: Issue, now: datetime) -> Message:
    return Message(
        owner=issue.user,
        key=f"digest:{issue.user.pk}:{issue.due.slot.name}",
        kind=Kind.WEEKLY,
        to=issue.user.email,
        headers=unsubscribing.headers(issue.user.pk),
        next_try_at=now,
        created_at=now,
        expires_at=now + leaving.catch_up(),
    )


def _written(issue: Issue, now: datetime) -> Message:
    message = _message(issue, now)
    try:
        letter = weekly.letter(issue.user, issue.items, issue.more, now, issue.extras)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        return _unwritten(message, error, now)
    message.subject, message.text, message.html = letter.subject, letter.text, letter.html
    return message


def _unwritten(message: Message, error: Exception, now: datetime) -> Message:
    logger.warning("weekly email of user %s cannot be written: %s", message.owner_id, type(error).__name__)
    message.subject, message.state, message.finished_at = "Weekly email", State.DEAD, now
    message.reason = f"It could not be written ({type(error).__name__})."
    return message


def _digest(due: Due, outcome: Outcome, at: datetime, now: datetime) -> Digest:
    return Digest(
        owner_id=due.owner_id,
        iso_year=due.slot.year,
        iso_week=due.slot.week,
        send_at=at,
        outcome=outcome,
        created_at=now,
    )
