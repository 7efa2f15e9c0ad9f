"""One line why, and one sentence to begin with, for each kind of follow-up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from followups.models import FollowUp
from followups.windows import WINDOWS, Basis
from web.phrases import count, long_date


def why(item: FollowUp, now: datetime, zone: ZoneInfo) -> str:
    """Why this person, why now."""
    if item.basis in WINDOWS:
        last = item.contact.last_touch_at
        return (
            f"Last in touch on {long_date(last, now, zone)}." if last else "You chose this rhythm for them."
        )
    if item.basis == Basis.MANUAL and item.what:
        return f"{item.what[:1].upper()}{item.what[1:].rstrip('. ')}."
    if item.basis == Basis.PREPARATION:
        return _prepared(_source(item)) or item.because
    return item.because


def say(item: FollowUp, words: int) -> str:
    """A first sentence for the note, whole or a shorter one; empty where none would help or fit."""
    fitting = (
        one for one in (_sentence(item), SHORT.get(Basis(item.basis), "")) if len(one.split()) <= words
    )
    return next(fitting, "")


def _sentence(item: FollowUp) -> str:
    takeaway = _takeaway(item)
    if item.basis == Basis.PROMISE:
        return f"I said I would {item.what.rstrip('. ')}; here is where it stands." if item.what else ""
    if item.basis == Basis.PROMISE_TO_ME:
        return f"You kindly offered {item.what.rstrip('. ')}; it would still be welcome." if item.what else ""
    if item.basis == Basis.CLOSE_LOOP and item.occurrence.startswith("event:"):
        return "You suggested somebody to me, and we met; thank you."
    if item.basis in (Basis.CONFERENCE, Basis.THANKS) and takeaway:
        return f"What stayed with me: {takeaway}"
    return SENTENCES.get(Basis(item.basis), "")


SENTENCES = {
    Basis.CONFERENCE: "It was good to meet you. May I send you one question?",
    Basis.THANKS: "Thank you for your time; it helped me more than you may think.",
    Basis.INTRODUCTION: "Thank you for being open to an introduction. May I ask one question?",
    Basis.UPDATE: "A short update, and thank you for your advice.",
    Basis.CHECK_IN: "You came to mind this week, and I wanted to say hello.",
    Basis.CLOSE_LOOP: "I tried what you suggested; here is how it went.",
}


def left_to_prepare(item: FollowUp) -> int:
    """How many things of a meeting are not ready: the CV, questions, the one ask."""
    meeting = _source(item)
    return [meeting.cv_sent, bool(meeting.question_list), bool(meeting.ask)].count(False) if meeting else 0


SHORT = {
    Basis.CONFERENCE: "It was good to meet you.",
    Basis.THANKS: "Thank you for your time.",
    Basis.INTRODUCTION: "Thank you for being open to this.",
    Basis.UPDATE: "A short update, with thanks.",
    Basis.CHECK_IN: "You came to mind this week.",
    Basis.CLOSE_LOOP: "I tried what you suggested.",
    Basis.PROMISE: "Here is what I promised you.",
    Basis.PROMISE_TO_ME: "Your kind offer would still help.",
}


def _source(item: FollowUp) -> Any:
    """The touch or meeting that opened it, by its reverse name: this app knows no interactions."""
    return next(iter(item.opened_by.all()), None)


def _takeaway(item: FollowUp) -> str:
    source = _source(item)
    words = source.takeaway.strip() if source else ""
    return words if not words or words.endswith((".", "?", "!")) else f"{words}."


def _prepared(meeting: Any) -> str:
    """What is ready for a meeting, and what is still blank (P54)."""
    if meeting is None:
        return ""
    asked = len(meeting.question_list)
    ready = [
        "CV sent" if meeting.cv_sent else "CV not sent yet",
        f"{count(asked, 'question')} ready" if asked else "no questions yet",
    ]
    ask = "" if meeting.ask else " Your one ask is still blank."
    return f"{', '.join(ready)}.{ask}"
