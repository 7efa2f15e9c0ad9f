"""The roster as CSV: exactly the rows and columns on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from defusedcsv import csv
from django.http import HttpResponse
from django.utils.text import slugify

from programs.models import Enrollment, Program
from programs.roster import COLUMNS, Facets, Wanted


def roster_file(
    program: Program, residents: Iterable[Enrollment], facets: Facets, wanted: Wanted, today: date
) -> HttpResponse:
    """Heads, rows, an empty line, then what the file is and from when."""
    name = f"roster-{slugify(program.name) or program.pk}-{today:%Y-%m-%d}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
    # Spreadsheets read UTF-8 only when it says so.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([column.head for column in COLUMNS])
    shown = 0
    for resident in residents:
        writer.writerow([column.cell(resident) for column in COLUMNS])
        shown += 1
    writer.writerow([])
    writer.writerows([line] for line in legend(program, shown, facets, wanted, today))
    return response


def legend(program: Program, shown: int, facets: Facets, wanted: Wanted, today: date) -> list[str]:
    """The lines under the rows."""
    return [
        f"Mentee roster of {program.name}",
        f"As of {today.day} {today:%B %Y}",
        f"{shown} of {facets.total} residents. Filters: {wanted.words(facets)}",
        "Status: invited has not joined yet; joined uses Curbside",
        "Every fact here is one the program itself holds. This export is listed for each resident in it.",
    ]
