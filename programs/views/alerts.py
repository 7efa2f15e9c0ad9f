"""What may be worth a thought, and what somebody muted until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from programs.access import staff_of_program
from programs.alerts import KINDS, OF_ADVISORS, Alert, of_program, open_ones
from programs.asking import Wanted
from programs.audit import looked
from programs.models import Advisor, Enrollment, MutedAlert, Program
from programs.roster import advisors_of, rows_of
from programs.views.roster import frame
from web import clock
from web.guarded import Guarded
from web.http import SignedInRequest

LONGEST = timedelta(days=366)


class MuteForm(Guarded, forms.Form):
    """Which alert, about whom, until when."""

    kind = forms.ChoiceField(choices=list(KINDS.items()))
    about = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    until = forms.DateField()

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today < until <= self.today + LONGEST:
            raise forms.ValidationError("Choose a day within the next year.")
        return until


@require_GET
@staff_of_program
def alerts(request: SignedInRequest, program: Program) -> HttpResponse:
    """Everything worth a thought, muted ones last."""
    now = clock.now()
    rows, advisors = rows_of(program, now, request.user), advisors_of(program, now, request.user)
    looked(program, request.user, now, rows)
    found = open_ones(rows, advisors, program, now)
    every = {(one.kind, one.pk): one for one in of_program(rows, advisors, program, now)}
    context = frame(request, program, rows, now) | {"alerts": found, "view": "alerts"}
    context |= {"wanted": Wanted(), "muted": _muted(program, every, now.date())}
    context |= {"until": now.date() + timedelta(days=settings.ALERT_MUTE_DAYS), "today": now.date()}
    return render(request, "programs/alerts.html", context)


@require_POST
@staff_of_program
def alert_mute(request: SignedInRequest, program: Program) -> HttpResponse:
    """Not again before a day."""
    form = MuteForm(request.POST, clock.now().date())
    if not form.is_valid():
        said = "Choose a day within the next year." if "until" in form.errors else "That alert is not known."
        messages.error(request, said)
        return redirect("alerts", program.pk)
    kind, until = form.cleaned_data["kind"], form.cleaned_data["until"]
    about = _about(program, kind, form.cleaned_data["about"])
    saved = {"until": until, "by": request.user, "at": clock.now()}
    MutedAlert.objects.update_or_create(program=program, kind=kind, **about, defaults=saved)
    messages.success(request, f"Muted until {until.day} {until:%B}.")
    return redirect("alerts", program.pk)


@require_POST
@staff_of_program
def alert_unmute(request: SignedInRequest, program: Program, muted_id: int) -> HttpResponse:
    """Show it again."""
    get_object_or_404(MutedAlert, program=program, pk=muted_id).delete()
    messages.success(request, "Shown again.")
    return redirect("alerts", program.pk)


def _about(program: Program, kind: str, pk: int) -> dict[str, Any]:
    """Whom a mute is about, one of the program's own; 404 otherwise."""
    if kind in OF_ADVISORS:
        return {"advisor": get_object_or_404(Advisor, program=program, pk=pk), "enrollment": None}
    return {"enrollment": get_object_or_404(Enrollment.objects.of(program), pk=pk), "advisor": None}


def _muted(
    program: Program, every: dict[tuple[str, int], Alert], today: date
) -> list[tuple[MutedAlert, Alert]]:
    """What is muted and would show otherwise, with what it would say."""
    saved = MutedAlert.objects.filter(program=program, until__gt=today).select_related("by")
    seen = saved.only("kind", "until", "enrollment_id", "advisor_id", "program_id", "by__name", "by__email")
    pairs = [(one, every.get((one.kind, one.enrollment_id or one.advisor_id or 0))) for one in seen]
    return [(one, alert) for one, alert in pairs if alert]
