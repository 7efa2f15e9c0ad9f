"""Me: the year, my narrative, how I introduce myself, what I did, where I belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from dashboard.aloud import bar_of
from dashboard.filters import today_of
from dashboard.me_facts import Belonging, Meets, MeFacts, me_facts
from dashboard.rotation_year import year_of
from interactions.presenting import a_year
from programs import ended
from programs.nudging import told
from residents import telling
from residents.introducing import introduced, reading_of
from residents.models import Achievement, Resident, Rotation, resident_of
from web import clock
from web.http import SignedInRequest
from web.phrases import day_span

SHOWN = 6
# From here on a day without its year could be mistaken for another year's.
NEAR = timedelta(days=182)
SHORT = 5


class Did(NamedTuple):
    """An achievement as its line."""

    row: Achievement
    when: str
    sub: str


class Sits(NamedTuple):
    """A society or committee as its line; `asks` when its term ends soon."""

    row: Any
    when: str
    sub: str
    asks: str


@require_GET
def me(request: SignedInRequest) -> HttpResponse:
    """Everything the resident tells of themself, on one page."""
    now, user = clock.now(), request.user
    today, resident, facts = today_of(user, now), resident_of(user), me_facts(user, now)
    context = {
        "resident": resident,
        "head_words": header_words(resident),
        "year": year_of(facts.rotations, today),
        "here": here(facts.rotations, today),
        "waits": waits(facts.rotations, today),
        **_story(user, resident, facts),
        **_lines(facts, today),
        "usual": "–".join(str(one) for one in settings.SOCIETIES),
        "profile_stale": telling.is_stale(resident.linkedin_checked_on, today, settings.PROFILE_DAYS),
        "enrolled": facts.enrolled,
        "nudges": told(facts.enrolled, now),
        "over": ended.rows_of(user, now)[1] if facts.left else [],
        "now": now,
    }
    return render(request, "dashboard/me.html", context)


def _story(user: User, resident: Resident, facts: MeFacts) -> dict[str, Any]:
    """The newest narrative and the introduction."""
    aloud = reading_of(user, resident)
    return {
        "narrative": facts.narratives[0] if facts.narratives else None,
        "narrative_words": _version(facts),
        "has_earlier": len(facts.narratives) > 1,
        "pieces": introduced(user, resident),
        "aloud": aloud,
        "bar": bar_of(aloud.seconds),
    }


def _lines(facts: MeFacts, today: date) -> dict[str, Any]:
    """The lists, each as its lines."""
    return {
        "achievements": achieved(facts.achievements[:SHOWN], facts.achievements, today),
        "more_achievements": len(facts.achievements) > SHOWN,
        "societies": [society(one) for one in facts.societies],
        "committees": [committee(one, today) for one in facts.committees],
        "groups": [meets(one, today) for one in facts.groups],
    }


def _version(facts: MeFacts) -> str:
    """“second version, March 2026”."""
    if not facts.narratives:
        return ""
    written = facts.narratives[0].written_on
    return f"{telling.ordinal(len(facts.narratives))} version, {written:%B} {written.year}"


def waits(rotations: Iterable[Rotation], today: date) -> str:
    """“In Neuro ICU, 1 to 28 June”: the heavy block there is, or the next one; "" when none is known."""
    ahead = [one for one in rotations if one.holds_back and one.ends_on >= today]
    return f"In {ahead[0].name}, {day_span(ahead[0].starts_on, ahead[0].ends_on, today)}" if ahead else ""


def here(rotations: Iterable[Rotation], today: date) -> str:
    """“Night float until 28 May”: the block there is today, unless it is the one that holds windows back."""
    now = next((one for one in rotations if one.starts_on <= today <= one.ends_on), None)
    return f"{now.name} until {now.ends_on.day} {now.ends_on:%B}" if now and not now.holds_back else ""


def achieved(shown: Sequence[Achievement], every: Iterable[Achievement], today: date) -> list[Did]:
    """Each with its month, the year only where it changes; the year's posters beside the newest one (P31)."""
    number, gauge = a_year(every, today.year)
    lines: list[Did] = []
    year = 0
    for one in shown:
        when = f"{month(one.on)} {one.on.year}" if one.on.year != year else month(one.on)
        year = one.on.year
        parts = ["today" if one.on == today else "", one.place, one.get_scope_display().lower()]
        if number and one.kind == Achievement.Kind.POSTER and one.on.year == today.year:
            parts.append(f"{gauge} this year")
            number = 0
        sub = " · ".join(part for part in parts if part) or one.get_kind_display().lower()
        lines.append(Did(one, when, sub))
    return lines


def month(day: date) -> str:
    """“June”, “Dec”: as it fits a narrow column."""
    return f"{day:%B}" if len(f"{day:%B}") < SHORT else f"{day:%b}"


def society(one: Belonging) -> Sits:
    """“since 2024”, “renews 1 December · trainee section · forensics, addiction”."""
    row = one.row
    renews = f"renews {row.ends_on.day} {row.ends_on:%B}" if row.ends_on else ""
    sub = " · ".join(part for part in (renews, row.role, ", ".join(row.tags), with_people(one)) if part)
    return Sits(row, f"since {row.joined_on.year}" if row.joined_on else "", sub, "")


def committee(one: Belonging, today: date) -> Sits:
    """“to 18 July”; within the days asked about, how many are left (P65)."""
    row = one.row
    when, asks = "", ""
    if row.ends_on:
        near = abs(row.ends_on - today) < NEAR
        when = (
            f"to {row.ends_on.day} {month(row.ends_on)}"
            if near
            else f"to {month(row.ends_on)} {row.ends_on.year}"
        )
        if telling.ends_soon(row.ends_on, today, settings.TERM_ENDS_DAYS):
            asks = telling.left_words(row.ends_on, today)
    sub = " · ".join(part for part in (row.role, with_people(one)) if part)
    return Sits(row, when, sub or row.get_kind_display().lower(), asks)


def with_people(one: Belonging) -> str:
    """“with Hana Mori, pharmacy”."""
    named = [f"{name}, {discipline}" if discipline else name for _, name, discipline in one.people[:2]]
    others = len(one.people) - len(named)
    return f"with {'; '.join(named)}{f' and {others} more' if others else ''}" if named else ""


def meets(one: Meets, today: date) -> Sits:
    """“4 June”, “Dr. Ruiz leads next”."""
    row = one.row
    when = f"{row.next_on.day} {month(row.next_on)}" if row.next_on else ""
    leads = (
        f"{'You lead' if one.leads == 'you' else f'{one.leads} leads'} next"
        if one.leads
        else "nobody in it yet"
    )
    rhythm = row.get_every_display() if row.every != "none" else ""
    sub = " · ".join(part for part in (leads, rhythm, row.place) if part)
    return Sits(row, when, sub, "it was the day" if row.next_on and row.next_on < today else "")


def header_words(resident: Resident) -> str:
    """“MD · PGY-2, Marlowe Psychiatry, research track”."""
    place = ", ".join(part for part in (resident.get_training_stage_display(), resident.institution) if part)
    return " · ".join(part for part in (resident.credentials, place) if part)
