"""The page where a letter is written. Nothing is sent from Curbside, and what it hints is kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from followups.drafts import Draft, with_line
from followups.letters import LetterChanged, Written, keep
from followups.models import LETTER_LENGTH
from interactions import telling
from interactions.desk import Desk, desk
from interactions.letter_form import LetterForm
from web import clock
from web.guarded import PATIENT
from web.htmx import target
from web.http import SignedInRequest

PAGE = "interactions/write.html"


@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """The letter, to read and change; a POST keeps it, from a button or after a pause in typing."""
    open_ = desk(request, contact_id, clock.now())
    if refused := open_.occasion.refusal(open_.slug):
        messages.error(request, f"Nothing to write yet: {refused}")
        return redirect(open_.occasion.place)
    if request.method == "GET":
        return render(request, PAGE, open_.context())
    form = open_.form(request.POST)
    if not form.is_valid():
        errors = [words for field in form.errors.values() for words in field]
        blocked = any(error.code == PATIENT for one in form.errors.as_data().values() for error in one)
        return _said(open_, {"errors": errors, "blocked": blocked}, 422)
    try:
        letter = keep(open_.contact, open_.follow_up, _written(open_, form), open_.now)
    except LetterChanged as other:
        return _said(open_, {"saved": other.saved}, 409)
    if target(request) == "saved":
        return render(request, "interactions/write_saved.html", {"letter": letter})
    messages.success(request, "Kept. Nothing was sent.")
    return redirect(open_.address())


def _written(open_: Desk, form: LetterForm) -> Written:
    """The words sent, with what was ticked or a line of the checklist put in where a button asked for it."""
    written = form.written(open_.slug)
    written = replace(written, body=_told(open_, written.body))
    asked = open_.request.POST.get("add", "")
    for line in open_.checked(written.body).lines if asked else ():
        if line.item.slug == asked and line.add:
            written = replace(written, body=with_line(written.body, line.add, at_top=line.item.opening))
    return written


def _told(open_: Desk, body: str) -> str:
    """The letter with the sentences of the ticked boxes, where that was asked for and there is room."""
    data = open_.request.POST
    if "put" not in data:
        return body
    told = telling.put(body, open_.boxes(body), data.getlist("tell"), open_.chosen.news)
    return told if len(told) <= LETTER_LENGTH else body


def _said(open_: Desk, more: dict[str, Any], status: int) -> HttpResponse:
    """Not kept: said beside the letter, which stays as it is; nothing is overwritten."""
    request = open_.request
    if target(request) == "saved":
        answer = render(request, "interactions/write_said.html", {"desk": open_, **more}, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#letter-said", "innerHTML"
        return answer
    typed = Draft(request.POST.get("subject", ""), request.POST.get("body", ""))
    return render(request, PAGE, {**open_.context(typed), **more}, status=status)


@require_POST
def check(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """The list beside the letter as it stands now. It writes nothing, anywhere (P72)."""
    open_ = desk(request, contact_id, clock.now())
    body = _told(open_, request.POST.get("body", "")[: LETTER_LENGTH + 1].replace("\r\n", "\n"))
    numbers, marks = open_.numbers(body)
    context = {"desk": open_, "checked": open_.checked(body), "boxes": open_.boxes(body), "is_part": True}
    context |= {"numbers": numbers, "marks": marks, "told": body if "put" in request.POST else None}
    return render(request, "interactions/write_checked.html", context)
