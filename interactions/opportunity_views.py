"""Openings heard of: the list, and each added, changed, followed, deleted (P1). No program ever sees one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember
from interactions import giving_undo
from interactions.good_turn_views import today_of
from interactions.models import Opportunity
from interactions.one_of_mine import named
from interactions.opportunities import OpportunityForm, deadline_words, group_of, in_order
from web.htmx import page_or_part
from web.http import SignedInRequest, safe_next
from web.paging import paged

PAGE = 50
LIST, FORM, SURE = (f"interactions/{name}.html" for name in ("opportunities", "opportunity_form", "sure"))


def mine(request: SignedInRequest, pk: int) -> Opportunity:
    """The user's opening, or 404."""
    own = Opportunity.objects.owned_by(request.user).select_related("heard_from")
    return get_object_or_404(own, pk=pk)


@require_GET
def opportunities(request: SignedInRequest) -> HttpResponse:
    """Open ones first, by deadline."""
    today = today_of(request)
    own = Opportunity.objects.owned_by(request.user).select_related("heard_from")
    pages = paged(request, in_order(own, today), PAGE)
    rows = [
        (group_of(one.place), one, *deadline_words(one.deadline, today, one.status))
        for one in pages["page_obj"]
    ]
    context = {"rows": rows, "at": "people", "here": "opportunities", **pages}
    return page_or_part(request, LIST, context, parts=["openings"])


@require_http_methods(["GET", "POST"])
def opportunity_new(request: SignedInRequest) -> HttpResponse:
    """Add one, from the list or from the page of whoever told of it."""
    kind = request.GET.get("kind", "")
    blank = Opportunity(owner=request.user)
    blank.kind = kind if kind in Opportunity.Kind.values else blank.kind
    known = named(request, "person")
    form = OpportunityForm(
        request.POST or None, user=request.user, known=known, instance=blank, today=today_of(request)
    )
    if form.is_valid():
        return redirect(_add(request, form))
    return _show(request, form, 422 if form.is_bound else 200, known=known)


def _add(request: SignedInRequest, form: OpportunityForm) -> str:
    back = safe_next(request, reverse("opportunities"))
    with transaction.atomic():
        if (before := already_sent(request.user, form.cleaned_data["key"])) is not None:
            return before
        made: Opportunity = form.save()
        remember(request.user, form.cleaned_data["key"], back)
    undo = giving_undo.added(request.user, "opening", made, back)
    messages.success(request, f"Kept, for you alone: {made.title}.", undo)
    return back


@require_http_methods(["GET", "POST"])
def opportunity_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change it."""
    one = mine(request, pk)
    form = OpportunityForm(
        request.POST or None, user=request.user, known=None, instance=one, today=today_of(request)
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        current = Opportunity.objects.filter(pk=pk, version=form.cleaned_data["version"] or 0)
        with transaction.atomic():
            if current.update(version=F("version") + 1):
                form.instance.version = form.cleaned_data["version"] + 1
                form.save()
                messages.success(request, "Saved.")
                return redirect(safe_next(request, reverse("opportunities")))
        status = 409
        form.data = {**request.POST.dict(), "version": str(mine(request, pk).version)}
    return _show(request, form, status, opening=mine(request, pk))


@require_POST
def opportunity_status(request: SignedInRequest, pk: int) -> HttpResponse:
    """Applied, let pass, over; or open again."""
    one, to = mine(request, pk), request.POST.get("to", "")
    back = safe_next(request, reverse("opportunities"))
    if to not in Opportunity.Status.values:
        raise Http404
    if one.status != to:
        was, one.status = one.status, to
        Opportunity.objects.filter(pk=one.pk).update(status=to, version=F("version") + 1)
        undo = giving_undo.changed(request.user, "opening", one, {"status": was}, back)
        messages.success(request, f"{one.title}: {Opportunity.Status(to).label}.", undo)
    return redirect(back)


@require_POST
def opportunity_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete it; Undo puts it back. What is too long for Undo is asked about first."""
    one = mine(request, pk)
    back = safe_next(request, reverse("opportunities"))
    undo = giving_undo.deleted(request.user, "opening", one, back)
    if not undo and "sure" not in request.POST:
        context = {"what": one.title, "at": "people", "back": back}
        return render(request, SURE, context)
    one.delete()
    messages.success(request, f"Deleted: {one.title}.", undo)
    return redirect(back)


def _show(request: SignedInRequest, form: OpportunityForm, status: int, **more: Any) -> HttpResponse:
    context = {"form": form, "at": "people", "conflict": status == 409, **more}
    context["next"] = request.POST.get("next") or request.GET.get("next") or ""
    return render(request, FORM, context, status=status)
