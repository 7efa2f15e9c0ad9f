"""Who sits with me in a committee, and what becomes of it when its term ends (P65)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.once import already_sent, remember
from contacts.models import Contact, Membership
from dashboard.filters import today_of
from interactions.group_forms import AnybodyForm, MembersForm
from interactions.pages import looks_for_someone, show
from residents import telling
from residents.models import Affiliation
from web import clock
from web.days import DayField
from web.http import SignedInRequest
from web.undoing import said, undo_tag

END = "dashboard/affiliation_end.html"


class RenewForm(forms.Form):
    """The last day of the next term."""

    ends_on = DayField(label="Its new last day")
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, before: date | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.before = before

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if self.before and day <= self.before:
            raise forms.ValidationError("Choose a day after the term that ends.")
        return day


class HandOverForm(AnybodyForm):
    """To whom, of my people; nobody is an answer, too."""

    left_on = DayField(label="My last day")
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if len(cleaned.get("people") or []) + len(cleaned.get("new_people") or []) > 1:
            self.add_error("people", "To one person.")
        return cleaned


def mine(request: SignedInRequest, pk: int) -> Affiliation:
    """The user's society or committee, or 404."""
    return get_object_or_404(Affiliation.objects.owned_by(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def affiliation_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whom I know there."""
    one, user, now = mine(request, pk), request.user, clock.now()
    there = Membership.objects.filter(affiliation=one, contact__trashed_at__isnull=True)
    more: dict[str, Any] = {
        "title": f"Who sits in {one}",
        "whom": "Who",
        "finds": reverse("affiliation_people", args=[pk]),
        "back": reverse("affiliation", args=[pk]),
        "at": "me",
    }
    if request.method == "GET":
        known = [str(one) for one in there.values_list("contact_id", flat=True)]
        chosen = request.GET.getlist("people") or known
        form = MembersForm(None, user=user, now=now, initial={"people": chosen, "was": known})
        return show(request, form, "parts/people_form.html", **more)
    form = MembersForm(request.POST, user=user, now=now)
    if looks_for_someone(request) or not form.is_valid():
        shown = form.unjudged() if looks_for_someone(request) else form
        return show(request, shown, "parts/people_form.html", **more)
    _keep_people(request, one, form)
    return redirect("me")


def _keep_people(request: SignedInRequest, one: Affiliation, form: MembersForm) -> None:
    user, key = request.user, form.cleaned_data["key"]
    with transaction.atomic():
        Affiliation.objects.select_for_update().get(pk=one.pk)
        if already_sent(user, key) is not None:
            return
        there = list(Contact.objects.owned_by(user).filter(memberships__affiliation=one).order_by("pk"))
        wanted = form.wanted(there)
        seat(one, wanted)
        token = {"do": "belong", "pk": one.pk, "was": [contact.pk for contact in there]}
        token["is"] = sorted(contact.pk for contact in wanted)
        remember(user, key, reverse("me"))
    messages.success(request, f"{one}: the people are kept.", undo_tag(user.pk, token))


def seat(one: Affiliation, people: list[Contact]) -> None:
    """These and nobody else; whoever is in the trash keeps the seat."""
    gone = Membership.objects.filter(affiliation=one, contact__trashed_at__isnull=True)
    gone.exclude(contact__in=people).delete()
    for contact in people:
        Membership.objects.get_or_create(
            affiliation=one, contact=contact, defaults={"owner_id": one.owner_id}
        )


@require_http_methods(["GET", "POST"])
def affiliation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Renew it, or hand it over."""
    one, user, now = mine(request, pk), request.user, clock.now()
    today, act = today_of(user, now), request.POST.get("act", "")
    proposed = telling.a_year_later(one.ends_on or today)
    begins = {"version": one.version}
    renew = RenewForm(
        request.POST if act == "renew" else None, before=one.ends_on, initial={**begins, "ends_on": proposed}
    )
    sent = request.POST if request.method == "POST" and act != "renew" else None
    begun = {**begins, "left_on": min(one.ends_on or today, today), "people": request.GET.getlist("people")}
    hand = HandOverForm(sent, user=user, now=now, initial=begun)
    if act == "renew" and renew.is_valid():
        told = {"ends_on": renew.cleaned_data["ends_on"], "left_on": None}
        if _settle(request, one, renew, told, "{} is renewed."):
            return redirect("me")
        return _show(request, one, renew, hand, 409)
    if sent is not None and looks_for_someone(request):
        return _show(request, one, renew, hand.unjudged())
    if sent is not None and hand.is_valid():
        if _hand_over(request, one, hand):
            return redirect("me")
        return _show(request, one, renew, hand, 409)
    return _show(request, one, renew, hand, 200 if request.method == "GET" else 422)


def _hand_over(request: SignedInRequest, one: Affiliation, form: HandOverForm) -> bool:
    with transaction.atomic():
        people = form.everybody()
        left = {"left_on": form.cleaned_data["left_on"]}
        words = f"{{}} is handed over{f' to {people[0].full_name}' if people else ''}."
        if not _settle(request, one, form, left, words):
            transaction.set_rollback(True)
            return False
        for contact in people:
            Membership.objects.get_or_create(
                affiliation=one, contact=contact, defaults={"owner": request.user}
            )
    return True


def _settle(request: SignedInRequest, one: Affiliation, form: Any, told: dict[str, Any], words: str) -> bool:
    """False, and nothing saved, when another window was first. The same act sent twice is no conflict."""
    version, was = form.cleaned_data["version"] or 0, said(one)
    rows = Affiliation.objects.filter(pk=one.pk, owner=request.user)
    if not rows.filter(version=version).update(**told, version=F("version") + 1):
        return rows.filter(version=version + 1, **told).exists()
    token = {"do": "changed", "what": "affiliation", "was": was, "version": version + 1}
    messages.success(request, words.format(one), undo_tag(request.user.pk, token))
    return True


def _show(
    request: SignedInRequest, one: Affiliation, renew: RenewForm, hand: HandOverForm, status: int = 200
) -> HttpResponse:
    today = today_of(request.user, clock.now())
    more = {
        "row": one,
        "whom": "To whom",
        "renew": renew,
        "left": telling.left_words(one.ends_on, today) if one.ends_on else "",
        "finds": reverse("affiliation_end", args=[one.pk]),
        "conflict": status == 409,
        "saved": Affiliation.objects.get(pk=one.pk) if status == 409 else one,
        "at": "me",
    }
    return show(request, hand, END, status, **more)
