"""The cards under “Worth a thought”: words from the playbook, people from one's own, one action each."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from contacts.board import Person, anchors_words, season, times
from contacts.board_gaps import Gap
from web.playbook import card, seats
from web.playbook_gaps import Card, Seat

WORDS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}
MONTHS_SAID = 330


class Shown(NamedTuple):
    """A card as it is drawn."""

    slug: str
    title: str
    words: SafeString
    action: str
    address: str


def shown(gap: Gap, rounds: tuple[int, str] | None, today: date) -> Shown:
    """One gap in words, with its one action."""
    words = card(gap.slug)
    fits = bool(rounds) if gap.slug == "no_one_outside" else gap.person is not None
    seat = seats().get(gap.seat)
    places = {
        "person": link(gap.person) if gap.person else "",
        "met": met(gap.person, today) if gap.person else "",
        "seat": seat.name if seat else "",
        "ask": _ask(gap, seat) if seat else "",
        "holder": gap.holder.short_name if gap.holder else "",
        "number": _number(gap),
        "department": gap.department.lower() or "one department",
        "event": rounds[1] if rounds else "",
    }
    return Shown(
        gap.slug,
        words.title.format(**places),
        filled(words.words if fits else words.nobody, places),
        (_action(gap, words) if fits else words.other).format(**places),
        _address(gap),
    )


def _ask(gap: Gap, seat: Seat) -> str:
    return seat.second if gap.slug == "three" else asked(gap.person, seat) if gap.person else seat.nobody


def asked(person: Person, seat: Seat) -> str:
    """What could be asked of them; whoever is known well is not asked to meet once (P52)."""
    return seat.ask if person.is_new else seat.again


def _action(gap: Gap, words: Card) -> str:
    return words.again if gap.person and not gap.person.is_new else words.action


def filled(text: str, places: dict[str, str]) -> SafeString:
    """The playbook's sentence with its places filled; what stands in it is text, never markup."""
    return SafeString(format_html(escape(text), **places).strip())


def link(person: Person) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("person", args=[person.pk]), person.full_name)


def met(person: Person, today: date) -> SafeString:
    """“You met Dr. Marisol Ruiz, PGY-4, twice this spring.”"""
    name = link(person)
    who = format_html("{}, {}", name, person.what) if person.what else name
    if person.meetings:
        comma = "," if person.what else ""
        return format_html("You met {}{} {} this {}.", who, comma, times(person.meetings), season(today)[0])
    if person.last_touch:
        last = person.last_touch
        year = f" {last.year}" if (today - last).days > MONTHS_SAID else ""
        comma = "," if person.what else ""
        return format_html("You were last in touch with {}{} in {}{}.", who, comma, f"{last:%B}", year)
    return format_html("You know {}.", who)


def _number(gap: Gap) -> str:
    if gap.slug == "anchors":
        if not gap.number:
            return f"No anchor so far; {anchors_words(0)}"
        word = "anchor" if gap.number == 1 else "anchors"
        return f"{WORDS[gap.number]} {word} so far; {anchors_words(gap.number)}"
    if gap.slug == "three":
        return WORDS[gap.number].lower()
    people = "person" if gap.number == 1 else "people"
    return f"{WORDS.get(gap.number, gap.number)} {people}"


def _address(gap: Gap) -> str:
    if gap.slug == "three" or (gap.slug == "open" and not gap.person):
        return reverse("board_seat", args=[gap.seat])
    if gap.slug in ("no_one_outside", "mostly_inside"):
        return f"{reverse('event_new')}?kind=rounds"
    if gap.person:
        letter = "once" if gap.slug == "open" and gap.person.is_new else "check_in"
        return f"{reverse('write', args=[gap.person.pk])}?{urlencode({'template': letter})}"
    return reverse("log") if gap.slug == "peers" else f"{reverse('people')}?direction=senior"
