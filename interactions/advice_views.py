"""Advice somebody gave: keep it, say where it stands, and what came of it (P45)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember
from contacts.models import Contact
from interactions import advising, giving_undo
from interactions.advice_forms import AdviceForm
from interactions.models import Advice
from web import clock
from web.http import SignedInRequest

PAGE = "interactions/advice.html"
SURE = "interactions/sure.html"


def _mine(request: SignedInRequest, pk: int) -> Advice:
    return get_object_or_404(Advice.objects.owned_by(request.user).select_related("contact"), pk=pk)


@require_http_methods(["GET", "POST"])
def advice_new(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """Keep one thing they advised."""
    contact = get_object_or_404(Contact.objects.owned_by(request.user), pk=contact_id)
    now = clock.now()
    today = now.astimezone(request.user.zone).date()
    blank = Advice(owner=request.user, contact=contact, given_on=today, created_at=now)
    form = AdviceForm(request.POST or None, instance=blank, today=today)
    if form.is_valid():
        key = form.cleaned_data["key"]
        with transaction.atomic():
            if (sent := already_sent(request.user, key)) is not None:
                return redirect(sent)
            form.save()
            advising.agree(contact, now)
            remember(request.user, key, contact.get_absolute_url())
        messages.success(request, "The advice is kept.")
        return redirect(contact)
    status = 422 if form.is_bound else 200
    return render(request, PAGE, {"form": form, "contact": contact, "at": "people"}, status=status)


@require_http_methods(["GET", "POST"])
def advice(request: SignedInRequest, pk: int) -> HttpResponse:
    """One piece of advice: considering, acting, declined or done, and what came of it."""
    one, now = _mine(request, pk), clock.now()
    today = now.astimezone(request.user.zone).date()
    contact, was = one.contact, one.outcome
    form = AdviceForm(request.POST or None, instance=one, today=today, initial={"version": one.version})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if _save(form, contact, now):
            told = one.reported_at or one.status == Advice.Status.DECLINED
            tried = one.outcome and not told and one.outcome != was
            suggested = f" {contact.short_name} may like to hear of it." if tried else ""
            messages.success(request, f"Saved.{suggested}")
            return redirect(contact)
        status = 409
        form.data = {**request.POST.dict(), "version": str(_mine(request, pk).version)}
    context = {"form": form, "contact": contact, "saved": _mine(request, pk), "at": "people"}
    return render(request, PAGE, {**context, "conflict": status == 409}, status=status)


def _save(form: AdviceForm, contact: Contact, now: datetime) -> bool:
    """False, and nothing saved, when it was changed in another window."""
    with transaction.atomic():
        current = Advice.objects.filter(pk=form.instance.pk, version=form.cleaned_data["version"])
        if not current.update(version=F("version") + 1):
            return False
        form.instance.save(update_fields=[*form.Meta.fields])
        advising.agree(contact, now)
    return True


@require_POST
def advice_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was not advice after all; what was owed for it is owed no longer. Undo puts both back."""
    one, now = _mine(request, pk), clock.now()
    back = one.contact.get_absolute_url()
    undo = giving_undo.deleted(request.user, "advice", one, back)
    if not undo and "sure" not in request.POST:
        return render(request, SURE, {"what": "this advice", "at": "people", "back": back})
    with transaction.atomic():
        one.delete()
        advising.agree(one.contact, now)
    messages.success(request, "The advice is deleted.", undo)
    return redirect(one.contact)
