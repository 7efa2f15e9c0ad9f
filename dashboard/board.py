"""The board of advisors: four kinds of help, who gives them, and what is worth a thought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember, sent_before
from contacts.board import NotADay, NotYet, Person, day_of, fitting, in_many, open_seats, seated, suggestions
from contacts.board_gaps import contenders, gaps
from contacts.models import SEATS, Contact, Direction, RoleTerm, Stage
from contacts.roles import add_term
from contacts.seat_forms import SeatForm
from dashboard.board_cards import asked, met, shown
from dashboard.board_facts import Facts, board_facts, met_this_season, network_of
from dashboard.board_seats import NUMBERS, beside, measures, table, taken
from dashboard.filters import today_of
from interactions.people import found
from residents.models import resident_of
from web import clock
from web.http import SignedInRequest
from web.playbook import seats, stage
from web.playbook_stages import Task

SUGGESTED, MENTEES = 3, 12
MONTH = len("2026-04")
SALT, A_DAY = "board.seat", timedelta(days=1)


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """The four seats today, or on a past day from the dated role terms (P5)."""
    now, user = clock.now(), request.user
    today, asked = today_of(user, now), request.GET.get("as_of", "")
    on, wrong, written = _asked_for(asked, today)
    facts, past = board_facts(user, now, on), on < today
    seats_then = seated(facts.terms, on)
    days = {"today": today, "on": on, "past": past, "written": written, "wrong": wrong}
    context: dict[str, Any] = {
        **days,
        "table": table(seats_then),
        "seats": taken(seats_then, facts.terms, {} if past else facts.windows, on, now, user.zone),
        "many": [(person, NUMBERS[len(held)]) for person, held in in_many(seats_then)],
        "measures": measures(seats_then, facts.people),
        "earlier": None if past else _left(facts, seats_then, on),
        "beside": beside(facts.terms, on),
        "mentees": mentees(facts.people),
    }
    if not past:
        context["cards"] = _cards(request, facts, now)
        context["here"] = stage(resident_of(user).training_stage)
        context["task"] = of_the_week(context["here"].tasks, today)
    return render(request, "dashboard/board.html", context, status=422 if wrong else 200)


def _asked_for(text: str, today: date) -> tuple[date, str, str]:
    """The day of the board, what is wrong with the one asked for, and what stands in the field."""
    try:
        on = day_of(text, today) if text.strip() else today
    except NotYet:
        return today, "That is still to come", text.strip()[:MONTH]
    except NotADay:
        return today, "There is no such month", text
    return on, "", f"{on:%Y-%m}"


def of_the_week(tasks: Sequence[Task], today: date) -> Task | None:
    """One small step at a time (P20)."""
    return tasks[today.isocalendar().week % len(tasks)] if tasks else None


def _cards(request: SignedInRequest, facts: Facts, now: datetime) -> list[Any]:
    user, today = request.user, today_of(request.user, now)
    network = network_of(user, facts, today)
    network = met_this_season(user, network, contenders(network, gaps(network)), now)
    return [shown(gap, facts.rounds, today) for gap in gaps(network)]


def _left(facts: Facts, now_seated: dict[str, list[Any]], on: date) -> dict[str, Any] | None:
    """The open seat somebody left last, and the last month in which it was taken."""
    gone = [
        term
        for term in facts.terms
        if term.role in open_seats(now_seated) and term.ends_on and term.starts_on < term.ends_on <= on
    ]
    if not gone:
        return None
    term = max(gone, key=lambda one: (one.ends_on, one.pk))  # type: ignore[arg-type, return-value]
    ended = term.ends_on or on
    # The board of a month is that of its last day.
    last = ended.replace(day=1) - timedelta(days=1)
    return {
        "seat": seats()[term.role],
        "person": term.person,
        "ended": ended,
        "month": max(last, term.starts_on),
    }


def mentees(people: list[Person]) -> list[Person]:
    """Juniors I mentor (P59)."""
    close = (Stage.MET, Stage.RECURRING, Stage.NAMED)
    mine = [one for one in people if one.direction == Direction.JUNIOR and one.stage in close]
    return mine[:MENTEES]


# ------------------------------------------------------------------ offering a seat
@require_http_methods(["GET", "POST"])
def board_seat(request: SignedInRequest, seat: str) -> HttpResponse:
    """Who could sit here: suggestions from one's own people first, then anybody by name."""
    if seat not in SEATS:
        raise Http404
    today = today_of(request.user, clock.now())
    form = SeatForm(request.POST or None, user=request.user, seat=seat, today=today)
    if request.method == "POST":
        if sent_before(request.user, request.POST.get("key", "")):
            # Whoever was chosen sits there by now, so the form would be refused.
            return redirect("board")
        if form.is_valid():
            return _sit(request, form, seat)
    return render(
        request,
        "dashboard/board_seat.html",
        _choices(request, form, seat),
        status=422 if form.is_bound else 200,
    )


def _choices(request: SignedInRequest, form: SeatForm, seat: str) -> dict[str, Any]:
    now, text = clock.now(), request.GET.get("q", "").strip()[:100]
    today = today_of(request.user, now)
    facts = board_facts(request.user, now, today)
    network = network_of(request.user, facts, today)
    could = fitting(seat, network.people, network.seated, network.training)
    network = met_this_season(request.user, network, [one.pk for _, one in could], now)
    likely = suggestions(seat, network.people, network.seated, network.training, SUGGESTED)
    here = [term.person for term in network.board[seat]]
    without = [one.pk for one in (*likely, *here)]
    return {
        "form": form,
        "seat": seats()[seat],
        "here": here,
        "likely": [(one, met(one, today), asked(one, seats()[seat])) for one in likely],
        "others": found(request.user, text, without),
        "q": text,
        "chosen": str(form.data.get("person", "")) if form.is_bound else "",
        "at": "board",
    }


def _sit(request: SignedInRequest, form: SeatForm, seat: str) -> HttpResponse:
    user, data = request.user, form.cleaned_data
    person: Contact = data["person"]
    with transaction.atomic():
        if already_sent(user, data["key"]) is not None:
            return redirect("board")
        term = add_term(user, person, seat, data["starts_on"])
        remember(user, data["key"], reverse("board"))
    if term is not None:
        undo = reverse("board_seat_undo", args=[signing.dumps([user.pk, term.pk], salt=SALT)])
        words = f"{person.short_name} sits in the {seats()[seat].name} seat."
        messages.success(request, words, f"undo:{undo}")
    return redirect("board")


@require_POST
def board_seat_undo(request: SignedInRequest, token: str) -> HttpResponse:
    """The term goes as if it had never been; only its own undo can, and for a day."""
    try:
        owner, pk = signing.loads(token, salt=SALT, max_age=A_DAY)
    except signing.BadSignature as error:
        raise Http404 from error
    if owner != request.user.pk:
        raise Http404
    if RoleTerm.objects.owned_by(request.user).filter(pk=pk).delete()[0]:
        messages.success(request, "Taken back.")
    return redirect("board")
