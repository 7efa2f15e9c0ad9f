"""Many residents at once: what each row reads as first, then all of them or none."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.once import already_sent, remember
from programs import enrolling, inviting
from programs.access import staff_of_program
from programs.models import Enrollment, Program
from programs.paste_forms import PasteForm
from web import clock
from web.http import SignedInRequest
from web.phrases import count


@require_http_methods(["GET", "POST"])
@staff_of_program
def residents_paste(request: SignedInRequest, program: Program) -> HttpResponse:
    """Read the rows; add them once the reading that was seen is confirmed."""
    now, sent = clock.now(), request.POST if request.method == "POST" else None
    form = PasteForm(sent, sent and request.FILES, program=program, user=request.user, now=now)
    meanwhile = False
    if "keep" in request.POST and form.is_valid():
        if place := _keep(request, program, form, now):
            return redirect(place)
        form = PasteForm(sent, None, program=program, user=request.user, now=now)
        meanwhile = form.is_clear
    wrong = form.is_bound and (not form.is_valid() or bool(form.wrong))
    context = {"program": program, "at": "roster", "form": form, "wrong": wrong, "meanwhile": meanwhile}
    status = 409 if meanwhile else 422 if wrong else 200
    return render(request, "programs/paste.html", context, status=status)


def _keep(request: SignedInRequest, program: Program, form: PasteForm, now: datetime) -> str:
    """Where to go; "" when the rows read otherwise than they were shown, or somebody was quicker."""
    user, sent = request.user, form.cleaned_data["key"]
    try:
        with transaction.atomic():
            if (place := already_sent(user, sent)) is not None:
                return place
            if not (form.is_clear and request.POST["keep"] == form.reading):
                transaction.set_rollback(True)
                return ""
            residents = enrolling.enroll_many(program, form.newcomers(), user, now)
            mailed = _invite(program, form, residents, request, now)
            remember(user, sent, program.get_absolute_url())
    except IntegrityError:
        return ""
    messages.success(request, _summary(len(residents), mailed, "invite" in form.fields))
    return program.get_absolute_url()


def _invite(
    program: Program, form: PasteForm, residents: list[Enrollment], request: SignedInRequest, now: datetime
) -> int:
    """Queue the invitations that were asked for; how many."""
    if not form.cleaned_data.get("invite"):
        return 0
    reached = [resident for resident in residents if resident.email]
    inviting.invite_residents(program, reached, request.user, now)
    return len(reached)


def _summary(added: int, mailed: int, mails: bool) -> str:
    if mailed:
        leaves = "leaves" if mailed == 1 else "leave"
        rest = (
            f" {added - mailed} without an address: make their links under Invitations."
            if added > mailed
            else ""
        )
        return f"{added} added, {count(mailed, 'invitation')} {leaves} in the next minutes.{rest}"
    return f"{added} added. Their links are made under Invitations."
