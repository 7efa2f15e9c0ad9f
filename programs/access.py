"""Who may open a program's pages: its staff, signed in with their second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from programs.models import Program
from web.http import SignedInRequest

P = ParamSpec("P")
StaffView = Callable[Concatenate[SignedInRequest, Program, P], HttpResponse]

FIELDS = Program._meta.concrete_fields
# In one statement: every page of a program asks both.
STAFFED = f"""
SELECT {", ".join(f"p.{field.column}" for field in FIELDS)}, s.role,
    EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = s.user_id)
FROM programs_program p JOIN programs_staff s ON s.program_id = p.id AND s.ended_at IS NULL
WHERE p.id = %s AND s.user_id = %s
"""  # noqa: S608  joined from the model's own names


def staff_of_program(view: StaffView[P]) -> Callable[..., HttpResponse]:
    """Find the program among those the user staffs (404 otherwise) and insist on the second factor."""

    @wraps(view)
    def guarded(request: SignedInRequest, program_id: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        program, has_factor = _program_of(request.user, program_id)
        if not (has_factor and used_second_factor(request)):
            return ask_for_second_factor(request, came_from(request, program))
        return view(request, program, *args, **kwargs)

    return guarded


def _program_of(user: User, program_id: int) -> tuple[Program, bool]:
    """The program if the user staffs it, and whether the user has a second factor. Raises Http404."""
    with connection.cursor() as cursor:
        cursor.execute(STAFFED, [program_id, user.pk])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    *columns, role, has_factor = row
    program = Program.from_db(connection.alias, [field.attname for field in FIELDS], columns)
    program.my_role = role
    return program, has_factor


def used_second_factor(request: SignedInRequest) -> bool:
    """Whether this very session used a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


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
