"""Committee terms that end soon, as Today says them; asked for in `around`'s statement (P65)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from residents import telling
from web.addresses import address

MOST = 3
ENDING = f"""
SELECT json_agg(json_build_array(a.id, a.name, a.ends_on) ORDER BY a.ends_on, a.id)
FROM (
    SELECT id, name, ends_on FROM residents_affiliation
    WHERE owner_id = %(owner)s AND left_on IS NULL AND kind <> 'society' AND ends_on <= %(term)s
    ORDER BY ends_on, id LIMIT {MOST}) a
"""  # noqa: S608  joined from constants


class Term(NamedTuple):
    """A term that ends."""

    pk: int
    name: str
    ends_on: date


def until(today: date) -> date:
    """The last day that is asked about by now."""
    return today + timedelta(days=settings.TERM_ENDS_DAYS)


def terms(rows: Sequence[Sequence[str]] | None) -> list[Term]:
    """As the statement answers them."""
    return [Term(int(pk), name, date.fromisoformat(ends)) for pk, name, ends in rows or []]


def section(found: Sequence[Term], today: date) -> SafeString:
    """A part of the side column; nothing when no term ends."""
    if not found:
        return SafeString("")
    lines = format_html_join(
        "",
        '<li><div><b>{}</b><p>{} · <a href="{}">Renew or hand over</a></p></div></li>',
        (
            (one.name, telling.left_words(one.ends_on, today), address("affiliation_end", one.pk))
            for one in found
        ),
    )
    over = all(one.ends_on < today for one in found)
    title = ("Terms have ended" if len(found) > 1 else "A term has ended") if over else "A term ends"
    head = f"<header><h2>{title}</h2></header>"
    return format_html(f'<section class="section">{head}<ul class="lines">{{}}</ul></section>', lines)
