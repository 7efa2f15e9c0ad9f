"""Advisors: add one, correct an entry, hand mentees over, a link for their account."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.once import already_sent, remember
from programs import advising, enrolling
from programs.access import staff_of_program
from programs.forms import NAME_TAKEN, AdvisorForm, HandoverForm, SendForm, sent
from programs.models import Advisor, Invitation, Program
from programs.views.invitations import make_links
from web import clock
from web.http import SignedInRequest
from web.phrases import count


@require_http_methods(["GET", "POST"])
@staff_of_program
def advisor_new(request: SignedInRequest, program: Program) -> HttpResponse:
    """Add an advisor nobody is assigned to yet."""
    form = AdvisorForm(sent(request), instance=Advisor(program=program))
    if request.method == "POST" and form.is_valid() and _added(form, request):
        messages.success(request, f"{form.instance.name} is on the list of advisors.")
        return redirect("roster_by_advisor", program.pk)
    context = {"program": program, "at": "roster", "form": form, "advisor": None}
    return render(request, "programs/advisor.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_of_program
def advisor_edit(request: SignedInRequest, program: Program, advisor_id: int) -> HttpResponse:
    """An advisor's name, address and last day, with their mentees."""
    advisor = _advisor(program, advisor_id)
    form = AdvisorForm(sent(request), instance=copy(advisor), initial={"version": advisor.version})
    context = {"program": program, "at": "roster", "form": form, "advisor": advisor}
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        outcome = _saved(form, request)
        if outcome == "saved":
            messages.success(request, f"Saved {form.instance.name}.")
            return redirect("roster_by_advisor", program.pk)
        if outcome == "changed meanwhile":
            theirs = _advisor(program, advisor_id)
            typed = request.POST.copy()
            typed["version"] = str(theirs.version)
            context |= {
                "form": AdvisorForm(typed, instance=copy(theirs)),
                "advisor": theirs,
                "theirs": theirs,
            }
            status = 409
    context |= _side(advisor)
    return render(request, "programs/advisor.html", context, status=status)


@require_http_methods(["GET", "POST"])
@staff_of_program
def advisor_handover(request: SignedInRequest, program: Program, advisor_id: int) -> HttpResponse:
    """Another advisor for each mentee, in one form."""
    advisor, now = _advisor(program, advisor_id), clock.now()
    mentees = enrolling.mentees_of(advisor).order_by("name", "pk")
    today = now.astimezone(request.user.zone).date()
    others = advising.with_loads(program).exclude(pk=advisor.pk).exclude(leaves_on__lt=today)
    form = HandoverForm(sent(request), mentees=mentees, advisors=others)
    if request.method == "POST" and form.is_valid():
        moved = advising.hand_over(program, form.chosen, request.user, now, away_from=advisor)
        messages.success(request, f"{count(len(moved), 'resident')} handed over from {advisor.name}.")
        return redirect("roster_by_advisor", program.pk)
    context = {"program": program, "at": "roster", "form": form, "advisor": advisor}
    return render(request, "programs/advisor_handover.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_of_program
def advisor_invite(request: SignedInRequest, program: Program, advisor_id: int) -> HttpResponse:
    """A link that ties an account to this advisor."""
    advisor = _advisor(program, advisor_id)
    if advisor.user_id is not None:
        raise Http404
    form = SendForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return make_links(request, program, form, advisor=advisor)
    context = {"program": program, "at": "roster", "form": form, "advisor": advisor}
    return render(request, "programs/advisor_invite.html", context, status=422 if form.is_bound else 200)


def _advisor(program: Program, pk: int) -> Advisor:
    advisor: Advisor = get_object_or_404(Advisor, program=program, pk=pk)
    # Its own copy: what a form changes shows in no other place of the page.
    advisor.program = program
    return advisor


def _side(advisor: Advisor) -> dict[str, object]:
    link = Invitation.objects.still_open(clock.now()).filter(advisor=advisor).first()
    return {"mentees": enrolling.mentees_of(advisor).order_by("name", "pk"), "open_link": link}


def _added(form: AdvisorForm, request: SignedInRequest) -> bool:
    """Once, however often the form is sent; False when the name was taken a moment ago."""
    key = form.cleaned_data["key"]
    try:
        with transaction.atomic():
            if already_sent(request.user, key) is None:
                advising.add_entry(form.instance, request.user, clock.now())
                remember(request.user, key, form.instance.program.get_absolute_url())
    except IntegrityError:
        form.add_error("name", NAME_TAKEN)
        return False
    return True


def _saved(form: AdvisorForm, request: SignedInRequest) -> str:
    version = form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            saved = advising.save_entry(form.instance, version, request.user, clock.now())
    except IntegrityError:
        form.add_error("name", NAME_TAKEN)
        return "taken"
    return "saved" if saved else "changed meanwhile"
