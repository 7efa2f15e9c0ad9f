"""A first draft of the note a follow-up asks for. Pure: facts in, words out; nothing is sent.

How you met, the one takeaway, a light concrete ask, permission to write again, thanks (P36, P42).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from followups.windows import Basis

GAP = "[…]"


@dataclass(frozen=True)
class Facts:
    """What is known. Empty strings for what is not; `day` reads like “Sunday” or “17 May”."""

    basis: str
    greeting: str
    me: str
    my_stage: str = ""
    my_place: str = ""
    day: str = ""
    event: str = ""
    takeaway: str = ""
    promise: str = ""
    introducer: str = ""


@dataclass(frozen=True)
class Draft:
    """A letter to edit; `gaps` says how many places are still to be filled."""

    subject: str
    body: str

    @property
    def gaps(self) -> int:
        return self.body.count(GAP)

    def mailto(self, address: str) -> str:
        """A mailto: address with subject and body; mail programs want CRLF."""
        body = self.body.replace("\n", "\r\n")
        return f"mailto:{quote(address, safe='@')}?subject={quote(self.subject)}&body={quote(body)}"


def draft(facts: Facts) -> Draft:
    """The letter for this kind of follow-up."""
    subject, sentences = LETTERS.get(Basis(facts.basis), _plain)(facts)
    signature = ", ".join(part for part in (facts.my_stage, facts.my_place) if part)
    parts = [f"Dear {facts.greeting},", " ".join(sentences), "\n".join(p for p in (facts.me, signature) if p)]
    return Draft(subject, "\n\n".join(parts))


def sentences(text: str) -> int:
    """How many sentences a body has, greeting and signature aside (P42 asks for 4 to 6)."""
    body = "\n\n".join(text.split("\n\n")[1:-1]) or text
    plain = re.sub(r"\b(Dr|Drs|Prof|Mr|Ms|Mrs|vs|e\.g|i\.e)\.", r"\1", body)
    return len([part for part in re.split(r"[.!?]+(?:\s|$)", plain) if part.strip()])


def _met(facts: Facts) -> str:
    where = f" at {facts.event}" if facts.event else ""
    when = f" on {facts.day}" if facts.day else ""
    who = (
        f"; I am {_article(facts.my_stage)} at {facts.my_place}" if facts.my_stage and facts.my_place else ""
    )
    return f"It was good to speak with you{where}{when}{who}."


def _article(stage: str) -> str:
    return f"a {stage} resident" if stage.startswith("PGY") else f"a {stage.lower()}"


def _stayed(facts: Facts) -> str:
    return (
        f"What stayed with me: {_sentence(facts.takeaway)}"
        if facts.takeaway
        else f"What stayed with me is {GAP}."
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _conference(facts: Facts) -> tuple[str, list[str]]:
    ask = f"Would you have 15 minutes in the next weeks, by phone or video, to tell me {GAP}?"
    again = "If these weeks are full, may I write again later?"
    if facts.promise:
        ask = f"As promised, I will {facts.promise}."
        again = "May I write again once you have had a look?"
    subject = f"After {facts.event}" if facts.event else "After our conversation"
    return subject, [_met(facts), _stayed(facts), ask, again, "Thank you for your time."]


def _thanks(facts: Facts) -> tuple[str, list[str]]:
    when = f" on {facts.day}" if facts.day else ""
    return "Thank you for your time", [
        f"Thank you for speaking with me{when}.",
        _stayed(facts),
        f"As a first step I will {facts.promise or GAP}.",
        "May I write to you again when something has come of it?",
    ]


def _update(facts: Facts) -> tuple[str, list[str]]:
    last = f"When we last spoke, you said: {_sentence(facts.takeaway)}" if facts.takeaway else _since(facts)
    return "A short update", [
        last,
        f"Since then I have {GAP}.",
        f"Next I hope to {GAP}.",
        f"One small question, only if it is quick: {GAP}?",
        "Thank you for keeping an eye on my path.",
    ]


def _since(facts: Facts) -> str:
    return (
        f"We were last in touch on {facts.day}, and I wanted to tell you how things are going."
        if facts.day
        else ("I wanted to tell you how things are going.")
    )


def _check_in(facts: Facts) -> tuple[str, list[str]]:
    return "Hello from residency", [
        "You came to mind this week, and I wanted to say hello.",
        f"On my side, {GAP}.",
        "How are things with you?",
        "No need to answer quickly; I would be glad to hear from you.",
    ]


def _promise(facts: Facts) -> tuple[str, list[str]]:
    return "As promised", [
        f"I said I would {facts.promise or GAP}; here it is.",
        f"The part I thought you might like is {GAP}.",
        "Tell me what is missing, if anything.",
        "Thank you again.",
    ]


def _promise_to_me(facts: Facts) -> tuple[str, list[str]]:
    return "A gentle question", [
        f"You kindly offered {facts.promise or GAP}.",
        "There is no hurry; I only wanted to let you know that it would still be very welcome.",
        "Is there anything I can prepare to make it easier for you?",
        "Thank you for thinking of me.",
    ]


def _introduction(facts: Facts) -> tuple[str, list[str]]:
    who = facts.introducer or GAP
    place = f" at {facts.my_place}" if facts.my_place else ""
    return f"Introduced by {who}", [
        f"{who} kindly suggested that I write to you.",
        f"I am {_article(facts.my_stage)}{place}." if facts.my_stage else f"I am {GAP}.",
        f"I would like to learn about {GAP}, not to ask for anything more than guidance.",
        "Would you have 15 to 20 minutes some time in the coming weeks?",
        "Thank you for considering it.",
    ]


def _plain(facts: Facts) -> tuple[str, list[str]]:
    about = facts.promise or GAP
    return "A short note", [f"I am writing about {about}.", f"{GAP}.", "Thank you."]


LETTERS = {
    Basis.CONFERENCE: _conference,
    Basis.THANKS: _thanks,
    Basis.UPDATE: _update,
    Basis.CHECK_IN: _check_in,
    Basis.PROMISE: _promise,
    Basis.PROMISE_TO_ME: _promise_to_me,
    Basis.INTRODUCTION: _introduction,
}
