"""The picture as SVG, and the same as a nested list: geometry by numbers, no inline style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from django.urls import reverse
from django.utils.safestring import SafeString

from contacts.models import Role
from contacts.picture import WORDS_FIT, Group, Knot, Line, Mark, Picture, Someone, Word

NESTED, WORDS_HIGH = 8, 14
SAYS = {"trash": "in the trash", "deleted": ""}


def drawn(picture: Picture) -> SafeString:
    """The whole picture; everybody in it who is still there is a link."""
    lines = "".join(_line(one) for one in picture.lines)
    words = "".join(_word(one, picture.me[0]) for one in picture.words)
    marks = "".join(_mark(one) for one in picture.marks)
    return SafeString(
        f'<svg class="network" viewBox="0 0 {picture.width} {picture.height}" width="{picture.width}" '
        f'height="{picture.height}" role="group" aria-label="Who came through whom" focusable="false">'
        f'<path class="way" d="{lines}"/>{_me(picture)}{words}{marks}</svg>'
    )


def _me(picture: Picture) -> str:
    (x, y), ys = picture.me, [one.y for one in picture.words]
    if not ys:
        return ""
    trunk = f'<path class="way" d="M{x} {min(ys)}V{max(ys)}"/>' if len(ys) > 1 else ""
    return f'{trunk}<circle class="me" cx="{x}" cy="{y}" r="9"><title>You</title></circle>'


def _line(one: Line) -> str:
    if one.y1 == one.y2:
        return f"M{one.x1} {one.y1}H{one.x2}"
    if one.x1 == one.x2:
        return f"M{one.x1} {one.y1}V{one.y2}"
    return f"M{one.x1} {one.y1}H{one.x2 - 18}V{one.y2}H{one.x2}"


def _word(one: Word, left: int) -> str:
    lines = wrap(one.text, WORDS_FIT, max_lines=2, placeholder="…") or [""]
    first = one.y + 4 - (len(lines) - 1) * WORDS_HIGH // 2
    said = "".join(
        f'<tspan x="{one.x}" y="{first + number * WORDS_HIGH}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return (
        f'<path class="way" d="M{left} {one.y}h9"/><text class="how">'
        f"<title>{escape(one.text)}</title>{said}</text>"
    )


def _mark(one: Mark) -> str:
    person, kind = one.person, kind_of(one)
    shape = (
        f'<rect x="{one.x - 6}" y="{one.y - 6}" width="12" height="12" rx="2"/>'
        if kind == "seat"
        else f'<circle cx="{one.x}" cy="{one.y}" r="{6 if one.named else 5}"/>'
    )
    beside = (
        f'<text x="{one.x + 12}" y="{one.y + 4}">{escape(person.label)}</text>'
        if one.named
        else f'<text x="{one.x}" y="{one.y - 10}">{escape(person.name)}</text>'
    )
    inside = (
        f'<title>{escape(_said(person))}</title><circle class="reach" cx="{one.x}" cy="{one.y}" r="12"/>'
        f"{shape}{beside}"
    )
    attributes = f'class="one" data-kind="{kind}"'
    if person.gone:
        return f"<g {attributes}>{inside}</g>"
    return f'<a href="{_page(person)}" {attributes}>{inside}</a>'


def kind_of(one: Mark) -> str:
    """Seat, gone, named or dot: each has a shape of its own."""
    if one.person.gone:
        return "gone"
    return "seat" if one.person.roles else "named" if one.named else "dot"


def _page(person: Someone) -> str:
    return reverse("person", args=[person.pk])


def _said(person: Someone) -> str:
    roles = ", ".join(Role(role).label.lower() for role in person.roles)
    return ", ".join(part for part in (person.name, roles, SAYS.get(person.gone, "")) if part)


# ------------------------------------------------------------------ in words
def in_words(found: Sequence[Group], others: str) -> SafeString:
    """The same as a nested list; of `others`, who stand together, each says how we met."""
    return SafeString(
        "".join(
            f"<li><b>{escape(group.words)}</b>{_lists(group.knots, met=group.words == others)}</li>"
            for group in found
        )
    )


def _lists(knots: Sequence[Knot], *, met: bool) -> str:
    """Lists within lists without calling itself: a chain may be longer than calls, or pages, may nest."""
    made, waiting = ["<ul>"], [iter(_flat(knots, 0))]
    while waiting:
        knot = next(waiting[-1], None)
        if knot is None:
            waiting.pop()
            made.append("</ul></li>" if waiting else "</ul>")
            continue
        made.append(f"<li>{_item(knot, met=met and len(waiting) == 1)}")
        if knot.through and len(waiting) < NESTED:
            made.append(" introduced you to <ul>")
            waiting.append(iter(_flat(knot.through, len(waiting))))
        else:
            made.append("</li>")
    return "".join(made)


def _flat(knots: Sequence[Knot], depth: int) -> list[Knot]:
    """These; on the last level also everybody who came through them."""
    if depth < NESTED - 1:
        return list(knots)
    found, waiting = [], list(reversed(knots))
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(reversed(one.through))
    return found


def _item(knot: Knot, *, met: bool) -> str:
    person = knot.person
    name = escape(person.name[:1].upper() + person.name[1:] if person.gone else person.name)
    who = name if person.gone else f'<a href="{_page(person)}">{name}</a>'
    said = escape(_said(person)[len(person.name) :])
    how = f" · {escape(person.met_via)}" if met and person.met_via else ""
    led = f" (led to: {escape(knot.led_to)})" if knot.led_to else ""
    return f"{who}{said}{how}{led}"
