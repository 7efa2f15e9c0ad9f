"""Making a program, its name, and why its staff need a second factor."""

from __future__ import annotations

from copy import copy

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.once import already_sent, remember
from programs import enrolling
from programs.access import staff_of_program
from programs.audit import What, record
from programs.forms import ProgramForm, sent
from programs.models import Program
from web import clock
from web.http import SignedInRequest, safe_next


@require_http_methods(["GET", "POST"])
def program_new(request: SignedInRequest) -> HttpResponse:
    """Make a program; who makes it coordinates it."""
    form = ProgramForm(sent(request))
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        with transaction.atomic():
            where = already_sent(request.user, key)
            if where is None:
                made = enrolling.make_program(form.instance, request.user, clock.now())
                where = made.get_absolute_url()
                remember(request.user, key, where)
        return redirect(where)
    return render(
        request, "programs/new.html", {"form": form, "at": "me"}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
@staff_of_program
def program_edit(request: SignedInRequest, program: Program) -> HttpResponse:
    """Correct a program's name and place."""
    now_there = copy(program)
    form = ProgramForm(sent(request), instance=program, initial={"version": program.version})
    context = {"program": now_there, "at": "invitations", "form": form}
    if request.method == "POST" and form.is_valid():
        if _renamed(form, request.user):
            messages.success(request, "Saved.")
            return redirect(program)
        typed = request.POST.copy()
        typed["version"] = str(now_there.version)
        context |= {"form": ProgramForm(typed, instance=copy(now_there)), "theirs": now_there}
        return render(request, "programs/edit.html", context, status=409)
    return render(request, "programs/edit.html", context, status=422 if form.is_bound else 200)


def _renamed(form: ProgramForm, user: User) -> bool:
    """Save the name and place if nobody did since the form was opened."""
    program, version = form.instance, form.cleaned_data["version"] or 0
    facts = {name: form.cleaned_data[name] for name in ("name", "institution", "specialty")}
    with transaction.atomic():
        same = Program.objects.filter(pk=program.pk, version=version)
        if not same.update(**facts, version=version + 1):
            return False
        record(What.CHANGED_PROGRAM, program, user, clock.now())
    return True


@require_GET
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Why a second factor, and the way there; straight on for those who have one."""
    back = safe_next(request, "my_programs")
    if is_mfa_enabled(request.user):
        return redirect(back)
    return render(request, "programs/second_factor.html", {"at": "me", "next": back})
