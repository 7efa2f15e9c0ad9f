"""The resident's side: a link opened, the row they see, who looked, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from programs import ended, inviting, sharing
from programs.columns import COLUMNS
from programs.drawing import cells
from programs.forms import JoinForm, sent
from programs.models import Enrollment, Invitation, Program
from programs.roster import row_for
from programs.views.sharing import looks_at, mine, staff_of
from web import clock
from web.http import SignedInRequest

LOOKS_SHOWN = 5


@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation is for; sending the form joins."""
    invitation, now = inviting.found(token), clock.now()
    if invitation is None:
        return _closed(request, None, "unknown")
    user = request.user if request.user.is_authenticated else None
    reason = inviting.why_not(invitation, user, now)
    if reason:
        return _closed(request, invitation, reason)
    if user is None:
        return render(request, "programs/join_signed_out.html", {"invitation": invitation})
    form = JoinForm(sent(request), user=user, asks=_question(invitation, user))
    if request.method == "POST" and form.is_valid():
        try:
            inviting.accept(invitation, user, now)
        except inviting.CannotJoin as refusal:
            return _closed(request, invitation, str(refusal))
        return _welcome(request, invitation)
    return render(
        request, "programs/join.html", _seen(invitation, form), status=422 if form.is_bound else 200
    )


@require_GET
def my_programs(request: SignedInRequest) -> HttpResponse:
    """The programs I belong to with the row each sees, and those whose roster I keep."""
    rows, over = ended.rows_of(request.user, clock.now())
    belongs = [_belongs(row) for row in rows]
    staffed = Program.objects.staffed_by(request.user).order_by("name", "pk")
    context = {"at": "me", "belongs": belongs, "over": over, "staffed": staffed, "columns": COLUMNS}
    return render(request, "programs/mine.html", context)


@require_http_methods(["GET", "POST"])
def program_leave(request: SignedInRequest, enrollment_id: int) -> HttpResponse:
    """Leave a program: the row goes at once, the account stays."""
    row = mine(request, enrollment_id)
    if request.method == "POST":
        sharing.leave(row, request.user, clock.now())
        messages.success(request, f"You have left {row.program.name}. Your account is unchanged.")
        return redirect("my_programs")
    return render(request, "programs/leave.html", {"at": "me", "row": row})


def _belongs(row: Enrollment) -> dict[str, Any]:
    """One program I belong to: my row as it stands, who reads it, who looked."""
    entry = getattr(row, "entry", None)
    return {
        "row": row,
        "cells": cells(row_for(row, entry)),
        "chosen": entry is not None,
        "staff": staff_of(row.program),
        "looks": looks_at(row)[:LOOKS_SHOWN],
    }


def _question(invitation: Invitation, user: User) -> str:
    """What to ask when nothing shows that the link was made for this account; "" when its address matches."""
    if invitation.email.lower() == user.email.lower():
        return ""
    if invitation.enrollment:
        return f"I am {invitation.enrollment.name}, and I join as {user.email}"
    return f"I use this link for {user.email}" if invitation.email else ""


def _seen(invitation: Invitation, form: JoinForm) -> dict[str, object]:
    """What the page shows: the very facts the program holds."""
    row = Enrollment.objects.with_advisor().filter(invitations=invitation).first()
    asks = "it_is_me" in form.fields
    return {"invitation": invitation, "program": invitation.program, "form": form, "row": row, "asks": asks}


def _welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if invitation.enrollment_id:
        messages.success(request, f"You have joined {invitation.program.name}.")
        return redirect("sharing", invitation.enrollment_id)
    messages.success(request, f"You now work on the roster of {invitation.program.name}.")
    return redirect(invitation.program)


def _closed(request: HttpRequest, invitation: Invitation | None, reason: str) -> HttpResponse:
    """Why a link does not work, and whom to ask. A link nobody made is a 404, one that is over a 410."""
    used_by_me = bool(invitation and request.user.pk and invitation.used_by_id == request.user.pk)
    context = {"invitation": invitation, "reason": reason, "used_by_me": used_by_me}
    status = 404 if reason == "unknown" else 409 if reason == "twice" else 410
    return render(request, "programs/link_closed.html", context, status=status)
