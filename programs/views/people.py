"""Residents of a program: add, change, take off."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.once import already_sent, remember
from programs import enrolling
from programs.access import staff_of_program
from programs.forms import ALREADY_HERE, ResidentForm, sent
from programs.models import Enrollment, Invitation, Program
from web import clock
from web.http import SignedInRequest


@require_http_methods(["GET", "POST"])
@staff_of_program
def enrollment_new(request: SignedInRequest, program: Program) -> HttpResponse:
    """Add a resident."""
    form = ResidentForm(sent(request), program=program, user=request.user, now=clock.now())
    if request.method == "POST" and form.is_valid():
        another = "another" in request.POST
        target = reverse("enrollment_new", args=[program.pk]) if another else program.get_absolute_url()
        if _add(form, request.user):
            messages.success(request, f"{form.instance.name} is on the roster.")
            return redirect(target)
    context = {"program": program, "at": "roster", "form": form}
    return render(request, "programs/resident_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_of_program
def enrollment_edit(request: SignedInRequest, program: Program, enrollment_id: int) -> HttpResponse:
    """Change the facts the program holds about one resident."""
    resident = _resident(program, enrollment_id)
    form = ResidentForm(
        sent(request),
        instance=copy(resident),
        initial={"advisor": resident.advisor_id, "version": resident.version},
        program=program,
        user=request.user,
        now=clock.now(),
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        outcome = _change(form, request.user)
        if outcome == "saved":
            messages.success(request, f"Saved {form.instance.name}.")
            return redirect(program)
        if outcome == "changed meanwhile":
            return _conflict(request, program, enrollment_id)
    history = resident.assignments.select_related("advisor").order_by("-starts_on", "-pk")
    link = Invitation.objects.still_open(clock.now()).filter(enrollment=resident).first()
    context = {"program": program, "at": "roster", "form": form, "resident": resident}
    context |= {"history": history, "open_link": link}
    return render(request, "programs/resident.html", context, status=status)


@require_http_methods(["GET", "POST"])
@staff_of_program
def enrollment_remove(request: SignedInRequest, program: Program, enrollment_id: int) -> HttpResponse:
    """Take a resident off the roster; nothing of theirs is touched."""
    resident = _resident(program, enrollment_id)
    if request.method == "POST":
        enrolling.leave(resident, request.user, clock.now())
        messages.success(request, f"{resident.name} is no longer on the roster.")
        return redirect(program)
    context = {"program": program, "at": "roster", "resident": resident}
    return render(request, "programs/resident_remove.html", context)


def _resident(program: Program, pk: int) -> Enrollment:
    return get_object_or_404(Enrollment.objects.of(program).with_advisor(), pk=pk)


def _add(form: ResidentForm, user: User) -> bool:
    """Enroll once, however often the form is sent; False when the address was taken a moment ago."""
    key = form.cleaned_data["key"]
    try:
        with transaction.atomic():
            if already_sent(user, key) is None:
                enrolling.enroll(form.instance, form.chosen_advisor(), user, clock.now())
                remember(user, key, form.program.get_absolute_url())
    except IntegrityError:
        form.add_error("email", ALREADY_HERE)
        return False
    return True


def _change(form: ResidentForm, user: User) -> str:
    version = form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            if enrolling.change(form.instance, form.chosen_advisor(), version, user, clock.now()):
                return "saved"
            transaction.set_rollback(True)
    except IntegrityError:
        form.add_error("email", ALREADY_HERE)
        return "taken"
    return "changed meanwhile"


def _conflict(request: SignedInRequest, program: Program, pk: int) -> HttpResponse:
    """Somebody saved meanwhile: show what they saved beside what was typed here; nothing is overwritten."""
    theirs = _resident(program, pk)
    typed = request.POST.copy()
    typed["version"] = str(theirs.version)
    form = ResidentForm(
        typed, instance=_resident(program, pk), program=program, user=request.user, now=clock.now()
    )
    context = {"program": program, "at": "roster", "form": form, "resident": theirs, "theirs": theirs}
    return render(request, "programs/resident.html", context, status=409)
