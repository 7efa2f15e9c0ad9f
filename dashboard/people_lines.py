"""The lines of the people list. Fifty a page, so each is read as a tuple and drawn as one string."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.safestring import SafeString

from accounts.models import User
from contacts.known import full_name
from contacts.models import Role
from contacts.search import query_words
from dashboard.highlight import heard_lines, marked, snippet
from followups.models import Moments
from followups.rows import BASIS_WORDS, margin
from web.bars import Bar, small_bar
from web.phrases import WAITING, long_date, short_date
from web.templatetags.marks import draw, glyph, state

# Written out, and in one: for fifty people, working two out anew takes longer than running them.
HANGING = """
SELECT contact_id, word, told_at, starts_at, opens_at, due_at, late_at FROM (
    SELECT contact_id, role AS word, NULL::timestamptz AS told_at, NULL::timestamptz AS starts_at,
        NULL::timestamptz AS opens_at, NULL::timestamptz AS due_at, NULL::timestamptz AS late_at,
        starts_on::timestamptz AS place, id
    FROM contacts_roleterm
    WHERE contact_id = ANY(%(ids)s) AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)
    UNION ALL
    SELECT contact_id, basis, told_at, starts_at, opens_at, due_at, late_at, due_at, id
    FROM followups_followup WHERE contact_id = ANY(%(ids)s) AND closed_at IS NULL
) AS hanging ORDER BY place, id
"""
ROLE_WORDS = {role.value: role.label.lower() for role in Role}


class Person(NamedTuple):
    """The columns of a contact that its line needs; pass the names to `values_list`."""

    pk: int
    prefix: str
    given_name: str
    family_name: str
    title: str
    discipline: str
    department: str
    institution: str
    direction: str
    is_anchor: bool
    is_core: bool
    met_via: str
    tags: list[str]
    note: str
    last_touch_at: datetime | None
    last_touch_how: str

    @property
    def name(self) -> str:
        return full_name(self)


# In the order of `contact_by_next`; every other order, and every filter, is the ORM's to write.
COUNT = "SELECT count(*) FROM contacts_contact WHERE owner_id = %(owner)s AND trashed_at IS NULL"
ROWS = f"""
SELECT {", ".join(["id", *Person._fields[1:]])} FROM contacts_contact
WHERE owner_id = %(owner)s AND trashed_at IS NULL
ORDER BY next_at NULLS LAST, sort_name, id OFFSET %(first)s LIMIT %(most)s
"""  # noqa: S608  joined from constants


class Everybody:
    """All of the user's people, most pressing first, for a paginator: written out (ADR 0011)."""

    def __init__(self, user: User) -> None:
        self._owner = {"owner": user.pk}

    def count(self) -> int:
        """How many there are."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, self._owner)
            number: int = cursor.fetchone()[0]
        return number

    def __getitem__(self, place: slice) -> list[tuple[object, ...]]:
        asked = {**self._owner, "first": place.start, "most": place.stop - place.start}
        with connection.cursor() as cursor:
            cursor.execute(ROWS, asked)
            return list(cursor.fetchall())


@dataclass(slots=True)
class Line:
    """One person. `held`: until when a heavy block holds back what comes first; `where` it matched."""

    person: Person
    roles: list[str]
    owed: list[Moments]
    held: datetime | None = None
    where: str = ""


def lines(
    people: Iterable[tuple[object, ...]], words: list[str], now: datetime, zone: ZoneInfo
) -> SafeString:
    """The lines of a page of people: one more query, however many there are."""
    shown = [Person(*row) for row in people]  # type: ignore[arg-type]
    today, ids = now.astimezone(zone).date(), [person.pk for person in shown]
    roles: dict[int, list[str]] = defaultdict(list)
    owed: dict[int, list[Moments]] = defaultdict(list)
    held: dict[int, datetime] = {}
    with connection.cursor() as cursor:
        cursor.execute(HANGING, {"ids": ids, "today": today})
        for contact_id, word, told_at, *moments in cursor.fetchall():
            if moments[0] is None:
                roles[contact_id].append(ROLE_WORDS[word])
                continue
            if not owed[contact_id] and told_at and told_at > now:
                held[contact_id] = told_at
            owed[contact_id].append(Moments(word, *moments))
    made = [Line(one, roles[one.pk], owed[one.pk], held.get(one.pk)) for one in shown]
    _say_where(made, words)
    return SafeString("".join(_draw(line, words, now, zone) for line in made))


def _draw(line: Line, words: list[str], now: datetime, zone: ZoneInfo) -> str:
    person = line.person
    touched = long_date(person.last_touch_at, now, zone) if person.last_touch_at else "no touch yet"
    bar = _bar(line, now)
    where = f'<p class="hit">{line.where}</p>' if line.where else ""
    return (
        f'<li data-row>\n<div><h3><a href="/people/{person.pk}/">{marked(person.name, words)}</a></h3>'
        f'<p class="role">{glyph(person.direction)}{escape(_what(line))}</p>{where}</div>\n'
        f'<p class="place"><span>{marked(person.institution, words)}</span>'
        f'<span class="tags">{marked(", ".join(person.tags), words)}</span></p>\n'
        f"{draw(bar, 'small') if bar else '<span></span>'}\n"
        f'<p class="last"><span>{touched}</span><span>{escape(person.last_touch_how.lower())}</span></p>\n'
        f'<p class="next">{_next(line, now, zone)}</p></li>\n'
    )


def _what(line: Line) -> str:
    person = line.person
    marks = [word for word, on in (("core", person.is_core), ("anchor", person.is_anchor)) if on]
    return " · ".join([*(line.roles or [person.title or person.discipline]), *marks])


def _next(line: Line, now: datetime, zone: ZoneInfo) -> str:
    if not line.owed:
        return f"{state(WAITING, 'Nothing planned')}<span>you chose no rhythm</span>"
    first = line.owed[0]
    if line.held:
        kind = f"{BASIS_WORDS[first.basis].lower()}, after your heavy block"
        return f"{state(WAITING, f'Waits until {short_date(line.held, now, zone)}')}<span>{kind}</span>"
    stands = first.state(now)
    words, date = margin(first, stands, now, zone)
    kind = f"{BASIS_WORDS[first.basis].lower()}{', ' if date else ''}{date}"
    return f"{state(stands, words)}<span>{escape(kind)}</span>"


def _bar(line: Line, now: datetime) -> Bar | None:
    window = next((one for one in line.owed if one.is_window), None)
    start = line.person.last_touch_at or (window.starts_at if window else None)
    if start is None or start > now:
        return None
    if window is None:
        return small_bar(WAITING, start, None, None, None, now)
    start = min(start, window.opens_at)
    return small_bar(window.state(now), start, window.opens_at, window.due_at, window.late_at, now)


def _say_where(made: Iterable[Line], words: list[str]) -> None:
    """A match outside what is shown adds one line saying where it is."""
    hidden = [line for line in made if words and not _shows(line.person, words)]
    heard = heard_lines([line.person.pk for line in hidden], words) if hidden else {}
    for line in hidden:
        person = line.person
        line.where = (
            snippet("note", person.note, words)
            or heard.get(person.pk, "")
            or snippet("met", person.met_via, words)
            or snippet("department", person.department, words)
        )


def _shows(person: Person, words: list[str]) -> bool:
    shown = query_words(f"{person.name} {person.institution} {' '.join(person.tags)}")
    return all(any(have.startswith(word) for have in shown) for word in words)
