"""Taking back what was done on a plan. The token in the toast says what it was; nothing else keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts.models import Contact
from followups import planning
from interactions import ending, recording
from interactions.event_frame import mine
from interactions.models import Event, Goal, Interaction, Session, Target
from web import clock
from web.http import SignedInRequest

UNDO_FOR = 86_400
# Longer than this a request line is refused on its way.
LONGEST = 3000
GOAL = ["measure", "wanted", "among", "words", "reached"]
TARGET = [
    "contact_id", "program", "reason", "reasons", "question", "recommended_by_id", "must_meet", "session_id",
    "ask", "asked_at", "minutes", "talked_at", "created_at",
]  # fmt: skip
SESSION = [
    "title", "room", "starts_at", "ends_at", "speaker", "presentation_id", "asked_question", "uid",
    "created_at",
]  # fmt: skip


def undo_tag(event: Event, told: dict[str, Any]) -> str:
    """The toast's tag that offers Undo; none when there is too much to remember in an address."""
    token = signing.dumps(told, salt=_salt(event), compress=True)
    return f"undo:{reverse('plan_undo', args=[event.pk, token])}" if len(token) < LONGEST else ""


def _salt(event: Event) -> str:
    return f"plan:{event.owner_id}:{event.pk}"


def kept(row: Any, names: list[str]) -> dict[str, Any]:
    """The columns of a row, as JSON keeps them."""
    values = {name: getattr(row, name) for name in ["id", *names]}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


@require_POST
def plan_undo(request: SignedInRequest, pk: int, token: str) -> HttpResponse:
    """Put back, unless something else happened since."""
    event, now = mine(request, pk), clock.now()
    try:
        told = signing.loads(token, salt=_salt(event), max_age=UNDO_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    with transaction.atomic():
        done = HOW[told["do"]](event, told, now)
        if done:
            ending.again([event.pk], now)
        else:
            transaction.set_rollback(True)
    if done:
        messages.success(request, "Taken back.")
    else:
        messages.error(request, "Something else was changed since. Nothing was taken back.")
    return redirect(told.get("back") or reverse("event_plan", args=[event.pk]))


def _goal(event: Event, told: dict[str, Any], now: datetime) -> bool:
    if Goal.objects.filter(pk=told["was"]["id"]).exists():
        return False
    Goal.objects.create(owner=event.owner, event=event, **told["was"])
    return True


def _target(event: Event, told: dict[str, Any], now: datetime) -> bool:
    """A target that was taken off the list."""
    was = told["was"]
    people = Contact.objects.owned_by(event.owner)
    if was["contact_id"]:
        gone = not people.filter(pk=was["contact_id"]).exists()
        if gone or Target.objects.filter(event=event, contact=was["contact_id"]).exists():
            return False
    if Target.objects.filter(pk=was["id"]).exists():
        return False
    if not people.filter(pk=was["recommended_by_id"]).exists():
        was["recommended_by_id"] = None
    if not Session.objects.filter(event=event, pk=was["session_id"]).exists():
        was["session_id"] = None
    Target.objects.create(owner=event.owner, event=event, **was)
    return True


def _session(event: Event, told: dict[str, Any], now: datetime) -> bool:
    """A session that was deleted, with whoever was to speak there."""
    was = told["was"]
    taken = Session.objects.filter(event=event, uid=was["uid"]).exclude(uid="")
    if taken.exists() or Session.objects.filter(pk=was["id"]).exists():
        return False
    made = Session.objects.create(owner=event.owner, event=event, **was)
    Target.objects.filter(event=event, pk__in=told["targets"], session=None).update(session=made)
    return True


def _ask(event: Event, told: dict[str, Any], now: datetime) -> bool:
    """How far an ask was; a meeting planned for it goes along."""
    was = told["was"]
    waiting = Target.objects.filter(event=event, owner=event.owner, pk=was.pop("id"), ask=told["is"])
    if not waiting.update(**was):
        return False
    meeting = Interaction.objects.owned_by(event.owner).planned().filter(pk=told.get("meeting") or 0)
    for one in meeting:
        recording.delete(one, now)
    return True


def _listed(event: Event, told: dict[str, Any], now: datetime) -> bool:
    """Targets just added; people who came with them go along when nothing else is known of them."""
    added = Target.objects.filter(event=event, owner=event.owner, pk__in=told["pks"])
    people = [one.contact for one in added.select_related("contact") if one.contact]
    if not added.delete()[0]:
        return False
    for contact in people:
        known = Interaction.objects.filter(people=contact).exists() or contact.role_terms.exists()
        if contact.pk in told["new"] and not known:
            contact.trash(now)
            planning.hush(contact)
    return True


def _read(event: Event, told: dict[str, Any], now: datetime) -> bool:
    """Sessions read in one go: the new ones go, the changed ones are as they were."""
    sessions = Session.objects.filter(event=event, owner=event.owner)
    gone, _ = sessions.filter(created_at=told["added"]).delete()
    back = 0
    for was in told["changed"]:
        back += sessions.filter(pk=was.pop("id")).update(**was)
    return bool(gone or back)


def _preset(event: Event, told: dict[str, Any], now: datetime) -> bool:
    changed = Event.objects.filter(pk=event.pk, preset=told["is"])
    return bool(changed.update(preset=told["was"]))


def _goals(event: Event, told: dict[str, Any], now: datetime) -> bool:
    return bool(Goal.objects.filter(event=event, owner=event.owner, pk__in=told["pks"]).delete()[0])


HOW: dict[str, Callable[[Event, dict[str, Any], datetime], bool]] = {
    "goal": _goal,
    "goals": _goals,
    "target": _target,
    "listed": _listed,
    "session": _session,
    "ask": _ask,
    "read": _read,
    "preset": _preset,
}
