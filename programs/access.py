"""Who may open a program's pages, and as whom the database sees them.

Staff whom `programs.rules` lets in, signed in with their second factor. Their pages run, and are drawn, in
one transaction as the database role curbside_program, which has no right to anything a resident keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from accounts.models import User
from programs.models import Program
from programs.rules import may_open
from web.http import SignedInRequest

P = ParamSpec("P")
StaffView = Callable[Concatenate[SignedInRequest, Program, P], HttpResponse]

FIELDS = Program._meta.concrete_fields
# In one statement: every page of a program asks all of it. The last columns make the rest of the
# transaction run as that role and see that program's people (migrations 0006 and 0008), without a round
# trip of their own; no row, no change.
STAFFED = f"""
SELECT {", ".join(f"p.{field.column}" for field in FIELDS)}, s.role,
    EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = s.user_id),
    set_config('curbside.program', p.id::text, true), set_config('role', 'curbside_program', true)
FROM programs_program p JOIN programs_staff s ON s.program_id = p.id AND s.ended_at IS NULL
WHERE p.id = %s AND s.user_id = %s AND s.role = ANY(%s)
"""  # noqa: S608  joined from the model's own names


def staff_of_program(view: StaffView[P]) -> Callable[..., HttpResponseBase]:
    """Find the program among those whose role lets the user in (404 otherwise), insist on the second factor,
    and run the view with the rights of a program.
    """
    roles = sorted(may_open(view.__name__))

    @wraps(view)
    def guarded(
        request: SignedInRequest, program_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        with as_program(request.user, program_id, roles) as (program, has_factor):
            if has_factor and used_second_factor(request):
                return _whole(view(request, program, *args, **kwargs))
        return ask_for_second_factor(request, came_from(request, program))

    guarded.opens_as_program = True  # type: ignore[attr-defined]
    return guarded


@contextmanager
def as_program(user: User, program_id: int, roles: list[str]) -> Iterator[tuple[Program, bool]]:
    """One transaction as the program's database role. Raises Http404 for whoever has none of the roles."""
    inside_another = connection.in_atomic_block
    with transaction.atomic():
        yield _program_of(user, program_id, roles)
        if inside_another:
            # Ends with the transaction, and a savepoint that is released does not end one.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE NONE")


def _whole(answer: HttpResponseBase) -> HttpResponseBase:
    """Drawn to the end now: what is drawn later would be drawn with the application's own rights."""
    if isinstance(answer, SimpleTemplateResponse):
        answer.render()
    if isinstance(answer, StreamingHttpResponse):
        answer.streaming_content = [b"".join(answer)]
    return answer


def _program_of(user: User, program_id: int, roles: list[str]) -> tuple[Program, bool]:
    """The program if the user has one of the roles in it, and whether they have a second factor."""
    with connection.cursor() as cursor:
        cursor.execute(STAFFED, [program_id, user.pk, roles])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    *columns, role, has_factor, _, _ = row
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
