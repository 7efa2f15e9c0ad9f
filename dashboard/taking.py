"""Everything of one person in one file: a zip with all rows, three tables for spreadsheets and a note.

One statement a table, read in pieces, all of one moment; the file is whole before the first byte leaves.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, TextIO
from zipfile import ZIP_DEFLATED, ZipFile

from defusedcsv import csv
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.template.loader import render_to_string

from accounts.models import User
from dashboard.belongings import TAKEN, Table
from dashboard.taking_tables import sheets

VERSION = 1
# Rows read at once.
CHUNK = 2000
# A larger file is put on disk, without a name.
IN_MEMORY = 8 * 1024 * 1024
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def everything(user: User, now: datetime) -> IO[bytes]:
    """The zip, ready to be read from its beginning."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the answer reads and closes it
    try:
        with one_moment(), ZipFile(file, "w", ZIP_DEFLATED) as archive:
            with _member(archive, "curbside.json") as into:
                write_json(into, user, now)
            for name, heads, rows in sheets(user, CHUNK):
                with _member(archive, name) as into:
                    _write_csv(into, heads, rows)
            with _member(archive, "README.txt") as into:
                into.write(_about(user, now))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


@contextmanager
def one_moment() -> Iterator[None]:
    """Every statement sees the same moment: somebody deletes it all in another window, or it is all here."""
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        if not is_inside:
            with connection.cursor() as cursor:
                cursor.execute(ONE_MOMENT)
        yield


def write_json(into: TextIO, user: User, now: datetime) -> None:
    """Every row by the name of its table, one a line."""
    head = {"format": "curbside", "version": VERSION, "made_at": now, "times": "UTC"}
    into.write(_line(head)[:-1] + ', "tables": {')
    for place, table in enumerate(TAKEN):
        into.write(f"{',' if place else ''}\n{json.dumps(table.label)}: [")
        for number, row in enumerate(_rows(table, user)):
            into.write(f"{',' if number else ''}\n{_line(row)}")
        into.write("]")
    into.write("\n}}\n")


def _rows(table: Table, user: User) -> Iterator[dict[str, object]]:
    return table.rows(user).values(*table.columns).iterator(CHUNK)


def _line(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _write_csv(into: TextIO, heads: list[str], rows: Iterable[list[object]]) -> None:
    """A file no spreadsheet runs; spreadsheets read UTF-8 only when it says so."""
    into.write("\ufeff")
    writer = csv.writer(into)
    writer.writerow(heads)
    writer.writerows(rows)


def _about(user: User, now: datetime) -> str:
    local = now.astimezone(user.zone)
    made = f"{local.day} {local:%B %Y}, {local:%H:%M}"
    return render_to_string("dashboard/taking.txt", {"user": user, "made": made})


@contextmanager
def _member(archive: ZipFile, name: str) -> Iterator[TextIO]:
    with archive.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        yield text
