"""One resident's cells. A roster has dozens of rows, so each is one joined string."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from programs.models import Enrollment
from web.addresses import address


def cells(row: Enrollment, link: bool = False) -> SafeString:
    """The cells of the roster's columns: what a resident is shown of theirs is this very row."""
    name = escape(row.name)
    if link:
        name = f'<a class="name" href="{address("enrollment_edit", row.program_id, row.pk)}">{name}</a>'
    return mark_safe(
        f'<th scope="row">{name}</th><td data-label="PGY">{row.pgy_level}</td><td>{escape(row.track)}</td>'
        f"<td>{escape(row.advisor_name) or 'nobody yet'}</td>"
        f'<td class="aside">{escape(row.year_name)}</td>'
        f'<td class="aside">{escape(row.get_status_display())}</td>'
    )


def lines(rows: Iterable[Enrollment]) -> SafeString:
    """The rows of the table."""
    return mark_safe("".join(f"<tr data-row>{cells(row, link=True)}</tr>\n" for row in rows))
