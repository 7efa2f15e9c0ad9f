"""Who introduced whom, and what it led to: written down, changed and taken out from a person's page (P2)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember, sent_before
from contacts.models import Contact, Introduction
from dashboard.filters import today_of
from dashboard.person import mine
from interactions import giving_undo
from interactions.models import Participant
from interactions.one_of_mine import OneOfMineField
from interactions.plan_forms import fingerprint
from web import clock
from web.days import DayField
from web.guarded import Guarded
from web.http import SignedInRequest, safe_next
from web.lines import one_line
from web.pronouns import said_of
from web.typed import keep_words

PAGE = "dashboard/how_met.html"
FIELDS = ["on", "led_to"]
BEHIND, AHEAD = "Who introduced you", "Whom they introduced you to"


class HowMetForm(Guarded, forms.Form):
    """The day, and what it led to."""

    on = DayField(label="On")
    led_to = forms.CharField(
        required=False,
        max_length=200,
        validators=[one_line],
        label="What it led to",
        help_text="Such as: Delirium outcomes cohort, a project since November 2025.",
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        keep_words(self)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("This day is still ahead.")
        return day


class WhoForm(HowMetForm):
    """The same with somebody of my people on the other side."""

    field_order = ["who", "on", "led_to"]

    def __init__(self, data: Any, *, contact: Contact, through: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.contact, self.through = contact, through
        label = said_of(AHEAD, contact.pronouns) if through else BEHIND
        self.fields["who"] = OneOfMineField(contact.owner, label=label)
        self.order_fields(self.field_order)
        keep_words(self)

    @property
    def pair(self) -> dict[str, Contact]:
        """Who introduced whom."""
        who: Contact = self.cleaned_data["who"]
        one, other = (self.contact, who) if self.through else (who, self.contact)
        return {"introducer": one, "introduced": other}

    def clean_who(self) -> Contact:
        who: Contact = self.cleaned_data["who"]
        if who.pk == self.contact.pk:
            raise forms.ValidationError("Nobody introduces themselves.")
        if Introduction.objects.filter(**self.pair).exists():
            raise forms.ValidationError("This introduction is written down already.")
        one, other = self.pair["introducer"], self.pair["introduced"]
        if _came_through(one, other):
            raise forms.ValidationError(
                f"You know {one.short_name} through {other.short_name}, so it cannot be the other way round."
            )
        return who


def _came_through(one: Contact, other: Contact) -> bool:
    """Whether `other` stands on the way to `one`: then the new introduction would close a circle."""
    by: dict[int | None, set[int]] = {}
    ties = Introduction.objects.filter(owner_id=one.owner_id, introducer__isnull=False)
    for introducer, introduced in ties.values_list("introducer_id", "introduced_id"):
        by.setdefault(introduced, set()).add(introducer)
    seen: set[int] = set()
    waiting = {one.pk}
    while waiting:
        here = waiting.pop()
        seen.add(here)
        waiting |= by.get(here, set()) - seen
    return other.pk in seen


@require_http_methods(["GET", "POST"])
def how_met_new(request: SignedInRequest, pk: int, *, through: bool = False) -> HttpResponse:
    """Write down who introduced you to somebody, or whom they introduced you to."""
    contact, today = mine(request, pk), today_of(request.user, clock.now())
    if request.method == "POST" and (sent := sent_before(request.user, request.POST.get("key", ""))):
        return redirect(sent)
    began = {"on": today if through else contact.met_on or today}
    form = WhoForm(request.POST or None, contact=contact, through=through, today=today, initial=began)
    if form.is_valid():
        return redirect(_add(request, form))
    return _show(request, form, contact, 422 if form.is_bound else 200)


def _add(request: SignedInRequest, form: WhoForm) -> str:
    data, back = form.cleaned_data, form.contact.get_absolute_url()
    with transaction.atomic():
        if (before := already_sent(request.user, data["key"])) is not None:
            return before
        told = {"owner": request.user, "on": data["on"], "led_to": data["led_to"]}
        made, is_new = Introduction.objects.get_or_create(**form.pair, defaults=told)
        remember(request.user, data["key"], back)
    messages.success(
        request, "Written down.", giving_undo.added(request.user, "met", made, back) if is_new else ""
    )
    return back


@require_http_methods(["GET", "POST"])
def how_met(request: SignedInRequest, pk: int) -> HttpResponse:
    """The day of an introduction and what it led to."""
    one = _mine(request, pk)
    form = HowMetForm(request.POST or None, today=today_of(request.user, clock.now()), initial=_said(one))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if _save(one, form):
            messages.success(request, "Saved.")
            return redirect(safe_next(request, _whose(one).get_absolute_url()))
        status, one = 409, _mine(request, pk)
        form.data = {**request.POST.dict(), "was": fingerprint(one, FIELDS)}
    return _show(request, form, _whose(one), status, row=one)


def _save(one: Introduction, form: HowMetForm) -> bool:
    """False, and nothing saved, when it was changed in another window."""
    with transaction.atomic():
        saved = get_object_or_404(Introduction.objects.select_for_update(), pk=one.pk)
        if form.cleaned_data["was"] != fingerprint(saved, FIELDS):
            return False
        saved.on, saved.led_to = form.cleaned_data["on"], form.cleaned_data["led_to"]
        saved.save(update_fields=FIELDS)
        # Words of mine stand here now: they stay when the touch that told of it is taken out.
        Participant.objects.filter(introduction=saved).update(introduction=None)
    return True


@require_POST
def how_met_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was not so; Undo puts it back."""
    one = _mine(request, pk)
    back = safe_next(request, _whose(one).get_absolute_url())
    undo = giving_undo.deleted(request.user, "met", one, back)
    one.delete()
    messages.success(request, "The introduction is taken out.", undo)
    return redirect(back)


def _mine(request: SignedInRequest, pk: int) -> Introduction:
    rows = Introduction.objects.owned_by(request.user).on_a_page()
    return get_object_or_404(rows.select_related("introducer", "introduced"), pk=pk)


def _whose(one: Introduction) -> Contact:
    """On whose page it stands: of whoever was introduced, while they are there."""
    return one.introduced or cast(Contact, one.introducer)


def _said(one: Introduction) -> dict[str, Any]:
    return {"on": one.on, "led_to": one.led_to, "was": fingerprint(one, FIELDS)}


def _show(
    request: SignedInRequest, form: HowMetForm, contact: Contact, status: int, row: Introduction | None = None
) -> HttpResponse:
    introducer = row.introducer if row else None
    context = {
        "form": form,
        "contact": contact,
        "row": row,
        "introducer": introducer if introducer and not introducer.trashed_at else None,
        "left_alone": row is not None and row.introduced is None,
        "through": getattr(form, "through", False),
        "conflict": status == 409,
        "next": request.POST.get("next") or request.GET.get("next") or "",
        "delete": reverse("how_met_delete", args=[row.pk]) if row else "",
        "at": "people",
    }
    return render(request, PAGE, context, status=status)
