"""Which letter to begin with, and its words: from what is owed, hoped for, happened and known (P36, P52)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from contacts.models import Contact, Stage
from contacts.models.kinds import EARLY
from followups.drafts import Draft, brief, draft
from followups.models import FollowUp
from followups.reaching import Reader
from followups.windows import Basis
from interactions.letter_facts import LetterFacts, Touch
from interactions.models import Kind, Target
from residents.models import Resident
from residents.wording import stage_words
from web.phrases import long_date
from web.playbook import template
from web.playbook_words import SLOTS, Template

WEEK = 7
INTRODUCE, ONCE = "introduce_me", "once"
# The update when there is little to tell.
LINES, UPDATE = "update_lines", "update"
# What is owed for advice is called this, see `advising`.
ADVICE = "advice"
LINE = 240
OF_BASIS = {
    Basis.CONFERENCE: "conference",
    Basis.THANKS: "thanks",
    Basis.UPDATE: "update",
    Basis.CHECK_IN: "check_in",
    Basis.PROMISE: "promise",
    Basis.PROMISE_TO_ME: "promise_to_me",
    Basis.INTRODUCTION: "after_introduction",
    Basis.CLOSE_LOOP: "close_loop",
    Basis.PREPARATION: "ahead",
    Basis.MANUAL: "check_in",
}
TABS = (
    ("email", "Email", ""),
    ("linkedin", "LinkedIn note", "linkedin"),
    ("introduction", "After an introduction", "after_introduction"),
    ("short", "Two-line version", "two_lines"),
)


@dataclass(frozen=True)
class About:
    """What a letter is about; everything but the person may be missing."""

    user: User
    resident: Resident
    contact: Contact
    follow_up: FollowUp | None
    target: Target | None
    facts: LetterFacts
    now: datetime
    occasion: Mapping[str, str] = field(default_factory=dict)

    @property
    def early(self) -> bool:
        """They hardly know each other yet."""
        return self.contact.stage in EARLY

    @property
    def reader(self) -> Reader:
        one = self.contact
        return Reader(
            one.short_name,
            tuple(one.allowed_channels),
            one.hours_from,
            one.hours_to,
            one.zone,
            one.may_text,
            one.pronouns,
        )


def usual(about: About) -> str:
    """The letter that fits what is owed, whom I hope to meet, or how far we have come."""
    if about.follow_up:
        return _of_follow_up(about)
    if about.target:
        return _of_target(about, about.target)
    if about.contact.stage == Stage.IDENTIFIED:
        return "after_introduction" if about.facts.introducer else "interview"
    if about.contact.stage == Stage.CONTACTED:
        return ONCE
    touch = about.facts.touch
    if touch and touch.kind == Kind.INFORMATIONAL:
        return "thanks"
    return "conference" if touch and touch.event and (about.now - touch.at).days < WEEK else "check_in"


def _of_follow_up(about: About) -> str:
    one = about.follow_up
    if one and one.basis == Basis.CLOSE_LOOP:
        of_advice = not about.facts.recommended and about.facts.advice[0]
        return "advice_helped" if of_advice or one.occurrence.startswith(ADVICE) else "close_loop"
    return OF_BASIS[Basis(one.basis)] if one else "check_in"


def _of_target(about: About, target: Target) -> str:
    if about.now.astimezone(target.event.zone).date() <= target.event.ends_on:
        return "ask_ahead"
    return "interview_research" if Target.Reason.RESEARCH in target.reasons else "interview"


def email_of(about: About) -> str:
    """The letter of the Email tab, where the usual one is of another form."""
    found = usual(about)
    if template(found).form == "email":
        return found
    return ONCE if about.early else "check_in"


def tabs_of(about: About, chosen: Template) -> dict[str, str]:
    """The letter of each tab; an update has two lines of its own."""
    slugs = {kind: slug for kind, _, slug in TABS}
    slugs["email"] = chosen.slug if chosen.form in ("email", "script") else email_of(about)
    if chosen.news or chosen.slug == LINES:
        slugs["short"] = LINES
        if chosen.slug == LINES and not (about.follow_up and template(slugs["email"]).news):
            slugs["email"] = UPDATE
    return slugs


def begin(about: About, chosen: Template) -> Draft:
    """The letter as the playbook begins it."""
    return draft(chosen.subject, chosen.body, known(about, chosen), SLOTS)


def known(about: About, chosen: Template) -> dict[str, str]:
    """What may stand in the letter's braces; empty where it is not known."""
    facts, touch = about.facts, about.facts.touch
    takeaway = next((one.takeaway for one in facts.touches if one.takeaway), "")
    return {
        "greeting": about.contact.short_name,
        "name": about.user.name,
        "sign": _signature(about),
        "stage_at": _stage_at(about.resident),
        "event": touch.event if touch else "",
        "day": _day(touch, about.now, about.user.zone),
        "met": about.contact.met_via,
        "takeaway": brief(takeaway) if chosen.limit else takeaway,
        "promise": _promise(about),
        "introducer": facts.introducer,
        "minutes": settings.ASK_MINUTES.get(chosen.minutes, ""),
        "meeting_day": _meeting_day(about),
        "news": chosen.news,
        "achievement": "; ".join(_did(*one) for one in facts.achievements),
        "advice": _one_line(facts.advice[0]),
        "outcome": _one_line(facts.advice[1]),
        **_story(facts.narrative),
        **_of_recommended(facts),
        **_targeted(about.target),
        **about.occasion,
    }


def _one_line(text: str) -> str:
    """The beginning of a long text, as one line."""
    return brief(" ".join(text.split()), LINE)


def _story(narrative: tuple[str, ...]) -> dict[str, str]:
    """The four fields of the newest narrative, each in one paragraph (P15)."""
    fields = [" ".join(words.split()) for words in narrative]
    return dict(zip(("my_why", "my_draws", "my_done", "my_grow"), fields, strict=True))


def _signature(about: About) -> str:
    mine = about.resident
    name = about.user.name + (f", {mine.credentials}" if mine.credentials else "")
    place = ", ".join(part for part in (mine.training_stage, mine.institution) if part)
    return "\n".join(part for part in (name, place) if part)


def _stage_at(mine: Resident) -> str:
    """“a second-year psychiatry resident at Marlowe”."""
    words = stage_words(mine)
    return f"{words} at {mine.institution}" if words and mine.institution else words


def _day(touch: Touch | None, now: datetime, zone: ZoneInfo) -> str:
    if touch is None:
        return ""
    there = touch.zone or zone
    day = touch.at.astimezone(there)
    away = (now.astimezone(there).date() - day.date()).days
    return f"{day:%A}" if away < WEEK else long_date(touch.at, now, there)


def _promise(about: About) -> str:
    one = about.follow_up
    return one.what if one and one.is_promise and one.what else about.facts.promise


def _meeting_day(about: About) -> str:
    at = about.facts.meeting
    return f"{at.astimezone(about.user.zone):%A}" if at else ""


def _did(kind: str, title: str, place: str) -> str:
    return f"“{title}” ({kind}{f', {place}' if place else ''})"


def _of_recommended(facts: LetterFacts) -> dict[str, str]:
    one = facts.recommended
    if one is None:
        return {}
    return {"person_met": one.people, "met_at": one.event, "met_takeaway": one.takeaway}


def _targeted(target: Target | None) -> dict[str, str]:
    if target is None:
        return {}
    question = target.question.strip()
    return {
        "target_name": target.contact.full_name if target.contact else target.program,
        "target_event": target.event.name,
        "question": question if question.endswith(("?", ".")) or not question else f"{question}?",
        "session": target.session.title if target.session else "",
        "recommender": target.recommended_by.full_name if target.recommended_by else "",
    }
