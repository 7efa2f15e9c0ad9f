"""The files that leave: the roster as on the screen, and the record of advising meetings in a half-year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from defusedcsv import csv
from django.conf import settings
from django.http import HttpResponse
from django.utils.text import slugify

from programs.asking import Facets, Wanted
from programs.columns import IN_FILE
from programs.halves import Half
from programs.models import AdvisingMeeting, Program
from programs.rows import Row
from web import clock
from web.http import SignedInRequest

RECORD_HEADS = ["Resident", "PGY", "Track", "Advisor", "Advisor meeting", "Held on"]


def ask_who_is_there(request: SignedInRequest) -> None:
    """A file leaves only for somebody who said within the last minutes that it is them.

    Read from the session alone, because a program's page may not read how somebody signs in; allauth's
    middleware then asks, and comes back here.
    """
    since = clock.now() - timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    records = get_authentication_records(request, request.user)
    if not any(record.get("at", 0) >= since.timestamp() for record in records):
        raise ReauthenticationRequired


def roster_file(
    program: Program, rows: Iterable[Row], facets: Facets, wanted: Wanted, today: date
) -> HttpResponse:
    """Heads, rows, an empty line, then what the file is and from when."""
    lines = [[column.cell(row) for column in IN_FILE] for row in rows]
    weeks = [row.as_of for row in rows if row.as_of]
    week = f", rows of the week of Monday {_day(max(weeks))}" if weeks else ""
    legend = [
        f"Mentee roster of {program.name}",
        f"As of {_day(today)}{week}",
        f"{len(lines)} of {facets.total} residents. Filters: {wanted.words(facets)}",
        "Seats are filled or open; — is not shared, and never counted as a gap",
        "Mentors: people in a seat met within 180 days. Last contact: with anybody in a seat",
        "Residents chose what stands here. This export is listed for each resident in it.",
    ]
    heads = [column.head for column in IN_FILE]
    return _file(program, "roster", today, [heads, *lines], legend)


def advising_file(program: Program, rows: Sequence[Row], half: Half, today: date) -> HttpResponse:
    """Who met their advisor in a half-year, as far as residents let it count."""
    held = _held(program, half)
    lines = [
        [
            row.name,
            str(row.pgy_level),
            row.track,
            row.advisor or "nobody yet",
            "recorded" if held[row.pk] else "not recorded",
            ", ".join(f"{day:%Y-%m-%d}" for day in held[row.pk]),
        ]
        for row in rows
    ]
    recorded = sum(bool(held[row.pk]) for row in rows)
    review = half.review(program)
    legend = [
        f"Advising meetings of {program.name}, {half.name}",
        f"As of {_day(today)}; the review opens {_day(review)}",
        f"{recorded} of {len(lines)} residents with a recorded meeting. Advisors are those of today",
        "Only meetings a resident let count, by date and nothing else; not recorded does not mean not held",
        "This export is listed for each resident in it.",
    ]
    return _file(program, f"advising-{half.key}", today, [RECORD_HEADS, *lines], legend)


def _held(program: Program, half: Half) -> defaultdict[int, list[date]]:
    found = AdvisingMeeting.objects.filter(
        enrollment__program=program, held_on__range=(half.starts, half.ends)
    )
    held = defaultdict[int, list[date]](list)
    for enrollment, day in found.order_by("held_on").values_list("enrollment_id", "held_on"):
        held[enrollment].append(day)
    return held


def _file(
    program: Program, kind: str, today: date, lines: Sequence[Sequence[str]], legend: Iterable[str]
) -> HttpResponse:
    """A file no spreadsheet runs and no cache keeps."""
    name = f"{kind}-{slugify(program.name) or program.pk}-{today:%Y-%m-%d}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
    # Spreadsheets read UTF-8 only when it says so.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerows(lines)
    writer.writerow([])
    writer.writerows([line] for line in legend)
    return response


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
