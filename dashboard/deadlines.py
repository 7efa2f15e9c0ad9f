"""Deadlines of openings I heard of, as Today says them; asked for in `around`'s statement (P1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from interactions.opportunities import SOON, deadline_words

MOST = 3
# Applied for, or let pass: nothing is left to be done by that day.
DEADLINES = f"""
SELECT json_agg(json_build_array(o.title, o.deadline) ORDER BY o.deadline, o.id)
FROM (
    SELECT id, title, deadline FROM interactions_opportunity
    WHERE owner_id = %(owner)s AND status = 'heard' AND kind <> 'intel'
        AND deadline >= %(today)s AND deadline <= %(today)s::date + {SOON.days}
    ORDER BY deadline, id LIMIT {MOST}) o
"""  # noqa: S608  joined from constants


class Deadline(NamedTuple):
    """An opening that closes."""

    title: str
    on: date


def deadlines(rows: Sequence[Sequence[str]] | None) -> list[Deadline]:
    """As the statement answers them."""
    return [Deadline(title, date.fromisoformat(on)) for title, on in rows or []]


def section(found: Sequence[Deadline], today: date) -> SafeString:
    """A part of the side column; nothing when none is near."""
    if not found:
        return SafeString("")
    lines = format_html_join(
        "",
        "<li><div><b>{}</b><p>by {}{}</p></div></li>",
        ((one.title, *_words(one.on, today)) for one in found),
    )
    head = '<header><h2>Openings</h2><p><a href="/opportunities/">All</a></p></header>'
    return format_html(f'<section class="section">{head}<ul class="lines">{{}}</ul></section>', lines)


def _words(on: date, today: date) -> tuple[str, str]:
    day, away = deadline_words(on, today)
    return day, f", {away}" if away else ""
