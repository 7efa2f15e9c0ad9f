"""The page that moves a program into a new academic year, and takes that back."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from programs import new_year, rolling
from programs.access import staff_of_program
from programs.models import Program
from programs.years import year_name
from web import clock
from web.http import SignedInRequest
from web.phrases import count


@require_http_methods(["GET", "POST"])
@staff_of_program
def roll_over(request: SignedInRequest, program: Program) -> HttpResponse:
    """Who moves up, stays or graduates; sending the form does it."""
    now, user = clock.now(), request.user
    year = _season(user, now)
    done = new_year.made_already(program, year) if year else new_year.standing(program, now)
    if done:
        return _page(request, program, done.year, done=done, undoable=done.can_be_undone(now))
    if year is None:
        raise Http404
    residents, chosen = new_year.residents_of(program), _chosen(request)
    moves = rolling.moves(residents, year, chosen)
    status, refused = 200, ""
    if request.method == "POST":
        status, refused = _refused(request, moves)
        if not refused and new_year.roll_over(program, moves, year, user, now):
            messages.success(request, _summary(moves, year))
            return redirect(program)
        status, refused = (status, refused) if refused else (409, "changed")
        moves = rolling.moves(new_year.residents_of(program), year, chosen)
    return _page(request, program, year, status, refused=refused, **_proposed(residents, moves, year))


@require_POST
@staff_of_program
def roll_over_undo(request: SignedInRequest, program: Program) -> HttpResponse:
    """Put everybody back, within a day."""
    now = clock.now()
    left = new_year.undo(program, request.user, now)
    if left is None:
        messages.error(request, "It is too late to undo this, or somebody has. Nothing was changed.")
    elif left:
        names = ", ".join(left[:5]) + (" and others" if len(left) > 5 else "")
        messages.success(request, f"Undone, except where somebody changed the entry since: {names}.")
    else:
        messages.success(request, "Undone: everybody is in the year before again.")
    return redirect("roll_over", program.pk) if _season(request.user, now) else redirect(program)


def _proposed(residents: list[rolling.Resident], moves: list[rolling.Move], year: int) -> dict[str, object]:
    """The moves as the form shows them."""
    last = rolling.last_levels(residents)
    ends = [move for move in moves if rolling.at_end(move.resident, last)]
    groups = [("At the end of their track", ends), ("Everyone else", moves[len(ends) :])]
    there = len(residents) - len(rolling.waiting(residents, year))
    return {"groups": groups, "moves": moves, "reading": _reading(moves), "there": there}


def _season(user: User, now: datetime) -> int | None:
    return rolling.year_to_enter(now.astimezone(user.zone).date())


def _chosen(request: SignedInRequest) -> dict[int, str]:
    """What was chosen for each row, by its number."""
    sent = {
        name.removeprefix("what-"): what for name, what in request.POST.items() if name.startswith("what-")
    }
    return {int(pk): str(what) for pk, what in sent.items() if pk.isascii() and pk.isdigit() and len(pk) < 19}


def _refused(request: SignedInRequest, moves: list[rolling.Move]) -> tuple[int, str]:
    """Not done when the rows are not those that were shown, or nobody looked at who graduates."""
    if request.POST.get("reading") != _reading(moves):
        return 409, "changed"
    leaving = any(move.what == rolling.GRADUATES for move in moves)
    return (422, "unseen") if leaving and "seen" not in request.POST else (200, "")


def _reading(moves: list[rolling.Move]) -> str:
    """Names the rows that were shown, whatever is chosen for them."""
    rows = sorted((one.resident.pk, one.resident.pgy, one.resident.track, one.resident.year) for one in moves)
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


def _summary(moves: list[rolling.Move], year: int) -> str:
    up = sum(move.what == rolling.UP for move in moves)
    stay = sum(move.what == rolling.STAYS for move in moves)
    gone = len(moves) - up - stay
    parts = [f"{count(up, 'resident')} moved up"]
    parts += [f"{stay} stayed"] if stay else []
    parts += [f"{gone} graduated"] if gone else []
    return f"{year_name(year)} has begun: {', '.join(parts)}. It can be undone for a day."


def _page(
    request: SignedInRequest, program: Program, year: int, status: int = 200, **context: object
) -> HttpResponse:
    context |= {"program": program, "at": "roster", "year": year_name(year)}
    return render(request, "programs/roll_over.html", context, status=status)
