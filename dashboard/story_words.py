"""How I tell it: known for, narrative, introduction, timeline, and a look at the LinkedIn profile."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dashboard.aloud import bar_of
from dashboard.filters import today_of
from interactions.plan_forms import fingerprint
from residents import telling
from residents.introducing import introduced, reading_of
from residents.models import Narrative, Resident, resident_of
from residents.story_forms import IntroductionForm, KnownForForm, NarrativeForm, ResidentForm, TimelineForm
from web import clock
from web.htmx import page_or_part, target
from web.http import SignedInRequest
from web.playbook import checklist
from web.undoing import undo_tag

FIELDS = ("why", "draws", "done", "grow")
BEGINNING = (
    "Hi, I am {name}, {year} at {place}. I work on {area}. Your talk on {talk} made me think again."
    " What I would love is {ask}."
)


# ------------------------------------------------------------------ on the resident's own row
def keep_words_of(form: ResidentForm, resident: Resident, names: tuple[str, ...]) -> bool:
    """False, and nothing saved, when another window changed it meanwhile."""
    with transaction.atomic():
        saved = Resident.objects.select_for_update().get(pk=resident.pk)
        if fingerprint(saved, names) != form.cleaned_data["was"]:
            return False
        told = {name: form.cleaned_data[name] for name in names}
        Resident.objects.filter(pk=resident.pk).update(**told)
    return True


def of_resident(
    request: SignedInRequest, make: type[ResidentForm], title: str, said: str, **more: Any
) -> HttpResponse:
    """One form about the resident's own row, alone on its page."""
    resident = resident_of(request.user)
    names = tuple(make._meta.fields or ())
    was = {"was": fingerprint(resident, names)}
    form = make(request.POST or None, instance=resident, initial=was)
    if form.is_valid():
        if keep_words_of(form, resident, names):
            messages.success(request, said)
            return redirect("me")
        saved = Resident.objects.get(pk=resident.pk)
        form.data = {**request.POST.dict(), "was": fingerprint(saved, names)}
        kept = getattr(saved, names[-1]) or "(nothing)"
        return _show(request, form, title, 409, saved=kept, **more)
    return _show(request, form, title, **more)


@require_http_methods(["GET", "POST"])
def known_for(request: SignedInRequest) -> HttpResponse:
    """What I am known for (P8)."""
    return of_resident(request, KnownForForm, "Known for", "Kept.")


@require_http_methods(["GET", "POST"])
def timeline(request: SignedInRequest) -> HttpResponse:
    """The path so far, and whether it had a turn (P17)."""
    return of_resident(request, TimelineForm, "My path so far", "Kept. It stays with you.")


# ------------------------------------------------------------------ introduction
@require_http_methods(["GET", "POST"])
def introduction(request: SignedInRequest) -> HttpResponse:
    """Write it; while typing, how it reads and how long it takes (P16)."""
    user, resident = request.user, resident_of(request.user)
    typed = request.POST.get("introduction", resident.introduction)[:2000]
    aloud = reading_of(user, resident, typed)
    more: dict[str, Any] = {"aloud": aloud, "bar": bar_of(aloud.seconds), "slots": telling.SLOTS}
    if target(request) == "reading":
        context = {**more, "form": None, "title": "", "at": "me"}
        return page_or_part(request, "dashboard/introduction.html", context, parts=["reading"])
    if request.method == "GET" and not resident.introduction:
        more["beginning"] = BEGINNING
    said = f"Kept: {aloud.sentence}."
    return of_resident(
        request, IntroductionForm, "My introduction", said, template="dashboard/introduction.html", **more
    )


@require_http_methods(["GET", "POST"])
def introduction_aloud(request: SignedInRequest) -> HttpResponse:
    """In large type, with their talk and the ask filled in for this once; nothing of that is kept."""
    user, resident = request.user, resident_of(request.user)
    filled = {name: " ".join(request.POST.get(name, "").split())[:200] for name in telling.BY_EVENT}
    aloud = reading_of(user, resident)
    used = [name for name in telling.BY_EVENT if f"{{{name}}}" in resident.introduction]
    context = {
        "pieces": introduced(user, resident, **filled),
        "aloud": aloud,
        "slots": [(name, telling.SLOTS[name], filled[name]) for name in used],
        "at": "me",
    }
    return render(request, "dashboard/introduction_aloud.html", context)


# ------------------------------------------------------------------ narrative
@require_http_methods(["GET", "POST"])
def narrative(request: SignedInRequest) -> HttpResponse:
    """This academic year's version; it begins with last year's words, which stay as they were (P15)."""
    user, today = request.user, today_of(request.user, clock.now())
    year = telling.academic_year(today)
    form, begun_from = _begun(request, year)
    more: dict[str, Any] = {"sub": f"Academic year {telling.year_words(year)}", "begun_from": begun_from}
    if not form.is_valid():
        return _show(request, form, "My narrative", **more)
    if keep_narrative(form, today):
        messages.success(request, "Kept. Letters that tell your story use these words from now on.")
        return redirect("me")
    saved = Narrative.objects.owned_by(user).get(year=year)
    form.data = {**request.POST.dict(), "version": str(saved.version)}
    kept = "\n\n".join(getattr(saved, name) for name in FIELDS)
    return _show(request, form, "My narrative", 409, saved=kept, **more)


def _begun(request: SignedInRequest, year: int) -> tuple[NarrativeForm, str]:
    """The form, and the year whose words it begins with; "" when it has its own."""
    mine = Narrative.objects.owned_by(request.user)
    one = mine.filter(year=year).first()
    before = mine.filter(year__lt=year).first() if one is None else None
    started = {name: getattr(before, name) for name in FIELDS} if before else {}
    form = NarrativeForm(
        request.POST or None,
        instance=one or Narrative(owner=request.user, year=year),
        initial={**started, "version": one.version if one else 0},
    )
    return form, telling.year_words(before.year) if before else ""


def keep_narrative(form: NarrativeForm, today: date) -> bool:
    """False, and nothing saved, when another window was first."""
    told = {name: form.cleaned_data[name] for name in FIELDS}
    version, one = form.cleaned_data["version"] or 0, form.instance
    rows = Narrative.objects.filter(owner=one.owner, year=one.year)
    if version and one.pk:
        kept = rows.filter(version=version).update(**told, written_on=today, version=F("version") + 1)
        return bool(kept)
    try:
        with transaction.atomic():
            Narrative.objects.create(owner=one.owner, year=one.year, written_on=today, **told)
    except IntegrityError:
        # The same form sent twice is no conflict.
        return rows.filter(version=1, **told).exists()
    return True


@require_GET
def narratives(request: SignedInRequest) -> HttpResponse:
    """Every year's version, the newest first."""
    rows = list(Narrative.objects.owned_by(request.user))
    shown = [(telling.year_words(one.year), one) for one in rows]
    return render(request, "dashboard/narratives.html", {"rows": shown, "at": "me"})


# ------------------------------------------------------------------ LinkedIn
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """A look at the profile each quarter, line by line; nothing is fetched from anywhere (P18)."""
    resident, today = resident_of(request.user), today_of(request.user, clock.now())
    items, ticked = checklist("profile").items, request.POST.getlist("item")
    left = [one.words for one in items if one.slug not in ticked]
    posted = request.method == "POST"
    if posted and (not left or "enough" in request.POST):
        _looked(request, resident, today)
        return redirect("me")
    context = {
        "items": items,
        "ticked": ticked,
        "left": left if posted else [],
        "checked": resident.linkedin_checked_on,
        "stale": telling.is_stale(resident.linkedin_checked_on, today, settings.PROFILE_DAYS),
        "at": "me",
    }
    return render(request, "dashboard/profile.html", context, status=422 if posted else 200)


def _looked(request: SignedInRequest, resident: Resident, today: date) -> None:
    was = resident.linkedin_checked_on
    Resident.objects.filter(pk=resident.pk).update(linkedin_checked_on=today)
    told = {"do": "looked", "was": was.isoformat() if was else None, "on": today.isoformat()}
    undo = undo_tag(request.user.pk, told)
    messages.success(request, "Looked over. The next look is in a quarter.", undo)


def _show(
    request: SignedInRequest,
    form: Any,
    title: str,
    status: int = 0,
    template: str = "parts/row_form.html",
    **more: Any,
) -> HttpResponse:
    status = status or (422 if form.is_bound else 200)
    context = {"form": form, "title": title, "at": "me", "conflict": status == 409, **more}
    return render(request, template, context, status=status)
