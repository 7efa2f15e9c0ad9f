"""The end of a training: rhythms looked over in one list, the program's view, its advisor, and everything
to take along (P20)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.db.models.functions import Greatest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from contacts.models import Cadence, Contact, Origin, RoleTerm
from dashboard.filters import today_of
from followups import rhythms
from programs import ended
from programs.models import AuditEvent
from residents.models import Stage, resident_of
from web import clock
from web.http import SignedInRequest
from web.paging import paged
from web.phrases import count
from web.undoing import undo_tag

PAGE = 50
OVER = (Stage.FELLOW, Stage.ATTENDING)
ONE = re.compile(r"do-([0-9]{1,15})", re.ASCII)


@require_http_methods(["GET", "POST"])
def graduation(request: SignedInRequest) -> HttpResponse:
    """Everybody with a rhythm, a page at a time; sending it saves what was chosen on that page."""
    if request.method == "POST":
        return _save(request)
    now, user = clock.now(), request.user
    standing, over = ended.rows_of(user, now)
    people = Contact.objects.owned_by(user).exclude(cadence=Cadence.NONE).order_by("sort_name", "pk")
    pages = paged(request, people, PAGE)
    context: dict[str, Any] = {
        **pages,
        "rows": [_row(contact) for contact in pages["page_obj"].object_list],
        "choices": rhythms.CHOICES.items(),
        "standing": standing,
        "over": over,
        "is_over": _is_over(user, over),
        "assigned": _assigned(user, today_of(user, now)),
        "at": "me",
    }
    return render(request, "dashboard/graduation.html", context)


def _is_over(user: User, over: list[ended.Ended]) -> bool:
    graduated = any(one.how == AuditEvent.What.GRADUATED for one in over)
    return graduated or resident_of(user).training_stage in OVER


def _row(contact: Contact) -> dict[str, Any]:
    now = rhythms.rhythm_of(contact)
    return {
        "contact": contact,
        "now": now.words,
        "slower": rhythms.after(now, rhythms.SLOWER).words,
        "last": contact.last_touch_at,
    }


def _assigned(user: User, today: date) -> list[RoleTerm]:
    """What those whom the program assigned still hold."""
    terms = RoleTerm.objects.owned_by(user).current(today).filter(ends_on__isnull=True)
    mine = terms.filter(contact__origin=Origin.ASSIGNED, contact__trashed_at__isnull=True)
    return list(mine.select_related("contact").order_by("contact__sort_name", "pk")[:PAGE])


def _save(request: SignedInRequest) -> HttpResponse:
    chosen: dict[int, tuple[str, int]] = {}
    for name, choice in request.POST.items():
        found = ONE.fullmatch(name)
        version = str(request.POST.get(f"of-{found[1]}", "")) if found else ""
        if found and choice in rhythms.CHOICES and version.isdecimal() and len(chosen) < PAGE:
            chosen[int(found[1])] = (str(choice), int(version[:9]))
    user = request.user
    was, passed = rhythms.look_over(user, chosen, today_of(user, clock.now()))
    if was:
        words = f"Kept. {count(len(was), 'rhythm')} changed."
        messages.success(request, words, undo_tag(user.pk, {"do": "rhythms", "was": was}))
    else:
        messages.success(request, "Kept as it was.")
    if passed:
        messages.error(request, f"Changed elsewhere meanwhile, and left alone: {count(passed, 'rhythm')}.")
    page = request.GET.get("page", "")
    return redirect(f"{reverse('graduation')}?page={page}" if page.isdecimal() else reverse("graduation"))


@require_POST
def graduation_advisors(request: SignedInRequest) -> HttpResponse:
    """The ticked roles of whoever the program assigned end today; they stay in the history (P5, P59)."""
    user, today = request.user, today_of(request.user, clock.now())
    ticked = request.POST.getlist("term")
    ids = [term.pk for term in _assigned(user, today) if str(term.pk) in ticked]
    open_now = RoleTerm.objects.owned_by(user).filter(pk__in=ids, ends_on__isnull=True)
    if open_now.update(ends_on=Greatest(today, F("starts_on"))):
        tag = undo_tag(user.pk, {"do": "advisors", "terms": ids, "on": today.isoformat()})
        messages.success(request, f"{count(len(ids), 'role')} ended today, and kept in the history.", tag)
    else:
        messages.error(request, "Nothing ended: tick the roles that end.")
    return redirect("graduation")
