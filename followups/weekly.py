"""The weekly email in words: at most five people, read in a minute, at most 180 words.

Subject and preheader carry no name and no place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from followups import discreet
from followups.choosing import SECTION_OF, Section
from followups.mail_items import entry, spelled
from followups.mail_links import pause_links, rhythm_links
from followups.models import FollowUp
from followups.windows import Basis
from outbox import unsubscribing
from web.phrases import count

MOST_WORDS = 180
# Words allowed for the reason and for the suggested sentence, until the whole is short enough; the idea
# goes before a sentence does.
LENGTHS = ((22, 18, True), (14, 11, True), (10, 8, True), (10, 8, False), (8, 7, False), (8, 0, False))
SHORTEST = (5, 0, False)
HIDDEN = re.compile(r"<head>.*?</head>|<div style=\"display:none.*?</div>|<[^>]+>", re.DOTALL)

KINDS = {
    Section.PROMISES: "promise",
    Section.FRESH: "follow-up while it is fresh",
    Section.WINDOWS: "note",
    Section.MEETINGS: "meeting",
}
HOW_OFTEN = {"week": "weekly", "month": "monthly"}


@dataclass(frozen=True)
class Letter:
    """A mail, written."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Extras:
    """What stands around the items. `asks` how often it may come; `eases`: monthly from this one on."""

    idea: str = ""
    gauge: str = ""
    ending: str = ""
    is_discreet: bool = False
    asks: bool = False
    eases: bool = False


NOTHING = Extras()


def letter(
    user: User, items: Sequence[FollowUp], more: int, now: datetime, extras: Extras = NOTHING
) -> Letter:
    """The mail for these follow-ups, in their order; `more` others wait on Today."""
    context = _around(user, more, now, extras)
    if extras.is_discreet:
        return _without_names(user, items, now, context)
    sections = [SECTION_OF[Basis(item.basis)] for item in items]
    context |= {"title": title(sections), "preheader": preheader(sections), "gauge": extras.gauge}
    # A question is enough to think about.
    idea = "" if extras.asks or extras.eases else extras.idea
    text = html = ""
    for why, say, has_idea in (*LENGTHS, SHORTEST):
        entries = [entry(item, now, user.zone, why, say) for item in items]
        so_far = {**context, "entries": entries, "idea": idea if has_idea else ""}
        is_last = (why, say, has_idea) == SHORTEST
        text = text or _text(so_far, is_last)
        html = html or _html(so_far, is_last)
        if text and html:
            break
    return Letter(subject(sections), text, html)


def subject(sections: Sequence[Section]) -> str:
    """“3 small follow-ups for this week”; meetings only when there is nothing else."""
    meetings = sections.count(Section.MEETINGS)
    others = len(sections) - meetings
    if not others:
        return f"{count(meetings, 'meeting')} to prepare this week"
    return f"{count(others, 'small follow-up')} for this week"


def title(sections: Sequence[Section]) -> str:
    """“Three notes, one meeting.”"""
    meetings = sections.count(Section.MEETINGS)
    parts = [(len(sections) - meetings, "note"), (meetings, "meeting")]
    said = ", ".join(f"{spelled(n)} {word}{'' if n == 1 else 's'}" for n, word in parts if n)
    return f"{said[:1].upper()}{said[1:]}."


def preheader(sections: Sequence[Section]) -> str:
    """What the mailbox shows beside the subject: kinds and numbers only."""
    kinds = [(sections.count(section), word) for section, word in KINDS.items()]
    return ", ".join(_plural(number, word) for number, word in kinds if number) + ". A minute to read."


def _plural(number: int, phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return " ".join(part for part in (count(number, first), rest) if part)


def _around(user: User, more: int, now: datetime, extras: Extras) -> dict[str, Any]:
    """What both versions carry: what waits, the question, the footer."""
    every = "month" if extras.eases else user.digest_every
    return {
        "more": f"And {more:,} {'other waits' if more == 1 else 'others wait'} on Today." if more else "",
        "ending": extras.ending,
        "asks": extras.asks,
        "eases": extras.eases,
        "rhythm": rhythm_links(user.pk, now),
        "pause": pause_links(user.pk, now),
        "how_often": HOW_OFTEN[every],
        "today_url": settings.SITE_URL + reverse("today"),
        "settings_url": settings.SITE_URL + reverse("mail_settings"),
        "unsubscribe_url": unsubscribing.link(user.pk),
    }


def _without_names(user: User, items: Sequence[FollowUp], now: datetime, context: dict[str, Any]) -> Letter:
    context |= {
        "title": discreet.title(items),
        "preheader": discreet.PREHEADER,
        "lines": discreet.lines(items, now, user.zone),
        "chosen": user.digest_discreet is not None,
    }
    text, html = (render_to_string(f"mail/discreet.{kind}", context) for kind in ("txt", "html"))
    return Letter(discreet.SUBJECT, text, html)


def _text(context: dict[str, Any], is_last: bool) -> str:
    """The text part with every action or, for want of room, the likeliest alone; empty if still too long."""
    for is_brief in (False, True):
        text = render_to_string("mail/weekly.txt", {**context, "is_brief": is_brief})
        if len(text.split()) <= MOST_WORDS:
            return text
    return text if is_last else ""


def _html(context: dict[str, Any], is_last: bool) -> str:
    """The same with its look; what nobody sees does not count."""
    html = render_to_string("mail/weekly.html", context)
    return html if is_last or len(HIDDEN.sub(" ", html).split()) <= MOST_WORDS else ""
