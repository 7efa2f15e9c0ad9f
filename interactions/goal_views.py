"""Goals of an event and its preset (P21, P30, P34)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import already_sent, remember
from interactions.event_frame import mine
from interactions.goals import proposed, said
from interactions.models import Event, Goal, Preset
from interactions.plan_forms import GOAL_FIELDS, GoalForm, fingerprint
from interactions.plan_undo import GOAL, kept, undo_tag
from residents.models import resident_of
from web import clock
from web.http import SignedInRequest

FORM = "interactions/goal_form.html"
MOST_GOALS = 12


def my_goal(request: SignedInRequest, event: Event, pk: int) -> Goal:
    """One goal of that event, or 404."""
    return get_object_or_404(Goal.objects.owned_by(request.user), event=event, pk=pk)


def plan_of(event: Event, part: str = "") -> str:
    """The plan, at a part of it."""
    return f"{reverse('event_plan', args=[event.pk])}{f'#{part}' if part else ''}"


@require_POST
def event_preset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose how much the event is to bring."""
    event, chosen = mine(request, pk), request.POST.get("preset", "")
    if chosen in Preset.values and chosen != event.preset:
        was, event.preset = event.preset, chosen
        # The form of the event, open in another window, must not put the old one back unseen.
        Event.objects.filter(pk=event.pk).update(preset=chosen, version=F("version") + 1)
        undo = undo_tag(event, {"do": "preset", "was": was, "is": chosen})
        messages.success(request, f"{Preset(chosen).label}.", undo)
    return redirect(plan_of(event, "goals"))


@require_http_methods(["GET", "POST"])
def goal_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set a goal."""
    event = mine(request, pk)
    form = GoalForm(request.POST or None, instance=Goal(owner=request.user, event=event))
    if form.is_valid() and not _too_many(event, form):
        return redirect(_add(request, event, form))
    return _show(request, event, form, 422 if form.is_bound else 200)


def _too_many(event: Event, form: GoalForm) -> bool:
    if Goal.objects.filter(event=event).count() < MOST_GOALS:
        return False
    form.add_error(None, f"{MOST_GOALS} goals are plenty. Change or delete one first.")
    return True


def _add(request: SignedInRequest, event: Event, form: GoalForm) -> str:
    place = plan_of(event, "goals")
    with transaction.atomic():
        if (sent := already_sent(request.user, form.cleaned_data["key"])) is not None:
            return sent
        made: Goal = form.save()
        remember(request.user, form.cleaned_data["key"], place)
    messages.success(
        request, f"Goal set: {made.wanted} {said(made)}.", undo_tag(event, {"do": "goals", "pks": [made.pk]})
    )
    return place


@require_POST
def goals_proposed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take over what the preset proposes and is not there yet."""
    event = mine(request, pk)
    with transaction.atomic():
        # Two taps make one set of goals.
        Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        there = list(Goal.objects.filter(owner=request.user, event=event))
        made = proposed(event, there, resident_of(request.user).specialty)[: MOST_GOALS - len(there)]
        for one in made:
            one.save()
    if made:
        undo = undo_tag(event, {"do": "goals", "pks": [one.pk for one in made]})
        messages.success(request, "Set. They count themselves.", undo)
    return redirect(plan_of(event, "goals"))


@require_http_methods(["GET", "POST"])
def goal_edit(request: SignedInRequest, pk: int, goal_id: int) -> HttpResponse:
    """Change a goal."""
    event = mine(request, pk)
    goal = my_goal(request, event, goal_id)
    form = GoalForm(request.POST or None, instance=goal, initial={"was": fingerprint(goal, GOAL_FIELDS)})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        with transaction.atomic():
            saved = get_object_or_404(Goal.objects.select_for_update(), pk=goal.pk)
            if form.cleaned_data["was"] == fingerprint(saved, GOAL_FIELDS):
                form.instance.save(update_fields=GOAL_FIELDS)
                messages.success(request, "Saved.")
                return redirect(plan_of(event, "goals"))
        status = 409
        form.data = {**request.POST.dict(), "was": fingerprint(saved, GOAL_FIELDS)}
    return _show(request, event, form, status, goal=my_goal(request, event, goal_id))


@require_POST
def goal_count(request: SignedInRequest, pk: int, goal_id: int) -> HttpResponse:
    """One more, or one less, of what is counted by hand."""
    event = mine(request, pk)
    goal = my_goal(request, event, goal_id)
    own = Goal.objects.filter(pk=goal.pk, measure=Goal.Measure.OWN)
    if "less" in request.POST:
        own.filter(reached__gt=0).update(reached=F("reached") - 1)
    else:
        own.filter(reached__lt=999).update(reached=F("reached") + 1)
    return redirect(plan_of(event, "goals"))


@require_POST
def goal_delete(request: SignedInRequest, pk: int, goal_id: int) -> HttpResponse:
    """Take a goal out; Undo puts it back."""
    event = mine(request, pk)
    goal = my_goal(request, event, goal_id)
    undo = undo_tag(event, {"do": "goal", "was": kept(goal, GOAL)})
    goal.delete()
    messages.success(request, "The goal is deleted.", undo)
    return redirect(plan_of(event, "goals"))


def _show(
    request: SignedInRequest, event: Event, form: GoalForm, status: int, goal: Goal | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"event": event, "form": form, "goal": goal, "now": clock.now(), "at": "events"}
    context |= {"conflict": status == 409, "kept": said(goal) if goal else ""}
    return render(request, FORM, context, status=status)
