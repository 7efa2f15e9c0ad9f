"""What happened with one person: the newest in the page's own statement, older ones by another; drawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from contacts.models import Contact
from interactions.models import Kind
from web.addresses import address

NEWEST = 60
NOTE_SHOWN = 280
KIND_WORDS = {kind.value: kind.label.lower() for kind in Kind}


COLUMNS = """i.id, i.kind, i.at, i.minutes, i.takeaway, i.note, i.meaningful, i.topics, e.name,
    n.prefix, n.given_name, n.family_name, n.trashed_at"""
BESIDE = """LEFT JOIN interactions_event e ON e.id = i.event_id
LEFT JOIN contacts_contact n ON n.id = i.introduced_by_id"""
# A part of the page's statement: of those it has `touched` anyway.
FIRST = f"""
SELECT json_agg(json_build_array({COLUMNS}) ORDER BY i.at DESC, i.id DESC)
FROM (SELECT * FROM touched ORDER BY at DESC, id DESC LIMIT {NEWEST + 1}) i
{BESIDE}
"""  # noqa: S608  joined from constants
# The newest are found first, then what stands beside them; the owner of each touch is its person's.
TOUCHES = f"""
SELECT {COLUMNS}
FROM (
    SELECT h.* FROM interactions_participant p JOIN interactions_interaction h ON h.id = p.interaction_id
    WHERE p.owner_id = %(owner)s AND p.contact_id = %(contact)s AND h.status = 'held'
        AND h.deleted_at IS NULL AND (%(topic)s = '' OR h.topics @> ARRAY[%(topic)s]::varchar[])
    ORDER BY h.at DESC, h.id DESC OFFSET %(first)s LIMIT %(most)s) i
{BESIDE}
ORDER BY i.at DESC, i.id DESC
"""  # noqa: S608  joined from constants


class Touch(NamedTuple):
    """The columns of an interaction that the timeline shows, with its event and who introduced."""

    pk: int
    kind: str
    at: datetime
    minutes: int | None
    takeaway: str
    note: str
    meaningful: bool
    topics: list[str]
    event: str | None
    prefix: str | None
    given_name: str | None
    family_name: str | None
    trashed_at: datetime | None


class Timeline:
    """Touches, newest first, for a paginator; without `newest` it asks for them. These serve the bar, too."""

    def __init__(
        self, contact: Contact, many: int, newest: list[Touch] | None = None, topic: str = ""
    ) -> None:
        self._asked: dict[str, Any] = {"owner": contact.owner_id, "contact": contact.pk, "topic": topic}
        self._many = many
        self.newest = self._read(0, NEWEST + 1) if newest is None else newest
        self._whole = len(self.newest) <= NEWEST

    def count(self) -> int:
        """How many there are; `many` is what whoever reads more of the page anyway found out."""
        return len(self.newest) if self._whole else self._many

    def __getitem__(self, place: slice) -> list[Touch]:
        if self._whole or place.stop <= NEWEST:
            return self.newest[place]
        return self._read(place.start, place.stop - place.start)

    def _read(self, first: int, most: int) -> list[Touch]:
        with connection.cursor() as cursor:
            cursor.execute(TOUCHES, {**self._asked, "first": first, "most": most})
            return [Touch(*row) for row in cursor.fetchall()]


def first_of(rows: list[list[Any]] | None) -> list[Touch]:
    """What `FIRST` found."""
    return [Touch(pk, kind, datetime.fromisoformat(at), *rest) for pk, kind, at, *rest in rows or []]


def topic_chips(topics: Iterable[str], chosen: str, here: str) -> SafeString:
    """What was talked about, as filters; the chosen one leads back to everything (P4)."""
    shown = list(dict.fromkeys(([chosen] if chosen else []) + list(topics)))
    drawn = "".join(_chip(one, one == chosen, here) for one in shown)
    return mark_safe(drawn)


def _chip(topic: str, is_chosen: bool, here: str) -> str:
    if is_chosen:
        words = f'{escape(topic)}<span class="visually-hidden">, shown alone</span>'
        return (
            f'<span class="chip" aria-current="true">{words}</span> '
            f'<a class="chip" data-kind="link" href="{here}#s-happened">everything</a> '
        )
    href = f"{here}?{urlencode({'topic': topic})}#s-happened"
    return f'<a class="chip" data-kind="link" href="{escape(href)}">{escape(topic)}</a> '


def lines(touches: Iterable[Touch], zone: ZoneInfo) -> SafeString:
    """The rows of one page."""
    return mark_safe("".join(_draw(touch, touch.at.astimezone(zone)) for touch in touches))


def _draw(touch: Touch, at: datetime) -> str:
    minutes = f", {touch.minutes} min" if touch.minutes else ""
    takeaway = escape(touch.takeaway or "No takeaway kept")
    note = f"<p>{_note(touch.note)}</p>" if touch.note else ""
    return (
        f'<li class="row" data-row><div class="when"><b>{at.day} {at:%b %Y}</b>'
        f"<span>{KIND_WORDS[touch.kind]}{minutes}</span></div>\n"
        f'<div class="what"><h4><a href="{address("interaction", touch.pk)}">{takeaway}</a></h4>'
        f"<p>{_about(touch)}</p>{note}</div></li>\n"
    )


def _about(touch: Touch) -> str:
    topics = f"topics: {', '.join(touch.topics)}" if touch.topics else ""
    parts = ("Meaningful" if touch.meaningful else "", touch.event or "", topics, _introducer(touch))
    return escape(" · ".join(part for part in parts if part))


def _introducer(touch: Touch) -> str:
    names = (touch.prefix, touch.given_name, touch.family_name)
    name = " ".join(part for part in names if part)
    return f"Introduced by {'somebody in your trash' if touch.trashed_at else name}" if name else ""


def _note(text: str) -> str:
    short = Truncator(text).chars(NOTE_SHOWN) if len(text) > NOTE_SHOWN else text
    return "<br>".join(escape(line) for line in short.splitlines())
