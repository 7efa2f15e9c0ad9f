"""Taking back what was added, changed or deleted among advice, turns, openings, readings and introductions.

The token in the toast says what it was; nothing else keeps it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from contacts.models import Contact, Introduction
from interactions import advising
from interactions.models import Advice, GoodTurn, Interaction, Offer, Opportunity, Pairing, Reading
from web import clock
from web.http import SignedInRequest, safe_next

UNDO_FOR = 86_400
# Longer than this a request line is refused on its way.
LONGEST = 3000
MODELS: dict[str, type[Model]] = {
    "advice": Advice,
    "turn": GoodTurn,
    "opening": Opportunity,
    "reading": Reading,
    "pairing": Pairing,
    "met": Introduction,
}


def undo_tag(owner: User, told: dict[str, Any]) -> str:
    """The toast's tag that offers Undo; "" when there is too much to remember in an address."""
    token = signing.dumps(told, salt=_salt(owner), compress=True)
    return f"undo:{reverse('giving_undo', args=[token])}" if len(token) < LONGEST else ""


def _salt(owner: User) -> str:
    return f"giving:{owner.pk}"


def added(owner: User, what: str, row: Model, back: str) -> str:
    """Undo for a row just made."""
    return undo_tag(owner, {"do": "added", "what": what, "pk": row.pk, "back": back})


def deleted(owner: User, what: str, row: Model, back: str, **more: Any) -> str:
    """Undo for a row about to go."""
    was = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    told = {name: one.isoformat() if isinstance(one, date) else one for name, one in was.items()}
    return undo_tag(owner, {"do": "deleted", "what": what, "was": told, "back": back, **more})


def changed(owner: User, what: str, row: Model, was: dict[str, Any], back: str) -> str:
    """Undo for columns just changed; `was` holds words or days as text."""
    now = {name: _plain(getattr(row, name)) for name in was}
    told = {name: _plain(one) for name, one in was.items()}
    return undo_tag(
        owner, {"do": "changed", "what": what, "pk": row.pk, "was": told, "is": now, "back": back}
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@require_POST
def giving_undo(request: SignedInRequest, token: str) -> HttpResponse:
    """Put back, unless something else happened since."""
    try:
        told = signing.loads(token, salt=_salt(request.user), max_age=UNDO_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    try:
        with transaction.atomic():
            done = HOW[told["do"]](request.user, MODELS[told["what"]], told)
    except IntegrityError:
        # The same was written down again meanwhile.
        done = False
    if done:
        messages.success(request, "Taken back.")
    else:
        messages.error(request, "Something else was changed since. Nothing was taken back.")
    return redirect(safe_next(request, told["back"]))


def _remove(user: User, model: type[Model], told: dict[str, Any]) -> bool:
    gone, _ = model._default_manager.filter(owner=user, pk=told["pk"]).delete()
    return bool(gone)


def _put_back(user: User, model: type[Model], told: dict[str, Any]) -> bool:
    was = told["was"] | {"owner_id": user.pk}
    if model._default_manager.filter(pk=was["id"]).exists():
        return False
    mine = Contact.objects.filter(owner=user)
    for field in model._meta.concrete_fields:
        other: Any = field.related_model
        if other in (Contact, Interaction) and was[field.attname]:
            if other.objects.filter(owner=user, pk=was[field.attname]).exists():
                continue
            if not field.null:
                return False
            was[field.attname] = None
    columns = {field.attname: field for field in model._meta.concrete_fields}
    model._default_manager.create(
        **{name: columns[name].to_python(one) for name, one in was.items() if name in columns}
    )
    for contact_id, on in told.get("offers", ()):
        if contact_id is None or mine.filter(pk=contact_id).exists():
            Offer.objects.create(owner=user, reading_id=was["id"], contact_id=contact_id, on=on)
    if model is Advice:
        advising.agree(mine.get(pk=was["contact_id"]), clock.now())
    return True


def _set_back(user: User, model: type[Model], told: dict[str, Any]) -> bool:
    rows = model._default_manager.filter(owner=user, pk=told["pk"], **_where(told["is"]))
    versioned = any(field.name == "version" for field in model._meta.concrete_fields)
    return bool(rows.update(**told["was"], **({"version": F("version") + 1} if versioned else {})))


def _where(columns: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}__isnull" if one is None else name: one is None or one for name, one in columns.items()}


HOW = {"added": _remove, "deleted": _put_back, "changed": _set_back}
