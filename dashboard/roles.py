"""Dated roles on a person: ending one, correcting its days, a mistake taken out, “sponsor” (P3, P5)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import Contact, Role, RoleTerm
from contacts.role_forms import DaysForm
from contacts.roles import add_term
from dashboard.filters import today_of
from dashboard.person import mine
from web import clock
from web.http import SignedInRequest
from web.undoing import said, undo_tag


@require_http_methods(["GET", "POST"])
def role_end(request: SignedInRequest, pk: int, term_id: int) -> HttpResponse:
    """End a role today; the term stays in the history (P5)."""
    contact = mine(request, pk)
    term = get_object_or_404(RoleTerm.objects.owned_by(request.user), pk=term_id, contact=contact)
    if request.method == "POST" and term.ends_on is None:
        day = max(today_of(request.user, clock.now()), term.starts_on)
        # Another tab may have been quicker: then the day it chose stays.
        if RoleTerm.objects.filter(pk=term.pk, ends_on=None).update(ends_on=day):
            term.ends_on = day
            said_of(request, term, "role_ended", f"{term} ended today, and is kept in the history.")
    return redirect("person_edit", pk=pk, part="roles")


def said_of(request: SignedInRequest, term: RoleTerm, did: str, words: str, back: str = "") -> None:
    """A toast with Undo, which finds the term by all that it is now."""
    back = back or reverse("person_edit", args=[term.contact_id, "roles"])
    messages.success(request, words, undo_tag(request.user.pk, {"do": did, "is": said(term), "back": back}))


@require_http_methods(["GET", "POST"])
def role_edit(request: SignedInRequest, pk: int, term_id: int) -> HttpResponse:
    """The days of one term. What it says of another day stays in the history."""
    contact = mine(request, pk)
    term = get_object_or_404(RoleTerm.objects.owned_by(request.user), pk=term_id, contact=contact)
    if request.method == "POST" and "mistake" in request.POST:
        term.delete()
        messages.success(request, f"{term.get_role_display()} is taken out, as if it had never been.")
        return redirect("person_edit", pk=pk, part="roles")
    today = today_of(request.user, clock.now())
    with transaction.atomic():
        if request.method == "POST":
            # Two tabs wait for one another: together they could make two terms overlap.
            Contact.objects.select_for_update().get(pk=pk)
        form = DaysForm(request.POST or None, contact=contact, today=today, term=term)
        if form.is_valid():
            term.starts_on, term.ends_on = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
            term.save(update_fields=["starts_on", "ends_on"])
            messages.success(request, "The days are changed.")
            return redirect("person_edit", pk=pk, part="roles")
    context = {"contact": contact, "term": term, "form": form, "at": "people"}
    return render(request, "dashboard/role_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def sponsor_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody who opened a door is a sponsor too; what they were before, they stay (P3)."""
    contact = mine(request, pk)
    term = add_term(request.user, contact, Role.SPONSOR, today_of(request.user, clock.now()))
    if term is not None:
        words = f"{contact.short_name} is a sponsor too. The other roles stay as they are."
        said_of(request, term, "role_added", words, contact.get_absolute_url())
    return redirect(contact)
