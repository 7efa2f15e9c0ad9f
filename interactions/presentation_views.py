"""My posters and talks, with who stopped by (P31)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.once import already_sent, remember
from interactions import presenting
from interactions.models import Event, Interaction, Participant, Session
from interactions.presentation_forms import PresentationForm
from residents.models import Achievement
from web import clock
from web.htmx import page_or_part
from web.http import SignedInRequest, safe_next
from web.paging import paged

PAGE = 50
FORM = "interactions/presentation_form.html"


def mine(request: SignedInRequest, pk: int) -> Achievement:
    """The user's poster or talk, or 404."""
    own = Achievement.objects.owned_by(request.user).filter(kind__in=Achievement.PRESENTED)
    return get_object_or_404(own, pk=pk)


def event_of(request: SignedInRequest, known: Achievement | None = None) -> Event | None:
    """The event in the address, or the one it was shown at; a stranger's is a 404."""
    sent = request.POST.get("event") or request.GET.get("event") or ""
    own = Event.objects.owned_by(request.user).select_related("owner")
    if sent:
        if not (sent.isascii() and sent.isdigit() and len(sent) < 19):
            raise Http404
        return get_object_or_404(own, pk=sent)
    if known is None:
        return None
    shown = own.filter(sessions__presentation=known).order_by("-starts_on", "-pk").first()
    return (
        shown
        or own.filter(starts_on__lte=known.on, ends_on__gte=known.on).order_by("-starts_on", "-pk").first()
    )


@require_GET
def presentation(request: SignedInRequest, pk: int) -> HttpResponse:
    """One poster or talk: when I stand by it, and who stopped."""
    one, now = mine(request, pk), clock.now()
    stopped = Participant.objects.filter(
        owner=request.user,
        interaction__presentation=one,
        interaction__status=Interaction.Status.HELD,
        interaction__deleted_at__isnull=True,
        contact__trashed_at__isnull=True,
    ).select_related("contact", "interaction__event")
    year = Achievement.objects.owned_by(request.user).filter(
        kind=Achievement.Kind.POSTER, on__year=one.on.year
    )
    shown = Session.objects.owned_by(request.user).filter(presentation=one).select_related("event")
    context = {
        "presentation": one,
        "now": now,
        "sessions": [
            (at, at.starts_at.astimezone(at.event.zone).replace(tzinfo=None), _end(at)) for at in shown
        ],
        "a_year": presenting.a_year(year, one.on.year),
        "at": "events",
        **paged(request, stopped.order_by("-interaction__at", "-pk"), PAGE),
    }
    return page_or_part(request, "interactions/presentation.html", context, parts=["visitors"])


def _end(session: Session) -> Any:
    return session.ends_at.astimezone(session.event.zone).replace(tzinfo=None) if session.ends_at else None


@require_http_methods(["GET", "POST"])
def presentation_new(request: SignedInRequest) -> HttpResponse:
    """Add a poster or a talk, from an event or without one."""
    event = event_of(request)
    form = PresentationForm(
        request.POST or None,
        event=event,
        instance=Achievement(owner=request.user),
        initial={"on": _on(request, event), "place": event.name if event else ""},
    )
    if form.is_valid():
        return redirect(_add(request, form))
    return _show(request, form, event, 422 if form.is_bound else 200)


def _on(request: SignedInRequest, event: Event | None) -> date:
    zone = event.zone if event else request.user.zone
    today = clock.now().astimezone(zone).date()
    return max(event.starts_on, min(today, event.ends_on)) if event else today


def _add(request: SignedInRequest, form: PresentationForm) -> str:
    user, key = request.user, form.cleaned_data["key"]
    with transaction.atomic():
        sent = already_sent(user, key)
        if sent is not None:
            return sent
        made = form.keep()
        back = safe_next(request, reverse("presentation", args=[made.pk]))
        remember(user, key, back)
    messages.success(request, f"“{made.title}” is kept.")
    return back


@require_http_methods(["GET", "POST"])
def presentation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change it; who stopped by stays."""
    one = mine(request, pk)
    event = event_of(request, one)
    form = PresentationForm(request.POST or None, event=event, instance=one, initial={"version": one.version})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if _save(form):
            messages.success(request, "Saved.")
            return redirect("presentation", pk=pk)
        status = 409
        form.data = {**request.POST.dict(), "version": str(mine(request, pk).version)}
    return _show(
        request, form, event, status, presentation=one, saved=mine(request, pk), conflict=status == 409
    )


def _save(form: PresentationForm) -> bool:
    """False, and nothing saved, when it was changed in another window."""
    with transaction.atomic():
        current = Achievement.objects.filter(pk=form.instance.pk, version=form.cleaned_data["version"] or 0)
        if not current.update(version=F("version") + 1):
            return False
        form.instance.version = (form.cleaned_data["version"] or 0) + 1
        form.keep()
    return True


def _show(
    request: SignedInRequest, form: PresentationForm, event: Event | None, status: int, **more: Any
) -> HttpResponse:
    context = {"form": form, "event": event, "next": safe_next(request, "events"), "at": "events", **more}
    if "next" not in request.GET and "next" not in request.POST:
        context["next"] = ""
    return render(request, FORM, context, status=status)
