"""The account: name and zone, training, pause, programs, sign-in, and what is kept."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import AccountForm
from dashboard.filters import today_of
from dashboard.graduation import OVER
from followups import pauses, rezoning
from followups.forms import SnoozeForm
from programs import ended
from programs.nudging import told
from residents.forms import TrainingForm
from residents.models import Pause, Rotation, resident_of
from web import clock
from web.http import SignedInRequest
from web.phrases import city


@require_GET
def settings(request: SignedInRequest) -> HttpResponse:
    """Everything about the account, one line each."""
    now = clock.now()
    today = today_of(request.user, now)
    mine, over = ended.rows_of(request.user, now)
    context = {
        "mine": mine,
        "over": over,
        "nudges": told([row.pk for row in mine], now),
        "resident": resident_of(request.user),
        "rotation": Rotation.objects.owned_by(request.user).on(today).first(),
        "pause": Pause.objects.owned_by(request.user).running(today).first(),
        "at": "me",
    }
    return render(request, "dashboard/settings.html", context)


@require_http_methods(["GET", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """Name and time zone."""
    before = request.user.zone
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            rezoning.moved(request.user, before, clock.now())
        messages.success(request, f"Kept. Times are shown in {city(request.user.time_zone)} time.")
        return redirect("settings")
    return _form(request, form, "Name and time zone")


@require_http_methods(["GET", "POST"])
def training(request: SignedInRequest) -> HttpResponse:
    """Training stage and place."""
    form = TrainingForm(request.POST or None, instance=resident_of(request.user))
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        messages.success(request, "Kept. New drafts sign with it.")
        over = "training_stage" in form.changed_data and kept.training_stage in OVER
        return redirect("graduation" if over else "settings")
    return _form(request, form, "Training")


@require_http_methods(["GET", "POST"])
def pause(request: SignedInRequest) -> HttpResponse:
    """Pause reminders for a week, a month or until a day; resume (P68)."""
    now, user = clock.now(), request.user
    today = today_of(user, now)
    if request.method == "POST" and "resume" in request.POST:
        pauses.resume(user, now)
        messages.success(request, "Reminders are back. Your dates came back by what was left of the pause.")
        return redirect("today")
    form = SnoozeForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        made = pauses.pause(user, form.cleaned_data["until"], now)
        messages.success(request, f"Paused until {made.ends_on.day} {made.ends_on:%B}. We moved your dates.")
        return redirect("today")
    context = {
        "form": form,
        "choices": _lengths(today),
        "pause": Pause.objects.owned_by(user).running(today).first(),
        "at": "me",
    }
    return render(request, "dashboard/pause.html", context, status=422 if form.is_bound else 200)


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, and what never is."""
    base = "base.html" if request.user.is_authenticated else "base_plain.html"
    return render(request, "dashboard/privacy.html", {"base": base, "at": "me"})


def _form(request: SignedInRequest, form: AccountForm | TrainingForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "at": "me"}
    return render(request, "dashboard/me_form.html", context, status=422 if form.is_bound else 200)


def _lengths(today: date) -> list[tuple[str, date]]:
    return [("A week", today + timedelta(days=7)), ("A month", today + timedelta(days=30))]
