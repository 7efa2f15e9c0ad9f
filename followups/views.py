"""Row actions: done, let go, snooze, undo, and why a row is there. In place with htmx, as pages without."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Contact
from followups import backoff, planning, snoozing
from followups.forms import RemindForm, SnoozeForm
from followups.mail_pages import ENDED
from followups.models import FollowUp, Outcome, Reminder
from followups.rows import row
from followups.windows import local
from web import clock
from web.htmx import target
from web.http import SignedInRequest, safe_next
from web.phrases import clock_time

SNOOZE_HOUR = 7


def _mine(request: SignedInRequest, pk: int) -> FollowUp:
    return get_object_or_404(FollowUp.objects.owned_by(request.user).with_person(), pk=pk)


@require_GET
def follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """One follow-up: why it is there, its dates and its actions."""
    one = _mine(request, pk)
    context = {"row": row(one, clock.now(), request.user.zone), "contact": one.contact}
    if target(request) == f"follow-up-{pk}":
        return render(request, "followups/row.html", {**context, "focused": True})
    return render(request, "followups/follow_up.html", context)


@require_POST
def done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ticked off."""
    return _finish(request, _mine(request, pk), Outcome.DONE, "Done")


@require_POST
def dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let go, without having done it."""
    return _finish(request, _mine(request, pk), Outcome.DISMISSED, "Let go")


@require_http_methods(["GET", "POST"])
def snooze(request: SignedInRequest, pk: int) -> HttpResponse:
    """Out of sight until a chosen day."""
    one, now = _mine(request, pk), clock.now()
    today = now.astimezone(request.user.zone).date()
    form = SnoozeForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        until = local(form.cleaned_data["until"], SNOOZE_HOUR, request.user.zone)
        was = one.snoozed_until
        if not planning.snooze(one, until):
            return _over(request, one)
        backoff.answered(request.user.pk, now)
        words = f"Snoozed until {clock_time(until, now, request.user.zone)}"
        return _answer(request, one, words, snoozing.undo_address(one, was))
    context = {
        "row": row(one, now, request.user.zone),
        "form": form,
        "contact": one.contact,
        "choices": _choices(today),
    }
    template = (
        "followups/snooze_row.html" if target(request) == f"follow-up-{pk}" else "followups/snooze.html"
    )
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Owed again, or as it was before a snooze."""
    one, now = _mine(request, pk), clock.now()
    if "was" in request.GET:
        snoozing.take_back(one, request.GET["was"], now)
    else:
        planning.reopen([one], now)
    if not one.is_owed:
        return _over(request, one)
    if target(request) == f"follow-up-{pk}":
        # A window that a new rhythm has replaced meanwhile is not there any more.
        context = {"row": row(_mine(request, pk), now, request.user.zone), "focused": True}
        return render(request, "followups/row.html", context)
    return redirect(safe_next(request, "today"))


@require_POST
def seen(request: SignedInRequest) -> HttpResponse:
    """The new reminders shown were seen; only those whose ids the page sends."""
    ids = [int(value) for value in request.POST.getlist("follow_up") if value.isdecimal() and len(value) < 19]
    Reminder.objects.owned_by(request.user).new().of(ids).update(seen_at=clock.now())
    if target(request):
        return render(request, "parts/new_count.html")
    return redirect(safe_next(request, "today"))


@require_http_methods(["GET", "POST"])
def remind(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """A reminder of my own about one person."""
    contact = get_object_or_404(Contact.objects.owned_by(request.user).select_related("owner"), pk=contact_id)
    now = clock.now()
    form = RemindForm(request.POST or None, today=now.astimezone(request.user.zone).date())
    if request.method == "POST" and form.is_valid():
        made = form.save(request.user, contact, now)
        messages.success(request, f"You will be reminded about {contact.short_name}.", f"undo:{made}")
        return redirect(contact)
    context = {"form": form, "contact": contact}
    return render(request, "followups/remind.html", context, status=422 if form.is_bound else 200)


def _finish(request: SignedInRequest, one: FollowUp, outcome: str, words: str) -> HttpResponse:
    if one.is_owed:
        planning.finish(one, outcome, clock.now())
        backoff.answered(request.user.pk, clock.now())
    if one.outcome != outcome:
        return _over(request, one)
    return _answer(request, one, words, reverse("undo", args=[one.pk]))


def _answer(request: SignedInRequest, one: FollowUp, words: str, undo: str = "") -> HttpResponse:
    """The row's place says what happened, and offers to undo it where this press did it."""
    if target(request) == f"follow-up-{one.pk}":
        return render(request, "followups/closed_row.html", {"follow_up": one, "words": words, "undo": undo})
    messages.success(request, f"{words}: {one.contact.full_name}.", f"undo:{undo}" if undo else "")
    return redirect(safe_next(request, "today"))


def _over(request: SignedInRequest, one: FollowUp) -> HttpResponse:
    """Another page ended it before this button was pressed."""
    return _answer(request, one, ENDED[Outcome(one.outcome)])


def _choices(today: date) -> list[tuple[str, date]]:
    """Common lengths of a snooze."""
    return [
        ("Tomorrow", today + timedelta(days=1)),
        ("In three days", today + timedelta(days=3)),
        ("In a week", today + timedelta(days=7)),
        ("In a month", today + timedelta(days=30)),
    ]
