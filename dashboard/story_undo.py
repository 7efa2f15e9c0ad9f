"""Taking back what was done on Me, or to a role. The token in the toast says what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from contacts.models import Contact, Membership, Role, RoleTerm
from contacts.roles import overlapping
from followups import rhythms
from interactions import recording
from interactions.models import Group, GroupMember, Interaction, Session
from programs import sharing
from residents.models import Achievement, Affiliation, Resident
from web import clock
from web.http import SignedInRequest
from web.undoing import told_by, unsaid

MODELS: dict[str, Any] = {"achievement": Achievement, "affiliation": Affiliation, "group": Group}


@require_POST
def story_undo(request: SignedInRequest, token: str) -> HttpResponse:
    """Put back, unless something else happened since."""
    told = told_by(request.user.pk, token)
    with transaction.atomic():
        done = HOW[told["do"]](request.user, told)
    if done:
        messages.success(request, "Taken back.")
    else:
        messages.error(request, "Something else was changed since. Nothing was taken back.")
    return redirect(told.get("back") or ("graduation" if told["do"] in ("rhythms", "advisors") else "me"))


def _added(user: User, told: dict[str, Any]) -> bool:
    rows = MODELS[told["what"]].objects.owned_by(user).filter(pk=told["pk"], version=told["version"])
    return bool(rows.delete()[0])


def _changed(user: User, told: dict[str, Any]) -> bool:
    model = MODELS[told["what"]]
    was = unsaid(model, told["was"])
    rows = model.objects.owned_by(user).filter(pk=was.pk, version=told["version"])
    was.owner, was.version = user, told["version"] + 1
    if not rows.update(version=was.version):
        return False
    was.save()
    return True


def _gone(user: User, told: dict[str, Any]) -> bool:
    """A row that was deleted, with what hung on it and is there still."""
    model = MODELS[told["what"]]
    was = unsaid(model, told["was"])
    if model.objects.filter(pk=was.pk).exists():
        return False
    was.owner = user
    was.save(force_insert=True)
    here = Contact.objects.filter(owner=user)
    for contact in here.filter(pk__in=told.get("members", [])):
        Membership.objects.create(owner=user, affiliation=was, contact=contact)
    known = set(here.values_list("pk", flat=True)) if told.get("rows") else set()
    for row in told.get("rows", []):
        member = unsaid(GroupMember, row)
        if member.contact_id is None or member.contact_id in known:
            member.owner = user
            if not Interaction.objects.filter(pk=member.led_at_id, owner=user).exists():
                member.led_at_id = None
            member.save(force_insert=True)
    Interaction.objects.filter(owner=user, pk__in=told.get("touches", []), presentation=None).update(
        presentation=was
    )
    Session.objects.owned_by(user).filter(pk__in=told.get("sessions", []), presentation=None).update(
        presentation=was
    )
    return True


def _looked(user: User, told: dict[str, Any]) -> bool:
    rows = Resident.objects.filter(user=user, linkedin_checked_on=told["on"])
    return bool(rows.update(linkedin_checked_on=told["was"]))


def _skipped(user: User, told: dict[str, Any]) -> bool:
    rows = GroupMember.objects.filter(owner=user, pk=told["pk"], led_on=told["is"], led_at=None)
    return bool(rows.update(led_on=told["on"]))


def _met(user: User, told: dict[str, Any]) -> bool:
    """A meeting that was logged: its touch goes, the turn and the day come back."""
    day = date.fromisoformat(told["next_on"]) if told["next_on"] else None
    rows = Group.objects.owned_by(user).filter(pk=told["pk"], version=told["version"])
    if not rows.update(next_on=day, version=F("version") + 1):
        return False
    led = told.get("led")
    if led:
        GroupMember.objects.filter(owner=user, pk=led["pk"], led_on=told["is"]).update(
            led_on=led["on"], led_at=None
        )
    for touch in Interaction.objects.owned_by(user).filter(pk=told["touch"] or 0):
        recording.delete(touch, clock.now())
    return True


def _seated(user: User, told: dict[str, Any]) -> bool:
    """Who belongs to a group, with the turns they had, unless somebody joined or left since."""
    group = Group.objects.owned_by(user).select_for_update().filter(pk=told["pk"]).first()
    here = Q(contact__isnull=True) | Q(contact__owner=user, contact__trashed_at__isnull=True)
    rows = GroupMember.objects.filter(here, group=group, owner=user)
    if group is None or sorted(one or 0 for one in rows.values_list("contact", flat=True)) != told["is"]:
        return False
    rows.delete()
    mine = set(Contact.objects.owned_by(user).values_list("pk", flat=True))
    for row in told["rows"]:
        member = unsaid(GroupMember, row)
        if member.contact_id is None or member.contact_id in mine:
            member.owner, member.group = user, group
            if not Interaction.objects.filter(pk=member.led_at_id, owner=user).exists():
                member.led_at_id = None
            member.save(force_insert=True)
    return True


def _belong(user: User, told: dict[str, Any]) -> bool:
    """Whom I know in a society or committee, unless it was changed since."""
    one = Affiliation.objects.owned_by(user).select_for_update().filter(pk=told["pk"]).first()
    rows = Membership.objects.filter(
        affiliation=one, owner=user, contact__owner=user, contact__trashed_at__isnull=True
    )
    if one is None or sorted(rows.values_list("contact", flat=True)) != told["is"]:
        return False
    rows.exclude(contact__in=told["was"]).delete()
    for contact in Contact.objects.owned_by(user).filter(pk__in=told["was"]):
        Membership.objects.get_or_create(affiliation=one, contact=contact, defaults={"owner": user})
    return True


def _held(user: User, told: dict[str, Any]) -> bool:
    """A meeting marked as held is planned again, for its time, with what is to prepare for it."""
    held = Interaction.objects.owned_by(user).filter(pk=told["pk"], status=Interaction.Status.HELD).first()
    if held is None:
        return False
    again: dict[str, Any] = {"status": Interaction.Status.PLANNED, "at": datetime.fromisoformat(told["at"])}
    try:
        recording.change(held, now=clock.now(), version=told["version"], **again)
    except recording.ChangedMeanwhile:
        return False
    return True


def _rhythms(user: User, told: dict[str, Any]) -> bool:
    return rhythms.put_back(user, told["was"])


def _advisors(user: User, told: dict[str, Any]) -> bool:
    """The roles go on; one that began anew meanwhile is not doubled."""
    ended = RoleTerm.objects.owned_by(user).filter(pk__in=told["terms"], ends_on__gte=told["on"])
    held = RoleTerm.objects.owned_by(user).filter(
        contact=OuterRef("contact"), role=OuterRef("role"), ends_on__isnull=True
    )
    return bool(ended.exclude(Exists(held)).update(ends_on=None))


def _term(user: User, told: dict[str, Any]) -> QuerySet[RoleTerm]:
    """The term, if it is still as the toast left it and the person is not in the trash."""
    return RoleTerm.objects.owned_by(user).filter(**told["is"], contact__trashed_at=None)


def _role_added(user: User, told: dict[str, Any]) -> bool:
    return bool(_term(user, told).delete()[0])


def _role_ended(user: User, told: dict[str, Any]) -> bool:
    """The role goes on, unless one of its kind began anew meanwhile."""
    term = _term(user, told).first()
    if term is None:
        return False
    contact = Contact.objects.select_for_update().get(pk=term.contact_id)
    if overlapping(contact, term.role, term.starts_on, None, but=term.pk):
        return False
    done = bool(_term(user, told).update(ends_on=None))
    if done and term.role == Role.SUPPORT:
        sharing.narrow(user, clock.now())
    return done


HOW: dict[str, Callable[[User, dict[str, Any]], bool]] = {
    "added": _added,
    "changed": _changed,
    "gone": _gone,
    "looked": _looked,
    "skipped": _skipped,
    "met": _met,
    "held": _held,
    "seated": _seated,
    "belong": _belong,
    "rhythms": _rhythms,
    "advisors": _advisors,
    "role_added": _role_added,
    "role_ended": _role_ended,
}
