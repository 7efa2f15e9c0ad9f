"""What follows a letter: it was sent, it was not after all, or it waits for their morning."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.once import already_sent, remember
from followups import backoff, planning, snoozing
from followups.letters import LetterChanged, keep
from followups.models import FollowUp, Letter, Outcome
from followups.windows import Basis
from interactions import advising, composing, pairings, recording
from interactions.ask_views import introduction_asked
from interactions.desk import Desk, desk
from interactions.models import Interaction, Kind, Target
from interactions.occasions import taken_back
from interactions.telling import Bullet
from web import clock
from web.http import SignedInRequest, safe_next
from web.phrases import clock_time

ASK = "ask_ahead"


@require_POST
def sent(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """“I sent it”: a touch for now, which closes what it answers."""
    open_ = desk(request, contact_id, clock.now())
    key = _key(request)
    with transaction.atomic():
        before = already_sent(request.user, key)
        if before is not None:
            return redirect(before)
        touch = _log(open_)
        if touch is None:
            messages.error(request, f"Not logged: {open_.occasion.refusal(open_.slug)}")
            remember(request.user, key, open_.occasion.place)
            return redirect(open_.occasion.place)
        _keep_as_sent(open_)
        remember(request.user, key, _back(open_))
    undo = f"undo:{reverse('write_unsent', args=[touch.pk])}{open_.occasion.query}"
    whom = " and ".join(one.full_name for one in (open_.contact, *open_.others))
    messages.success(request, f"Logged: you wrote to {whom}.", undo)
    return redirect(_back(open_))


def _keep_as_sent(open_: Desk) -> None:
    """The words that went out, also those typed since they were last kept."""
    form = open_.form(open_.request.POST)
    if not form.is_valid() or not form.cleaned_data["body"]:
        return
    written = form.written(open_.slug)
    try:
        keep(open_.contact, open_.follow_up, written, open_.now)
    except LetterChanged as other:
        # This is what was sent. Another tab still has its own words, and is told when it keeps them.
        keep(open_.contact, open_.follow_up, replace(written, version=other.saved.version), open_.now)


def _log(open_: Desk) -> Interaction | None:
    one, aim, now = open_.follow_up, open_.target, open_.now
    if open_.others and open_.occasion.pairing:
        return pairings.make(open_.occasion.pairing, Kind.EMAIL, _day(open_), now)
    told = _told(open_)
    closes = {one.pk} if one and one.is_owed else set()
    touch = recording.record(
        open_.request.user,
        people=[open_.contact],
        kind=Kind.EMAIL,
        at=now,
        also_closes=closes | {bullet.follow_up for bullet in told if bullet.follow_up},
        takeaway=introduction_asked(aim) if aim and open_.slug == composing.INTRODUCE else "",
        now=now,
    )
    advising.told(open_.contact, [bullet.advice for bullet in told], touch.at)
    if one:
        advising.reported(one, touch.at)
    if aim and open_.slug == ASK and aim.ask == Target.Ask.NONE:
        aim.ask, aim.asked_at = Target.Ask.ASKED, now
        aim.minutes = aim.minutes or _most_minutes(open_.chosen.minutes)
        aim.save(update_fields=["ask", "asked_at", "minutes"])
    open_.occasion.sent(open_.slug, _day(open_), now)
    return touch


def _told(open_: Desk) -> list[Bullet]:
    """What the letter tells, as it is sent: news of advice and of people is owed no longer (P38, P57)."""
    body = open_.request.POST.get("body", "").replace("\r\n", "\n")
    return [box.bullet for box in open_.boxes(body) if box.is_told]


def _day(open_: Desk) -> date:
    return open_.now.astimezone(open_.request.user.zone).date()


def _most_minutes(kind: str) -> int | None:
    """The last figure of “10 to 15”."""
    figures = re.findall(r"\d+", settings.ASK_MINUTES.get(kind, ""))
    return int(figures[-1]) if figures else None


@require_POST
def unsent(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was not sent after all: what was owed is owed again."""
    touch = get_object_or_404(Interaction.objects.owned_by(request.user), pk=pk)
    people = list(touch.people.filter(trashed_at__isnull=True))
    asked = Target.objects.owned_by(request.user).filter(
        contact__in=people, ask=Target.Ask.ASKED, asked_at=touch.at
    )
    with transaction.atomic():
        asked.update(ask=Target.Ask.NONE, asked_at=None, minutes=None)
        for contact in people:
            advising.unreported(contact, touch.at)
        taken_back(request, touch, people)
        recording.delete(touch, clock.now())
    messages.success(request, "Taken back.")
    return redirect(safe_next(request, people[0].get_absolute_url() if people else "people"))


@require_POST
def morning(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """“Remind me in her morning”: what is owed waits until then, or a reminder of my own is set (P69)."""
    open_ = desk(request, contact_id, clock.now())
    key, at = _key(request), open_.reach.morning
    with transaction.atomic():
        before = already_sent(request.user, key)
        if before is not None:
            return redirect(before)
        undo = _remind(open_, at)
        backoff.answered(request.user.pk, open_.now)
        remember(request.user, key, _back(open_))
    words = f"You will be reminded {clock_time(at, open_.now, request.user.zone)}, your time."
    messages.success(request, words, f"undo:{undo}")
    return redirect(_back(open_))


def _remind(open_: Desk, at: datetime) -> str:
    """Something rings then; the address that takes it back."""
    one = open_.follow_up
    was = one.snoozed_until if one else None
    if one and planning.snooze(one, at):
        _take_along(open_, one)
        return snoozing.undo_address(one, was)
    day = at.astimezone(open_.request.user.zone).date()
    made = planning.remind(open_.contact, f"write: {open_.chosen.title}", day, open_.now)
    planning.snooze(made, at)
    _take_along(open_, made)
    return reverse("write_unlater", args=[made.pk])


@require_POST
def unlater(request: SignedInRequest, pk: int) -> HttpResponse:
    """No reminder after all: the letter is again where it was, with its person."""
    one = get_object_or_404(FollowUp.objects.owned_by(request.user), pk=pk, basis=Basis.MANUAL)
    with transaction.atomic():
        kept = Letter.objects.filter(contact=one.contact_id, follow_up=None).values("template")
        Letter.objects.filter(follow_up=one).exclude(template__in=kept).update(follow_up=None)
        if one.is_owed:
            planning.finish(one, Outcome.DISMISSED, clock.now())
    messages.success(request, "Taken back. What you wrote is kept.")
    return redirect(one.contact)


def _take_along(open_: Desk, reminder: FollowUp) -> None:
    """The letter as it stands goes with what will bring it back."""
    form = open_.form(open_.request.POST)
    if not form.is_valid():
        return
    mine = Letter.objects.filter(contact=open_.contact, follow_up=open_.follow_up, template=open_.slug)
    if open_.follow_up is None:
        mine.update(follow_up=reminder)
    try:
        keep(open_.contact, reminder, form.written(open_.slug), open_.now)
    except LetterChanged:
        # Another tab wrote to it since: its words stand, and this page's were not saved before either.
        return


def _back(open_: Desk) -> str:
    there = reverse("today") if open_.follow_up else open_.occasion.place
    return safe_next(open_.request, there)


def _key(request: SignedInRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
