"""Verbs of invitations: make a link, take it back, use it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from accounts.work_mail import note_staff
from outbox.models import Message, State
from programs.audit import What, record
from programs.letters import invitation_letter
from programs.models import Enrollment, Invitation, Program, Staff

NOT_ON_THE_WIRE = [State.PENDING, State.RETRY, State.CLAIMED]


class CannotJoin(Exception):
    """The link cannot be used; the argument is the reason: used, revoked, expired, twice."""


def invite_residents(
    program: Program, residents: Iterable[Enrollment], actor: User, now: datetime
) -> dict[int, str]:
    """A new link for each, mailed where possible: tokens by invitation id. Earlier links stop working."""
    tokens = {}
    with transaction.atomic():
        for resident in residents:
            revoke_links(resident, actor, now)
            invitation = Invitation(program=program, enrollment=resident, email=resident.email)
            tokens.update(_send(invitation, actor, now))
            record(What.INVITED, program, actor, now, rows=[resident])
    return tokens


def invite_staff(program: Program, role: str, email: str, actor: User, now: datetime) -> dict[int, str]:
    """A link that gives a role."""
    with transaction.atomic():
        tokens = _send(Invitation(program=program, role=role, email=email), actor, now)
        record(What.INVITED, program, actor, now, about=role)
    return tokens


def revoke(invitation: Invitation, actor: User, now: datetime) -> bool:
    """The link stops working; its mail, if still waiting, is not sent. False when it was over already."""
    with transaction.atomic():
        open_still = Invitation.objects.still_open(now).filter(pk=invitation.pk)
        if not open_still.update(revoked_at=now):
            return False
        waiting = Message.objects.filter(key=_mail_key(invitation), state__in=NOT_ON_THE_WIRE)
        waiting.update(state=State.SUPPRESSED, reason="the invitation was revoked", finished_at=now)
        rows = [invitation.enrollment] if invitation.enrollment else []
        record(What.REVOKED, invitation.program, actor, now, rows=rows, about=invitation.role)
    return True


def revoke_links(resident: Enrollment, actor: User, now: datetime) -> None:
    """Every link of one resident stops working."""
    for invitation in Invitation.objects.still_open(now).filter(enrollment=resident):
        revoke(invitation, actor, now)


def found(token: str) -> Invitation | None:
    """The invitation a link names."""
    named = Invitation.objects.filter(token_hash=Invitation.hashed(token))
    return named.select_related("program", "enrollment", "invited_by", "used_by").first()


def why_not(invitation: Invitation, user: User | None, now: datetime) -> str:
    """Why the link cannot be used (by this user): used, revoked, expired, twice, or "" when it can."""
    state = invitation.state(now)
    if state != "open":
        return state
    resident = invitation.enrollment
    if resident and resident.status != Enrollment.Status.INVITED:
        return "revoked" if resident.status == Enrollment.Status.LEFT else "used"
    if user is None:
        return ""
    program = invitation.program
    if resident:
        there = Enrollment.objects.active_for(user).filter(program=program).exists()
    else:
        there = Staff.objects.filter(program=program, user=user, ended_at__isnull=True).exists()
    return "twice" if there else ""


def accept(invitation: Invitation, user: User, now: datetime) -> None:
    """Join by this link, once. Raises CannotJoin with the reason."""
    with transaction.atomic():
        # Joins of one program queue here: one link used twice, or two links by one person at once.
        Program.objects.select_for_update().get(pk=invitation.program_id)
        invitation.refresh_from_db(fields=["used_at", "revoked_at", "expires_at", "enrollment"])
        reason = why_not(invitation, user, now)
        if reason:
            raise CannotJoin(reason)
        Invitation.objects.filter(pk=invitation.pk).update(used_at=now, used_by=user)
        if invitation.enrollment:
            _join(invitation.enrollment, user, now)
        else:
            Staff.objects.create(program=invitation.program, user=user, role=invitation.role, since=now)
            note_staff(user.email)
            record(What.ROLE_GIVEN, invitation.program, user, now, whom=user, about=invitation.role)


def _join(resident: Enrollment, user: User, now: datetime) -> None:
    invited = Enrollment.objects.filter(pk=resident.pk, status=Enrollment.Status.INVITED)
    joined = {"user": user, "status": Enrollment.Status.JOINED, "joined_at": now, "version": F("version") + 1}
    if not invited.update(**joined):
        raise CannotJoin("revoked")
    record(What.JOINED, resident.program, user, now, rows=[resident])


def _send(invitation: Invitation, actor: User, now: datetime) -> dict[int, str]:
    token, invitation.token_hash = Invitation.new_token()
    invitation.invited_by = actor
    invitation.created_at = now
    invitation.expires_at = Invitation.expiry(now)
    invitation.save()
    if settings.HAS_MAIL_SERVER and invitation.email:
        subject, text = invitation_letter(invitation, link(token), actor)
        Message.objects.create(
            owner=actor,
            key=_mail_key(invitation),
            kind="invitation",
            to=invitation.email,
            subject=subject,
            text=text,
            created_at=now,
            next_try_at=now,
        )
    return {invitation.pk: token}


def link(token: str) -> str:
    """The whole address a token stands for."""
    return f"{settings.SITE_URL}{reverse('join', args=[token])}"


def _mail_key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"
