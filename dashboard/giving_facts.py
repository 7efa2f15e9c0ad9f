"""What a person's page shows of good turns and openings: parts of its one statement, and their words."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any, NamedTuple

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from contacts.models import Contact
from interactions.good_turns import KINDS
from interactions.models import GoodTurn, Opportunity
from interactions.opportunities import deadline_words
from web.addresses import address
from web.pronouns import said_of

MOST = 6
# The parts, each one column of the statement in `person_facts`.
GOOD_TURNS = f"""
SELECT json_agg(json_build_array(g.id, g.kind, g.what, g.on, g.thanked_on))
FROM (SELECT * FROM interactions_goodturn WHERE owner_id = %(owner)s AND contact_id = %(contact)s
    ORDER BY "on" DESC, id DESC LIMIT {MOST + 1}) g
"""  # noqa: S608  joined from constants
TOLD_OF = f"""
SELECT json_agg(json_build_array(o.id, o.kind, o.title, o.deadline, o.status))
FROM (SELECT * FROM interactions_opportunity WHERE owner_id = %(owner)s AND heard_from_id = %(contact)s
    ORDER BY status IN ('heard', 'applied') DESC, deadline NULLS LAST, id DESC LIMIT {MOST}) o
"""  # noqa: S608  joined from constants
KIND_WORDS = {one.value: one.label for one in GoodTurn.Kind}
OPENING_WORDS = {one.value: one.label.lower() for one in Opportunity.Kind}
STATUS_WORDS = {one.value: one.label for one in Opportunity.Status}
BY_THEM = {one.value for one in GoodTurn.BY_THEM}
KIND_OPTIONS = format_html_join(
    "", '<optgroup label="{}">{}</optgroup>',
    ((title, format_html_join("", '<option value="{}">{}</option>', kinds)) for title, kinds in KINDS),
)  # fmt: skip


class Giving(NamedTuple):
    """Drawn: the rows of good turns, whether there are more, what they told of."""

    turns: SafeString
    more: bool
    told_of: SafeString


def giving(contact: Contact, turns: list[Any] | None, told_of: list[Any] | None, today: date) -> Giving:
    """The two lists of one contact, of whom the caller knows whose they are."""
    shown = (turns or [])[:MOST]
    drawn = "".join(_turn(contact, *one, today=today) for one in shown)
    openings = "".join(_opening(*one, today=today) for one in told_of or [])
    return Giving(mark_safe(drawn), len(turns or []) > MOST, mark_safe(openings))


def _turn(
    contact: Contact, pk: int, kind: str, what: str, on: str, thanked: str | None, *, today: date
) -> str:
    day = _day(date.fromisoformat(on), today)
    parts = [escape(what)] if what else []
    parts.append(day)
    act = ""
    if kind in BY_THEM and thanked:
        parts.append(f"thanked {_day(date.fromisoformat(thanked), today)}")
    elif kind in BY_THEM:
        href = f"{address('write', contact.pk)}?template=thank_turn&amp;turn={pk}"
        act = f'<a href="{href}">{said_of("Thank them", contact.pronouns)}</a>'
    words, href = said_of(KIND_WORDS[kind], contact.pronouns), address("good_turn_edit", pk)
    return (
        f'<li><div><b><a class="plain" href="{href}">{words}</a></b>'
        f"<p>{' · '.join(parts)}</p></div>{act}</li>"
    )


def _opening(pk: int, kind: str, title: str, deadline: str | None, status: str, *, today: date) -> str:
    words = OPENING_WORDS[kind]
    if kind != Opportunity.Kind.INTEL:
        words += f" · {STATUS_WORDS[status]}"
        if deadline:
            words += f" · by {deadline_words(date.fromisoformat(deadline), today)[0]}"
    href = address("opportunity_edit", pk)
    return f'<li><div><b><a class="plain" href="{href}">{escape(title)}</a></b><p>{words}</p></div></li>'


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")
