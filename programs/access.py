"""Who may open a program's pages: its staff, signed in with their second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from programs.models import Program
from web.http import SignedInRequest

P = ParamSpec("P")
StaffView = Callable[Concatenate[SignedInRequest, Program, P], HttpResponse]


def staff_of_program(view: StaffView[P]) -> Callable[..., HttpResponse]:
    """Find the program among those the user staffs (404 otherwise) and insist on the second factor."""

    @wraps(view)
    def guarded(request: SignedInRequest, program_id: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        program = get_object_or_404(Program.objects.staffed_by(request.user), pk=program_id)
        if not passed_second_factor(request):
            return ask_for_second_factor(request, came_from(request, program))
        return view(request, program, *args, **kwargs)

    return guarded


def passed_second_factor(request: SignedInRequest) -> bool:
    """Whether this very session used a second factor the user still has."""
    records = get_authentication_records(request, request.user)
    used = any(record.get("method") == "mfa" for record in records)
    return used and is_mfa_enabled(request.user)


def ask_for_second_factor(request: SignedInRequest, back_to: str) -> HttpResponse:
    """To the explanation when none is set up, else to the form that asks for it."""
    after = urlencode({"next": back_to})
    if not is_mfa_enabled(request.user):
        return redirect(f"{reverse('second_factor')}?{after}")
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    page = next((m["url"] for m in methods if m["id"].startswith("mfa_")), None)
    if page is None:
        raise Http404
    return redirect(f"{page}?{after}")


def came_from(request: HttpRequest, program: Program) -> str:
    """Where to go on afterwards: what was asked for, unless that was a form being sent."""
    return request.get_full_path() if request.method == "GET" else program.get_absolute_url()
