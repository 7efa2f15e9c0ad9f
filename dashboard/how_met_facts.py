"""How I met somebody and who came through them: parts of the person page's one statement, drawn (P2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from contacts import known
from contacts.models import Contact, Stage
from web.addresses import address

# How many steps are followed towards me and away from me, and how many people are drawn below.
STEPS_UP, STEPS_DOWN, MOST = 6, 3, 20
_PERSON = """c.id, c.prefix, c.given_name, c.family_name, c.credentials, c.discipline,
    c.trashed_at IS NOT NULL, c.stage"""
# Everybody who introduced them, and of the first of them who introduced that one, and so on. Whoever was
# seen already ends the way: introductions may go in a circle.
UP = f"""
WITH RECURSIVE up AS (
    SELECT n.id, n.on, n.led_to, n.introducer_id, 1 AS step, row_number() OVER (ORDER BY n.on, n.id) AS place,
        ARRAY[n.introduced_id] AS seen
    FROM contacts_introduction n WHERE n.owner_id = %(owner)s AND n.introduced_id = %(contact)s
    UNION ALL
    SELECT m.id, m.on, m.led_to, m.introducer_id, u.step + 1, u.place, u.seen || u.introducer_id
    FROM up u JOIN LATERAL (
        SELECT * FROM contacts_introduction i
        WHERE i.owner_id = %(owner)s AND i.introduced_id = u.introducer_id
        ORDER BY i.on, i.id LIMIT 1) m ON true
    WHERE u.place = 1 AND u.step < {STEPS_UP} AND u.introducer_id <> ALL (u.seen))
SELECT json_agg(json_build_array(u.id, u.on, u.led_to, u.step, u.place, {_PERSON}) ORDER BY u.step, u.place)
FROM up u LEFT JOIN contacts_contact c ON c.id = u.introducer_id
WHERE u.introducer_id IS NULL OR u.introducer_id <> ALL (u.seen)
"""  # noqa: S608  joined from constants
DOWN = f"""
WITH RECURSIVE down AS (
    SELECT n.id, n.on, n.led_to, n.introducer_id, n.introduced_id, 1 AS step,
        ARRAY[n.introducer_id, n.introduced_id] AS seen, ARRAY[n.on - date '1900-01-01', n.id] AS path
    FROM contacts_introduction n WHERE n.owner_id = %(owner)s AND n.introducer_id = %(contact)s
    UNION ALL
    SELECT m.id, m.on, m.led_to, m.introducer_id, m.introduced_id, d.step + 1, d.seen || m.introduced_id,
        d.path || ARRAY[m.on - date '1900-01-01', m.id]
    FROM down d JOIN contacts_introduction m
        ON m.owner_id = %(owner)s AND m.introducer_id = d.introduced_id
            AND (m.introduced_id IS NULL OR m.introduced_id <> ALL (d.seen))
    WHERE d.step < {STEPS_DOWN})
SELECT json_agg(json_build_array(w.id, w.on, w.led_to, w.step, w.introducer_id, {_PERSON}) ORDER BY w.path)
FROM (SELECT * FROM down ORDER BY path LIMIT {MOST + 1}) w
    LEFT JOIN contacts_contact c ON c.id = w.introduced_id
"""  # noqa: S608  joined from constants
IN_TRASH, DELETED = "somebody in your trash", "somebody you have since deleted"


class Person(NamedTuple):
    """Whoever stands at one place of the chain; nobody is left of somebody deleted."""

    pk: int | None
    prefix: str = ""
    given_name: str = ""
    family_name: str = ""
    credentials: str = ""
    discipline: str = ""
    is_trashed: bool = False
    stage: str = ""

    @property
    def short(self) -> str:
        """How they are called inside a sentence."""
        if self.pk is None:
            return DELETED
        return IN_TRASH if self.is_trashed else known.short_name(self)

    @property
    def heading(self) -> str:
        """Their name as a link; somebody in the trash is named only there."""
        if self.pk is None:
            return f"<h3>{DELETED.capitalize()}</h3>"
        if self.is_trashed:
            return f'<h3><a class="plain" href="{address("trash")}">{IN_TRASH.capitalize()}</a></h3>'
        name = escape(known.full_name(self))
        return f'<h3><a class="name" href="{address("person", self.pk)}">{name}</a></h3>'

    @property
    def what(self) -> str:
        return "" if self.is_trashed else self.credentials or self.discipline


class Link(NamedTuple):
    """One introduction. `at` is its place among those of the contact, or who made it further down."""

    pk: int
    on: date
    led_to: str
    step: int
    at: int
    person: Person


class HowMet(NamedTuple):
    """The chain, drawn, and the words over it."""

    chain: SafeString
    words: str
    # Nobody introduced them, as far as it is written down.
    is_open: bool


def how_met(contact: Contact, up: list[Any] | None, down: list[Any] | None) -> HowMet:
    """The chain of one contact, of whom the caller knows whose it is."""
    above, below = _links(up), _once(_links(down))
    month = f"{contact.met_on:%b %Y}" if contact.met_on else ""
    words = ", ".join(part for part in (contact.met_via, month) if part)
    if not above and not below:
        return HowMet(SafeString(""), words, True)
    rows = [*_above(contact, above), _self(contact, above), *_led_to(above), *_below(contact, above, below)]
    return HowMet(mark_safe("".join(rows)), words, not above)


def _links(rows: list[Any] | None) -> list[Link]:
    return [
        Link(pk, date.fromisoformat(on), led_to, step, at, Person(*columns))
        for pk, on, led_to, step, at, *columns in rows or []
    ]


def _once(links: list[Link]) -> list[Link]:
    """Whoever is reached on two ways stands at the first; of those deleted, nobody is known to be another."""
    seen: dict[int, Link] = {}
    for one in links:
        seen.setdefault(-one.pk if one.person.pk is None else one.person.pk, one)
    return list(seen.values())


def _above(contact: Contact, above: list[Link]) -> Iterator[str]:
    """From the farthest to whoever introduced them."""
    chain = [one for one in above if one.at == 1]
    for one, whom in reversed(list(zip(chain[1:], chain, strict=False))):
        led = f" · led to: {escape(one.led_to)}" if one.led_to else ""
        yield f"<li>{one.person.heading}introduced {escape(whom.person.short)} on {_day(one.on)}{led}</li>"
    verb = "spoke of them" if contact.stage == Stage.IDENTIFIED else "introduced you"
    for one in (one for one in above if one.step == 1):
        also = "also " if one.at > 1 else ""
        yield f"<li>{one.person.heading}{also}{verb} on {_day(one.on)} {_edit(one)}</li>"


def _self(contact: Contact, above: list[Link]) -> str:
    """The person of the page: via whom, which led to what follows."""
    first = [one for one in above if one.step == 1]
    via = f"via {escape(first[0].person.short)}" if first else ""
    if any(one.led_to for one in first):
        via += ", which led to"
    elif first:
        href = address("how_met", first[0].pk)
        via += f' · <a href="{href}">what did it lead to?</a>'
    return f'<li aria-current="true"><h3>{escape(contact.full_name)}</h3>{via}</li>'


def _led_to(above: list[Link]) -> Iterator[str]:
    """“Delirium outcomes cohort”, and below it what follows its comma."""
    for one in above:
        if one.step == 1 and one.led_to:
            what, _, more = one.led_to.partition(", ")
            yield f"<li><h4>{escape(what)}</h4>{escape(more)}</li>"


def _below(contact: Contact, above: list[Link], below: list[Link]) -> Iterator[str]:
    """Who came through them, and through those in turn."""
    names = {contact.pk: contact.short_name} | {one.person.pk: one.person.short for one in below}
    shown_above = {one.person.pk for one in above}
    for one in below[:MOST]:
        verb = "named to you" if one.person.stage == Stage.IDENTIFIED else "met"
        parts = [one.person.what] if one.person.what else []
        parts.append(f"{verb} through {names.get(one.at, contact.short_name)} on {_day(one.on)}")
        if one.person.pk is not None and one.person.pk in shown_above:
            parts.append("on the way to them, too")
        led = f" · led to: {escape(one.led_to)}" if one.led_to else ""
        edit = "" if one.person.is_trashed else _edit(one, f"?next={address('person', contact.pk)}")
        yield f"<li>{one.person.heading}{escape(', '.join(parts))}{led} {edit}</li>"
    if len(below) > MOST:
        yield "<li>and others, further on</li>"


def _edit(one: Link, back: str = "") -> str:
    whom = f'<span class="visually-hidden"> the introduction: {escape(one.person.short)}</span>'
    return f'· <a href="{address("how_met", one.pk)}{back}">Edit{whom}</a>'


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
