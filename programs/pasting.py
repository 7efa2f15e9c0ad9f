"""Residents pasted or uploaded as a table, as spreadsheets write it. Pure: text in, rows read out.

    name, email, PGY, track, advisor
    Owen Tran; owen@example.org; 2; Categorical; Dr. Halloran

Comma, semicolon or tab between the cells; a first row of names may stand in any order or be left out. Rows
carry the number they have in the spreadsheet. A cell is text whatever it starts with.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

MOST_ROWS = 1_000
LONGEST = {"name": 120, "email": 254, "track": 60, "advisor": 120}
ORDER = ("name", "email", "pgy", "track", "advisor")
DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
HEADS = {
    "name": "name", "resident": "name", "resident name": "name", "full name": "name",
    "first name": "first", "first": "first", "given name": "first",
    "last name": "last", "last": "last", "surname": "last", "family name": "last",
    "email": "email", "e mail": "email", "mail": "email", "email address": "email", "e mail address": "email",
    "pgy": "pgy", "pgy level": "pgy", "level": "pgy", "training year": "pgy", "year": "pgy",
    "track": "track", "program track": "track",
    "advisor": "advisor", "adviser": "advisor", "faculty advisor": "advisor", "assigned advisor": "advisor",
}  # fmt: skip
TITLES = {"name": "name", "email": "email", "pgy": "PGY", "track": "track", "advisor": "advisor"}
PGY = re.compile(r"(?:pgy|r)?[\s-]*([0-9]{1,3})(?:[.,]0+)?", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
FORMULA = ("=", "+", "-", "@")
EDGES = " \t\r\n\u00a0\u200b\ufeff"
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Row:
    """One row: its number in the spreadsheet, what it was read as, what is wrong with it."""

    n: int
    name: str = ""
    email: str = ""
    pgy: int | None = None
    track: str = ""
    advisor: str = ""
    errors: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Table:
    """Everything read. `wrong` is what is wrong with the table itself."""

    rows: tuple[Row, ...] = ()
    how: str = ""
    wrong: str = ""


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file, and the name of the encoding it was read as."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "UTF-16"
    sample = data[:400]
    if sample.count(0) * 3 > len(sample):
        big = sample[0::2].count(0) > sample[1::2].count(0)
        return data.decode("utf-16-be" if big else "utf-16-le", "replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace"), "Windows-1252"


def read_table(text: str) -> Table:
    """Every row that is not empty, each with what is wrong with it."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if sum(1 for line in lines if line.strip()) > MOST_ROWS * 3:
        return Table(wrong=_too_many(sum(1 for line in lines if line.strip())))
    delimiter = _delimiter(lines)
    records = [(n, cells) for n, cells in _records(lines, delimiter) if any(map(_trim, cells))]
    if not records:
        return Table(wrong="There is no row in it.")
    columns, unread = _columns(records[0][1])
    header = columns is not None
    body = records[1:] if header else records
    how = _how(delimiter, header, unread)
    wrong = _wrong(columns or ORDER, len(body))
    if wrong:
        return Table(how=how, wrong=wrong)
    rows = [_row(n, cells, columns or ORDER) for n, cells in body]
    return Table(tuple(_with_twins(rows)), how)


def key(text: str) -> str:
    """Two spellings that mean the same have the same key."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _too_many(count: int) -> str:
    return f"These are {count:,} rows; at most {MOST_ROWS:,} are taken at once. Paste them in parts."


def _wrong(columns: Sequence[str], count: int) -> str:
    twice = [name for name, times in Counter(filter(None, columns)).items() if times > 1]
    if twice:
        return f"Two columns are called {TITLES.get(twice[0], twice[0])}. Leave one of them out."
    if not {"name", "first", "last"} & set(columns):
        return "No column is called name."
    if not count:
        return "Below the names of the columns there is no row."
    return _too_many(count) if count > MOST_ROWS else ""


def _delimiter(lines: Sequence[str]) -> str:
    """What most rows are divided by into the same number of cells."""

    def fit(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(cells) for _, cells in islice(_records(lines, delimiter), 20) if any(cells))
        (width, times), *_ = [*widths.most_common(1), (1, 0)]
        return (times, width) if width > 1 else (0, 0)

    return max(["\t", ";", ","], key=fit) if any(fit(one) > (0, 0) for one in DELIMITERS) else ","


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered as a spreadsheet numbers them: a cell with a line break is still one row."""
    reader = csv.reader(
        (f"{line}\n" for line in lines), delimiter=delimiter, skipinitialspace=delimiter != "\t"
    )
    n = 0
    while True:
        n += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield n, [UNREADABLE]
            return
        # Only a quotation mark without its end takes the last line break into a cell, and all above it.
        if cells and cells[-1].endswith("\n") and reader.line_num == len(lines):
            yield n, [UNREADABLE]
            return
        yield n, cells


UNREADABLE = "\x00unreadable"


def _columns(first: Sequence[str]) -> tuple[tuple[str, ...] | None, list[str]]:
    """What each column holds ("" for one that is not read) where the first row says so."""
    names = [re.sub(r"[\W_]+", " ", _trim(cell)).strip().casefold() for cell in first]
    known = tuple(HEADS.get(name, "") for name in names)
    hits = sum(map(bool, known))
    if not hits or any("@" in cell for cell in first) or (hits < 2 and len(names) > 2):
        return None, []
    return known, [_trim(cell) for cell, name in zip(first, known, strict=True) if not name and _trim(cell)]


def _how(delimiter: str, header: bool, unread: list[str]) -> str:
    order = "The first row names the columns" if header else "No first row of names, so read as"
    columns = "" if header else " name, email, PGY, track, advisor"
    left = f" Not read: {', '.join(unread)}." if unread else ""
    return f"{order}{columns}; cells divided by {DELIMITERS[delimiter]}.{left}"


def _row(n: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    if UNREADABLE in cells:
        return Row(n, errors=("A quotation mark is opened here and never closed, so nothing below is read.",))
    found = {name: _trim(cell) for name, cell in zip(columns, cells, strict=False) if name}
    errors = list(_misfits(found))
    if any(map(_trim, cells[len(columns) :])):
        errors.append(
            f"It has {len(cells)} cells, not {len(columns)}. Put quotation marks round a comma in a name."
        )
    name = found.get("name") or " ".join(filter(None, [found.get("first", ""), found.get("last", "")]))
    level, wrong = _level(found.get("pgy", ""))
    email = found.get("email", "").removeprefix("mailto:")
    if not _spaced(name):
        errors.append("The name is missing.")
    if wrong:
        errors.append(wrong)
    if email and not ADDRESS.fullmatch(email):
        errors.append(f"“{_short(email)}” is not an address.")
    words = {"name": _spaced(name), "track": _spaced(found.get("track", ""))}
    words |= {"email": email, "advisor": _spaced(found.get("advisor", ""))}
    errors += [
        f"Keep the {TITLES[part]} under {most} characters."
        for part, most in LONGEST.items()
        if len(words[part]) > most
    ]
    said = "Kept as text; it is never run." if any(one.startswith(FORMULA) for one in words.values()) else ""
    return Row(n, pgy=level, errors=tuple(errors), said=said, **words)


def _misfits(found: dict[str, str]) -> Iterator[str]:
    for name, cell in found.items():
        title = TITLES.get(name, "name")
        if "\n" in cell:
            yield f"The {title} has a line break in it."
        elif any(one in OVERRIDES or unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in cell):
            yield f"The {title} has a character in it that cannot be seen. Write it again."
        elif "\ufffd" in cell:
            yield f"The {title} has a character in it that could not be read. Write it again."


def _level(cell: str) -> tuple[int | None, str]:
    if not cell:
        return None, "The PGY level is missing."
    found = PGY.fullmatch(cell)
    if found and 1 <= int(found[1]) <= 7:
        return int(found[1]), ""
    return None, f"PGY is a level from 1 to 7, not “{_short(cell)}”."


def _with_twins(rows: Iterable[Row]) -> Iterator[Row]:
    """An address stands for one person; so does a name without one."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        by_email = row.email != ""
        mark = ("email", row.email.casefold()) if by_email else ("name", key(row.name))
        before = seen.setdefault(mark, row.n) if mark[1] else row.n
        if before == row.n:
            yield row
            continue
        words = "The same address as" if by_email else "The same name, and no address either, as"
        yield replace(row, errors=(*row.errors, f"{words} in row {before}."))


def _trim(cell: str) -> str:
    return cell.strip(EDGES)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
