"""What I did and where I belong: add, change, delete, each once and with Undo (P8, P9, P31, P64, P65)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember
from contacts.models import Membership
from dashboard.filters import today_of
from dashboard.me import achieved
from interactions.models import Interaction, Session
from residents.models import Achievement, Affiliation
from residents.story_forms import AchievementForm, AffiliationForm, RowForm
from web import clock
from web.http import SignedInRequest
from web.paging import paged
from web.undoing import said, undo_tag

PAGE = 50
FORM = "parts/row_form.html"


def keep(request: SignedInRequest, form: RowForm, place: str, words: str) -> str:
    """A new row, once; where to go."""
    user, key = request.user, form.cleaned_data["key"]
    with transaction.atomic():
        if (sent := already_sent(user, key)) is not None:
            return sent
        made = form.save()
        remember(user, key, place)
    told = {"do": "added", "what": made._meta.model_name, "pk": made.pk, "version": made.version}
    messages.success(request, words.format(made), undo_tag(user.pk, told))
    return place


def change(request: SignedInRequest, form: RowForm, was: dict[str, Any]) -> bool:
    """False, and nothing saved, when it was changed in another window."""
    one, version = form.instance, form.cleaned_data["version"] or 0
    with transaction.atomic():
        here = type(one).objects.filter(pk=one.pk, owner=request.user, version=version)
        if not here.update(version=F("version") + 1):
            return False
        one.version = version + 1
        form.save()
    told = {"do": "changed", "what": one._meta.model_name, "was": was, "version": one.version}
    messages.success(request, f"{one} is changed.", undo_tag(request.user.pk, told))
    return True


# ------------------------------------------------------------------ achievements
@require_GET
def achievements(request: SignedInRequest) -> HttpResponse:
    """All of them, the newest first."""
    mine = Achievement.objects.owned_by(request.user)
    pages = paged(request, mine, PAGE)
    rows = list(pages["page_obj"])
    context = {"rows": achieved(rows, rows, today_of(request.user, clock.now())), "at": "me", **pages}
    return render(request, "dashboard/achievements.html", context)


@require_http_methods(["GET", "POST"])
def achievement_new(request: SignedInRequest) -> HttpResponse:
    """Add something I did."""
    today = today_of(request.user, clock.now())
    made = Achievement(owner=request.user)
    form = AchievementForm(request.POST or None, instance=made, initial={"on": today})
    if form.is_valid():
        words = "“{}” is kept. It is offered as a bullet in your next update."
        return redirect(keep(request, form, reverse("me"), words))
    return show(request, form, "Something you did")


@require_http_methods(["GET", "POST"])
def achievement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change it, or delete it."""
    one = get_object_or_404(Achievement.objects.owned_by(request.user), pk=pk)
    was = said(one)
    form = AchievementForm(request.POST or None, instance=one, initial={"version": one.version})
    more: dict[str, Any] = {"delete": reverse("achievement_delete", args=[pk])}
    if one.kind in Achievement.PRESENTED:
        more["visitors"] = reverse("presentation", args=[pk])
    return edited(request, form, was, one.get_kind_display(), **more)


@require_POST
def achievement_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Gone; who stopped by it stays a touch. Undo puts it back in its place."""
    user = request.user
    one = get_object_or_404(Achievement.objects.owned_by(user), pk=pk)
    told = {
        "do": "gone",
        "what": "achievement",
        "was": said(one),
        "touches": list(
            Interaction.objects.filter(owner=user, presentation=one).values_list("pk", flat=True)
        ),
        "sessions": list(
            Session.objects.owned_by(user).filter(presentation=one).values_list("pk", flat=True)
        ),
    }
    one.delete()
    messages.success(request, f"“{one}” is deleted.", undo_tag(user.pk, told))
    return redirect("me")


# ------------------------------------------------------------------ societies and committees
@require_http_methods(["GET", "POST"])
def affiliation_new(request: SignedInRequest) -> HttpResponse:
    """Join a society, or a committee; a third society is fine, and the usual number is said (P9)."""
    society = "committee" not in request.GET
    kind = Affiliation.Kind.SOCIETY if society else Affiliation.Kind.COMMITTEE
    made = Affiliation(owner=request.user, kind=kind)
    form = AffiliationForm(request.POST or None, instance=made, society=society)
    if form.is_valid():
        words = "{} is kept." + (society_hint(request) if society else "")
        return redirect(keep(request, form, reverse("me"), words))
    hint = society_hint(request, 1).strip() if society else ""
    return show(request, form, "A society" if society else "A committee", hint=hint)


def society_hint(request: SignedInRequest, more: int = 1) -> str:
    """Said once there are more than is usual; nothing is refused."""
    mine = Affiliation.objects.owned_by(request.user).active().filter(kind=Affiliation.Kind.SOCIETY)
    low, high = settings.SOCIETIES
    if mine.count() + more <= high:
        return ""
    return f" {low}–{high} societies are the usual number; a few you show up in do more than many."


@require_http_methods(["GET", "POST"])
def affiliation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change it, say who sits there, or delete it."""
    one = get_object_or_404(Affiliation.objects.owned_by(request.user), pk=pk)
    was = said(one)
    form = AffiliationForm(
        request.POST or None, instance=one, society=one.is_society, initial={"version": one.version}
    )
    people = Membership.objects.filter(affiliation=one, contact__trashed_at__isnull=True)
    more = {
        "delete": reverse("affiliation_delete", args=[pk]),
        "people": reverse("affiliation_people", args=[pk]),
        "end": reverse("affiliation_end", args=[pk]) if one.left_on is None else "",
        "members": [member.contact for member in people.select_related("contact")],
        "left_on": one.left_on,
    }
    return edited(request, form, was, one.get_kind_display(), **more)


@require_POST
def affiliation_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Gone, as if it had not been; leaving one is another thing."""
    user = request.user
    one = get_object_or_404(Affiliation.objects.owned_by(user), pk=pk)
    members = list(Membership.objects.filter(affiliation=one).values_list("contact_id", flat=True))
    told = {"do": "gone", "what": "affiliation", "was": said(one), "members": members}
    one.delete()
    messages.success(request, f"{one} is deleted.", undo_tag(user.pk, told))
    return redirect("me")


# ------------------------------------------------------------------ what both show
def edited(
    request: SignedInRequest, form: RowForm, was: dict[str, Any], title: str, **more: Any
) -> HttpResponse:
    """The form of a row that is there; 409 with both texts when another window was first."""
    if form.is_valid():
        if change(request, form, was):
            return redirect("me")
        saved = type(form.instance).objects.get(pk=form.instance.pk)
        form.data = {**request.POST.dict(), "version": str(saved.version)}
        return show(request, form, title, 409, saved=summed(saved), row=saved, **more)
    return show(request, form, title, row=form.instance, **more)


def summed(row: Any) -> str:
    """What is kept now, in one line."""
    days = [row.on] if isinstance(row, Achievement) else [row.joined_on, row.ends_on]
    place = row.place if isinstance(row, Achievement) else row.role
    return ", ".join(
        [str(row), *(f"{day.day} {day:%B %Y}" for day in days if day), *([place] if place else [])]
    )


def show(request: SignedInRequest, form: Any, title: str, status: int = 0, **more: Any) -> HttpResponse:
    """The form, alone on its page."""
    status = status or (422 if form.is_bound else 200)
    context = {"form": form, "title": title, "at": "me", "conflict": status == 409, **more}
    return render(request, FORM, context, status=status)
