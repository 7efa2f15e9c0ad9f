"""Answering a help request: the program's own words, read by the resident."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from programs.access import staff_of_program
from programs.audit import What, record
from programs.forms import sent
from programs.models import HelpRequest, Program
from programs.rows import LOOKING_FOR
from web import clock
from web.guarded import Guarded
from web.http import SignedInRequest
from web.lines import one_line

LONGEST = 300
GONE = "That request is no longer open: it was answered or taken back."


class AnswerForm(Guarded, forms.Form):
    """One line."""

    answer = forms.CharField(
        label="Your suggestion",
        max_length=LONGEST,
        validators=[one_line],
        help_text="One line, in your own words. The resident reads it as it stands.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-keep": ""}),
    )


@require_http_methods(["GET", "POST"])
@staff_of_program
def help_answer(request: SignedInRequest, program: Program, help_id: int) -> HttpResponse:
    """Suggest someone; that answers the request."""
    found = HelpRequest.objects.filter(enrollment__program=program).exclude(enrollment__status="left")
    asked = get_object_or_404(found.select_related("enrollment"), pk=help_id)
    if asked.answered_at:
        messages.info(request, GONE)
        return redirect(program)
    form = AnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        answered = _answer(asked, form.cleaned_data["answer"], request, program)
        messages.success(request, f"{asked.enrollment.name} can read it now.") if answered else messages.info(
            request, GONE
        )
        return redirect(program)
    context = {"program": program, "at": "roster", "form": form, "asked": asked}
    context["wish"] = LOOKING_FOR[asked.role]
    return render(request, "programs/help.html", context, status=422 if form.is_bound else 200)


def _answer(asked: HelpRequest, words: str, request: SignedInRequest, program: Program) -> bool:
    """Once, however often it is sent, and not after it was taken back."""
    now = clock.now()
    still_open = HelpRequest.objects.filter(pk=asked.pk, answered_at__isnull=True)
    with transaction.atomic():
        if not still_open.update(answer=words, answered_at=now, answered_by=request.user):
            return False
        record(What.ANSWERED, program, request.user, now, rows=[asked.enrollment])
    return True
