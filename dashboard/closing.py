"""Deleting an account: closed at once, then emptied.

Two steps, each all or nothing. After the first nobody is signed in, no program sees the row and no mail
begins; the second deletes every row. `tidying` finishes what a crash left between them.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.db import OperationalError, transaction

from accounts.models import Session, User
from dashboard.belongings import TAKEN
from followups.models import FollowUp
from outbox.ledger import CLOSED
from outbox.models import Message, Release, State
from outbox.unsubscribing import let_pass
from programs import enrolling, sharing
from programs.models import Enrollment, Program, Staff

logger = logging.getLogger("curbside.closing")

TRIES = 3
# A request that is still at it is left alone.
UNFINISHED = timedelta(minutes=15)
# Big tables whose rows hang on nothing that must be told; the rest goes with the user's own row.
IN_ONE_GO = ("residents", "contacts", "followups", "interactions", "outbox")
GONE = "a deleted account"


class HandOverFirst(Exception):
    """Programs that would be left to nobody; nothing was changed."""

    def __init__(self, programs: list[Program]) -> None:
        super().__init__(", ".join(program.name for program in programs))
        self.programs = programs


class Programs(NamedTuple):
    """What becomes of the programs somebody is in."""

    leaves: list[Program]
    hands_over: list[Program]
    ends: list[Program]


def programs_of(user: User) -> Programs:
    """Left; to be handed over first, because nobody else keeps the roster; ended, because nobody is there."""
    rows = Enrollment.objects.active_for(user).select_related("program").order_by("pk")
    hands_over: list[Program] = []
    ends: list[Program] = []
    for program in Program.objects.staffed_by(user).order_by("pk"):
        if program.my_role == Staff.Role.ADVISOR:
            continue
        others = Staff.objects.filter(program=program, ended_at__isnull=True).exclude(user=user)
        if not others.exclude(role=Staff.Role.ADVISOR).exists():
            here = others.exists() or Enrollment.objects.of(program).exclude(user=user).exists()
            (hands_over if here else ends).append(program)
    return Programs([row.program for row in rows], hands_over, ends)


def close(user: User, now: datetime) -> bool:
    """Close the account: out of every browser and program, no mail. False when it was closed already.

    Raises HandOverFirst.
    """
    with transaction.atomic():
        # The second of two requests waits here.
        here = User.objects.select_for_update()
        mine = here.filter(pk=user.pk, deleting_since__isnull=True).first()
        if mine is None:
            return False
        _leave_programs(mine, now)
        User.objects.filter(pk=mine.pk).update(is_active=False, deleting_since=now, digest_on=False)
        Message.objects.owned_by(user).stoppable().update(
            state=State.SUPPRESSED, reason=CLOSED, finished_at=now
        )
        Session.objects.filter(user=user).delete()
        UserSession.objects.filter(user=user).delete()
    return True


def _leave_programs(user: User, now: datetime) -> None:
    """Every row and role ends; a program with nobody else in it goes."""
    staffed = Program.objects.staffed_by(user).order_by("pk")
    # Two who keep one roster and go at the same moment must not leave it to nobody.
    list(Program.objects.filter(pk__in=[one.pk for one in staffed]).order_by("pk").select_for_update())
    found = programs_of(user)
    if found.hands_over:
        raise HandOverFirst(found.hands_over)
    for row in Enrollment.objects.active_for(user).select_related("program", "user").order_by("pk"):
        sharing.leave(row, user, now)
    for program in found.ends:
        program.delete()
    for role in Staff.objects.filter(user=user, ended_at__isnull=True).select_related("program", "user"):
        enrolling.end_role(role, user, now)


def empty(user_id: int) -> bool:
    """Delete every row of a closed account. False when the database would not; `finish` tries again."""
    let_pass(user_id)
    for _ in range(TRIES):
        try:
            _empty(user_id)
        except OperationalError as error:
            # Somebody else's work held rows of theirs the other way round: one of both has to begin again.
            logger.warning("account %s is not empty yet: %s", user_id, type(error).__name__)
        else:
            return True
    return False


@transaction.atomic
def _empty(user_id: int) -> None:
    # A sweep holds follow-ups and then asks for their owner. In the same order, neither waits for the other.
    mine = FollowUp.objects.filter(owner=user_id).order_by("pk")
    list(mine.select_for_update().values_list("pk", flat=True))
    closed = User.objects.select_for_update(no_key=False)
    user = closed.filter(pk=user_id, deleting_since__isnull=False).first()
    if user is None:
        return
    for table in reversed(TAKEN):
        if table.model._meta.app_label in IN_ONE_GO:
            # One statement a table, and no row read.
            rows = table.rows(user).order_by()
            rows._raw_delete(rows.db)
    Release.objects.filter(by=user.email).update(by=GONE)
    user.delete()


def finish(now: datetime) -> None:
    """Empty the accounts that were closed and, because something broke off, not emptied."""
    left = User.objects.filter(deleting_since__lt=now - UNFINISHED).values_list("pk", flat=True)
    for user_id in list(left):
        empty(user_id)
