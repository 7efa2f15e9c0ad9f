"""Groups that meet again and again: who belongs, who leads next, a meeting that took place (P12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.once import already_sent, remember
from contacts.models import Contact
from followups.windows import from_wall
from interactions import recording
from interactions.group_forms import GroupForm, MembersForm, MetForm, name_of
from interactions.models import Group, GroupMember, Interaction, Kind
from interactions.pages import looks_for_someone, show
from interactions.turns import Place, next_meeting, round_of
from web import clock
from web.http import SignedInRequest
from web.undoing import said, undo_tag

NOON = time(12)
HELD = {Group.Kind.JOURNAL: Kind.ROUNDS}


def mine(request: SignedInRequest, pk: int) -> Group:
    """The user's group, or 404."""
    return get_object_or_404(Group.objects.owned_by(request.user), pk=pk)


def members_of(group: Group) -> list[GroupMember]:
    """Everybody not in the trash, whose turn it is first."""
    rows = {
        one.pk: one
        for one in GroupMember.objects.filter(group=group).select_related("contact", "led_at")
        if one.contact is None or one.contact.trashed_at is None
    }
    return [rows[one.pk] for one in round_of(Place(row.pk, row.place, row.led_on) for row in rows.values())]


def today_of(user: User, now: datetime) -> date:
    """The resident's own day."""
    return now.astimezone(user.zone).date()


@require_http_methods(["GET", "POST"])
def group_new(request: SignedInRequest) -> HttpResponse:
    """A new group; its people come next."""
    user = request.user
    form = GroupForm(request.POST or None, instance=Group(owner=user))
    if not form.is_valid():
        return _form(request, form, "A group", 422 if form.is_bound else 200)
    key = form.cleaned_data["key"]
    with transaction.atomic():
        if (sent := already_sent(user, key)) is not None:
            return redirect(sent)
        made = form.save()
        GroupMember.objects.create(owner=user, group=made, contact=None, place=1)
        place = reverse("group_people", args=[made.pk])
        remember(user, key, place)
    token = {"do": "added", "what": "group", "pk": made.pk, "version": made.version}
    messages.success(request, f"{made} is kept. Who belongs to it?", undo_tag(user.pk, token))
    return redirect(place)


@require_http_methods(["GET", "POST"])
def group(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its page: the round, and the meeting that took place; POST logs one."""
    one, user, now = mine(request, pk), request.user, clock.now()
    today, members = today_of(user, now), members_of(one)
    day = one.next_on if one.next_on and one.next_on <= today else today
    guests = request.GET.getlist("people")
    begun = {"on": day, "led": str(members[0].pk) if members else "", "people": guests}
    form = MetForm(request.POST or None, user=user, now=now, members=members, today=today, initial=begun)
    looking = form.is_bound and looks_for_someone(request)
    if not looking and form.is_valid():
        return redirect(_met(request, one, form))
    context: dict[str, Any] = {
        "group": one,
        "round": [(row, name_of(row)) for row in members],
        "whom": "A guest you know",
        "finds": reverse("group", args=[pk]),
        "at": "me",
    }
    return show(request, form.unjudged() if looking else form, "interactions/group.html", **context)


def _met(request: SignedInRequest, one: Group, form: MetForm) -> str:
    """A touch with everybody who was there, the turn passed on, and the next meeting's day."""
    user, now, told, place = request.user, form.now, form.cleaned_data, reverse("group", args=[one.pk])
    with transaction.atomic():
        if (sent := already_sent(user, told["key"])) is not None:
            return sent
        one = Group.objects.select_for_update().get(pk=one.pk)
        led = next((row for row in form.members if str(row.pk) == told["led"]), None)
        token: dict[str, Any] = {"do": "met", "pk": one.pk, "version": one.version + 1}
        token |= {"next_on": one.next_on.isoformat() if one.next_on else None, "is": told["on"].isoformat()}
        people = form.everybody()
        touch = _touch(user, one, people, told, now) if people else None
        token["touch"] = touch.pk if touch else None
        if led:
            token["led"] = {"pk": led.pk, "on": led.led_on.isoformat() if led.led_on else None}
            GroupMember.objects.filter(pk=led.pk).update(led_on=told["on"], led_at=touch)
        after = next_meeting(one.next_on or told["on"], one.every, max(form.today, told["on"]))
        ahead = one.next_on if one.next_on and one.next_on > told["on"] else after
        Group.objects.filter(pk=one.pk).update(next_on=ahead, version=F("version") + 1)
        remember(user, told["key"], place)
    turn = next(iter(members_of(one)), None)
    leads = f" {_leads(turn)} next." if turn and led else ""
    logged = f"Logged with {len(people)}." if people else "Kept."
    messages.success(request, f"{logged}{leads}", undo_tag(user.pk, token))
    return place


def _leads(turn: GroupMember) -> str:
    return f"{turn.contact.full_name} leads" if turn.contact else "You lead"


def _touch(user: User, one: Group, people: list[Contact], told: dict[str, Any], now: datetime) -> Interaction:
    at = min(from_wall(datetime.combine(told["on"], NOON), user.zone), now)
    kind = HELD.get(Group.Kind(one.kind), Kind.MEETING)
    return recording.record(
        user, people=people, kind=kind, at=at, takeaway=told["takeaway"], note=one.name, now=now
    )


@require_POST
def group_skip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever's turn it is passes it on; they come again when the round does."""
    one, user, now = mine(request, pk), request.user, clock.now()
    with transaction.atomic():
        one = Group.objects.select_for_update().get(pk=one.pk)
        members = members_of(one)
        # Sent twice it skips one turn: the form says whose.
        if not members or str(members[0].pk) != request.POST.get("turn", ""):
            return redirect("group", pk=pk)
        turn = members[0]
        token = {"do": "skipped", "pk": turn.pk, "on": turn.led_on.isoformat() if turn.led_on else None}
        today = today_of(user, now)
        GroupMember.objects.filter(pk=turn.pk).update(led_on=today, led_at=None)
        token["is"] = today.isoformat()
    words = f"{name_of(turn)} passed." + (f" {_leads(members[1])} next." if len(members) > 1 else "")
    messages.success(request, words, undo_tag(user.pk, token))
    return redirect("group", pk=pk)


@require_http_methods(["GET", "POST"])
def group_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who belongs to it, in the order in which they lead; nobody is allowed."""
    one, user, now = mine(request, pk), request.user, clock.now()
    there = members_of(one)
    place = reverse("group", args=[pk])
    more: dict[str, Any] = {
        "title": f"Who belongs to {one}",
        "whom": "Who",
        "sub": "the order chosen is the order in which they lead",
        "finds": reverse("group_people", args=[pk]),
        "back": place,
        "at": "me",
    }
    if request.method == "GET":
        form = MembersForm(None, user=user, now=now, initial=_seated(request, there))
        return show(request, form, "parts/people_form.html", **more)
    form = MembersForm(request.POST, user=user, now=now)
    if looks_for_someone(request) or not form.is_valid():
        shown = form.unjudged() if looks_for_someone(request) else form
        return show(request, shown, "parts/people_form.html", **more)
    _keep_people(request, one, form, place)
    return redirect(place)


def _keep_people(request: SignedInRequest, one: Group, form: MembersForm, place: str) -> None:
    user, key = request.user, form.cleaned_data["key"]
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=one.pk)
        if already_sent(user, key) is not None:
            return
        was = members_of(one)
        there = [row.contact for row in sorted(was, key=_place) if row.contact]
        seat(one, form.wanted(there), form.cleaned_data["with_me"])
        token = {"do": "seated", "pk": one.pk, "back": place, "rows": [said(row) for row in was]}
        token["is"] = sorted(row.contact_id or 0 for row in members_of(one))
        remember(user, key, place)
    messages.success(request, f"{one}: the people are kept.", undo_tag(user.pk, token))


def _seated(request: SignedInRequest, there: Sequence[GroupMember]) -> dict[str, Any]:
    """Who is ticked at first: those the address names while somebody is looked for, else those there."""
    known = [str(row.contact_id) for row in sorted(there, key=_place) if row.contact_id]
    mine = any(row.contact_id is None for row in there)
    return {"people": request.GET.getlist("people") or known, "with_me": mine, "was": known}


def _place(row: GroupMember) -> int:
    return row.place


def seat(one: Group, people: Sequence[Contact], with_me: bool) -> None:
    """These and nobody else, in this order; who led when is kept, and so are people in the trash."""
    wanted: list[Contact | None] = [*people, *([None] if with_me else [])]
    rows = {row.contact_id: row for row in GroupMember.objects.filter(group=one).select_related("contact")}
    for row in rows.values():
        in_trash = row.contact is not None and row.contact.trashed_at is not None
        if not in_trash and row.contact not in wanted:
            row.delete()
    for number, contact in enumerate(wanted, 1):
        GroupMember.objects.update_or_create(
            group=one,
            contact=contact,
            defaults={"place": number},
            create_defaults={"owner_id": one.owner_id, "place": number},
        )


@require_http_methods(["GET", "POST"])
def group_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what it is, or end it."""
    one = mine(request, pk)
    was = said(one)
    form = GroupForm(request.POST or None, instance=one, initial={"version": one.version})
    more: dict[str, Any] = {"row": one, "delete": reverse("group_delete", args=[pk])}
    if not form.is_valid():
        return _form(request, form, one.name, 422 if form.is_bound else 200, **more)
    version = form.cleaned_data["version"] or 0
    with transaction.atomic():
        if Group.objects.filter(pk=pk, owner=request.user, version=version).update(version=F("version") + 1):
            one.version = version + 1
            form.save()
            token = {"do": "changed", "what": "group", "was": was, "version": one.version}
            messages.success(request, f"{one} is changed.", undo_tag(request.user.pk, token))
            return redirect("group", pk=pk)
    saved = mine(request, pk)
    form.data = {**request.POST.dict(), "version": str(saved.version)}
    day = f", {saved.next_on.day} {saved.next_on:%B %Y}" if saved.next_on else ""
    kept = f"{saved}, {saved.get_every_display()}{day}{f', {saved.place}' if saved.place else ''}"
    return _form(request, form, saved.name, 409, saved=kept, **more)


@require_POST
def group_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Gone; the touches logged with its members stay."""
    one = mine(request, pk)
    rows = [said(row) for row in GroupMember.objects.filter(group=one)]
    token = {"do": "gone", "what": "group", "was": said(one), "rows": rows}
    one.delete()
    messages.success(request, f"{one} is deleted. What you logged stays.", undo_tag(request.user.pk, token))
    return redirect("me")


def _form(request: SignedInRequest, form: GroupForm, title: str, status: int, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "at": "me", "conflict": status == 409, **more}
    return render(request, "parts/row_form.html", context, status=status)
