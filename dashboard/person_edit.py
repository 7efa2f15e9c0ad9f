"""Editing a person in place: each part of the page is a form of its own, and a page without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.once import already_sent, remember, sent_before
from contacts.board import CORE, core_words
from contacts.forms import CadenceForm, DetailsForm, NoteForm, ReachForm, Ways, ways_again
from contacts.models import Contact, Role
from contacts.role_forms import RoleForm
from contacts.roles import add_term
from contacts.saving import save_if_current
from dashboard.filters import today_of
from dashboard.person import mine, person_context
from dashboard.roles import said_of
from followups import planning
from programs import sharing
from web import clock
from web.htmx import target
from web.http import SignedInRequest

FORMS: dict[str, Any] = {"details": DetailsForm, "note": NoteForm, "cadence": CadenceForm, "reach": ReachForm}
# What may keep somebody out of a program's row. An end of a role or a relationship waits for Monday like
# any other fact: at once it would tell the day.
LEAVES_OUT = ("tags", "institution")
TITLES = {
    "details": "Who this is",
    "note": "Note",
    "cadence": "Rhythm",
    "reach": "How to reach",
    "roles": "Seat and roles",
}


@require_http_methods(["GET", "POST"])
def person_edit(request: SignedInRequest, pk: int, part: str) -> HttpResponse:
    """One part of a person: its form, or the part again once it is saved."""
    if part not in TITLES:
        raise Http404
    contact = mine(request, pk)
    if part == "roles":
        return _roles(request, contact)
    form = FORMS[part](request.POST or None, instance=contact)
    ways = Ways(request.POST or None, instance=contact, prefix="ways") if part == "reach" else None
    valid = form.is_bound and form.is_valid()
    if valid and form.cleaned_data["version"] != contact.version:
        return _conflict(request, pk, part, form)
    if not valid or not (ways is None or ways.is_valid()):
        return _form(request, contact, part, form, ways, status=422 if form.is_bound else 200)
    if not _save(form, ways, part, request):
        return _conflict(request, pk, part, form)
    if part == "details" and "is_core" in form.changed_data:
        _hint_of_core(request, contact)
    return _saved(request, contact, part)


def _hint_of_core(request: SignedInRequest, contact: Contact) -> None:
    """More than two core mentors are allowed, and said once (P58)."""
    core = Contact.objects.owned_by(request.user).filter(is_core=True).count()
    if contact.is_core and core > CORE[1]:
        messages.info(request, f"Kept: {core} core mentors. {core_words(core)}")


def _save(form: Any, ways: Any, part: str, request: SignedInRequest) -> bool:
    contact: Contact = form.instance
    with transaction.atomic():
        rhythm_changed = part == "cadence" and form.has_changed()
        if rhythm_changed:
            contact.cadence_set_on = today_of(request.user, clock.now())
            Contact.objects.filter(pk=contact.pk).update(cadence_set_on=contact.cadence_set_on)
        if not save_if_current(form):
            transaction.set_rollback(True)
            return False
        if part == "details" and any(form.initial[name] != form.cleaned_data[name] for name in LEAVES_OUT):
            sharing.narrow(request.user, clock.now())
        if ways is not None:
            for way in ways.save(commit=False):
                way.owner = request.user
                way.save()
            for way in ways.deleted_objects:
                way.delete()
        if rhythm_changed:
            planning.plan_window(contact)
            planning.refresh_next([contact.pk])
    return True


def _conflict(request: SignedInRequest, pk: int, part: str, form: Any) -> HttpResponse:
    """The second tab is told; its words stay in the form, the saved ones are shown beside them."""
    now_saved = mine(request, pk)
    data = form.data.copy()
    data["version"] = str(now_saved.version)
    fresh = FORMS[part](data, instance=mine(request, pk))
    fresh.is_valid()
    ways = ways_again(form.data, mine(request, pk)) if part == "reach" else None
    context = {"saved": now_saved, "conflict": True}
    return _form(request, now_saved, part, fresh, ways, status=409, **context)


def _form(
    request: SignedInRequest,
    contact: Contact,
    part: str,
    form: Any,
    ways: Any = None,
    *,
    status: int,
    **more: Any,
) -> HttpResponse:
    if not form.is_bound and "version" in form.fields:
        form.initial["version"] = contact.version
    context = {"contact": contact, "part": part, "title": TITLES[part], "form": form, "ways": ways, **more}
    template = "dashboard/person_part_form.html" if target(request) == part else "dashboard/person_edit.html"
    return render(request, template, context, status=status)


def _saved(request: SignedInRequest, contact: Contact, part: str) -> HttpResponse:
    if target(request) != part:
        return redirect("person", pk=contact.pk)
    return render(request, f"dashboard/person.html#{part}", person_context(request, contact.pk))


def _roles(request: SignedInRequest, contact: Contact) -> HttpResponse:
    today = today_of(request.user, clock.now())
    form = RoleForm(request.POST or None, contact=contact, today=today)
    if request.method == "POST" and sent_before(request.user, request.POST.get("key", "")):
        return _saved(request, contact, "roles")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            if already_sent(request.user, data["key"]) is None:
                term = add_term(request.user, contact, data["role"], data["starts_on"], data["ends_on"])
                if data["role"] == Role.SUPPORT:
                    sharing.narrow(request.user, clock.now())
                remember(request.user, data["key"], contact.get_absolute_url())
                if term is not None:
                    said_of(request, term, "role_added", f"{term} is kept for {contact.short_name}.")
        return _saved(request, contact, "roles")
    context = {"terms": contact.role_terms.all(), "today": today}
    return _form(request, contact, "roles", form, status=422 if form.is_bound else 200, **context)
