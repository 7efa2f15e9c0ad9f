"""One resident's cells. A roster has dozens of rows, so each is one joined string.

What a resident is shown of their own is `cells(row)` to the byte; the way in to a resident's entry stands
after the cells, for those who may change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe

from programs.rows import BANDS, NEXT, SEAT_NAMES, SEATS, Mentor, Row, short, stage_words
from programs.turned import Place
from web.addresses import address
from web.templatetags.marks import bands, glyph, seat

DASH = str(seat(None))
BOXES = {"none": 0, "over": 1, "180": 2, "90": 3, "30": 4}
CONTACT = {"": DASH} | {band: str(bands(BOXES[band], words)) for band, words in BANDS.items()}
NEXT_LINE = {"": ""} | {said: f"<small>{words}</small>" for said, words in NEXT.items()}
MARK = {"": DASH, "filled": str(seat(True)), "open": str(seat(False))}
SEAT_CELLS = {
    (name, state): f'<td class="chair" data-label="{SEAT_NAMES[name].capitalize()}">{mark}</td>'
    for name in SEATS
    for state, mark in MARK.items()
}
MET = {True: f'<span class="met">{glyph("check")}yes</span>', False: "not recorded"}
HIDDEN = ' data-hidden=""'


def cells(row: Row) -> SafeString:
    """The cells of the roster's columns."""
    seats = "".join([SEAT_CELLS[name, state] for name, state in zip(SEATS, row.seats, strict=True)])
    hidden = "" if row.is_counted else HIDDEN
    return mark_safe(
        f'<th scope="row">{escape(row.name)}{_note(row)}</th>'
        f'<td class="pgy" data-label="PGY">{row.pgy_level}</td><td class="track">{escape(row.track)}</td>'
        f'{seats}<td class="active" data-label="Mentors"{hidden}>{row.active or DASH}</td>'
        f'<td class="contact"{hidden}>{CONTACT[row.last_contact]}{NEXT_LINE[row.next_meeting]}</td>'
        f'<td class="advisor" data-label="Advisor">{escape(row.advisor_word)}</td>'
        f'<td class="half" data-label="Met this half">{MET[row.met]}</td>'
        f'<td class="named" data-label="Shared by name">{_mentors(row)}</td>'
    )


def _note(row: Row) -> str:
    if not row.note:
        return ""
    return f'<small data-asked="">{row.asked}</small>' if row.asked else f"<small>{row.note}</small>"


def _mentors(row: Row) -> str:
    return "".join([_mentor(one, row.as_of) for one in row.named]) if row.mentors else DASH


def _mentor(mentor: Mentor, week: date | None) -> str:
    words = ", ".join(filter(None, [mentor.when(week), stage_words(mentor.stage)]))
    return f"<span>{escape(short(mentor.name))}, {escape(mentor.roles)}<small>{escape(words)}</small></span>"


def lines(rows: Iterable[Row], way_in: bool) -> SafeString:
    """The rows of the table."""
    return mark_safe("".join([f"<tr data-row>{cells(row)}{opens(row, way_in)}</tr>\n" for row in rows]))


def opens(row: Row, way_in: bool) -> str:
    """The link that lies over the name."""
    if not way_in:
        return ""
    to = address("enrollment_edit", row.program_id, row.pk)
    return f'<td class="opens"><a class="name" href="{to}">{escape(row.name)}</a></td>'


def place_cells(place: Place, way_in: bool) -> SafeString:
    """A resident under one advisor or mentor."""
    met = place.met_with if place.met_with and place.row.met else MET[place.row.met]
    return _turned(place.row, place.how, met, way_in)


def row_cells(row: Row, way_in: bool) -> SafeString:
    """A resident whom nobody advises."""
    return _turned(row, "", MET[row.met], way_in)


def _turned(row: Row, how: str, met: str, way_in: bool) -> SafeString:
    seats = "".join([SEAT_CELLS[name, state] for name, state in zip(SEATS, row.seats, strict=True)])
    named = f"<small>{escape(how)}</small>" if how else ""
    hidden = "" if row.is_counted else HIDDEN
    name = escape(row.name)
    if way_in:
        to = address("enrollment_edit", row.program_id, row.pk)
        name = f'<a class="name" href="{to}">{name}</a>'
    return mark_safe(
        f'<th scope="row">{name}{_note(row)}{named}</th>'
        f'<td class="pgy" data-label="PGY">{row.pgy_level}</td><td class="track">{escape(row.track)}</td>'
        f'{seats}<td class="contact"{hidden}>{CONTACT[row.last_contact]}{NEXT_LINE[row.next_meeting]}</td>'
        f'<td class="half" data-label="Met this half">{met if met in MET.values() else escape(met)}</td>'
    )
