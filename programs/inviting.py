"""Verbs of invitations: make a link, take it back, use it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from accounts.work_mail import note_staff
from outbox.models import Message, State
from programs.audit import What, record
from programs.letters import invitation_letter
from programs.models import Advisor, Enrollment, Invitation, InvitationQuerySet, Program, Staff

NOT_ON_THE_WIRE = [State.PENDING, State.RETRY, State.CLAIMED]


class CannotJoin(Exception):
    """The link cannot be used; the argument is the reason: used, revoked, expired, twice."""


def invite_residents(
    program: Program, residents: Iterable[Enrollment], actor: User, now: datetime
) -> dict[int, str]:
    """A new link for each, mailed where possible: tokens by invitation id. Earlier links stop working.

    The same few statements for two hundred as for one.
    """
    residents = list(residents)
    with transaction.atomic():
        _revoke_all(Invitation.objects.filter(enrollment__in=residents), program, actor, now)
        links = [Invitation(program=program, enrollment=one, email=one.email) for one in residents]
        tokens = _send(links, actor, now)
        if residents:
            record(What.INVITED, program, actor, now, rows=residents)
    return tokens


def invite_staff(program: Program, role: str, email: str, actor: User, now: datetime) -> dict[int, str]:
    """A link that gives a role."""
    with transaction.atomic():
        tokens = _send([Invitation(program=program, role=role, email=email)], actor, now)
        record(What.INVITED, program, actor, now, about=role)
    return tokens


def invite_advisor(advisor: Advisor, actor: User, now: datetime) -> dict[int, str]:
    """A link that opens the rows of one advisor's mentees. Earlier links of theirs stop working."""
    with transaction.atomic():
        program = advisor.program
        _revoke_all(Invitation.objects.filter(advisor=advisor), program, actor, now)
        role = Staff.Role.ADVISOR
        tokens = _send(
            [Invitation(program=program, role=role, advisor=advisor, email=advisor.email)], actor, now
        )
        record(What.INVITED, program, actor, now, about=role)
    return tokens


def revoke(invitation: Invitation, actor: User, now: datetime) -> bool:
    """The link stops working; its mail, if still waiting, is not sent. False when it was over already."""
    with transaction.atomic():
        here = Invitation.objects.filter(pk=invitation.pk)
        return _revoke_all(here, invitation.program, actor, now, about=invitation.role)


def revoke_links(resident: Enrollment, actor: User, now: datetime) -> None:
    """Every link of one resident stops working."""
    revoke_links_of([resident], resident.program, actor, now)


def revoke_links_of(residents: Iterable[Enrollment], program: Program, actor: User, now: datetime) -> None:
    """Every link of these residents stops working."""
    with transaction.atomic():
        _revoke_all(Invitation.objects.filter(enrollment__in=list(residents)), program, actor, now)


def _revoke_all(
    links: InvitationQuerySet, program: Program, actor: User, now: datetime, about: str = ""
) -> bool:
    """False when none of them was open."""
    over = list(links.still_open(now).select_for_update(of=("self",)).select_related("enrollment"))
    if not over:
        return False
    Invitation.objects.filter(pk__in=[one.pk for one in over]).update(revoked_at=now)
    waiting = Message.objects.filter(key__in=map(_mail_key, over), state__in=NOT_ON_THE_WIRE)
    waiting.update(state=State.SUPPRESSED, reason="the invitation was revoked", finished_at=now)
    rows = [one.enrollment for one in over if one.enrollment]
    record(What.REVOKED, program, actor, now, rows=rows, about=about or over[0].role)
    return True


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
    if invitation.role == Staff.Role.ADVISOR:
        return _why_no_advisor(invitation, user)
    if resident:
        there = Enrollment.objects.active_for(user).filter(program=program).exists()
    else:
        there = Staff.objects.filter(program=program, user=user, ended_at__isnull=True).exists()
    return "twice" if there else ""


def _why_no_advisor(invitation: Invitation, user: User) -> str:
    """An entry belongs to one account, and an account to one entry of a program."""
    if invitation.advisor is None:
        return "revoked"
    if invitation.advisor.user_id is not None:
        return "twice" if invitation.advisor.user_id == user.pk else "used"
    mine = Advisor.objects.filter(program=invitation.program_id, user=user)
    return "twice" if mine.exists() else ""


def accept(invitation: Invitation, user: User, now: datetime) -> None:
    """Join by this link, once. Raises CannotJoin with the reason."""
    with transaction.atomic():
        # Joins of one program queue here: one link used twice, or two links by one person at once.
        Program.objects.select_for_update().get(pk=invitation.program_id)
        invitation.refresh_from_db(fields=["used_at", "revoked_at", "expires_at", "enrollment", "advisor"])
        reason = why_not(invitation, user, now)
        if reason:
            raise CannotJoin(reason)
        Invitation.objects.filter(pk=invitation.pk).update(used_at=now, used_by=user)
        if invitation.enrollment:
            _join(invitation.enrollment, user, now)
        elif invitation.role == Staff.Role.ADVISOR:
            _advise(invitation, user, now)
        else:
            Staff.objects.create(program=invitation.program, user=user, role=invitation.role, since=now)
            note_staff(user.email)
            record(What.ROLE_GIVEN, invitation.program, user, now, whom=user, about=invitation.role)


def _advise(invitation: Invitation, user: User, now: datetime) -> None:
    """The account becomes that of the advisor. Whoever keeps the roster already goes on doing so."""
    Advisor.objects.filter(pk=invitation.advisor_id or 0).update(user=user)
    role: dict[str, Any] = {"program": invitation.program, "user": user, "ended_at": None}
    _, is_new = Staff.objects.get_or_create(**role, defaults={"role": Staff.Role.ADVISOR, "since": now})
    if is_new:
        note_staff(user.email)
        record(What.ROLE_GIVEN, invitation.program, user, now, whom=user, about=Staff.Role.ADVISOR)


def _join(resident: Enrollment, user: User, now: datetime) -> None:
    invited = Enrollment.objects.filter(pk=resident.pk, status=Enrollment.Status.INVITED)
    joined = {"user": user, "status": Enrollment.Status.JOINED, "joined_at": now, "version": F("version") + 1}
    if not invited.update(**joined):
        raise CannotJoin("revoked")
    record(What.JOINED, resident.program, user, now, rows=[resident])


def _send(links: list[Invitation], actor: User, now: datetime) -> dict[int, str]:
    """Save the links and queue their letters; tokens by invitation id."""
    tokens = []
    for invitation in links:
        token, invitation.token_hash = Invitation.new_token()
        tokens.append(token)
        invitation.invited_by, invitation.created_at = actor, now
        invitation.expires_at = Invitation.expiry(now)
    Invitation.objects.bulk_create(links)
    if settings.HAS_MAIL_SERVER:
        pairs = zip(links, tokens, strict=True)
        Message.objects.bulk_create(
            _letter(one, link(token), actor, now) for one, token in pairs if one.email
        )
    return dict(zip((one.pk for one in links), tokens, strict=True))


def _letter(invitation: Invitation, address: str, actor: User, now: datetime) -> Message:
    subject, text = invitation_letter(invitation, address, actor)
    return Message(
        owner=actor,
        key=_mail_key(invitation),
        kind="invitation",
        to=invitation.email,
        subject=subject,
        text=text,
        created_at=now,
        next_try_at=now,
    )


def link(token: str) -> str:
    """The whole address a token stands for."""
    return f"{settings.SITE_URL}{reverse('join', args=[token])}"


def _mail_key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"
