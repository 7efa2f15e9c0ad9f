"""The operator's page: how the mail engine is doing. Numbers, ids and reasons; no names, no content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dashboard.health import broker_answers
from dashboard.trouble import SWEEP_LATE
from followups import releasing
from followups.models import Digest
from outbox import holding, overseeing
from outbox.models import Heartbeat, OperatorAct, State
from programs.access import ask_for_second_factor, used_second_factor
from web import clock
from web.http import SignedInRequest
from web.paging import paged

PAGE = 25
WEEKS, ACTS = 4, 10
TABS = {"refused": State.DEAD, "unknown": State.UNKNOWN}
View = Callable[..., HttpResponse]


def operators_only(view: View) -> View:
    """A page that does not exist for anybody else; its own people need their second factor."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        if not (used_second_factor(request) and is_mfa_enabled(request.user)):
            return ask_for_second_factor(request, reverse("operator"))
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@operators_only
def operator(request: SignedInRequest) -> HttpResponse:
    """Queues, what ended badly, jobs, and what operators did."""
    now = clock.now()
    tab = request.GET.get("show", "refused")
    if tab not in TABS:
        raise Http404
    pages = paged(request, overseeing.ended_badly(TABS[tab]), PAGE)
    context = {
        **pages,
        **_jobs(now),
        "at": "operator",
        "now": now,
        "tab": tab,
        "ended": [overseeing.shown(message, now) for message in pages["page_obj"]],
        "states": [state.label for state in State],
        "queues": overseeing.queues(),
        "oldest": overseeing.oldest_waiting(),
        "standing": holding.standing(),
        "acts": OperatorAct.objects.select_related("actor").order_by("-pk")[:ACTS],
    }
    return render(request, "dashboard/operator.html", context)


@require_POST
@operators_only
def operator_release(request: SignedInRequest) -> HttpResponse:
    """Let this database send; what may have left already is settled first."""
    send_waiting = request.POST.get("send_waiting") == "on"
    settled = releasing.release(request.user, clock.now(), send_waiting=send_waiting)
    if settled is None:
        messages.error(request, "It was released already. Nothing changed.")
    else:
        words = f"{settled.mails} mails became unknown, {settled.weeks} weekly lists count as missed."
        messages.success(request, f"Released. {words}")
    return redirect("operator")


@require_POST
@operators_only
def operator_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put one refused mail back in the queue."""
    if overseeing.retry(pk, request.user, clock.now()):
        messages.success(request, f"Mail {pk} is in the queue again.")
    else:
        messages.error(
            request, f"Mail {pk} stays as it is: it is not refused, or out of date, or its text is gone."
        )
    return redirect("operator")


def _jobs(now: datetime) -> dict[str, Any]:
    beats = list(Heartbeat.objects.order_by("job"))
    swept = next((beat.at for beat in beats if beat.job == "sweep"), None)
    return {
        "beats": beats,
        "swept": swept,
        "is_late": swept is None or now - swept > SWEEP_LATE,
        "broker": broker_answers(),
        "weeks": weeks(),
    }


def weeks() -> list[tuple[str, list[tuple[str, int]]]]:
    """The last ISO weeks with weekly emails: how many ended in which way."""
    key = ("iso_year", "iso_week")
    latest = list(Digest.objects.order_by("-iso_year", "-iso_week").values_list(*key).distinct()[:WEEKS])
    if not latest:
        return []
    counted: dict[tuple[int, int], list[tuple[str, int]]] = {week: [] for week in latest}
    rows = Digest.objects.filter(iso_year__gte=latest[-1][0]).values_list(*key, "outcome")
    for year, week, outcome, number in rows.annotate(Count("pk")).order_by("outcome"):
        if (year, week) in counted:
            counted[year, week].append((Digest.Outcome(outcome).label, number))
    return [(f"{year}, week {week}", found) for (year, week), found in counted.items()]
