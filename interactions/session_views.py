"""Sessions of an event: one by one, pasted, or read from a calendar file (P22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember, sent_before
from interactions import lines_left
from interactions.event_frame import mine
from interactions.goal_views import plan_of
from interactions.models import Event, Session, Target
from interactions.pasted_sessions import Row, left_of
from interactions.plan_forms import fingerprint
from interactions.plan_undo import SESSION, kept, undo_tag
from interactions.programme import MOST_SESSIONS, Taken, TooMany, take
from interactions.session_forms import (
    SESSION_FIELDS,
    FileForm,
    LinesForm,
    SessionForm,
    packed,
    reading,
    unpacked,
)
from web import clock
from web.http import SignedInRequest
from web.phrases import count

FORM, PASTE, FILE = (
    f"interactions/{name}.html" for name in ("session_form", "session_paste", "session_file")
)
FULL = f"An event keeps at most {MOST_SESSIONS} sessions. Delete some first."


def my_session(request: SignedInRequest, event: Event, pk: int) -> Session:
    """One session of that event, or 404."""
    return get_object_or_404(Session.objects.owned_by(request.user), event=event, pk=pk)


@require_http_methods(["GET", "POST"])
def session_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add one session."""
    event = mine(request, pk)
    made = Session(owner=request.user, event=event, created_at=clock.now())
    form = SessionForm(request.POST or None, event=event, instance=made)
    if form.is_valid() and not _is_full(form):
        place = plan_of(event, "sessions")
        with transaction.atomic():
            if (sent := already_sent(request.user, form.cleaned_data["key"])) is not None:
                return redirect(sent)
            form.save()
            remember(request.user, form.cleaned_data["key"], place)
        undo = undo_tag(event, {"do": "read", "added": made.created_at.isoformat(), "changed": []})
        messages.success(request, f"{made.title} is added.", undo)
        return redirect(place)
    return _show(request, form, 422 if form.is_bound else 200)


def _is_full(form: SessionForm) -> bool:
    if Session.objects.filter(event=form.event).count() < MOST_SESSIONS:
        return False
    form.add_error(None, FULL)
    return True


@require_http_methods(["GET", "POST"])
def session_edit(request: SignedInRequest, pk: int, session_id: int) -> HttpResponse:
    """Change a session."""
    event = mine(request, pk)
    form = SessionForm(request.POST or None, event=event, instance=my_session(request, event, session_id))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        with transaction.atomic():
            saved = get_object_or_404(Session.objects.select_for_update(of=("self",)), pk=session_id)
            if form.cleaned_data["was"] == fingerprint(saved, SESSION_FIELDS):
                form.instance.save(update_fields=[*SessionForm.Meta.fields])
                messages.success(request, "Saved.")
                return redirect(plan_of(event, "sessions"))
        status = 409
        form.data = {**request.POST.dict(), "was": fingerprint(saved, SESSION_FIELDS)}
    saved = my_session(request, event, session_id)
    return _show(request, form, status, session=saved, conflict=status == 409)


def _show(request: SignedInRequest, form: SessionForm, status: int, **more: Any) -> HttpResponse:
    context = {"event": form.event, "form": form, "at": "events", **more}
    return render(request, FORM, context, status=status)


@require_POST
def session_delete(request: SignedInRequest, pk: int, session_id: int) -> HttpResponse:
    """Take a session out; Undo puts it back with whoever speaks there."""
    event = mine(request, pk)
    one = my_session(request, event, session_id)
    told = {
        "do": "session",
        "was": kept(one, SESSION),
        "targets": [*Target.objects.filter(session=one).values_list("pk", flat=True)],
    }
    one.delete()
    messages.success(request, f"{one.title} is deleted.", undo_tag(event, told))
    return redirect(plan_of(event, "sessions"))


@require_http_methods(["GET", "POST"])
def sessions_paste(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read pasted lines; keep them once the reading that was seen is confirmed."""
    event, now = mine(request, pk), clock.now()
    plan = plan_of(event, "sessions")
    if "drop" in request.POST:
        lines_left.keep(request, event, "")
        return redirect(plan)
    form = LinesForm(request.POST or None, event=event, now=now, left=lines_left.of(request, event))
    if form.is_valid() and form.good and request.POST.get("keep") == reading(form.rows):
        before = sent_before(request.user, str(form.cleaned_data["key"]))
        if _take(request, event, form.good, form.cleaned_data["key"], now):
            if not before:
                unread = left_of(form.data["lines"], form.rows)
                lines_left.keep(request, event, unread, form.cleaned_data["day"])
            return redirect("sessions_paste", pk=pk) if lines_left.of(request, event) else redirect(plan)
        form.add_error(None, FULL)
    wrong = form.is_bound and (not form.is_valid() or bool(form.wrong))
    context = {"event": event, "form": form, "at": "events"}
    context["reading"] = reading(form.rows) if form.is_bound else ""
    return render(request, PASTE, context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def sessions_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read a calendar file, show what it says, then keep what was ticked."""
    event, now = mine(request, pk), clock.now()
    if "told" in request.POST:
        return _keep_file(request, event, now)
    form = FileForm(request.POST or None, request.FILES or None, event=event)
    if request.method == "POST" and not form.is_bound:
        form = FileForm({}, {}, event=event)
    context = {"event": event, "form": form, "at": "events"}
    if form.is_valid():
        found = form.cleaned_data["file"]
        good = [row for row in found.rows if not row.errors]
        refused = [row for row in found.rows if row.errors]
        context |= {"found": found, "good": good, "refused": refused}
        context |= {"told": packed(event, good), "key": uuid4()}
    return render(request, FILE, context, status=422 if form.is_bound and not form.is_valid() else 200)


def _keep_file(request: SignedInRequest, event: Event, now: datetime) -> HttpResponse:
    try:
        rows = unpacked(event, request.POST["told"])
        key = UUID(request.POST.get("key", ""))
        ticked = {int(n) for n in request.POST.getlist("take")}
    except (signing.BadSignature, ValueError):
        messages.error(request, "That page was too old. Choose the file again.")
        return redirect("sessions_file", pk=event.pk)
    chosen = [row for row in rows if row.n in ticked]
    if not chosen:
        messages.error(request, "Nothing was ticked, so nothing was added.")
    elif not _take(request, event, chosen, key, now):
        messages.error(request, FULL)
        return redirect("sessions_file", pk=event.pk)
    return redirect(plan_of(event, "sessions"))


def _take(
    request: SignedInRequest, event: Event, rows: Sequence[Row], key: UUID | None, now: datetime
) -> bool:
    """False, and nothing kept, when there would be too many."""
    place = plan_of(event, "sessions")
    try:
        with transaction.atomic():
            Event.objects.select_for_update(no_key=True).get(pk=event.pk)
            if already_sent(request.user, key) is not None:
                return True
            taken = take(event, rows, now)
            remember(request.user, key, place)
    except TooMany:
        return False
    told = {"do": "read", "added": now.isoformat(), "changed": taken.changed}
    undo = undo_tag(event, told) if taken.added or taken.changed else ""
    messages.success(request, _said(taken), undo)
    return True


def _said(taken: Taken) -> str:
    parts = [f"{count(taken.added, 'session')} added" if taken.added else ""]
    parts += [f"{len(taken.changed)} changed" if taken.changed else ""]
    parts += [f"{taken.same} there already" if taken.same else ""]
    return f"{', '.join(part for part in parts if part)}."
